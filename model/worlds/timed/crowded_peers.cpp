#include "model/worlds/timed/crowded_peers.hpp"

#include <stdexcept>

#include "model/domain/symbolic.hpp"

namespace finalack::model {

namespace {

using Numbers = ReactionTable::Numbers;

/// Who sends each segment, by its number less one. That nobody else does is the table's to say.
std::vector<bool> directions(const ReactionTable& table, unsigned fin) {
  std::vector<int> sender(table.segments().size(), -1);
  const auto note = [&](unsigned side, const ReactionTable::Outcome& outcome) {
    int& known = sender[outcome.segment];
    if (outcome.segment != ReactionTable::kNoSegment && known == static_cast<int>(1 - side)) {
      throw std::logic_error("a segment that both sides send");
    }
    known = static_cast<int>(side);
  };
  sender[fin] = kServer;
  for (unsigned side = 0; side < 2; ++side) {
    for (unsigned host = 0; host < table.hosts(side).size(); ++host) {
      for (unsigned i = 0; i < kLocalEvents; ++i) note(side, table.local(side, host, static_cast<LocalEvent>(i)));
      for (unsigned segment = 1; segment < table.segments().size(); ++segment) {
        // What nobody sends this way does not arrive; the table answers it all the same.
        if (sender[segment] != static_cast<int>(side)) note(side, table.arrival(side, host, segment));
      }
    }
  }
  std::vector<bool> to_server;
  for (unsigned segment = 1; segment < sender.size(); ++segment) to_server.push_back(sender[segment] == kClient);
  return to_server;
}

}  // namespace

CrowdedPeers::CrowdedPeers(TimedConfig config) : hosts_(config), to_server_(directions(hosts_.table(), hosts_.fin())) {
  if (to_server_.size() > CrowdedState<Numbers>::kMostCrowds) throw std::length_error("more than 15 segments");
  const ReactionTable& table = hosts_.table();
  ack_ = table.arrival(kClient, 0, hosts_.fin()).segment;
  reset_ = table.arrival(kServer, table.host_of(kServer, Tcb<Numbers>{}), ack_).segment;
}

template <class D> CrowdedState<D> CrowdedPeers::initial(const TimeParameters<D>& parameters) const {
  CrowdedState<D> state;
  state.ends = hosts_.initial_ends<D>(parameters);
  return state;
}

template <class D>
typename D::Bool CrowdedPeers::may_pass(const CrowdedState<D>& state, const typename D::Time& delay) const {
  const auto until = state.ends.now + delay;
  typename D::Bool may = hosts_.timers_allow<D>(state.ends, delay);
  for (unsigned i = 0; i < crowds(); ++i) may = may & ((!state.crowds[i].present) | (until <= state.crowds[i].first));
  return may;
}

template <class D> CrowdedState<D> CrowdedPeers::later(CrowdedState<D> state, const typename D::Time& delay) {
  state.ends = TimedHosts::later<D>(state.ends, delay);
  return state;
}

template <class D>
typename D::Time CrowdedPeers::next_deadline(const TimeParameters<D>& parameters,
                                             const typename D::Time& deadline) const {
  // Constant: one RTO later. Doubling: the n-th transmission is (2^n - 1) RTO after the first, which is at 0, so the
  // next one is as long after this one as this one is after the first, and an RTO.
  if (config().backoff == Backoff::Constant) return deadline + parameters.rto;
  return deadline + (deadline - parameters.msl) + parameters.rto;
}

/// The first of a crowd arrives.
template <class D>
void CrowdedPeers::take_out(const TimeParameters<D>& parameters, Step<D, CrowdedState<D>>& step, unsigned side,
                            const CrowdedInputs<D>& inputs) const {
  using Count = typename D::template Bits<4>;
  using Time = typename D::Time;
  using Bool = typename D::Bool;
  Bool found = false;
  for (unsigned i = 0; i < crowds(); ++i) {
    Crowd<D>& crowd = step.next.crowds[i];
    const Bool chosen = inputs.argument == Count(i + 1);
    if (to_server_[i] != (side == kServer)) continue;
    found = found | (chosen & crowd.present);
    const Crowd<D> before = crowd;
    Crowd<D> after = before;
    Bool fits = before.first == before.last;  // of an empty rest
    if (i + 1 == hosts_.fin() && !counts_fins()) {
      const auto next = before.first + parameters.rto;  // or later, if that one was lost
      after.first = inputs.rest;
      Bool is_later = (next <= inputs.rest) & (inputs.rest <= before.last);
      if (config().fins_within_w) {
        auto& between = step.next.fins_lost_between;
        auto& since = step.next.fins_lost_since;
        const Bool may = inputs.rest <= next + between;
        is_later = is_later & may;
        const auto then = D::select(may, between - (inputs.rest - next), between);
        between = D::select(chosen, D::select(inputs.remains, then, Time(0)), between);
        since = D::select(chosen & !inputs.remains, Time(0), since);
      }
      fits = D::select(inputs.remains, is_later, fits);
    } else if (i + 1 == hosts_.fin()) {
      auto rest = next_deadline<D>(parameters, before.first);
      Bool may = inputs.skipped == Count(0);
      for (unsigned skipped = 1; skipped <= config().fins_to_lose; ++skipped) {
        const Bool so_many = inputs.skipped == Count(skipped);
        may = may | so_many;
        auto later = before.first;
        for (unsigned times = 0; times <= skipped; ++times) later = next_deadline<D>(parameters, later);
        rest = D::select(so_many, later, rest);
      }
      after.first = rest;
      after.gaps = before.gaps - inputs.skipped;
      const Bool between = (rest < before.last) | ((rest == before.last) & (after.gaps == Count(0)));
      fits = D::select(inputs.remains, may & (inputs.skipped <= before.gaps) & between, fits);
    } else {
      after.first = inputs.rest;
      fits = D::select(inputs.remains, (before.first <= inputs.rest) & (inputs.rest <= before.last), fits);
    }
    after = D::select(inputs.remains, after, Crowd<D>{});
    step.enabled = step.enabled & ((!chosen) | fits);
    crowd = D::select(chosen, after, before);
  }
  step.enabled = step.enabled & found & !step.next.ends.timer_fired;
}

template <class D>
Step<D, CrowdedState<D>> CrowdedPeers::step(const TimeParameters<D>& parameters, const CrowdedState<D>& state,
                                            unsigned action, const CrowdedInputs<D>& inputs) const {
  using Id = typename D::template Bits<6>;
  using Count = typename D::template Bits<4>;
  using Bool = typename D::Bool;
  using Time = typename D::Time;
  const TimedHosts::Entry& entry = hosts_.entries()[action];
  Step<D, CrowdedState<D>> step;
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
    take_out<D>(parameters, step, entry.side, inputs);
    typename D::template Bits<6> segment(0);
    for (unsigned i = 1; i <= crowds(); ++i) segment = D::select(inputs.argument == Count(i), Id(i), segment);
    sent = hosts_.arrives<D>(parameters, step.next.ends, entry.side, inputs.lose, segment);
  } else {
    if (entry.deed != TimedDeed::Close && entry.deed != TimedDeed::Reopen) {  // what has to arrive now arrives first
      for (unsigned i = 0; i < crowds(); ++i) {
        step.enabled = step.enabled & ((!state.crowds[i].present) | (state.ends.now < state.crowds[i].first));
      }
    }
    sent = hosts_.acts<D>(parameters, step.next.ends, entry, inputs.lose);
  }
  step.enabled = step.enabled & sent.accepted;
  const auto deadline = state.ends.now + parameters.msl;
  for (unsigned i = 0; i < crowds(); ++i) {
    Crowd<D>& crowd = step.next.crowds[i];
    if (to_server_[i] == (entry.side == kServer)) continue;
    const Bool joins = sent.leaves & (sent.segment == Id(i + 1));
    const Bool was_present = crowd.present;
    crowd.present = crowd.present | joins;
    crowd.first = D::select(joins & !was_present, deadline, crowd.first);
    crowd.last = D::select(joins, deadline, crowd.last);
    if (i + 1 == hosts_.fin()) {
      const Bool lost = sent.is_fin & inputs.lose & was_present;
      if (config().fins_within_w) {
        auto& between = step.next.fins_lost_between;
        auto& since = step.next.fins_lost_since;
        between = D::select(joins, D::select(was_present, between + since, Time(0)), between);
        since = D::select(joins, Time(0), D::select(lost, since + parameters.rto, since));
      }
      if (!counts_fins()) continue;
      const Count gaps = D::select(was_present, crowd.gaps + crowd.lost_since, Count(0));
      crowd.gaps = D::select(joins, gaps, crowd.gaps);
      crowd.lost_since = D::select(joins, Count(0), D::select(lost, crowd.lost_since + Count(1), crowd.lost_since));
    }
  }
  return step;
}

#define FINALACK_INSTANTIATE(D)                                                                                       \
  template CrowdedState<D> CrowdedPeers::initial<D>(const TimeParameters<D>&) const;                                  \
  template Step<D, CrowdedState<D>> CrowdedPeers::step<D>(const TimeParameters<D>&, const CrowdedState<D>&, unsigned, \
                                                          const CrowdedInputs<D>&) const;                             \
  template D::Bool CrowdedPeers::may_pass<D>(const CrowdedState<D>&, const D::Time&) const;                           \
  template CrowdedState<D> CrowdedPeers::later<D>(CrowdedState<D>, const D::Time&);                                   \
  template D::Time CrowdedPeers::next_deadline<D>(const TimeParameters<D>&, const D::Time&) const;
FINALACK_INSTANTIATE(Numbers)
FINALACK_INSTANTIATE(Symbolic)

}  // namespace finalack::model
