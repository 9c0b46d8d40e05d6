// Which part of a segment is to be kept: RFC 9293 3.10.7.4, first step ("only the new parts are processed").
#pragma once

#include "impl/core/decision.hpp"

namespace finalack::impl {

/// Whether text and FIN still mean anything: not once the peer's FIN was received (seventh and eighth step).
template <class D> typename D::Bool takes_text(const Tcb<D>& tcb) {
  return (tcb.state == State::Established) | (tcb.state == State::FinWait1) | (tcb.state == State::FinWait2);
}

/// Cuts off what lies before RCV.NXT and what lies beyond the right edge of the window, and says what remains. What
/// does not begin at RCV.NXT is held for later by those who keep payload (SHLD-31).
template <class D> void accept_text(Decision<D>& d, const Segment<D>& seg) {
  using Size = typename D::Size;
  const Tcb<D>& tcb = d.tcb;
  if (!takes_text(tcb)) return;
  if (!((Size(0) < seg.text) | seg.fin)) return;
  const auto text_at = seg.seq + one_if<D>(seg.syn);
  const auto end = text_at + seg.text;
  const auto edge = tcb.rcv_nxt + tcb.rcv_wnd;

  const auto from = D::select(text_at < tcb.rcv_nxt, tcb.rcv_nxt - text_at, Size(0));
  const auto to = D::select(edge < end, edge - text_at, seg.text);
  d.text_from = D::select(from < seg.text, from, seg.text);
  d.text_to = D::select(edge < text_at, d.text_from, D::select(to < d.text_from, d.text_from, to));
  d.has_text = d.text_from < d.text_to;
  d.has_fin = seg.fin & (tcb.rcv_nxt <= end) & (end < edge);
  // Whatever could not be kept is to be said at once: the sender waits for news of it.
  const typename D::Bool kept_all = (d.text_to == seg.text) & (d.has_fin | !seg.fin);
  if (!kept_all) d.reply = Reply::Ack;
}

}  // namespace finalack::impl
