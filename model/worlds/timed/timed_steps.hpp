// What hosts do in time, for any domain. Included only where TimedHosts, or a world around it, is instantiated.
#pragma once

#include <algorithm>

#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {

/// An outcome of the table in a domain's values.
template <class D> struct TimedHosts::Outcome {
  BOOST_HANA_DEFINE_STRUCT(Outcome<D>,                               //
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

  static Outcome of(const ReactionTable& table, unsigned side, const ReactionTable::Outcome& outcome) {
    using Timer = ReactionTable::Timer;
    Outcome out;
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
};

template <class D, class Value, class Of>
Value TimedHosts::by_host(const TimedHost<D>& host, unsigned side, Of&& of) const {
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

template <class D> TimedEnds<D> TimedHosts::initial_ends(const TimeParameters<D>& parameters) const {
  TimedEnds<D> ends;
  for (unsigned side = 0; side < 2; ++side) ends.hosts[side].id = first_hosts_[side];
  ends.fins_to_lose = TimedConfig::counted(config_.fins_to_lose);
  ends.acks_to_lose = TimedConfig::counted(config_.acks_to_lose);
  if (config_.fins_within_w) {
    const auto needed = parameters.rto + parameters.msl;
    ends.fins_to_lose_for = D::select(needed <= parameters.w, parameters.w - needed, typename D::Time(0));
  }
  return ends;
}

template <class D>
typename D::Bool TimedHosts::timers_allow(const TimedEnds<D>& ends, const typename D::Time& delay) const {
  using Bool = typename D::Bool;
  const auto until = ends.now + delay;
  Bool may = true;
  for (unsigned side = 0; side < 2; ++side) {
    const TimedHost<D>& host = ends.hosts[side];
    const auto runs = [&](LocalEvent event) {
      return by_host<D, Bool>(host, side, [&](unsigned i) { return Bool(table_->local(side, i, event).accepted); });
    };
    may = may & ((!runs(LocalEvent::RetransmissionTimeout)) | (until <= host.retransmission));
    may = may & ((!runs(LocalEvent::TimeWaitTimeout)) | (until <= host.time_wait));
    if (config_.beginning == Beginning::ServersClose)
      may = may & ((!runs(LocalEvent::Close)) | (delay == typename D::Time(0)));
  }
  return may;
}

template <class D> TimedEnds<D> TimedHosts::later(TimedEnds<D> ends, const typename D::Time& delay) {
  ends.now = ends.now + delay;
  ends.timer_fired = ends.timer_fired & (delay == typename D::Time(0));
  return ends;
}

/// It answers at most with segments of its own, and what it was before stays as it is.
template <class D>
TimedHosts::Outcome<D> TimedHosts::at_new_connection(const TimedHost<D>& host,
                                                     const typename D::template Bits<6>& segment) const {
  using Id = typename D::template Bits<6>;
  Outcome<D> what;
  what.accepted = true;
  what.host = host.id;
  what.segment = ReactionTable::kNoSegment;
  what.timer_off = true;
  for (unsigned i = 1; i < mistaken_.size(); ++i) {
    what.history.old_accepted = what.history.old_accepted | ((segment == Id(i)) & typename D::Bool(mistaken_[i]));
  }
  return what;
}

template <class D> TimedHosts::Sent<D> TimedHosts::reopen(TimedEnds<D>& ends) const {
  Sent<D> sent;
  sent.accepted = ends.history.time_wait_ended & (!ends.history.reopened) & is_in<D>(ends, kClient, {State::Closed}) &
                  is_in<D>(ends, kServer, {State::Closed});
  ends.history.reopened = true;
  return sent;
}

/// What is lost comes off the budget; whether there is one for it.
template <class D>
typename D::Bool TimedHosts::pay_for(const TimeParameters<D>& parameters, TimedEnds<D>& ends,
                                     const typename D::Bool& lost_fin, const typename D::Bool& lost_ack) const {
  using Count = typename D::template Bits<4>;
  typename D::Bool fin_may = true;
  typename D::Bool ack_may = true;
  if (config_.fins_within_w) {
    fin_may = parameters.rto <= ends.fins_to_lose_for;
    ends.fins_to_lose_for =
        D::select(lost_fin & fin_may, ends.fins_to_lose_for - parameters.rto, ends.fins_to_lose_for);
  } else if (config_.fins_to_lose != Rules::kUnlimited) {
    fin_may = ends.fins_to_lose > Count(0);
    ends.fins_to_lose = D::select(lost_fin, ends.fins_to_lose - Count(1), ends.fins_to_lose);
  }
  if (config_.acks_to_lose != Rules::kUnlimited) {
    ack_may = ends.acks_to_lose > Count(0);
    ends.acks_to_lose = D::select(lost_ack, ends.acks_to_lose - Count(1), ends.acks_to_lose);
  }
  return (lost_fin & fin_may) | (lost_ack & ack_may);
}

/// The host becomes what the outcome says, its timers are set, and a loss is paid for.
template <class D>
TimedHosts::Sent<D> TimedHosts::take(const TimeParameters<D>& parameters, TimedEnds<D>& ends, unsigned side,
                                     const typename D::Bool& lose, const Outcome<D>& what) const {
  using Id = typename D::template Bits<6>;
  using Time = typename D::Time;
  using Bool = typename D::Bool;
  TimedHost<D>& host = ends.hosts[side];
  const Time zero(0);
  const Time doubled = config_.backoff == Backoff::Exponential ? host.interval + host.interval : host.interval;
  const Time running =
      D::select(what.timer_started, parameters.rto, D::select(what.timer_again, doubled, host.interval));
  host.interval = D::select(what.timer_off, zero, running);
  host.retransmission =
      D::select(what.timer_off, zero,
                D::select(what.timer_started | what.timer_again, ends.now + host.interval, host.retransmission));
  host.id = what.host;
  const auto still = by_host<D, Bool>(
      host, side, [&](unsigned i) { return Bool(table_->local(side, i, LocalEvent::TimeWaitTimeout).accepted); });
  const Bool restarts =
      config_.restart == Restart::FinAgain ? what.enters_time_wait | what.fin_again : what.enters_time_wait;
  host.time_wait = D::select(restarts, ends.now + parameters.w, D::select(still, host.time_wait, zero));
  TimedHistory<D> happens = what.history;
  happens.fin_too_late = happens.fin_too_late & ends.history.time_wait_ended;
  for_each_leaf([](auto& was, const auto& is) { was = was | is; }, ends.history, happens);

  const Bool may_lose = pay_for<D>(parameters, ends, lose & what.sends_fin, lose & what.sends_ack);

  Sent<D> sent;
  sent.accepted = what.accepted & ((!lose) | may_lose);
  sent.segment = what.segment;
  sent.leaves = (what.segment != Id(ReactionTable::kNoSegment)) & !lose;
  sent.is_fin = what.sends_fin;
  sent.is_ack = what.sends_ack;
  return sent;
}

template <class D>
TimedHosts::Sent<D> TimedHosts::arrives(const TimeParameters<D>& parameters, TimedEnds<D>& ends, unsigned side,
                                        const typename D::Bool& lose,
                                        const typename D::template Bits<6>& segment) const {
  using Id = typename D::template Bits<6>;
  const ReactionTable& table = *table_;
  auto what = by_host<D, Outcome<D>>(ends.hosts[side], side, [&](unsigned i) {
    if constexpr (!D::is_symbolic) {
      return Outcome<D>::of(table, side, table.arrival(side, i, segment.raw()));
    } else {
      auto outcome = Outcome<D>::of(table, side, table.arrival(side, i, 1));
      for (unsigned seg = 2; seg < table.segments().size(); ++seg) {
        outcome = D::select(segment == Id(seg), Outcome<D>::of(table, side, table.arrival(side, i, seg)), outcome);
      }
      return outcome;
    }
  });
  if (config_.reopens) {
    what = D::select(ends.history.reopened, at_new_connection<D>(ends.hosts[side], segment), what);
  }
  return take<D>(parameters, ends, side, lose, what);
}

template <class D>
TimedHosts::Sent<D> TimedHosts::acts(const TimeParameters<D>& parameters, TimedEnds<D>& ends, const Entry& entry,
                                     const typename D::Bool& lose) const {
  if (entry.deed == TimedDeed::Reopen) {
    Sent<D> none = reopen<D>(ends);
    none.accepted = none.accepted & !lose;
    return none;
  }
  const bool retransmits = entry.deed == TimedDeed::RetransmissionTimeout;
  const bool time_wait = entry.deed == TimedDeed::TimeWaitTimeout;
  const LocalEvent event = retransmits ? LocalEvent::RetransmissionTimeout
                           : time_wait ? LocalEvent::TimeWaitTimeout
                                       : LocalEvent::Close;
  const TimedHost<D>& host = ends.hosts[entry.side];
  typename D::Bool due = true;
  if (retransmits) due = ends.now == host.retransmission;
  if (time_wait) due = ends.now == host.time_wait;
  if (retransmits || time_wait) ends.timer_fired = true;
  const auto what = by_host<D, Outcome<D>>(host, entry.side, [&](unsigned i) {
    return Outcome<D>::of(*table_, entry.side, table_->local(entry.side, i, event));
  });
  Sent<D> sent = take<D>(parameters, ends, entry.side, lose, what);
  sent.accepted = sent.accepted & due;
  return sent;
}

template <class D>
typename D::Bool TimedHosts::is_in(const TimedEnds<D>& ends, unsigned side, std::initializer_list<State> states) const {
  const auto among = [&](State here) {
    return typename D::Bool(std::find(states.begin(), states.end(), here) != states.end());
  };
  const auto is = by_host<D, typename D::Bool>(ends.hosts[side], side,
                                               [&](unsigned i) { return among(table_->hosts(side)[i].state); });
  return D::select(ends.history.reopened, among(State::Established), is);
}

}  // namespace finalack::model
