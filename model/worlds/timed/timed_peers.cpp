#include "model/worlds/timed/timed_peers.hpp"

#include <algorithm>
#include <tuple>

#include "model/domain/symbolic.hpp"

namespace finalack::model {

namespace {

using Numbers = ReactionTable::Numbers;

}  // namespace

template <class D> TimedState<D> TimedPeers::initial(const TimeParameters<D>& parameters) const {
  TimedState<D> state;
  state.ends = hosts_.initial_ends<D>(parameters);
  return state;
}

template <class D>
typename D::Bool TimedPeers::may_pass(const TimedState<D>& state, const typename D::Time& delay) const {
  const auto until = state.ends.now + delay;
  typename D::Bool may = hosts_.timers_allow<D>(state.ends, delay);
  for (unsigned i = 0; i < config().capacity; ++i) {
    may = may & ((!state.network[i].present) | (until <= state.network[i].deadline));
  }
  return may;
}

template <class D> TimedState<D> TimedPeers::later(TimedState<D> state, const typename D::Time& delay) {
  state.ends = TimedHosts::later<D>(state.ends, delay);
  return state;
}

/// Takes the segment in a slot out of the network, if it may arrive now.
template <class D>
void TimedPeers::take_out(Step<D, TimedState<D>>& step, const TimedState<D>& state, unsigned side,
                          const typename D::template Bits<4>& slot, typename D::template Bits<6>& segment) const {
  using Slot = typename D::template Bits<4>;
  using Bool = typename D::Bool;
  TimedFlight<D> flight;
  for (unsigned i = 0; i < config().capacity; ++i) flight = D::select(slot == Slot(i), state.network[i], flight);
  step.enabled = flight.present & (flight.to_server == Bool(side == kServer)) & !state.ends.timer_fired;
  for (unsigned i = 0; i < config().capacity; ++i) {  // of equal ones, the first sent
    const TimedFlight<D>& other = state.network[i];
    const Bool equal = other.present & (other.to_server == flight.to_server) & (other.segment == flight.segment);
    const Bool before = (other.deadline < flight.deadline) | ((other.deadline == flight.deadline) & (Slot(i) < slot));
    step.enabled = step.enabled & !(equal & before);
    step.next.network[i] = D::select(slot == Slot(i), TimedFlight<D>{}, state.network[i]);
  }
  segment = flight.segment;
}

template <class D>
void TimedPeers::put_in(Step<D, TimedState<D>>& step, unsigned from, const typename D::Time& deadline,
                        const TimedHosts::Sent<D>& sent) const {
  using Bool = typename D::Bool;
  auto& network = step.next.network;
  TimedFlight<D> flight;
  flight.present = true;
  flight.to_server = from == kClient;
  flight.segment = sent.segment;
  flight.deadline = deadline;
  Bool waiting = sent.leaves;
  if (config().merges_acks) {
    for (unsigned i = 0; i < config().capacity; ++i) {
      const Bool equal = network[i].present & network[i].to_server & (network[i].segment == flight.segment);
      waiting = waiting & !(sent.is_ack & equal);
    }
  }
  for (unsigned i = 0; i < config().capacity; ++i) {
    const Bool placed = waiting & !network[i].present;
    network[i] = D::select(placed, flight, network[i]);
    waiting = waiting & !placed;
  }
  step.held_back = step.enabled & waiting;
  step.enabled = step.enabled & !waiting;
}

template <class D>
Step<D, TimedState<D>> TimedPeers::step(const TimeParameters<D>& parameters, const TimedState<D>& state,
                                        unsigned action, const TimedInputs<D>& inputs) const {
  const TimedHosts::Entry& entry = hosts_.entries()[action];
  Step<D, TimedState<D>> step;
  step.enabled = true;
  if (entry.deed == TimedDeed::Tick) {
    const typename D::Time tick(1);
    step.enabled = may_pass<D>(state, tick) & !inputs.lose;
    step.next = later<D>(state, tick);
    return step;
  }
  step.next = state;
  TimedHosts::Sent<D> sent;
  if (entry.deed == TimedDeed::Deliver) {
    typename D::template Bits<6> segment{};
    take_out<D>(step, state, entry.side, inputs.argument, segment);
    if constexpr (!D::is_symbolic) {
      if (!step.enabled) return step;
    }
    sent = hosts_.arrives<D>(parameters, step.next.ends, entry.side, inputs.lose, segment);
  } else {
    if (entry.deed != TimedDeed::Close && entry.deed != TimedDeed::Reopen) {  // what has to arrive now arrives first
      for (unsigned i = 0; i < config().capacity; ++i) {
        step.enabled = step.enabled & ((!state.network[i].present) | (state.ends.now < state.network[i].deadline));
      }
    }
    sent = hosts_.acts<D>(parameters, step.next.ends, entry, inputs.lose);
  }
  step.enabled = step.enabled & sent.accepted;
  put_in<D>(step, entry.side, state.ends.now + parameters.msl, sent);
  return step;
}

void TimedPeers::canonicalise(TimedState<Numbers>& state) const {
  const auto now = state.ends.now;
  const auto from_now = [&](concrete::Time& moment) {
    if (moment != concrete::Time(0)) moment = moment - now;
  };
  for (auto& host : state.ends.hosts) {
    // A timer that is off stands at zero, and one that is due now would, too; which of the two it is, the host's number
    // says.
    from_now(host.retransmission);
    from_now(host.time_wait);
  }
  for (auto& flight : state.network) {
    if (flight.present) flight.deadline = flight.deadline - now;
  }
  state.ends.now = 0;
  std::sort(state.network.begin(), state.network.end(), [](const auto& a, const auto& b) {
    const auto key = [](const TimedFlight<Numbers>& f) {
      return std::tuple(f.present.raw() == 0, f.to_server.raw(), f.segment.raw(), f.deadline.raw());
    };
    return key(a) < key(b);
  });
}

#define FINALACK_INSTANTIATE(D)                                                                                 \
  template TimedState<D> TimedPeers::initial<D>(const TimeParameters<D>&) const;                                \
  template Step<D, TimedState<D>> TimedPeers::step<D>(const TimeParameters<D>&, const TimedState<D>&, unsigned, \
                                                      const TimedInputs<D>&) const;                             \
  template D::Bool TimedPeers::may_pass<D>(const TimedState<D>&, const D::Time&) const;                         \
  template TimedState<D> TimedPeers::later<D>(TimedState<D>, const D::Time&);
FINALACK_INSTANTIATE(Numbers)
FINALACK_INSTANTIATE(Symbolic)

}  // namespace finalack::model
