// RFC 9293 3.10.7.4: a segment arrives in SYN-RECEIVED or a later state. One function per step, in the RFC's order; the
// third (security) has no part in it, the sixth (URG) is the connection's, and the seventh and eighth are in
// text_in_order.hpp, because they apply when text is next in sequence, which may be later.
#pragma once

#include "impl/core/syn_sent.hpp"

namespace finalack::impl {

/// First step, table 6.
template <class D> typename D::Bool is_acceptable(const Tcb<D>& tcb, const Segment<D>& seg) {
  using Bool = typename D::Bool;
  using Size = typename D::Size;
  const Size len = length(seg);
  const Bool first_in_window = (seg.seq - tcb.rcv_nxt) < tcb.rcv_wnd;  // modulo 2^32: RCV.NXT =< SEG.SEQ < the edge
  const Bool last_in_window = (seg.seq + len - Size(1) - tcb.rcv_nxt) < tcb.rcv_wnd;
  const Bool closed_window = tcb.rcv_wnd == Size(0);
  const Bool empty = len == Size(0);
  return (empty & closed_window & (seg.seq == tcb.rcv_nxt)) | first_in_window | ((!empty) & last_in_window);
}

/// What is not acceptable, yet tells something: "special allowance should be made to accept valid ACKs, URGs, and RSTs"
/// at a closed window.
template <class D> typename D::Bool meets_closed_window(const Tcb<D>& tcb, const Segment<D>& seg) {
  return (tcb.rcv_wnd == typename D::Size(0)) & (seg.seq == tcb.rcv_nxt);
}

/// And the mitigation of appendix A.2: what begins one before RCV.NXT (a SYN,ACK, a FIN or a window probe that crossed
/// ours), or is bare and stands at the right edge (behind lost text that filled the window).
template <class D> typename D::Bool still_acknowledges(const Tcb<D>& tcb, const Segment<D>& seg) {
  using Bool = typename D::Bool;
  using Size = typename D::Size;
  const Bool one_before = seg.seq + Size(1) == tcb.rcv_nxt;
  const Bool at_edge = (length(seg) == Size(0)) & (seg.seq == tcb.rcv_nxt + tcb.rcv_wnd);
  return seg.ack & !seg.rst & (one_before | at_edge);
}

/// Whether the RST or the ACK of a segment that is not acceptable counts.
template <class D>
typename D::Bool counts_all_the_same(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (policy.validates_leniently) return meets_closed_window(tcb, seg) | still_acknowledges(tcb, seg);
  return meets_closed_window(tcb, seg);
}

/// PAWS, RFC 7323 section 5.3 R1. A RST is never subject to it.
template <class D> typename D::Bool is_old_by_timestamp(const Tcb<D>& tcb, const Segment<D>& seg) {
  return tcb.timestamps & seg.timestamped & !seg.rst & (seg.ts_value < tcb.ts_recent);
}

/// A SYN that may end TIME-WAIT: newer by its timestamp, or by its number (RFC 6191 section 2).
template <class D> typename D::Bool opens_anew(const Tcb<D>& tcb, const Segment<D>& seg) {
  using Bool = typename D::Bool;
  const Bool newer_time = tcb.timestamps & seg.timestamped & (tcb.ts_recent < seg.ts_value);
  const Bool newer_number = tcb.rcv_nxt < seg.seq;
  const Bool same_time_or_none = (!(tcb.timestamps & seg.timestamped)) | (tcb.ts_recent == seg.ts_value);
  return seg.syn & !seg.ack & !seg.rst & (newer_time | (newer_number & same_time_or_none));
}

/// First step, not acceptable: "an acknowledgment should be sent in reply (unless the RST bit is set ...)". To bare
/// segments and to SYNs its rate is limited, so that two ends that disagree don't answer each other for ever (RFC 5961
/// section 7); text deserves an answer each time, for its sender did not see the last one.
template <class D> Decision<D> unacceptable(const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return unchanged(tcb);
  const typename D::Bool bare = length(seg) == typename D::Size(0);
  Decision<D> d = replying(tcb, Reply::Ack);
  if (bare | seg.syn) d.reply = Reply::ChallengeAck;
  // A FIN that ends at RCV.NXT is the peer's, again: fifth step of TIME-WAIT, which by the letter it never reaches.
  if (tcb.state == State::TimeWait) d.restarts_2msl = seg.fin & (seg.seq + length(seg) == tcb.rcv_nxt);
  return d;
}

/// The end of a connection in SYN-RECEIVED: to LISTEN or to CLOSED, by its origin.
template <class D> Decision<D> half_open_ended(const Tcb<D>& tcb, Signal signal) {
  if (tcb.passive) return listening<D>();
  return deleted<D>(signal);
}

/// Second step: the RST bit is set.
template <class D> Decision<D> on_rst(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (policy.rfc1337) {
    if (tcb.state == State::TimeWait) return unchanged(tcb);
  }
  if (policy.rfc5961) {
    if (!(seg.seq == tcb.rcv_nxt)) return replying(tcb, Reply::ChallengeAck);
  }
  switch (tcb.state) {
    case State::SynReceived: return half_open_ended(tcb, Signal::Refused);
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: return deleted<D>(Signal::Finished);
    default: return deleted<D>(Signal::Reset);
  }
}

/// Fourth step: the SYN bit is set.
template <class D> Decision<D> on_syn(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (tcb.state == State::SynReceived) {
    if (tcb.passive) return listening<D>();
  }
  if (policy.rfc5961) return replying(tcb, Reply::ChallengeAck);
  Decision<D> d = resetting(Tcb<D>{}, seg);
  d.signal = Signal::Reset;
  return d;
}

/// Of a valid ACK: SND.UNA, the send window (SND.WL1 and SND.WL2 keep older segments from changing it), and TS.Recent.
template <class D> void take_ack(Tcb<D>& tcb, const Segment<D>& seg) {
  using Bool = typename D::Bool;
  const Bool not_old = tcb.snd_una <= seg.ack_number;
  const Bool newer = (tcb.snd_wl1 < seg.seq) | ((tcb.snd_wl1 == seg.seq) & (tcb.snd_wl2 <= seg.ack_number));
  if (not_old) {
    tcb.snd_una = seg.ack_number;
    if (newer) {
      tcb.snd_wnd = seg.window;
      tcb.snd_wl1 = seg.seq;
      tcb.snd_wl2 = seg.ack_number;
      if (tcb.max_snd_wnd < seg.window) tcb.max_snd_wnd = seg.window;
    }
  }
  // RFC 7323 section 4.3: not from a segment behind a gap, whose delay the peer must not take for a round trip.
  if (tcb.timestamps & seg.timestamped & (seg.seq <= tcb.last_ack_sent)) {
    if (tcb.ts_recent <= seg.ts_value) tcb.ts_recent = seg.ts_value;
  }
}

template <class D> typename D::Bool fin_is_acknowledged(const Tcb<D>& tcb) {
  return tcb.fin_sent & (tcb.snd_una == tcb.snd_nxt);
}

/// Fifth step in SYN-RECEIVED: does it acknowledge our SYN? If not, the peer has another connection in mind: it is to
/// learn so by a RST, also where RFC 5961's range would answer with an ACK (figure 9 of RFC 9293 rests on it).
template <class D> Decision<D> on_ack_in_syn_received(const Tcb<D>& given, const Segment<D>& seg) {
  if (!((given.snd_una < seg.ack_number) & (seg.ack_number <= given.snd_nxt))) return resetting(given, seg);
  Decision<D> d = unchanged(given);
  Tcb<D>& tcb = d.tcb;
  take_ack(tcb, seg);
  tcb.snd_wnd = seg.window;
  tcb.snd_wl1 = seg.seq;
  tcb.snd_wl2 = seg.ack_number;
  if (tcb.max_snd_wnd < seg.window) tcb.max_snd_wnd = seg.window;
  enter_established(tcb);
  d.signal = Signal::Connected;
  d.processed = true;
  return d;
}

/// Fifth step, all later states.
template <class D> Decision<D> on_ack(const Policy& policy, const Tcb<D>& given, const Segment<D>& seg) {
  if (policy.rfc5961) {
    if (seg.ack_number < given.snd_una - given.max_snd_wnd) return replying(given, Reply::ChallengeAck);
  }
  if (given.snd_nxt < seg.ack_number) return replying(given, Reply::ChallengeAck);  // acks something not yet sent
  Decision<D> d = unchanged(given);
  Tcb<D>& tcb = d.tcb;
  take_ack(tcb, seg);
  d.processed = true;
  if (fin_is_acknowledged(tcb)) {
    switch (tcb.state) {
      case State::FinWait1: tcb.state = State::FinWait2; break;
      case State::Closing:
        tcb.state = State::TimeWait;
        d.restarts_2msl = true;
        break;
      case State::LastAck: d = deleted<D>(Signal::Finished); break;
      default: break;
    }
  }
  return d;
}

/// Fifth step, "if the ACK bit is off, drop the segment and return". But a SYN is to be answered "irrespective of the
/// sequence number" (fourth step), so also one whose text reaches into the window while its own number is old.
template <class D> Decision<D> without_ack(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (policy.rfc5961) {
    if (seg.syn) return replying(tcb, Reply::ChallengeAck);
  }
  return unchanged(tcb);
}

/// Fifth step, the ACK bit is on.
template <class D> Decision<D> check_ack(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (tcb.state == State::SynReceived) return on_ack_in_syn_received(tcb, seg);
  return on_ack(policy, tcb, seg);
}

/// The RST or the ACK of a segment that is not acceptable: nothing else of it counts, and it is answered as such.
template <class D> Decision<D> in_spite_of_its_number(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return on_rst(policy, tcb, seg);
  const Decision<D> d = unacceptable(tcb, seg);
  if (!seg.ack) return d;
  Decision<D> taken = check_ack(policy, tcb, seg);
  if (!taken.processed) return taken;
  if (taken.reply == Reply::None) taken.reply = d.reply;
  taken.restarts_2msl = taken.restarts_2msl | d.restarts_2msl;
  return taken;
}

/// 3.10.7.4 Other States.
template <class D> Decision<D> in_other_states(const Policy& policy, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (policy.reopens_from_time_wait) {
    if (tcb.state == State::TimeWait) {
      if (opens_anew(tcb, seg)) {
        Decision<D> d = deleted<D>(Signal::Finished);
        d.reopens = true;
        return d;
      }
    }
  }
  if (tcb.timestamps & !seg.timestamped & !seg.rst & !seg.syn) return unchanged(tcb);  // RFC 7323 3.2: dropped silently
  if (is_old_by_timestamp(tcb, seg)) return unacceptable(tcb, seg);
  if (!is_acceptable(tcb, seg)) {
    if (counts_all_the_same(policy, tcb, seg)) return in_spite_of_its_number(policy, tcb, seg);
    return unacceptable(tcb, seg);
  }
  if (seg.rst) return on_rst(policy, tcb, seg);
  if (seg.syn & !(seg.seq < tcb.rcv_nxt)) return on_syn(policy, tcb, seg);  // an old SYN in front of news is cut off
  if (!seg.ack) return without_ack(policy, tcb, seg);
  Decision<D> d = check_ack(policy, tcb, seg);
  if (d.processed) accept_text(d, seg);
  return d;
}

}  // namespace finalack::impl
