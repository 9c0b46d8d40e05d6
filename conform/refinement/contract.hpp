// What a decision about an arriving segment promises to those who carry it out, whatever the TCB and the segment.
//
// These are not the model's rules said again: they are what impl/connection/ relies on when it cuts text, moves buffers
// and sends resets without looking a second time.
#pragma once

#include "conform/refinement/invariant.hpp"

namespace finalack::conform {

/// Whether a segment may lead from one state to another: figure 5 of RFC 9293, what its text adds (resets, and the way
/// back to LISTEN), and FIN-WAIT-1 for a CLOSE that waited. States that text leads to are TextInOrder's.
inline bool segment_may_lead(impl::State from, impl::State to) {
  using enum impl::State;
  if (from == to) return true;
  switch (from) {
    case Closed: return false;
    case Listen: return to == SynReceived;
    case SynSent: return to == SynReceived || to == Established || to == Closed;
    case SynReceived: return to == Established || to == FinWait1 || to == Listen || to == Closed;
    case FinWait1: return to == FinWait2 || to == Closed;
    case Closing: return to == TimeWait || to == Closed;
    default: return to == Closed;
  }
}

/// Calls `clause(in words, whether it holds)` for each part of the contract.
template <class D, class Clause>
void segment_contract(const impl::Tcb<D>& before, const impl::Segment<D>& seg, const impl::Decision<D>& d,
                      Clause&& clause) {
  using Bool = typename D::Bool;
  using Size = typename D::Size;
  using enum impl::State;
  const impl::Tcb<D>& after = d.tcb;
  const Bool goes_on = (!is_one_of(before, {Closed, Listen})) & !is_one_of(after, {Closed, Listen});
  const Bool took_syn = is_one_of(before, {Listen, SynSent}) & is_one_of(after, {SynReceived, Established});
  const Bool replies = !(d.reply == impl::Reply::None);
  const Bool resets = d.reply == impl::Reply::Reset;
  const Bool resets_and_acks = d.reply == impl::Reply::ResetAck;
  const Bool has_news = d.has_text | d.has_fin;

  Bool may_lead = false;
  for (std::size_t from = 0; from < impl::kStates; ++from) {
    for (std::size_t to = 0; to < impl::kStates; ++to) {
      const auto a = static_cast<impl::State>(from);
      const auto b = static_cast<impl::State>(to);
      if (segment_may_lead(a, b)) may_lead = may_lead | ((before.state == a) & (after.state == b));
    }
  }
  clause("figure 5 has the transition", may_lead);
  clause("a RST is answered by a challenge ACK only",
         implies<D>(seg.rst & replies, (d.reply == impl::Reply::ChallengeAck)));
  clause("CLOSED and LISTEN send resets and SYN,ACKs only",
         implies<D>(is_one_of(before, {Closed, Listen}) & replies,
                    resets | resets_and_acks | (d.reply == impl::Reply::SynAck)));
  clause("a reset has the number that was acknowledged, or acknowledges all there was",
         implies<D>(resets, seg.ack & (d.reset_seq == seg.ack_number)) &
             implies<D>(resets_and_acks, (!seg.ack) & (d.reset_ack == seg.seq + impl::length(seg))));
  clause("a segment moves neither ISS nor SND.NXT",
         implies<D>(goes_on, (after.iss == before.iss) & (after.snd_nxt == before.snd_nxt)));
  clause("SND.UNA moves to the right, and not beyond SND.NXT",
         implies<D>(goes_on, !(before.snd_nxt - before.snd_una < after.snd_una - before.snd_una)));
  clause("without a SYN, RCV.NXT and RCV.WND stay: only text in order moves them",
         implies<D>(goes_on & !took_syn, (after.rcv_nxt == before.rcv_nxt) & (after.rcv_wnd == before.rcv_wnd)));
  clause("a SYN is numbered once", implies<D>(took_syn, (after.irs == seg.seq) & (after.rcv_nxt == seg.seq + Size(1))));
  clause("what is kept of the text is a part of it",
         implies<D>(has_news, (!(d.text_to < d.text_from)) & !(seg.text < d.text_to)) &
             implies<D>(d.has_text, d.text_from < d.text_to));

  const typename D::Seq text_at = seg.seq + impl::one_if<D>(seg.syn);
  const Size kept_at = text_at + d.text_from - after.rcv_nxt;  // from RCV.NXT on
  const Size kept = d.text_to - d.text_from;
  clause("it lies between RCV.NXT and the right edge",
         implies<D>(d.has_text, (!(after.rcv_wnd < kept_at)) & !(after.rcv_wnd < kept_at + kept)));
  clause(
      "so does the FIN, right behind it",
      implies<D>(d.has_fin, seg.fin & (d.text_to == seg.text) & (text_at + seg.text - after.rcv_nxt < after.rcv_wnd)));
  clause("text counts only with a valid ACK, and where the peer may still send",
         implies<D>(has_news, d.processed & impl::takes_text(after)));
  clause("an opening is told once, when it ends",
         implies<D>(d.signal == impl::Signal::Connected,
                    is_one_of(before, {SynSent, SynReceived}) & is_one_of(after, {Established, FinWait1})) &
             implies<D>(is_one_of(before, {SynSent, SynReceived}) & is_one_of(after, {Established, FinWait1}),
                        d.signal == impl::Signal::Connected));
  const Bool both_timed = before.timestamps & seg.timestamped;
  const Bool newer = (both_timed & (before.ts_recent < seg.ts_value)) |
                     (((!both_timed) | (before.ts_recent == seg.ts_value)) & (before.rcv_nxt < seg.seq));
  clause("TIME-WAIT is left for a newer SYN only (RFC 6191)",
         implies<D>(d.reopens, (before.state == TimeWait) & (after.state == Closed) & seg.syn & !seg.ack & newer));
  clause("an end is told, but that of a half-open connection of a listener",
         implies<D>((!(before.state == Closed)) & (after.state == Closed), !(d.signal == impl::Signal::None)));
}

}  // namespace finalack::conform
