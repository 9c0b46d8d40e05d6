// RFC 9293 3.10.1 to 3.10.5: the user's calls. A call that the RFC answers with an error is `refused`.
#pragma once

#include "model/react/established_entry.hpp"
#include "model/react/windows.hpp"

namespace finalack::model {

/// 3.10.1 OPEN, active: from CLOSED, or from LISTEN turned active.
template <class D>
Reaction<D> on_open_active(const Rules& rules, const Tcb<D>& given, const typename D::Seq& iss, bool with_text) {
  if (!((given.state == State::Closed) | (given.state == State::Listen))) return refused(given);
  Tcb<D> tcb;
  tcb.state = State::SynSent;
  tcb.iss = iss;
  tcb.snd_una = iss;
  tcb.snd_nxt = iss + 1;
  Segment<D> syn = syn_segment(tcb);
  if (with_text && rules.syn_text != SynText::None) {
    syn.text = true;
    tcb.snd_nxt = iss + 2;
  } else if (with_text) {
    tcb.unsent = 1;  // "or queued for transmission after entering ESTABLISHED state"
  }
  Reaction<D> r = reply(tcb, syn);
  r.selects_iss = true;
  return r;
}

template <class D> Reaction<D> on_open_passive(const Tcb<D>& tcb) {
  if (tcb.state != State::Closed) return refused(tcb);
  return back_to_listen<D>();
}

/// Whether the state lets queued text be segmentized. CLOSING does: the peer's FIN may arrive while what was sent
/// before CLOSE still waits, and "outstanding SENDs will be transmitted" (RFC 9293 3.9.1.4).
template <class D> typename D::Bool may_transmit_text(const Tcb<D>& tcb) {
  return (tcb.state == State::Established) | (tcb.state == State::CloseWait) | (tcb.state == State::FinWait1) |
         (tcb.state == State::Closing);
}

/// The send window has room for one more number: SND.NXT < SND.UNA + SND.WND (RFC 9293 3.3.1).
template <class D> typename D::Bool window_open(const Rules& rules, const Tcb<D>& tcb) {
  return tcb.snd_nxt < tcb.snd_una + send_window<D>(rules);
}

/// Segmentizes one unit, if the window allows.
template <class D> Reaction<D> transmit_unit(const Rules& rules, Tcb<D> tcb) {
  if (!window_open(rules, tcb)) return refused(tcb);
  const Segment<D> text = text_segment(tcb, tcb.snd_nxt);
  tcb.snd_nxt = tcb.snd_nxt + 1;
  tcb.unsent = tcb.unsent - 1;
  return acknowledging(tcb, text);
}

/// Sends the FIN, for which the window must have room; the state says who closed first.
template <class D> Reaction<D> send_fin(Tcb<D> tcb) {
  const Segment<D> fin = fin_segment(tcb, tcb.snd_nxt);
  tcb.snd_nxt = tcb.snd_nxt + 1;
  tcb.fin_pending = false;
  using StateOf = typename D::template Enum<State>;
  const auto first = D::select(tcb.state == State::Closing, tcb.state, StateOf(State::FinWait1));
  tcb.state = D::select(tcb.state == State::CloseWait, StateOf(State::LastAck), first);
  return acknowledging(tcb, fin);
}

/// The moment at which something queued is segmentized: the split handshake's own SYN, text, then the FIN.
template <class D> Reaction<D> on_transmit(const Rules& rules, Tcb<D> tcb) {
  if (rules.handshake == Handshake::FourWay) {
    if ((tcb.state == State::SynReceived) & (tcb.snd_nxt == tcb.iss)) {
      tcb.snd_nxt = tcb.iss + 1;
      return reply(tcb, syn_segment(tcb));
    }
  }
  if (!may_transmit_text(tcb)) return refused(tcb);
  if (tcb.unsent > typename D::template Bits<2>(0)) return transmit_unit(rules, tcb);
  if (tcb.fin_pending & window_open(rules, tcb)) return send_fin(tcb);
  return refused(tcb);
}

/// 3.10.2 SEND of one unit. It is segmentized at once where the state and the window allow, unless it may wait. In
/// LISTEN it is refused: the remote socket is unspecified (so there is no SEND that turns a passive OPEN active).
template <class D> Reaction<D> on_send(const Rules& rules, Tcb<D> tcb) {
  const auto sendable = (tcb.state == State::SynSent) | (tcb.state == State::SynReceived) |
                        (tcb.state == State::Established) | (tcb.state == State::CloseWait);
  if (!(sendable & !tcb.fin_pending)) return refused(tcb);
  const auto nothing_waits = tcb.unsent == typename D::template Bits<2>(0);
  tcb.unsent = tcb.unsent + 1;
  if (may_transmit_text(tcb) & nothing_waits & window_open(rules, tcb)) {
    if (!rules.defers_send) return transmit_unit(rules, tcb);
    if (D::choose(2) == 0) return transmit_unit(rules, tcb);
  }
  return ignored(tcb);
}

/// 3.10.3 RECEIVE of one unit. The RFC answers it with an error from CLOSING on; text that is already here is handed
/// over all the same, as sockets do.
template <class D> Reaction<D> on_receive(const Tcb<D>& tcb) {
  if (tcb.state == State::SynReceived) return refused(tcb);
  if (tcb.unread == typename D::template Bits<2>(0)) return refused(tcb);
  Reaction<D> r = ignored(tcb);
  r.tcb.unread = tcb.unread - 1;
  r.delivered = 1;
  return r;
}

/// 3.10.5 ABORT: the TCB is deleted at once. (3.5.2 says that the side that issues a reset should enter
/// TIME-WAIT; 3.10.5 and the arrival of a SYN in the window, 3.10.7.4, say CLOSED, and that is what is done.)
template <class D> Reaction<D> on_abort(const Tcb<D>& tcb) {
  switch (tcb.state) {
    case State::Closed: return refused(tcb);
    case State::SynReceived:
    case State::Established:
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait: {
      Reaction<D> r = deleted<D>(Signal::None);
      r.sends = true;
      r.segment = abort_segment(tcb);
      return r;
    }
    default: return deleted<D>(Signal::None);
  }
}

/// 3.10.4 CLOSE.
template <class D> Reaction<D> on_close(const Rules& rules, Tcb<D> tcb) {
  using Count = typename D::template Bits<2>;
  const auto nothing_queued = tcb.unsent == Count(0);
  switch (tcb.state) {
    case State::Listen:
    case State::SynSent: return deleted<D>(Signal::None);
    case State::SynReceived:
      if (tcb.fin_pending) return refused(tcb);
      if (rules.close_aborts) return on_abort(tcb);
      if (!rules.close_waits) {
        // "If no SENDs have been issued": none is queued, and no text went with the SYN. Text that came with the peer's
        // SYN is processed in ESTABLISHED, so there CLOSE waits, too.
        const auto no_send_yet = nothing_queued & (tcb.snd_nxt == tcb.iss + 1);
        if (no_send_yet & (tcb.unread == Count(0)) & window_open(rules, tcb)) return send_fin(tcb);
      }
      tcb.fin_pending = true;
      return ignored(tcb);
    case State::Established:
    case State::CloseWait:
      if (tcb.fin_pending) return refused(tcb);
      if (rules.close_aborts) return on_abort(tcb);
      if (rules.unread_text_resets) {
        if (tcb.unread > Count(0)) return on_abort(tcb);
      }
      if (nothing_queued & window_open(rules, tcb)) return send_fin(tcb);
      tcb.fin_pending = true;  // queue this until all preceding SENDs have been segmentized
      if (tcb.state == State::Established) tcb.state = State::FinWait1;
      return ignored(tcb);
    default: return refused(tcb);
  }
}

}  // namespace finalack::model
