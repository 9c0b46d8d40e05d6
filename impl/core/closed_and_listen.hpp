// RFC 9293 3.10.7.1 and 3.10.7.2: a segment arrives where there is no connection yet.
#pragma once

#include "impl/core/decision.hpp"

namespace finalack::impl {

/// 3.10.7.1 CLOSED STATE.
template <class D> Decision<D> in_closed(const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return unchanged(tcb);
  return resetting(tcb, seg);
}

/// What both sides take from the peer's SYN.
template <class D> void take_syn(Tcb<D>& tcb, const Segment<D>& seg, const typename D::Size& window) {
  tcb.irs = seg.seq;
  tcb.rcv_nxt = seg.seq + typename D::Size(1);
  tcb.rcv_wnd = window;
  tcb.last_ack_sent = tcb.rcv_nxt;
  tcb.timestamps = tcb.timestamps & seg.timestamped;
  tcb.ts_recent = D::select(tcb.timestamps, seg.ts_value, typename D::Seq{});
  tcb.snd_wnd = seg.window;
  tcb.max_snd_wnd = seg.window;
  tcb.snd_wl1 = seg.seq;
  tcb.snd_wl2 = D::select(seg.ack, seg.ack_number, tcb.iss);
}

/// 3.10.7.2 LISTEN STATE. Text and FIN on the SYN are not kept: they are not acknowledged, so they come again.
template <class D> Decision<D> in_listen(const Tcb<D>& given, const Event<D>& event) {
  const Segment<D>& seg = event.segment;
  if (seg.rst) return unchanged(given);       // first, check for a RST
  if (seg.ack) return resetting(given, seg);  // second, check for an ACK
  if (!seg.syn) return unchanged(given);      // fourth (third is below): other text or control

  Tcb<D> tcb;
  tcb.state = State::SynReceived;
  tcb.passive = true;
  tcb.iss = event.iss;
  tcb.snd_una = event.iss;
  tcb.snd_nxt = event.iss + typename D::Size(1);
  tcb.timestamps = event.timestamps;
  take_syn(tcb, seg, event.window);
  return replying(tcb, Reply::SynAck);
}

}  // namespace finalack::impl
