#include "tests/fuzz/stack_invariants.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace finalack::fuzz {
namespace {

using namespace impl;

/// The states that may be reached from each along the edges of RFC 9293 figure 5, and by resets and timeouts. LISTEN is
/// where a half-open connection of a listener ends.
bool may_follow(State from, State to) {
  if (from == to) return true;
  const auto one_of = [to](std::initializer_list<State> states) {
    return std::find(states.begin(), states.end(), to) != states.end();
  };
  switch (from) {
    case State::Closed:
    case State::Listen: return false;
    case State::SynSent: return to != State::Listen;
    case State::SynReceived: return to != State::SynSent;
    case State::Established:
      return one_of({State::FinWait1, State::FinWait2, State::CloseWait, State::Closing, State::LastAck,
                     State::TimeWait, State::Closed});
    case State::FinWait1: return one_of({State::FinWait2, State::Closing, State::TimeWait, State::Closed});
    case State::FinWait2: return one_of({State::TimeWait, State::Closed});
    case State::CloseWait: return one_of({State::LastAck, State::Closed});
    case State::Closing: return one_of({State::TimeWait, State::Closed});
    case State::LastAck:
    case State::TimeWait: return to == State::Closed;
  }
  return false;
}

bool is_over(State state) { return state == State::Closed || state == State::Listen; }

void check_listener(const Listener& listener) {
  require(listener.half_open <= listener.options.syn_queue, "the SYN queue is bounded");
  require(listener.accept_queue.size() <= listener.options.accept_queue, "the accept queue is bounded");
  if (listener.options.per_source_limit == 0) return;
  std::size_t entries = 0;
  for (const auto& [source, count] : listener.per_source) {
    require(count > 0 && count <= listener.options.per_source_limit, "each source has as many entries as it may");
    entries += count;
  }
  require(entries == listener.half_open, "each entry is its source's");
}

}  // namespace

void StackInvariants::check_connection(ConnectionId id, const Connection& connection) {
  const Tcb<Native>& tcb = connection.tcb();
  const Settings& settings = connection.settings();
  if (const auto before = seen_.find(id); before != seen_.end()) {
    const Seen& seen = before->second;
    require(may_follow(seen.state, tcb.state), "states follow each other as in figure 5");
    if (seen.state >= State::SynReceived && tcb.state >= State::SynReceived) {
      require(seen.tcb.snd_una <= tcb.snd_una, "SND.UNA never moves back");
      require(seen.tcb.snd_nxt <= tcb.snd_nxt, "SND.NXT never moves back");
      require(seen.tcb.rcv_nxt <= tcb.rcv_nxt, "RCV.NXT never moves back");
      require(seen.tcb.rcv_nxt + seen.tcb.rcv_wnd <= tcb.rcv_nxt + tcb.rcv_wnd ||
                  tcb.rcv_wnd == 0,  // the FIN takes a number of a window that is closed
              "the right edge never moves left");
    }
  }
  if (is_over(tcb.state)) {
    require(connection.poll_timeout() == kNever, "no timer runs once it is over");
    return;
  }
  require(tcb.snd_una <= tcb.snd_nxt, "SND.UNA =< SND.NXT");
  require(tcb.snd_nxt - tcb.snd_una <= settings.send_buffer + 2, "no more is in flight than was given");
  require(tcb.rcv_wnd <= settings.receive_buffer, "no more is offered than there is room for");
  require(connection.unacknowledged() + connection.unsent() <= settings.send_buffer, "the send buffer is bounded");
  require(connection.readable() <= settings.receive_buffer, "the receive buffer is bounded");
  require(connection.received().capacity() <= 2 * std::bit_ceil(std::size_t{settings.receive_buffer}) + 2048,
          "and so is its memory");
  const bool waits = tcb.snd_una != tcb.snd_nxt && connection.timers().next() == kNever;
  require(!waits, "what is in flight is waited for");
}

void StackInvariants::check(const Stack& stack, const std::vector<ListenerId>& listeners) {
  std::size_t connections = 0;
  std::size_t half_open = 0;
  Time earliest = kNever;
  std::map<ConnectionId, Seen> seen;
  stack.for_each([&](ConnectionId id, const FourTuple&, const Connection& connection) {
    check_connection(id, connection);
    seen.emplace(id, Seen{connection.state(), connection.tcb()});
    ++connections;
    if (connection.state() == State::SynReceived && connection.tcb().passive) ++half_open;
    earliest = std::min(earliest, connection.poll_timeout());
  });
  seen_ = std::move(seen);
  require(connections == stack.connections(), "connections are counted");
  require(connections <= stack.options().max_connections, "there are no more than there may be");
  require(stack.poll_timeout() <= earliest, "no deadline is missed");
  for (const ListenerId id : listeners) {
    const Listener& listener = stack.listener(id);
    check_listener(listener);
    require(listener.half_open <= half_open, "each entry of a SYN queue is a connection in SYN-RECEIVED");
    half_open -= listener.half_open;
  }
  require(half_open == 0, "each half-open connection is in a SYN queue");
}

}  // namespace finalack::fuzz
