// Why every FIN finds TIME-WAIT alive, as an invariant of the crowded world (model/worlds/timed/crowded_peers.hpp).
//
// The argument is about the last FIN that arrived, and the losses that are left. While the client is in TIME-WAIT,
// either another FIN is under way whose deadline is before TIME-WAIT's end; or nothing of the kind will come any more;
// or whatever FIN the server may yet send, with the losses that are left, is too late to be sent (an ACK arrives first)
// or arrives in time. A FIN that arrives sets TIME-WAIT's end to W from now, and the statement has to follow for the
// FINs to come: there, and only there, the region of MSL, RTO and W is needed.
//
// It reads the losses that are left as a number, and speaks of each FIN that may be the next to arrive; where they are
// not counted, of the last one that may be. Time counts from the first FIN's transmission. It is nothing that anybody
// has to believe: checker/timed/induction.hpp checks it.
#pragma once

#include "model/worlds/timed/crowded_peers.hpp"

namespace finalack::properties {

/// Longest interval of a doubling timer that the invariant speaks of, as a power of two of RTO. An interval beyond it
/// is no state of the invariant, so where one can come about the proof fails.
inline constexpr unsigned kDoublings = 8;

template <class D> class FinalAckInvariant {
 public:
  using Bool = typename D::Bool;
  using Time = typename D::Time;
  using Count = typename D::template Bits<4>;

  FinalAckInvariant(const model::CrowdedPeers& world, const model::TimeParameters<D>& parameters,
                    const model::CrowdedState<D>& state)
      : world_(world),
        p_(parameters),
        s_(state),
        fins_(state.crowds[world.hosts().fin() - 1]),
        acks_(state.crowds[world.ack() - 1]),
        next_send_(state.ends.hosts[model::kServer].retransmission),
        interval_(state.ends.hosts[model::kServer].interval) {}

  Bool holds() const {
    // A new connection finds nothing of the old one: so there is one only where nothing outlasts TIME-WAIT.
    const Bool of_the_new_one = is_gone(model::kClient) & is_gone(model::kServer) & nothing_in_flight();
    return D::select(s_.ends.history.reopened, of_the_new_one, of_the_old_connection()) & !s_.ends.history.old_accepted;
  }

 private:
  using State = model::State;

  Bool of_the_old_connection() const {
    return hosts_are_known() & clocks_are_in_range() & losses_are_counted() & transmissions_are_regular() & safe() &
           quiet_after(s_.ends.hosts[model::kClient].time_wait) &
           implies(client_in(State::Closed), s_.ends.history.time_wait_ended) &
           !(s_.ends.history.fin_too_late | s_.ends.history.fin_was_reset);
  }

  /// The old connection's host is CLOSED, whatever the new one's is.
  Bool is_gone(unsigned side) const {
    const unsigned closed = world_.hosts().table().host_of(side, model::Tcb<model::ReactionTable::Numbers>{});
    return s_.ends.hosts[side].id == typename D::template Bits<6>(closed);
  }

  Bool nothing_in_flight() const {
    Bool nothing = true;
    for (unsigned i = 0; i < world_.crowds(); ++i) nothing = nothing & !s_.crowds[i].present;
    return nothing;
  }

  Bool client_in(State state) const { return world_.hosts().template is_in<D>(s_.ends, model::kClient, {state}); }
  Bool server_in(State state) const { return world_.hosts().template is_in<D>(s_.ends, model::kServer, {state}); }
  bool doubles() const { return world_.config().backoff == model::Backoff::Exponential; }
  /// Of those that are counted.
  unsigned all_fins() const { return model::TimedConfig::counted(world_.config().fins_to_lose); }
  unsigned all_acks() const { return model::TimedConfig::counted(world_.config().acks_to_lose); }
  static Bool implies(const Bool& a, const Bool& b) { return (!a) | b; }

  Bool hosts_are_known() const {
    const Bool waits = client_in(State::FinWait2);
    return (waits | client_in(State::TimeWait) | client_in(State::Closed)) &
           (server_in(State::CloseWait) | server_in(State::LastAck) | server_in(State::Closed)) &
           implies(waits,
                   (!acks_.present) & (!server_in(State::Closed)) & (s_.ends.acks_to_lose == Count(all_acks()))) &
           implies(server_in(State::CloseWait),
                   waits & (!fins_.present) & (s_.ends.now == Time(0)) & (s_.ends.fins_to_lose == Count(all_fins())));
  }

  Bool clocks_are_in_range() const {
    Bool all = true;
    const Time now = s_.ends.now;
    for (unsigned i = 0; i < world_.crowds(); ++i) {
      const auto& crowd = s_.crowds[i];
      all = all &
            implies(crowd.present, (now <= crowd.first) & (crowd.first <= crowd.last) & (crowd.last <= now + p_.msl));
    }
    // Nothing but the FIN and its ACK; and once the server is done, the RST that this ACK draws.
    for (unsigned i = 0; i < world_.crowds(); ++i) {
      if (i + 1 == world_.hosts().fin() || i + 1 == world_.ack()) continue;
      all = all & implies(s_.crowds[i].present, Bool(i + 1 == world_.reset()) & server_in(State::Closed));
    }
    all = all & implies(fins_.present, p_.msl <= fins_.first);
    const Time ends = s_.ends.hosts[model::kClient].time_wait;
    return all & implies(server_in(State::LastAck), (now <= next_send_) & (next_send_ <= now + interval_)) &
           implies(client_in(State::TimeWait), (now <= ends) & (ends <= now + p_.w)) & (Time(0) <= now);
  }

  Bool losses_are_counted() const {
    const Bool acks = s_.ends.acks_to_lose <= Count(all_acks());
    if (world_.config().fins_within_w) return acks & losses_are_within_w();
    if (!world_.counts_fins()) return acks;
    return acks & (s_.ends.fins_to_lose <= Count(all_fins())) &
           implies(fins_.present, (fins_.gaps <= Count(all_fins())) & (fins_.lost_since <= Count(all_fins())) &
                                      (fins_.gaps + fins_.lost_since <= Count(all_fins()) - s_.ends.fins_to_lose)) &
           implies(fins_.present & (fins_.first == fins_.last), fins_.gaps == Count(0));
  }

  Bool losses_are_within_w() const {
    const Time left = s_.ends.fins_to_lose_for;
    const Time one = p_.rto + p_.msl;  // what W needs for the FIN that arrives
    const Time between = s_.fins_lost_between;
    const Time since = s_.fins_lost_since;
    return (Time(0) <= left) & (left + one <= p_.w) &
           implies(fins_.present, (Time(0) <= between) & (Time(0) <= since) & (between + since + left + one <= p_.w));
  }

  /// The n-th transmission of the FIN, counted from 0.
  Time sent_at(unsigned n) const {
    Time at(0);
    for (unsigned i = 0; i < n; ++i) at = doubles() ? at + at + p_.rto : at + p_.rto;
    return at;
  }

  /// What holds of the transmission that is as many after the first as FINs and ACKs were lost, but for `but` of the
  /// FINs.
  template <class F> Bool of_transmission_after_losses(const Count& but, F&& holds) const {
    Bool all = true;
    for (unsigned fins = 0; fins <= all_fins(); ++fins) {
      for (unsigned acks = 0; acks <= all_acks(); ++acks) {
        const Bool so_many = (s_.ends.fins_to_lose + but + Count(fins) == Count(all_fins())) &
                             (s_.ends.acks_to_lose + Count(acks) == Count(all_acks()));
        all = all & implies(so_many, holds(sent_at(fins + acks)));
      }
    }
    return all;
  }

  /// The last transmission was then: the last FIN under way, but for those that were lost since.
  Bool was_last_sent(const Time& at) const {
    Bool all = true;
    Time deadline = fins_.last;
    for (unsigned lost = 0; lost <= all_fins(); ++lost) {
      all = all & implies(fins_.lost_since == Count(lost), at + p_.msl == deadline);
      deadline = world_.template next_deadline<D>(p_, deadline);
    }
    return all;
  }

  Bool transmissions_are_regular() const {
    const Bool sends = server_in(State::LastAck);
    const Time last_sent = next_send_ - interval_;
    Bool regular = implies(sends & fins_.present, fins_.last <= last_sent + p_.msl);
    // Further apart than MSL, there is never more than one.
    regular = regular & implies(fins_.present & (p_.msl < p_.rto), fins_.first == fins_.last);
    if (!doubles()) return regular & implies(sends, interval_ == p_.rto);

    Bool power = false;
    Time interval = p_.rto;
    for (unsigned i = 0; i <= kDoublings; ++i) {
      power = power | (interval_ == interval);
      interval = interval + interval;
    }
    regular = regular & implies(sends, power & (next_send_ + p_.rto == interval_ + interval_));
    regular = regular & implies(sends & fins_.present, was_last_sent(last_sent));
    // As long as no ACK is under way, whatever was sent before the first FIN under way, or at all, is among the losses.
    const Bool unanswered = sends & !acks_.present;
    regular = regular & implies(unanswered & !fins_.present,
                                of_transmission_after_losses(Count(0), [&](const Time& t) { return next_send_ == t; }));
    regular = regular & implies(unanswered & fins_.present,
                                of_transmission_after_losses(fins_.gaps + fins_.lost_since,
                                                             [&](const Time& t) { return fins_.first == t + p_.msl; }));
    // The first one whose ACK is not lost is not later than that, nor is its ACK.
    return regular & implies(sends & acks_.present, of_transmission_after_losses(Count(0), [&](const Time& t) {
                               return acks_.first <= t + p_.msl + p_.msl;
                             }));
  }

  /// Each FIN that may be the next to arrive is never sent, or arrives by then.
  Bool those_to_come_arrive_by(const Time& end) const {
    if (!world_.counts_fins()) {
      // The next one is enough if all losses may come before it; without a bound, the ACK ends them.
      const Bool in_time = world_.config().fins_within_w ? next_send_ + s_.ends.fins_to_lose_for + p_.msl <= end
                                                         : acks_.present & (acks_.first + p_.msl <= end);
      return (acks_.present & (acks_.first <= next_send_)) | in_time;
    }
    Bool all = true;
    Time sent = next_send_;
    Time gap = interval_;
    for (unsigned lost = 0; lost <= all_fins(); ++lost) {
      const Bool answered = acks_.present & (acks_.first <= sent);
      all = all & implies(Count(lost) <= s_.ends.fins_to_lose, answered | (sent + p_.msl <= end));
      if (doubles()) gap = gap + gap;
      sent = sent + gap;
    }
    return all;
  }

  Bool safe() const {
    const Time end = s_.ends.hosts[model::kClient].time_wait;
    const Bool is_done = server_in(State::Closed);
    const Bool in_time =
        (fins_.present & (fins_.first <= end)) | ((!fins_.present) & (is_done | those_to_come_arrive_by(end)));
    const Bool nothing_comes = (!fins_.present) & (is_done | (acks_.present & (acks_.first <= next_send_)));
    return implies(client_in(State::TimeWait), in_time) & implies(client_in(State::Closed), nothing_comes);
  }

  /// Where W >= 2 MSL, nothing outlasts TIME-WAIT: an ACK that was sent in it arrives an MSL before its end at the
  /// latest, so that a RST which it draws arrives within it.
  Bool quiet_after(const Time& end) const {
    Bool dies_in_time = true;
    for (unsigned i = 0; i < world_.crowds(); ++i) {
      const auto& crowd = s_.crowds[i];
      if (i + 1 == world_.hosts().fin()) continue;
      const Time margin = i + 1 == world_.ack() ? p_.msl : Time(0);
      dies_in_time = dies_in_time & implies(crowd.present, crowd.last + margin <= end);
    }
    return implies(p_.msl + p_.msl <= p_.w,
                   implies(client_in(State::TimeWait), dies_in_time) &
                       implies(client_in(State::Closed), server_in(State::Closed) & nothing_in_flight()));
  }

  const model::CrowdedPeers& world_;
  const model::TimeParameters<D>& p_;
  const model::CrowdedState<D>& s_;
  const model::Crowd<D>& fins_;
  const model::Crowd<D>& acks_;
  Time next_send_;
  Time interval_;
};

}  // namespace finalack::properties
