// RFC 9293 3.10.7.4, seventh and eighth step: text that is next in sequence, and the FIN behind it.
#pragma once

#include "impl/core/segment_arrives.hpp"

namespace finalack::impl {

/// `octets` of text from RCV.NXT on were received, and with `fin` the FIN behind them.
template <class D>
Decision<D> on_text_in_order(const Tcb<D>& given, const typename D::Size& octets, const typename D::Bool& fin) {
  using Size = typename D::Size;
  Decision<D> d = unchanged(given);
  if (!takes_text(given)) return d;
  Tcb<D>& tcb = d.tcb;
  const auto numbers = octets + one_if<D>(fin);
  tcb.rcv_nxt = tcb.rcv_nxt + numbers;
  tcb.rcv_wnd = D::select(numbers < tcb.rcv_wnd, tcb.rcv_wnd - numbers, Size(0));
  if (!fin) {
    d.reply = Reply::AckSoon;
    return d;
  }
  d.reply = Reply::Ack;
  d.signal = Signal::PeerClosing;
  switch (given.state) {
    case State::Established: tcb.state = State::CloseWait; break;
    case State::FinWait1: tcb.state = State::Closing; break;  // our FIN is not acknowledged, or it would be FIN-WAIT-2
    case State::FinWait2:
      tcb.state = State::TimeWait;
      d.restarts_2msl = true;
      break;
    default: break;
  }
  return d;
}

}  // namespace finalack::impl
