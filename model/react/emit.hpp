// The segments that an endpoint forms, each as RFC 9293 3.10 writes it.
//
// Whatever carries the ACK bit acknowledges all that was received, so it settles an owed acknowledgment, too.
#pragma once

#include "model/react/reaction.hpp"
#include "model/react/rules.hpp"

namespace finalack::model {

/// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
template <class D> Segment<D> ack_segment(const Tcb<D>& tcb) {
  Segment<D> s;
  s.ack = true;
  s.seq = tcb.snd_nxt;
  s.ack_number = tcb.rcv_nxt;
  return s;
}

/// The reset that answers `seg`: <SEQ=SEG.ACK><CTL=RST>, or without an ACK <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
/// (RFC 9293 3.10.7.1).
template <class D> Segment<D> reset_for(const Segment<D>& seg) {
  Segment<D> s;
  s.rst = true;
  if (seg.ack) {
    s.seq = seg.ack_number;
  } else {
    s.unnumbered = true;
    s.ack = true;
    s.ack_number = seg.seq + length(seg);
  }
  return s;
}

/// <SEQ=SND.NXT><CTL=RST>, what ABORT sends (RFC 9293 3.10.5).
template <class D> Segment<D> abort_segment(const Tcb<D>& tcb) {
  Segment<D> s;
  s.rst = true;
  s.seq = tcb.snd_nxt;
  return s;
}

/// <SEQ=ISS><CTL=SYN>
template <class D> Segment<D> syn_segment(const Tcb<D>& tcb) {
  Segment<D> s;
  s.syn = true;
  s.seq = tcb.iss;
  return s;
}

/// <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>
template <class D> Segment<D> syn_ack_segment(const Tcb<D>& tcb) {
  Segment<D> s = syn_segment(tcb);
  s.ack = true;
  s.ack_number = tcb.rcv_nxt;
  return s;
}

/// One unit of text, or the FIN, at a given number, with the acknowledgment piggybacked.
template <class D> Segment<D> text_segment(const Tcb<D>& tcb, const typename D::Seq& at) {
  Segment<D> s = ack_segment(tcb);
  s.seq = at;
  s.text = true;
  return s;
}

template <class D> Segment<D> fin_segment(const Tcb<D>& tcb, const typename D::Seq& at) {
  Segment<D> s = ack_segment(tcb);
  s.seq = at;
  s.fin = true;
  return s;
}

/// Sends a segment that acknowledges RCV.NXT: an acknowledgment that was being delayed goes with it.
template <class D> Reaction<D> acknowledging(Tcb<D> tcb, const Segment<D>& segment) {
  tcb.ack_owed = false;
  return reply(tcb, segment);
}

/// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, now.
template <class D> Reaction<D> acknowledge(const Tcb<D>& tcb) { return acknowledging(tcb, ack_segment(tcb)); }

/// Deletes the TCB and enters CLOSED; the user may be told why.
template <class D> Reaction<D> deleted(Signal signal) {
  Reaction<D> r = ignored(Tcb<D>{});
  r.signal = signal;
  return r;
}

/// Back to LISTEN: what a passive OPEN gets when its half-open connection ends (RFC 9293 3.10.7.4).
template <class D> Reaction<D> back_to_listen() {
  Tcb<D> tcb;
  tcb.state = State::Listen;
  return ignored(tcb);
}

/// Back to the TIME-WAIT that a SYN had interrupted (MAY-2). Its ISS and IRS mean nothing any more.
template <class D> Reaction<D> back_to_time_wait(const Tcb<D>& tcb) {
  Tcb<D> old;
  old.state = State::TimeWait;
  old.iss = old.snd_una = old.snd_nxt = tcb.old_snd_nxt;
  old.irs = old.rcv_nxt = tcb.old_rcv_nxt;
  return ignored(old);
}

/// The end of a connection in SYN-RECEIVED: to LISTEN or to CLOSED, by its origin. 3.10.7.4 says so of a RST. Of giving
/// up 3.10.8 says CLOSED, and a signal, for any state; here, too, a passive one goes back to LISTEN without a word,
/// because behind an entry that a SYN made stands a listener whose user has not heard of it.
template <class D> Reaction<D> half_open_ended(const Rules& rules, const Tcb<D>& tcb, Signal signal) {
  if (rules.reopening == Reopening::MayReturn) {
    if (tcb.reopened) return back_to_time_wait(tcb);
  }
  if (tcb.passive) return back_to_listen<D>();
  return deleted<D>(signal);
}

/// Enters TIME-WAIT, or CLOSED in the variant that has none. `RFC 9293 3.10.7.4`: the other timers are turned off.
template <class D> Tcb<D> entered_time_wait(const Rules& rules, Tcb<D> tcb) {
  if (rules.closing == Closing::NoTimeWait) return Tcb<D>{};
  tcb.state = State::TimeWait;
  tcb.retries = 0;
  return tcb;
}

}  // namespace finalack::model
