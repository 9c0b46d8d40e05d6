// Why a connection ends when it does, as invariants of the world of keepalives.
//
// All rest on one: the timer is due idle + k x interval after the last segment came, k being the probes that are
// unanswered. That the server doesn't give up too soon: whatever probe is unanswered was sent in the outage, and so was
// the first; so if all n are, (n - 1) x interval lie within it. That a connection doesn't survive: nothing came since
// the outage began, so when it ends the timer has been due too often. It is nothing that anybody has to believe:
// checker/timed/induction.hpp checks it.
#pragma once

#include "model/worlds/timed/keepalive_peers.hpp"

namespace finalack::properties {

template <class D> class KeepaliveInvariant {
 public:
  using Bool = typename D::Bool;
  using Time = typename D::Time;
  using Count = typename D::template Bits<4>;

  KeepaliveInvariant(const model::KeepalivePeers& world, const model::KeepaliveParameters<D>& parameters,
                     const model::KeepaliveState<D>& state)
      : n_(world.config().probes),
        speaks_(world.config().client == model::KeepaliveClient::Speaks),
        p_(parameters),
        s_(state) {}

  Bool ends_in_time() const { return clocks() & !s_.history.held_longer; }
  Bool ends_not_too_soon() const { return clocks() & !s_.history.freed_before_bound; }
  Bool is_not_killed() const { return clocks() & unanswered_are_lost() & !s_.history.killed_good; }
  Bool does_not_survive() const {
    const Bool over = s_.over & s_.is_established();
    const Bool ended = speaks_ ? !over : implies(over, (s_.probes == Count(n_)) & !s_.anything_under_way());
    return clocks() & ended & !s_.history.survived;
  }

 private:
  static Bool implies(const Bool& a, const Bool& b) { return (!a) | b; }

  /// When the timer is due if so many probes are unanswered: of probe k + 1 the time at which it is sent.
  Time due_after(unsigned probes) const {
    Time at = s_.heard + p_.idle;
    for (unsigned i = 0; i < probes; ++i) at = at + p_.interval;
    return at;
  }
  Bool waits_for_answer() const { return s_.probe | s_.answer; }

  Bool clocks() const {
    Bool due = false;
    for (unsigned k = 0; k <= n_; ++k) due = due | ((s_.probes == Count(k)) & (s_.due == due_after(k)));
    const Bool asked = (!(s_.probes == Count(0))) & (s_.now + p_.interval == s_.due);
    const Bool heard_since = (s_.probes == Count(0)) & (s_.heard == s_.now);
    return (s_.is_established() | s_.is_freed()) &
           implies(s_.is_established(), due & (s_.heard <= s_.now) & (s_.now <= s_.due)) &
           implies(s_.anything_under_way(), s_.is_established()) & (!(s_.probe & s_.answer)) &
           implies(waits_for_answer(), asked | heard_since) & (!(s_.out & s_.over)) &
           implies(s_.out, (s_.now <= s_.back) & (s_.back <= s_.now + p_.outage)) &
           implies(s_.over, s_.back <= s_.now) &
           implies(s_.out & s_.is_established(), s_.heard + p_.outage <= s_.back) &
           implies(s_.out & s_.anything_under_way(), s_.now + p_.outage == s_.back);
  }

  /// The outage began no later than the first of so many probes, and ended after the last of them.
  Bool swallowed(unsigned probes) const {
    return (s_.out | s_.over) & (s_.back <= due_after(0) + p_.outage) & (due_after(probes - 1) < s_.back);
  }
  Bool unanswered_are_lost() const {
    Bool all = true;
    for (unsigned k = 1; k <= n_; ++k) {
      const Bool unanswered = s_.is_established() & (s_.probes == Count(k));
      all = all & implies(unanswered & !waits_for_answer(), swallowed(k));
      if (k > 1) all = all & implies(unanswered & waits_for_answer(), swallowed(k - 1));
    }
    return all;
  }

  unsigned n_;
  bool speaks_;
  const model::KeepaliveParameters<D>& p_;
  const model::KeepaliveState<D>& s_;
};

}  // namespace finalack::properties
