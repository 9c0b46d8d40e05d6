// Entering ESTABLISHED, which two states do: SYN-SENT by a SYN that acknowledges ours, SYN-RECEIVED by an ACK.
#pragma once

#include "model/react/emit.hpp"

namespace finalack::model {

/// Hands the units in `unread` to a user that has a RECEIVE outstanding.
template <class D> void deliver_unread(const Rules& rules, Reaction<D>& r) {
  if (!rules.receive_posted) return;
  r.delivered = r.delivered + r.tcb.unread;
  r.tcb.unread = 0;
}

/// The state that follows SYN-SENT and SYN-RECEIVED: ESTABLISHED, or FIN-WAIT-1 where a CLOSE had to wait for it
/// (RFC 9293 3.10.4, SYN-RECEIVED).
template <class D> Tcb<D> entered_established(Tcb<D> tcb) {
  tcb.passive = tcb.reopened = false;
  tcb.old_snd_nxt = tcb.old_rcv_nxt = typename D::Seq{};
  tcb.retries = 0;
  tcb.state = State::Established;
  if (tcb.fin_pending) tcb.state = State::FinWait1;
  return tcb;
}

/// 3.10.7.3, fourth step: SYN-SENT to ESTABLISHED. The third segment goes out; queued text MAY go with it. Text on the
/// SYN,ACK is not taken here: its sender sends it again.
template <class D> Reaction<D> established_by_syn(const Rules& rules, Tcb<D> tcb, const Segment<D>&) {
  tcb = entered_established(tcb);
  Reaction<D> r;
  if (rules.handshake == Handshake::TwoWay) {
    r = ignored(tcb);
  } else {
    r = acknowledge(tcb);
    if (tcb.unsent > typename D::template Bits<2>(0)) {
      if (D::choose(2) == 1) {
        r.segment = text_segment(tcb, tcb.snd_nxt);
        r.tcb.snd_nxt = tcb.snd_nxt + 1;
        r.tcb.unsent = tcb.unsent - 1;
      }
    }
  }
  r.signal = Signal::Connected;
  return r;
}

}  // namespace finalack::model
