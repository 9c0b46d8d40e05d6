// Connection set-up without the reductions of SetupPeers: hosts that run `react` itself, a network of segments in any
// order, and what that world leaves out because nothing could depend on it (its header says why): SYNs and text sent
// again at any time, the server's ACKs, every answer and every RST however many are under way, a server that begins
// anew. As there, the client's first text is not lost, nor is a RST.
//
// Explored here, state by state, on integers, for SetupPeers to be held against. Slow, and shares no code with it.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <deque>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"
#include "model/worlds/timed/setup_ticks.hpp"

namespace finalack::properties {

class WholeSetup {
 public:
  /// What can come about.
  struct Reached {
    bool text_fails = false;
    bool server_gives_up = false;
    bool client_is_reset = false;
    bool server_begins_anew = false;

    bool all() const { return text_fails && server_gives_up && client_is_reset; }
  };

  /// `copies`: so often does the client send again, at any times, its SYN, and so often its text.
  WholeSetup(const model::SetupConfig& config, const model::SetupTimes& times, unsigned copies)
      : config_(config), times_(times), copies_(copies) {
    client_rules_.retry_limit = model::Rules::kUnlimited;
    server_rules_.retry_limit = config.retry_limit;
    if (!config.counted_by_tcb()) throw std::logic_error("more retransmissions than a TCB counts");
  }

  /// All that is reachable, until everything of `Reached` that claims ask for is seen. Throws std::length_error at more
  /// than `most_states`.
  Reached explore(std::size_t most_states) {
    begin();
    while (!frontier_.empty() && !reached_.all()) {
      const State state = std::move(frontier_.front());
      frontier_.pop_front();
      successors(state);
      if (seen_.size() > most_states) throw std::length_error("the whole of set-up is larger than expected");
    }
    return reached_;
  }

 private:
  using D = model::Concrete<5>;
  using Tcb = model::Tcb<D>;
  using Segment = model::Segment<D>;
  using Reaction = model::Reaction<D>;
  enum Side : unsigned { kClient, kServer };
  static constexpr int kNone = -1;

  struct Flight {
    unsigned to = 0;
    unsigned segment = 0;  // in segments_
    int left = 0;          // ticks in which it has to arrive
    auto operator<=>(const Flight&) const = default;
  };
  struct State {
    std::array<unsigned, 2> host{};  // in tcbs_
    std::vector<Flight> flights;     // sorted
    int due = kNone;                 // the server's timer, in so many ticks
    int interval = 0;
    bool fired = false;     // at this instant
    int speaks_in = kNone;  // so many ticks at most
    unsigned syn_copies = 0, text_copies = 0, begun = 0;
    unsigned answers_to_lose = 0, syn_acks_to_lose = 0;
    auto operator<=>(const State&) const = default;
  };

  template <class T> static unsigned number_of(std::vector<T>& all, const T& value) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const T& other) { return model::same(other, value); });
    const auto number = static_cast<unsigned>(at - all.begin());
    if (at == all.end()) all.push_back(value);
    return number;
  }

  Reaction happens(Side side, const Tcb& tcb, model::Event<D> event, unsigned begun) const {
    event.iss = D::Seq(side == kClient ? 0 : 8 + 4 * begun);
    model::Choices choices;
    const model::ChoosingWith choosing(choices);
    Reaction r = model::react(side == kClient ? client_rules_ : server_rules_, tcb, event);
    if (choices.next()) throw std::logic_error("rules that leave a choice");
    return r;
  }

  void begin() {
    State state;
    const Reaction asks = happens(kClient, {}, {model::EventKind::OpenActive}, 0);
    const Reaction listens = happens(kServer, {}, {model::EventKind::OpenPassive}, 0);
    const Reaction answers = happens(kServer, listens.tcb, {model::EventKind::SegmentArrives, asks.segment}, 0);
    state.host = {number_of(tcbs_, asks.tcb), number_of(tcbs_, listens.tcb)};
    state.syn_copies = state.text_copies = copies_;
    state.begun = 1;
    state.answers_to_lose = config_.answers_to_lose;
    state.syn_acks_to_lose = config_.syn_acks_to_lose;
    goes_on(std::move(state), kServer, answers, false, Sent::Other);
  }

  int lifetime() const { return static_cast<int>(times_.msl); }

  void add(State state) {
    std::sort(state.flights.begin(), state.flights.end());
    if (seen_.insert(state).second) frontier_.push_back(std::move(state));
  }

  void successors(const State& state) {
    passes(state);
    if (!state.fired) {
      for (std::size_t i = 0; i < state.flights.size(); ++i) {
        if (i == 0 || state.flights[i] != state.flights[i - 1]) arrives(state, i);
      }
    }
    fires(state);
    client_speaks(state);
    client_repeats(state);
  }

  static bool has_to_arrive(const State& state) {
    return std::any_of(state.flights.begin(), state.flights.end(),
                       [](const Flight& flight) { return flight.left == 0; });
  }

  void passes(State state) {
    if (has_to_arrive(state) || state.due == 0 || state.speaks_in == 0) return;
    for (Flight& flight : state.flights) --flight.left;
    if (state.due != kNone) --state.due;
    if (state.speaks_in != kNone) --state.speaks_in;
    state.fired = false;
    add(std::move(state));
  }

  void arrives(State state, std::size_t which) {
    const Flight flight = state.flights[which];
    state.flights.erase(state.flights.begin() + static_cast<std::ptrdiff_t>(which));
    const Side side = flight.to == kClient ? kClient : kServer;
    const Segment came = segments_[flight.segment];
    const Tcb before = tcbs_[state.host[side]];
    model::Event<D> event{model::EventKind::SegmentArrives};
    event.segment = came;
    const Reaction r = happens(side, before, event, state.begun);
    if (side == kClient) {
      reached_.client_is_reset |=
          bool(came.rst) && before.state != model::State::Closed && r.tcb.state == model::State::Closed;
    } else {
      reached_.text_fails |= bool(came.text) && r.tcb.state != model::State::Established;
      if (before.state == model::State::Listen && r.tcb.state == model::State::SynReceived) {
        reached_.server_begins_anew = true;
        ++state.begun;
      }
    }
    const bool answers_syn_ack = side == kClient && bool(came.syn) && bool(came.ack);
    goes_on(std::move(state), side, r, false, answers_syn_ack ? Sent::Answer : Sent::Other);
  }

  void fires(State state) {
    const Tcb before = tcbs_[state.host[kServer]];
    if (state.due != 0 || has_to_arrive(state)) return;
    state.fired = true;
    const Reaction r = happens(kServer, before, {model::EventKind::RetransmissionTimeout}, 0);
    if (before.state == model::State::SynReceived && r.tcb.state != model::State::SynReceived)
      reached_.server_gives_up = true;
    goes_on(std::move(state), kServer, r, true, Sent::Other);
  }

  void client_speaks(State state) {
    if (state.speaks_in == kNone) return;
    const Reaction r = happens(kClient, tcbs_[state.host[kClient]], {model::EventKind::Send}, 0);
    if (!r.accepted || !r.sends) throw std::logic_error("a client that cannot speak");
    state.speaks_in = kNone;
    goes_on(std::move(state), kClient, r, false, Sent::FirstText);
  }

  void client_repeats(State state) {
    const Tcb before = tcbs_[state.host[kClient]];
    unsigned& copies = before.state == model::State::SynSent ? state.syn_copies : state.text_copies;
    if (copies == 0) return;
    const Reaction r = happens(kClient, before, {model::EventKind::RetransmissionTimeout}, 0);
    if (!r.accepted) return;
    --copies;
    goes_on(std::move(state), kClient, r, false, Sent::Other);
  }

  enum class Sent { Answer, FirstText, Other };

  /// With what a host has become, and with what it sends, which is lost or not.
  void goes_on(State state, Side side, const Reaction& r, bool expired, Sent sent) {
    const Tcb before = tcbs_[state.host[side]];
    state.host[side] = number_of(tcbs_, r.tcb);
    if (side == kServer) {
      server_timer(state, before, r.tcb, expired);
    } else if (r.tcb.state != model::State::Established) {
      state.speaks_in = kNone;
    } else if (before.state != model::State::Established) {
      state.speaks_in = static_cast<int>(times_.think);
    }
    if (!r.sends) return add(std::move(state));

    State lost = state;
    state.flights.push_back({side == kClient ? kServer : kClient, number_of(segments_, r.segment), lifetime()});
    add(std::move(state));
    if (r.segment.rst || sent == Sent::FirstText) return;  // neither is lost
    if (side == kServer && bool(r.segment.syn)) {
      if (lost.syn_acks_to_lose == 0) return;
      --lost.syn_acks_to_lose;
    } else if (sent == Sent::Answer && config_.answers_to_lose != model::Rules::kUnlimited) {
      if (lost.answers_to_lose == 0) return;
      --lost.answers_to_lose;
    }
    add(std::move(lost));
  }

  void server_timer(State& state, const Tcb& before, const Tcb& after, bool expired) const {
    if (after.snd_una == after.snd_nxt) {
      state.due = kNone;
      state.interval = 0;
    } else if (expired) {
      if (config_.backoff == model::Backoff::Exponential) state.interval *= 2;
      state.due = state.interval;
    } else if (before.state == model::State::Listen) {
      state.due = state.interval = static_cast<int>(times_.rto);
    }
  }

  model::SetupConfig config_;
  model::SetupTimes times_;
  unsigned copies_;
  model::Rules client_rules_, server_rules_;
  std::vector<Tcb> tcbs_;
  std::vector<Segment> segments_;
  std::set<State> seen_;
  std::deque<State> frontier_;
  Reached reached_;
};

}  // namespace finalack::properties
