// RFC 9293 3.10.7.3: a segment arrives in SYN-SENT.
#pragma once

#include "model/react/established_entry.hpp"

namespace finalack::model {

template <class D> Reaction<D> in_syn_sent(const Rules& rules, Tcb<D> tcb, const Segment<D>& seg) {
  // First, check the ACK bit. In the four-segment handshake a SYN that was acknowledged stays acceptably acknowledged.
  if (seg.ack) {
    const bool may_repeat = rules.handshake == Handshake::FourWay;
    const typename D::Bool too_old = may_repeat ? seg.ack_number < tcb.snd_una : seg.ack_number <= tcb.snd_una;
    if (too_old | (seg.ack_number <= tcb.iss) | (seg.ack_number > tcb.snd_nxt)) {
      if (seg.rst) return ignored(tcb);
      return reply(tcb, reset_for(seg));
    }
  }
  // Second, check the RST bit. The RFC words the signal "connection reset"; "refused" is its word in SYN-RECEIVED, and
  // that of deployed stacks here.
  if (seg.rst) {
    if (seg.ack) return deleted<D>(Signal::ConnectionRefused);
    return ignored(tcb);
  }
  // Fourth, check the SYN bit.
  if (!seg.syn) {
    if (rules.handshake == Handshake::FourWay) {  // half of the split SYN,ACK: remember that our SYN has arrived
      if (seg.ack) tcb.snd_una = seg.ack_number;
    }
    return ignored(tcb);
  }
  tcb.irs = seg.seq;
  tcb.rcv_nxt = seg.seq + 1;
  tcb.retries = 0;
  if (seg.ack) tcb.snd_una = seg.ack_number;
  if (tcb.snd_una > tcb.iss) return established_by_syn(rules, tcb, seg);  // our SYN has been ACKed

  tcb.state = State::SynReceived;  // the peer opened, too (figure 7); or split the handshake
  return reply(tcb, syn_ack_segment(tcb));
}

}  // namespace finalack::model
