// Words that claims are made of: predicates over a TCB or a state, for any domain.
#pragma once

#include "model/worlds/two_peers.hpp"

namespace finalack::properties {

using model::State;

template <class D> typename D::Bool is(const model::Tcb<D>& tcb, State state) { return tcb.state == state; }

/// The endpoint has no connection.
template <class D> typename D::Bool is_gone(const model::Tcb<D>& tcb) {
  return is(tcb, State::Closed) | is(tcb, State::Listen);
}

/// A half-open entry: a TCB in SYN-RECEIVED. That is what the word means in this catalogue, and in most of the
/// literature; RFC 9293 3.5.1 calls a connection half-open when one end is gone without the other's knowledge.
template <class D> typename D::Bool is_half_open(const model::Tcb<D>& tcb) { return is(tcb, State::SynReceived); }

/// No timer runs and nothing waits to be sent: unless a segment or the user comes, this TCB stays as it is for ever.
template <class D> typename D::Bool is_idle(const model::Tcb<D>& tcb) {
  using Count = typename D::template Bits<2>;
  return (tcb.snd_una == tcb.snd_nxt) & (tcb.unsent == Count(0)) & (!tcb.fin_pending) & (!tcb.ack_owed) &
         (!is(tcb, State::TimeWait)) & !is(tcb, State::SynSent);
}

template <class W> auto both_established(const W& w) {
  return is(w.client(), State::Established) & is(w.server(), State::Established);
}

template <class W> auto both_gone(const W& w) { return is_gone(w.client()) & is_gone(w.server()); }

/// Each IRS is the other's ISS, and SND.UNA <= the peer's RCV.NXT <= SND.NXT both ways.
template <class W> auto numbers_agree(const W& w) {
  const auto& c = w.client();
  const auto& s = w.server();
  return (c.irs == s.iss) & (s.irs == c.iss) & (s.snd_una <= c.rcv_nxt) & (c.rcv_nxt <= s.snd_nxt) &
         (c.snd_una <= s.rcv_nxt) & (s.rcv_nxt <= c.snd_nxt);
}

}  // namespace finalack::properties
