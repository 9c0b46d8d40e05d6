// The steps of the timed world, for any domain. Included only where TimedPeers is instantiated.
#pragma once

#include <algorithm>

#include "model/worlds/timed/timed_peers.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::model {

/// An outcome of the table in a domain's values.
template <class D> struct TimedOutcome {
  BOOST_HANA_DEFINE_STRUCT(TimedOutcome<D>,                          //
                           (typename D::Bool, accepted),             //
                           (typename D::template Bits<6>, host),     //
                           (typename D::template Bits<6>, segment),  //
                           (typename D::Bool, timer_off),            //
                           (typename D::Bool, timer_started),        //
                           (typename D::Bool, timer_again),          //
                           (typename D::Bool, enters_time_wait),     //
                           (typename D::Bool, fin_again),            //
                           (typename D::Bool, sends_fin),            // the server's
                           (typename D::Bool, sends_ack),            // the client's, bare
                           (TimedHistory<D>, history));
};

template <class D>
TimedOutcome<D> in_domain(const ReactionTable& table, unsigned side, const ReactionTable::Outcome& outcome) {
  using Timer = ReactionTable::Timer;
  TimedOutcome<D> out;
  out.accepted = outcome.accepted;
  if (!outcome.accepted) return out;
  const auto& segment = table.segments()[outcome.segment];
  out.host = outcome.host;
  out.segment = outcome.segment;
  out.timer_off = outcome.timer == Timer::Off;
  out.timer_started = outcome.timer == Timer::Started;
  out.timer_again = outcome.timer == Timer::Again;
  out.enters_time_wait = outcome.enters_time_wait;
  out.fin_again = outcome.fin_again;
  out.sends_fin = side == kServer && bool(segment.fin);
  out.sends_ack = side == kClient && bool(segment.ack & !(segment.fin | segment.syn | segment.rst | segment.text));
  out.history.time_wait_ended = side == kClient && outcome.time_wait_ended;
  out.history.fin_too_late = side == kClient && outcome.fin_at_closed;
  out.history.fin_was_reset = side == kServer && outcome.fin_was_reset;
  out.history.reset_in_time_wait = side == kClient && outcome.reset_in_time_wait;
  return out;
}

template <class D, class Value, class Of>
Value TimedPeers::by_host(const TimedHost<D>& host, unsigned side, Of&& of) const {
  using Id = typename D::template Bits<6>;
  const auto count = static_cast<unsigned>(table_->hosts(side).size());
  if constexpr (!D::is_symbolic) {
    return of(host.id.raw());
  } else {
    Value value = of(0U);
    for (unsigned i = 1; i < count; ++i) value = D::select(host.id == Id(i), of(i), value);
    return value;
  }
}

template <class D> TimedState<D> TimedPeers::initial(const TimeParameters<D>& parameters) const {
  TimedState<D> state;
  for (unsigned side = 0; side < 2; ++side) state.hosts[side].id = first_hosts_[side];
  state.fins_to_lose = config_.fins_to_lose;
  state.acks_to_lose = config_.acks_to_lose;
  if (config_.beginning == Beginning::LastAck) {
    state.hosts[kServer].interval = parameters.rto;
    state.hosts[kServer].retransmission = parameters.rto;
    state.network[0].present = true;
    state.network[0].segment = first_segment_;
    state.network[0].deadline = parameters.msl;
  }
  return state;
}

template <class D>
typename D::Bool TimedPeers::may_pass(const TimedState<D>& state, const typename D::Time& delay) const {
  const auto until = state.now + delay;
  typename D::Bool may = true;
  for (unsigned i = 0; i < config_.capacity; ++i) {
    may = may & ((!state.network[i].present) | (until <= state.network[i].deadline));
  }
  for (unsigned side = 0; side < 2; ++side) {
    const TimedHost<D>& host = state.hosts[side];
    const auto can = [&](LocalEvent event) {
      return by_host<D, typename D::Bool>(
          host, side, [&](unsigned i) { return typename D::Bool(table_->local(side, i, event).accepted); });
    };
    may = may & ((!can(LocalEvent::RetransmissionTimeout)) | (until <= host.retransmission));
    may = may & ((!can(LocalEvent::TimeWaitTimeout)) | (until <= host.time_wait));
  }
  return may;
}

template <class D> TimedState<D> TimedPeers::later(TimedState<D> state, const typename D::Time& delay) {
  state.now = state.now + delay;
  state.timer_fired = state.timer_fired & (delay == typename D::Time(0));
  return state;
}

/// Lets one host react to what arrives, or to an event of its own, and puts what it sends into the network.
template <class D>
void TimedPeers::react_at(const TimeParameters<D>& parameters, Step<D, TimedState<D>>& step, unsigned side,
                          const typename D::Bool& lose, const TimedFlight<D>* arriving, LocalEvent event) const {
  using Id = typename D::template Bits<6>;
  using Count = typename D::template Bits<4>;
  using Time = typename D::Time;
  using Bool = typename D::Bool;
  using Outcome = TimedOutcome<D>;
  const ReactionTable& table = *table_;
  TimedState<D>& next = step.next;
  TimedHost<D>& host = next.hosts[side];
  const Outcome what = by_host<D, Outcome>(host, side, [&](unsigned i) {
    if (arriving == nullptr) return in_domain<D>(table, side, table.local(side, i, event));
    if constexpr (!D::is_symbolic) {
      return in_domain<D>(table, side, table.arrival(side, i, arriving->segment.raw()));
    } else {
      Outcome outcome = in_domain<D>(table, side, table.arrival(side, i, 1));
      for (unsigned seg = 2; seg < table.segments().size(); ++seg) {
        outcome = D::select(arriving->segment == Id(seg), in_domain<D>(table, side, table.arrival(side, i, seg)), outcome);
      }
      return outcome;
    }
  });
  step.enabled = step.enabled & what.accepted;

  const Time zero(0);
  const Time doubled = config_.backoff == Backoff::Exponential ? host.interval + host.interval : host.interval;
  host.interval = D::select(what.timer_off, zero,
                            D::select(what.timer_started, parameters.rto, D::select(what.timer_again, doubled, host.interval)));
  host.retransmission = D::select(
      what.timer_off, zero,
      D::select(what.timer_started | what.timer_again, next.now + host.interval, host.retransmission));
  host.id = what.host;
  const auto still = by_host<D, Bool>(host, side, [&](unsigned i) {
    return Bool(table.local(side, i, LocalEvent::TimeWaitTimeout).accepted);
  });
  const Bool restarts = config_.restart == Restart::FinAgain ? what.enters_time_wait | what.fin_again : what.enters_time_wait;
  host.time_wait = D::select(restarts, next.now + parameters.w, D::select(still, host.time_wait, zero));
  TimedHistory<D> happens = what.history;
  happens.fin_too_late = happens.fin_too_late & next.history.time_wait_ended;
  for_each_leaf([](auto& was, const auto& is) { was = was | is; }, next.history, happens);

  // Two budgets: a loss that is not possible is no step.
  step.enabled = step.enabled & ((!lose) | (what.sends_fin & (next.fins_to_lose > Count(0))) |
                                 (what.sends_ack & (next.acks_to_lose > Count(0))));
  next.fins_to_lose = D::select(lose & what.sends_fin, next.fins_to_lose - Count(1), next.fins_to_lose);
  next.acks_to_lose = D::select(lose & what.sends_ack, next.acks_to_lose - Count(1), next.acks_to_lose);

  TimedFlight<D> sent;
  sent.present = true;
  sent.to_server = side == kClient;
  sent.segment = what.segment;
  sent.deadline = next.now + parameters.msl;
  Bool waiting = (what.segment != Id(ReactionTable::kNoSegment)) & !lose;
  if (config_.merges_acks) {
    for (unsigned i = 0; i < config_.capacity; ++i) {
      const TimedFlight<D>& other = next.network[i];
      waiting = waiting & !(what.sends_ack & other.present & other.to_server & (other.segment == sent.segment));
    }
  }
  for (unsigned i = 0; i < config_.capacity; ++i) {
    TimedFlight<D>& slot = next.network[i];
    const Bool placed = waiting & !slot.present;
    slot = D::select(placed, sent, slot);
    waiting = waiting & !placed;
  }
  step.held_back = step.enabled & waiting;
  step.enabled = step.enabled & !waiting;
}

template <class D>
Step<D, TimedState<D>> TimedPeers::step(const TimeParameters<D>& parameters, const TimedState<D>& state, unsigned action,
                                        const typename D::template Bits<4>& argument, const typename D::Bool& lose) const {
  using Slot = typename D::template Bits<4>;
  using Bool = typename D::Bool;
  const Entry& entry = entries_[action];
  Step<D, TimedState<D>> step;
  step.enabled = true;
  if (entry.deed == TimedDeed::Tick) {
    const typename D::Time tick(1);
    step.enabled = may_pass<D>(state, tick) & !lose;
    step.next = later<D>(state, tick);
    return step;
  }
  step.next = state;
  const TimedHost<D>& host = state.hosts[entry.side];
  switch (entry.deed) {
    case TimedDeed::Deliver: {
      TimedFlight<D> flight;
      for (unsigned i = 0; i < config_.capacity; ++i) {
        flight = D::select(argument == Slot(i), state.network[i], flight);
      }
      step.enabled = flight.present & (flight.to_server == Bool(entry.side == kServer)) & !state.timer_fired;
      for (unsigned i = 0; i < config_.capacity; ++i) {  // of equal ones, the first sent
        const TimedFlight<D>& other = state.network[i];
        const Bool equal = other.present & (other.to_server == flight.to_server) & (other.segment == flight.segment);
        const Bool before = (other.deadline < flight.deadline) | ((other.deadline == flight.deadline) & (Slot(i) < argument));
        step.enabled = step.enabled & !(equal & before);
        step.next.network[i] = D::select(argument == Slot(i), TimedFlight<D>{}, state.network[i]);
      }
      if constexpr (!D::is_symbolic) {
        if (!step.enabled) return step;
      }
      react_at<D>(parameters, step, entry.side, lose, &flight, LocalEvent::Close);
      return step;
    }
    case TimedDeed::RetransmissionTimeout:
    case TimedDeed::TimeWaitTimeout: {
      const bool time_wait = entry.deed == TimedDeed::TimeWaitTimeout;
      step.enabled = state.now == (time_wait ? host.time_wait : host.retransmission);
      for (unsigned i = 0; i < config_.capacity; ++i) {  // what has to arrive now arrives first
        step.enabled = step.enabled & ((!state.network[i].present) | (state.now < state.network[i].deadline));
      }
      step.next.timer_fired = true;
      react_at<D>(parameters, step, entry.side, lose, nullptr,
                  time_wait ? LocalEvent::TimeWaitTimeout : LocalEvent::RetransmissionTimeout);
      return step;
    }
    default: react_at<D>(parameters, step, entry.side, lose, nullptr, LocalEvent::Close); return step;
  }
}

template <class D>
typename D::Bool TimedPeers::is_in(const TimedState<D>& state, unsigned side, std::initializer_list<State> states) const {
  return by_host<D, typename D::Bool>(state.hosts[side], side, [&](unsigned i) {
    const State here = table_->hosts(side)[i].state;
    return typename D::Bool(std::find(states.begin(), states.end(), here) != states.end());
  });
}

template <class D> typename D::Bool TimedPeers::is_quiet(const TimedState<D>& state) const {
  typename D::Bool quiet = true;
  for (unsigned i = 0; i < config_.capacity; ++i) quiet = quiet & !state.network[i].present;
  return quiet;
}

}  // namespace finalack::model
