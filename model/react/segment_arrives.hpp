// RFC 9293 3.10.7.4: a segment arrives in any state from SYN-RECEIVED on. One function per step, in the RFC's order;
// the third (security) and the sixth (URG) are absent, because segments have neither.
//
// Abstraction: what lies beyond a gap. The RFC processes segments in the order of their numbers, so one that begins
// beyond RCV.NXT waits whole (first step, SHLD-31). Here it does not wait: its RST, SYN and ACK count at once (3.5.3
// takes a RST anywhere in the window, too); its text and FIN are dropped, acknowledged with the old RCV.NXT (MAY-13),
// and count when they are sent again. Nor is anything cut off on the right: what is sent stays within the same window
// (but for text on a SYN, which goes before a window is known).
#pragma once

#include "model/react/closed_and_listen.hpp"
#include "model/react/established_entry.hpp"
#include "model/react/windows.hpp"

namespace finalack::model {

template <class D> typename D::Bool in_window(const Rules& rules, const typename D::Seq& seq, const Tcb<D>& tcb) {
  return (tcb.rcv_nxt <= seq) & (seq < tcb.rcv_nxt + receive_window<D>(rules));
}

/// RCV.WND is zero, and the segment stands at RCV.NXT.
template <class D> typename D::Bool meets_closed_window(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  const auto window = receive_window<D>(rules);
  const typename D::Bool closed = window == decltype(window)(0);
  return closed & (!seg.unnumbered) & (seg.seq == tcb.rcv_nxt);
}

/// First step, table 6.
template <class D> typename D::Bool is_acceptable(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  const auto len = length(seg);
  const auto occupies = len > typename D::template Bits<2>(0);
  const auto last = seg.seq + len - 1;
  return ((!occupies) & meets_closed_window(rules, tcb, seg)) |
         ((!seg.unnumbered) & (in_window(rules, seg.seq, tcb) | (occupies & in_window(rules, last, tcb))));
}

/// Figure 7's reading of the first step: in SYN-RECEIVED the peer's SYN, sent again with an ACK, is no news but its ACK
/// is.
template <class D> typename D::Bool is_crossing_syn_ack(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (rules.crossing_syn_ack == CrossingSynAck::Letter) return false;
  return (tcb.state == State::SynReceived) & seg.syn & seg.ack & !seg.rst & (seg.seq == tcb.irs);
}

/// First step, not acceptable: "an acknowledgment should be sent in reply (unless the RST bit is set ...)".
template <class D> Reaction<D> unacceptable(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return ignored(tcb);
  if (rules.closing == Closing::NoFinalAck) {
    if (tcb.state == State::TimeWait) return ignored(tcb);
  }
  if (rules.closing == Closing::NoAckOfFin) {
    if (tcb.state == State::CloseWait) return ignored(tcb);
  }
  return acknowledge(tcb);
}

/// What is not acceptable, and yet tells something. First step: at a closed window "special allowance should be made to
/// accept valid ACKs, URGs, and RSTs". And in the variant that appendix A.2 describes, the ACK of what begins one
/// before RCV.NXT (a SYN,ACK, a FIN or a window probe that crossed ours), or is bare and stands at the right edge.
template <class D> typename D::Bool counts_all_the_same(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  const typename D::Bool allowed = meets_closed_window(rules, tcb, seg);
  if (!rules.validates_leniently) return allowed;
  const auto one_before = seg.seq + 1 == tcb.rcv_nxt;
  const auto bare = length(seg) == typename D::template Bits<2>(0);
  const auto at_edge = bare & (seg.seq == tcb.rcv_nxt + receive_window<D>(rules));
  return allowed | (seg.ack & (!seg.rst) & (!seg.unnumbered) & (one_before | at_edge));
}

/// The part of the segment that is new: what lies before RCV.NXT is trimmed off. What lies beyond the window stays.
template <class D> Segment<D> trimmed(const Tcb<D>& tcb, Segment<D> seg) {
  const auto text_at = seg.seq + one_if<D>(seg.syn);
  const auto fin_at = text_at + one_if<D>(seg.text);
  const auto starts_early = seg.seq < tcb.rcv_nxt;
  seg.syn = seg.syn & !starts_early;
  seg.text = seg.text & (text_at >= tcb.rcv_nxt);
  seg.fin = seg.fin & (fin_at >= tcb.rcv_nxt);
  seg.seq = D::select(starts_early, tcb.rcv_nxt, seg.seq);
  return seg;
}

/// Second step: the RST bit is set.
template <class D> Reaction<D> on_rst(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (rules.rfc1337) {
    if (tcb.state == State::TimeWait) return ignored(tcb);
  }
  if (rules.rfc5961) {
    if (seg.seq != tcb.rcv_nxt) return acknowledge(tcb);  // challenge ACK
  }
  switch (tcb.state) {
    case State::SynReceived: return half_open_ended(rules, tcb, Signal::ConnectionRefused);
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: return deleted<D>(Signal::None);
    default: return deleted<D>(Signal::ConnectionReset);
  }
}

/// Fourth step: the SYN bit is set.
template <class D> Reaction<D> on_syn(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (tcb.state == State::SynReceived) {
    if (tcb.passive) return half_open_ended(rules, tcb, Signal::None);
  }
  if (rules.rfc5961) return acknowledge(tcb);  // challenge ACK
  Reaction<D> r = deleted<D>(Signal::ConnectionReset);
  r.sends = true;
  r.segment = reset_for(seg);
  return r;
}

/// Eighth step: the FIN is next in sequence. The signal takes the place of "connected", if the same segment brought
/// that.
template <class D> Reaction<D> on_fin(const Rules& rules, Reaction<D> r) {
  Tcb<D>& tcb = r.tcb;
  tcb.rcv_nxt = tcb.rcv_nxt + 1;
  r.signal = Signal::PeerClosing;
  const bool may_wait = rules.delays_ack;
  const Tcb<D> before = tcb;
  switch (before.state) {
    case State::SynReceived:
    case State::Established:
      if (rules.closing == Closing::MergedFin) {  // the variant: ACK and FIN in one segment, now or never
        tcb.state = State::LastAck;
        tcb.unsent = 0;
        r.sends = true;
        r.segment = fin_segment(tcb, tcb.snd_nxt);
        tcb.snd_nxt = tcb.snd_nxt + 1;
        tcb.ack_owed = false;
        return r;
      }
      tcb.state = State::CloseWait;
      if (rules.closing == Closing::NoAckOfFin) return r;
      break;
    case State::FinWait1: tcb.state = State::Closing; break;
    case State::FinWait2:
      r.sends = rules.closing != Closing::NoFinalAck;
      r.segment = ack_segment(tcb);
      tcb.ack_owed = false;
      tcb = entered_time_wait(rules, tcb);
      if (rules.closing == Closing::NoFinalAck) r.segment = Segment<D>{};
      return r;
    case State::CloseWait:  // a second FIN, beyond the first: "remain" is all that the RFC says from here on
      if (rules.closing == Closing::NoAckOfFin) return r;
      break;
    case State::TimeWait:
      if (rules.closing == Closing::NoFinalAck) return r;
      break;
    default: break;
  }
  if (may_wait) {
    if (D::choose(2) == 1) {
      tcb.ack_owed = true;
      r.sends = false;
      r.segment = Segment<D>{};
      return r;
    }
  }
  tcb.ack_owed = false;
  r.sends = true;
  r.segment = ack_segment(tcb);
  return r;
}

/// Seventh and eighth step: segment text, then the FIN.
template <class D>
Reaction<D> on_text_and_fin(const Rules& rules, const Tcb<D>& given, const Segment<D>& seg, Signal signal) {
  Reaction<D> r = ignored(given);
  r.signal = signal;
  Tcb<D>& tcb = r.tcb;
  if (!(seg.text | seg.fin)) return r;
  if (seg.seq > tcb.rcv_nxt) return with_signal(acknowledge(tcb), signal);  // a gap: MAY-13
  switch (tcb.state) {
    case State::Established:
    case State::FinWait1:
    case State::FinWait2:
      if (seg.text) {
        tcb.rcv_nxt = tcb.rcv_nxt + 1;
        tcb.unread = tcb.unread + 1;
        deliver_unread(rules, r);
        if (!seg.fin) {
          if (rules.delays_ack) {
            if (D::choose(2) == 1) {
              tcb.ack_owed = true;
              return r;
            }
          }
          tcb.ack_owed = false;
          r.sends = true;
          r.segment = ack_segment(tcb);
        }
      }
      if (seg.fin) return on_fin(rules, r);
      return r;
    default:  // "this should not occur since a FIN has been received from the remote side": the text is ignored, and
              // with it a FIN behind it, which is then not next in sequence
      if (seg.fin & !seg.text) return on_fin(rules, r);
      return r;
  }
}

/// Fifth step for SYN-RECEIVED: does the segment acknowledge our SYN?
template <class D> Reaction<D> on_ack_in_syn_received(const Rules& rules, Tcb<D> tcb, const Segment<D>& seg) {
  const auto good = (tcb.snd_una < seg.ack_number) & (seg.ack_number <= tcb.snd_nxt);
  if (!good) return reply(tcb, reset_for(seg));
  tcb.snd_una = seg.ack_number;
  Reaction<D> entered = ignored(entered_established(tcb));
  deliver_unread(rules, entered);
  Reaction<D> r = on_text_and_fin(rules, entered.tcb, seg, Signal::Connected);
  r.delivered = r.delivered + entered.delivered;
  return r;
}

/// Fifth step: the ACK field, then the rest of the segment.
template <class D> Reaction<D> on_ack(const Rules& rules, Tcb<D> tcb, const Segment<D>& seg) {
  if (rules.rfc5961) {
    const auto oldest = tcb.snd_una - largest_send_window<D>(rules);
    auto outside = (seg.ack_number < oldest) | (seg.ack_number > tcb.snd_nxt);
    if (rules.half_open_resets_bad_ack) outside = outside & (tcb.state != State::SynReceived);
    if (outside) return acknowledge(tcb);
  }
  if (tcb.state == State::SynReceived) return on_ack_in_syn_received(rules, tcb, seg);
  if (seg.ack_number > tcb.snd_nxt) return acknowledge(tcb);  // it acknowledges something not yet sent
  if (seg.ack_number > tcb.snd_una) {
    tcb.snd_una = seg.ack_number;
    tcb.retries = 0;
  }
  const auto all_acked = (tcb.snd_una == tcb.snd_nxt) & !tcb.fin_pending;
  switch (tcb.state) {
    case State::FinWait1:
      if (all_acked) tcb.state = State::FinWait2;
      return on_text_and_fin(rules, tcb, seg, Signal::None);
    case State::Closing:
      if (!all_acked) return ignored(tcb);  // "otherwise, ignore the segment"
      tcb = entered_time_wait(rules, tcb);
      if (rules.closing == Closing::NoTimeWait) return ignored(tcb);
      return on_text_and_fin(rules, tcb, seg, Signal::None);
    case State::LastAck:
      if (all_acked) return deleted<D>(Signal::None);
      return on_text_and_fin(rules, tcb, seg, Signal::None);
    default: return on_text_and_fin(rules, tcb, seg, Signal::None);
  }
}

/// The RST or the ACK of a segment that is not acceptable: nothing else of it counts, and it is answered as such.
template <class D> Reaction<D> in_spite_of_its_number(const Rules& rules, const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return on_rst(rules, tcb, seg);
  if (!seg.ack) return unacceptable(rules, tcb, seg);
  Segment<D> bare = seg;
  bare.syn = bare.text = bare.fin = false;
  const Reaction<D> taken = on_ack(rules, tcb, bare);
  if (taken.sends | (taken.tcb.state == State::Closed)) return taken;
  Reaction<D> r = unacceptable(rules, taken.tcb, seg);
  r.signal = taken.signal;
  r.delivered = taken.delivered;
  return r;
}

/// 3.6.1, MAY-2: the SYN is taken as LISTEN takes it, with an ISS beyond all numbers that were used before.
template <class D> Reaction<D> reopened(const Rules& rules, const Tcb<D>& tcb, Event<D> event) {
  event.iss = D::select(event.iss > tcb.snd_nxt, event.iss, tcb.snd_nxt + rules.window);
  Reaction<D> r = in_listen(rules, Tcb<D>{}, event);
  if (rules.reopening == Reopening::MayReturn) {
    r.tcb.reopened = true;
    r.tcb.old_snd_nxt = tcb.snd_nxt;
    r.tcb.old_rcv_nxt = tcb.rcv_nxt;
  }
  return r;
}

/// 3.10.7.4 Other States.
template <class D> Reaction<D> in_other_states(const Rules& rules, const Tcb<D>& tcb, const Event<D>& event) {
  const Segment<D>& arrived = event.segment;
  if (rules.reopening != Reopening::None) {
    if ((tcb.state == State::TimeWait) & arrived.syn & !(arrived.ack | arrived.rst)) {
      if (rules.reopening == Reopening::Elsewhere) {
        if (D::choose(2) == 1) return deleted<D>(Signal::None);  // the SYN is another connection's
      } else if (rules.reopening == Reopening::MayReturn) {
        return reopened(rules, tcb, event);
      } else if (arrived.seq > tcb.rcv_nxt) {
        return reopened(rules, tcb, event);
      }
    }
  }
  if (!(is_acceptable(rules, tcb, arrived) | is_crossing_syn_ack(rules, tcb, arrived))) {
    if (counts_all_the_same(rules, tcb, arrived)) return in_spite_of_its_number(rules, tcb, arrived);
    return unacceptable(rules, tcb, arrived);
  }
  const Segment<D> seg = trimmed(tcb, arrived);
  if (seg.rst) return on_rst(rules, tcb, seg);
  if (seg.syn) return on_syn(rules, tcb, arrived);
  if (!seg.ack) return ignored(tcb);
  return on_ack(rules, tcb, seg);
}

}  // namespace finalack::model
