// RFC 9293 3.10.7.3: a segment arrives in SYN-SENT.
#pragma once

#include "impl/core/accepted_text.hpp"
#include "impl/core/closed_and_listen.hpp"

namespace finalack::impl {

/// ESTABLISHED, or FIN-WAIT-1 where a CLOSE waited for it (RFC 9293 3.10.4, SYN-RECEIVED).
template <class D> void enter_established(Tcb<D>& tcb) {
  tcb.passive = false;
  tcb.state = State::Established;
  if (tcb.close_called) tcb.state = State::FinWait1;
}

template <class D> Decision<D> in_syn_sent(Tcb<D> tcb, const Event<D>& event) {
  const Segment<D>& seg = event.segment;
  // First, check the ACK bit.
  if (seg.ack) {
    if ((seg.ack_number <= tcb.iss) | (tcb.snd_nxt < seg.ack_number)) {
      if (seg.rst) return unchanged(tcb);
      return resetting(tcb, seg);
    }
  }
  // Second, check the RST bit. The RFC words the signal "connection reset"; "refused" is what it is called.
  if (seg.rst) {
    if (seg.ack) return deleted<D>(Signal::Refused);
    return unchanged(tcb);
  }
  // Fourth, check the SYN bit. (Fifth: neither SYN nor RST.)
  if (!seg.syn) return unchanged(tcb);
  take_syn(tcb, seg, event.window);
  if (!seg.ack) {  // the peer opened, too
    tcb.state = State::SynReceived;
    return replying(tcb, Reply::SynAck);
  }
  tcb.snd_una = seg.ack_number;
  enter_established(tcb);
  Decision<D> d = replying(tcb, Reply::Ack);
  d.signal = Signal::Connected;
  d.processed = true;
  accept_text(d, seg);
  return d;
}

}  // namespace finalack::impl
