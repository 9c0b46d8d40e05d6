// RFC 9293 3.10.7.1 and 3.10.7.2: a segment arrives where there is no connection yet.
#pragma once

#include "model/react/emit.hpp"

namespace finalack::model {

/// 3.10.7.1 CLOSED STATE.
template <class D> Reaction<D> in_closed(const Tcb<D>& tcb, const Segment<D>& seg) {
  if (seg.rst) return ignored(tcb);
  return reply(tcb, reset_for(seg));
}

/// 3.10.7.2 LISTEN STATE. Text on the SYN is kept in `unread`, where the rules take it at all; RECEIVE is not served
/// before ESTABLISHED. A FIN on the SYN is dropped: it is not acknowledged, so it comes again.
template <class D> Reaction<D> in_listen(const Rules& rules, Tcb<D> tcb, const Event<D>& event) {
  const Segment<D>& seg = event.segment;
  if (seg.rst) return ignored(tcb);                // first, check for a RST
  if (seg.ack) return reply(tcb, reset_for(seg));  // second, check for an ACK
  if (!seg.syn) return ignored(tcb);               // fourth (third is below): other text or control

  tcb.irs = seg.seq;
  tcb.rcv_nxt = seg.seq + 1;
  tcb.iss = event.iss;
  tcb.snd_una = event.iss;
  tcb.snd_nxt = event.iss + 1;
  tcb.passive = true;
  tcb.state = State::SynReceived;

  Reaction<D> r;
  if (rules.handshake == Handshake::FourWay) {
    tcb.snd_nxt = event.iss;  // the SYN is a segment of its own, sent later
    r = reply(tcb, ack_segment(tcb));
  } else if (rules.handshake == Handshake::TwoWay) {
    tcb.snd_una = tcb.snd_nxt;  // nobody will acknowledge it
    tcb.passive = false;
    tcb.state = State::Established;
    r = reply(tcb, syn_ack_segment(tcb));
    r.signal = Signal::Connected;
  } else {
    if (rules.syn_text != SynText::None) {
      if (seg.text) {
        tcb.rcv_nxt = tcb.rcv_nxt + 1;
        if (rules.syn_text == SynText::Queued) tcb.unread = 1;
        r.delivered = rules.syn_text == SynText::AnsweredAtOnce ? 1 : 0;
      }
    }
    const typename D::template Bits<2> delivered = r.delivered;
    r = reply(tcb, syn_ack_segment(tcb));
    r.delivered = delivered;
  }
  r.selects_iss = true;
  return r;
}

}  // namespace finalack::model
