// RFC 9293 3.10.8: timers. An untimed world lets a timer fire whenever it runs.
#pragma once

#include "model/react/user_calls.hpp"

namespace finalack::model {

/// The segment at the front of the retransmission queue, which SND.UNA names.
template <class D> Segment<D> oldest_unacknowledged(const Rules& rules, const Tcb<D>& tcb) {
  if (tcb.state == State::SynSent) {
    Segment<D> syn = syn_segment(tcb);
    if (rules.syn_text != SynText::None) syn.text = tcb.snd_nxt == tcb.iss + 2;
    return syn;
  }
  if (tcb.snd_una == tcb.iss) {
    return rules.handshake == Handshake::FourWay ? syn_segment(tcb) : syn_ack_segment(tcb);
  }
  const auto fin_sent =
      ((tcb.state == State::FinWait1) | (tcb.state == State::Closing) | (tcb.state == State::LastAck)) &
      !tcb.fin_pending;
  if (fin_sent & (tcb.snd_una == tcb.snd_nxt - 1)) return fin_segment(tcb, tcb.snd_una);
  return text_segment(tcb, tcb.snd_una);
}

/// USER TIMEOUT: "for any state".
template <class D> Reaction<D> on_user_timeout(const Rules& rules, const Tcb<D>& tcb) {
  switch (tcb.state) {
    case State::Closed:
    case State::Listen: return refused(tcb);
    case State::SynReceived: return half_open_ended(rules, tcb, Signal::TimedOut);
    default: return deleted<D>(Signal::TimedOut);
  }
}

/// RETRANSMISSION TIMEOUT, and the USER TIMEOUT that the retry limit stands for.
template <class D> Reaction<D> on_retransmission_timeout(const Rules& rules, Tcb<D> tcb) {
  const auto syn_sent = tcb.state == State::SynSent;  // its timer runs until the peer's SYN has come, too
  if (!(syn_sent | (tcb.snd_una != tcb.snd_nxt))) return refused(tcb);
  if (rules.syn_received_timer != SynReceivedTimer::Retransmits) {
    if (tcb.state == State::SynReceived) {
      if (rules.syn_received_timer == SynReceivedTimer::None) return refused(tcb);
      Reaction<D> r = half_open_ended(rules, tcb, Signal::TimedOut);
      r.sends = true;
      r.segment = abort_segment(tcb);
      return r;
    }
  }
  if (rules.retry_limit != Rules::kUnlimited) {
    if (tcb.retries == typename D::template Bits<2>(rules.retry_limit)) return on_user_timeout(rules, tcb);
    tcb.retries = tcb.retries + 1;
  }
  const Segment<D> again = oldest_unacknowledged(rules, tcb);
  if (again.ack) return acknowledging(tcb, again);
  return reply(tcb, again);
}

template <class D> Reaction<D> on_time_wait_timeout(const Tcb<D>& tcb) {
  if (tcb.state != State::TimeWait) return refused(tcb);
  return deleted<D>(Signal::None);
}

template <class D> Reaction<D> on_fin_wait_2_timeout(const Rules& rules, const Tcb<D>& tcb) {
  if (!rules.fin_wait_2_timeout) return refused(tcb);
  if (tcb.state != State::FinWait2) return refused(tcb);
  return deleted<D>(Signal::TimedOut);
}

/// The timer of an acknowledgment that waits; in the variant, any moment at which one is sent.
template <class D> Reaction<D> on_delayed_ack_timeout(const Rules& rules, const Tcb<D>& tcb) {
  typename D::Bool due = tcb.ack_owed;
  if (rules.acks_at_will) {
    due = due | !((tcb.state == State::Closed) | (tcb.state == State::Listen) | (tcb.state == State::SynSent));
  }
  if (!due) return refused(tcb);
  return acknowledge(tcb);
}

/// RFC 9293 3.8.4: a segment without text that begins before what the peer expects, which it has to answer because it
/// is not acceptable. Only where nothing is outstanding (MUST-26); nobody says in which states: here where the peer's
/// FIN can still come, or has come and our user has not closed.
template <class D> Reaction<D> on_keepalive_timeout(const Rules& rules, const Tcb<D>& tcb) {
  if (!rules.keepalive) return refused(tcb);
  const auto asks =
      (tcb.state == State::Established) | (tcb.state == State::FinWait2) | (tcb.state == State::CloseWait);
  if (!(asks & (tcb.snd_una == tcb.snd_nxt))) return refused(tcb);
  Segment<D> probe = ack_segment(tcb);
  probe.seq = tcb.snd_nxt - 1;
  return acknowledging(tcb, probe);
}

}  // namespace finalack::model
