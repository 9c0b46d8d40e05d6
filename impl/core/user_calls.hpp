// RFC 9293 3.10.1 to 3.10.5, the user's calls, and what they bring about later: that something is transmitted.
#pragma once

#include "impl/core/segment_arrives.hpp"

namespace finalack::impl {

/// 3.10.1 OPEN, active: from CLOSED, or from LISTEN turned active.
template <class D> Decision<D> on_open_active(const Tcb<D>& given, const Event<D>& event) {
  if (!((given.state == State::Closed) | (given.state == State::Listen))) {
    return refused(given, CallError::AlreadyExists);
  }
  Tcb<D> tcb;
  tcb.state = State::SynSent;
  tcb.iss = event.iss;
  tcb.snd_una = event.iss;
  tcb.snd_nxt = event.iss + typename D::Size(1);
  tcb.rcv_wnd = event.window;
  tcb.timestamps = event.timestamps;
  return replying(tcb, Reply::Syn);
}

template <class D> Decision<D> on_open_passive(const Tcb<D>& tcb) {
  if (!(tcb.state == State::Closed)) return refused(tcb, CallError::AlreadyExists);
  return listening<D>();
}

/// 3.10.5 ABORT.
template <class D> Decision<D> on_abort(const Tcb<D>& tcb) {
  switch (tcb.state) {
    case State::Closed: return refused(tcb, CallError::NoConnection);
    case State::SynReceived:
    case State::Established:
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait: {
      Decision<D> d = deleted<D>(Signal::Reset);
      d.reply = Reply::Reset;
      d.reset_seq = tcb.snd_nxt;
      return d;
    }
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: return deleted<D>(Signal::Finished);  // "respond with ok": nothing is reset any more
    default: return deleted<D>(Signal::Reset);
  }
}

/// 3.10.4 CLOSE. The FIN itself leaves when what is queued before it has, and the window has room: `Transmitted`.
template <class D> Decision<D> on_close(const Policy& policy, Tcb<D> tcb, const Event<D>& event) {
  switch (tcb.state) {
    case State::Closed: return refused(tcb, CallError::NoConnection);
    case State::Listen:
    case State::SynSent: return deleted<D>(Signal::Finished);
    case State::SynReceived:
      if (tcb.close_called) return refused(tcb, CallError::ConnectionClosing);
      tcb.close_called = true;
      if (!policy.close_waits) {
        if (!event.queued) tcb.state = State::FinWait1;
      }
      return unchanged(tcb);
    case State::Established:
    case State::CloseWait:
      if (tcb.close_called) return refused(tcb, CallError::ConnectionClosing);
      if (event.unread) return on_abort(tcb);  // SHLD-3: the peer learns that not everything was read
      tcb.close_called = true;
      if (tcb.state == State::Established) tcb.state = State::FinWait1;
      return unchanged(tcb);
    default: return refused(tcb, CallError::ConnectionClosing);
  }
}

/// 3.10.2 SEND: whether it is possible, and if not, why.
template <class D> typename D::template Enum<CallError> send_error(const Tcb<D>& tcb) {
  switch (tcb.state) {
    case State::Closed:
    case State::Listen: return CallError::NoConnection;
    case State::SynSent:
    case State::SynReceived:
    case State::Established:
    case State::CloseWait:
      if (tcb.close_called) return CallError::ConnectionClosing;
      return CallError::None;
    default: return CallError::ConnectionClosing;
  }
}

/// Whether queued text, or the FIN, may be segmentized in this state: what was queued before CLOSE is still sent, also
/// in CLOSING, where the peer's FIN overtook it.
template <class D> typename D::Bool may_transmit(const Tcb<D>& tcb) {
  const typename D::Bool state = (tcb.state == State::Established) | (tcb.state == State::CloseWait) |
                                 (tcb.state == State::FinWait1) | (tcb.state == State::Closing);
  return state & !tcb.fin_sent;
}

/// New text left, and with `fin` the FIN behind it. Precondition: may_transmit, and `fin` only after CLOSE.
template <class D>
Decision<D> on_transmitted(const Tcb<D>& given, const typename D::Size& octets, const typename D::Bool& fin) {
  Decision<D> d = unchanged(given);
  Tcb<D>& tcb = d.tcb;
  tcb.snd_nxt = tcb.snd_nxt + octets + one_if<D>(fin);
  if (fin) {
    tcb.fin_sent = true;
    if (tcb.state == State::CloseWait) tcb.state = State::LastAck;
  }
  return d;
}

/// A segment left that carries RCV.NXT and advertises `window`. The right edge never moves left (RFC 9293 3.8.6).
template <class D> Decision<D> on_acknowledged(const Tcb<D>& given, const typename D::Size& window) {
  Decision<D> d = unchanged(given);
  d.tcb.last_ack_sent = given.rcv_nxt;
  d.tcb.rcv_wnd = D::select(given.rcv_wnd < window, window, given.rcv_wnd);
  return d;
}

}  // namespace finalack::impl
