// All that is asked of one decision: the invariant, the contract, and the simulation by the model, event by event.
#pragma once

#include "conform/core/fields.hpp"
#include "conform/refinement/contract.hpp"
#include "conform/refinement/simulation.hpp"

namespace finalack::conform {

/// Numbers that nothing is assumed of: what holds of them holds of all.
template <class D> struct Any {
  typename D::Size octet{0};  ///< the place of an octet in a segment's text
  typename D::Size part{0};   ///< a first part of what is received in order, or transmitted
};

/// What the model does where the core is told of `e`. It branches: on terms, to be explored.
template <class D> ModelStep<D> model_step(const impl::Policy& policy, const impl::Tcb<D>& t, const impl::Event<D>& e) {
  using M = ModelOf<D>;
  using T = Translation<D>;
  using Size = typename D::Size;
  const typename D::Bool has_peer = !is_one_of(t, {impl::State::Closed, impl::State::Listen, impl::State::SynSent});
  ModelStep<D> step{.rules = as_rules(policy), .event = {}, .tcb = as_model(t), .windows = windows_of(t, Size(0))};
  step.event.iss = T::seq(e.iss);
  step.rules.delays_ack =
      e.kind == impl::EventKind::TextInOrder;  // no other step of the core's has text to acknowledge
  switch (e.kind) {
    case impl::EventKind::OpenActive:
      step.event.kind = model::EventKind::OpenActive;
      step.is_call = true;
      break;
    case impl::EventKind::OpenPassive:
      step.event.kind = model::EventKind::OpenPassive;
      step.is_call = true;
      break;
    case impl::EventKind::Close: {
      // The FIN is queued: that it may leave, the window permitting, is Transmitted's. SHLD-3 makes an ABORT of a CLOSE
      // that comes before all was read.
      const typename D::Bool open = is_one_of(t, {impl::State::Established, impl::State::CloseWait});
      step.event.kind = model::EventKind::Close;
      if (open & e.unread & !t.close_called) step.event.kind = model::EventKind::Abort;
      step.is_call = true;
      break;
    }
    case impl::EventKind::Abort:
      step.event.kind = model::EventKind::Abort;
      step.is_call = true;
      break;
    case impl::EventKind::SegmentArrives: {
      const WithWindows in(step.windows);
      step.event.kind = model::EventKind::SegmentArrives;
      step.event.segment = decisive_atom(as_rules(policy), step.tcb, t, e.segment);
      step.is_lost = T::truth(has_peer & is_dropped(t, e.segment));
      step.left_out = T::size(impl::length(e.segment)) -
                      M::select(step.event.segment.syn, typename M::Size(1), typename M::Size(0));
      break;
    }
    case impl::EventKind::TextInOrder:  // an octet, or the FIN; of more, see adds_up
      step.event.kind = model::EventKind::SegmentArrives;
      step.event.segment.ack = true;
      step.event.segment.ack_number = step.tcb.snd_una;
      step.event.segment.seq = step.tcb.rcv_nxt;
      step.event.segment.text = !T::truth(e.fin);
      step.event.segment.fin = T::truth(e.fin);
      step.applies = T::truth(impl::takes_text(t) & (e.octets + impl::one_if<D>(e.fin) == Size(1)));
      break;
    case impl::EventKind::Transmitted:
      step.event.kind = model::EventKind::Transmit;
      step.is_sending = true;
      step.tcb.unsent = M::select(T::truth(e.fin), typename M::template Bits<2>(0), typename M::template Bits<2>(1));
      step.windows = windows_of(t, t.snd_nxt - t.snd_una + Size(1));
      step.applies = T::truth(e.octets + impl::one_if<D>(e.fin) == Size(1));
      break;
    case impl::EventKind::Acknowledged:
      step.event.kind = model::EventKind::DelayedAckTimeout;
      step.is_sending = true;
      step.applies = T::truth(has_peer);
      break;
    case impl::EventKind::UserTimeout: step.event.kind = model::EventKind::UserTimeout; break;
    case impl::EventKind::TimeWaitTimeout: step.event.kind = model::EventKind::TimeWaitTimeout; break;
    case impl::EventKind::FinWait2Timeout: step.event.kind = model::EventKind::FinWait2Timeout; break;
  }
  step.reactions = every_reaction(step.rules, step.windows, step.tcb, step.event);
  return step;
}

/// Of an arriving segment, those octets are kept that are in the model's window, and that one FIN; if its ACK was
/// processed, and the peer's end was not received.
template <class D, class Clause>
void keeps_what_is_in_the_window(const impl::Policy& policy, const impl::Tcb<D>& before, const impl::Segment<D>& seg,
                                 const impl::Decision<D>& d, const typename D::Size& octet, Clause&& clause) {
  using M = ModelOf<D>;
  using T = Translation<D>;
  using Bool = typename M::Bool;
  // A segment moves neither edge of the window (see the contract), but for a SYN, which makes it.
  const Bool opens = T::truth(is_one_of(before, {impl::State::Listen, impl::State::SynSent}));
  const auto made = windows_of(d.tcb, typename D::Size(0));
  auto windows = windows_of(before, typename D::Size(0));
  windows.receive = M::select(opens, made.receive, windows.receive);
  const WithWindows in(windows);
  const auto tcb = M::select(opens, as_model(d.tcb), as_model(before));
  const model::Rules rules = as_rules(policy);
  const auto text_at = T::seq(seg.seq) + T::size(impl::one_if<D>(seg.syn));
  const Bool accepted = is_acceptable(rules, tcb, seg);
  const Bool takes = T::truth(d.processed & impl::takes_text(d.tcb)) & (opens | accepted);
  const Bool kept = T::truth(d.has_text & (!(octet < d.text_from)) & (octet < d.text_to));
  const Bool is_octet = T::truth(octet < seg.text);
  const Bool taken = model::in_window(rules, text_at + T::size(octet), tcb);
  const Bool fin_taken = T::truth(seg.fin) & model::in_window(rules, text_at + T::size(seg.text), tcb);
  clause("nothing is kept but of a segment that is acceptable, and whose ACK is valid",
         takes | !T::truth(d.has_text | d.has_fin));
  clause("an octet is kept exactly where the model would take it", (!(takes & is_octet)) | (kept == taken));
  clause("and so is the FIN", (!takes) | (T::truth(d.has_fin) == fin_taken));
}

/// Octets in order, or transmitted, count one by one: a first part and then the rest make the same as all at once. So
/// what was compared with the model for one is true of any number.
template <class D, class Core, class Clause>
void adds_up(const impl::Policy& policy, const impl::Tcb<D>& before, const impl::Event<D>& e,
             const impl::Decision<D>& d, const typename D::Size& part, const Core& core, Clause&& clause) {
  using Size = typename D::Size;
  impl::Event<D> first = e;
  first.octets = part;
  first.fin = false;
  impl::Event<D> rest = e;
  rest.octets = e.octets - part;
  const impl::Decision<D> halfway = core(policy, before, first);
  const impl::Decision<D> whole = core(policy, halfway.tcb, rest);
  const typename D::Bool is_split = (Size(0) < part) & (!(e.octets < part)) & ((part < e.octets) | e.fin);
  const typename D::Bool same = same_tcb(whole.tcb, d.tcb) & (whole.reply == d.reply) & (whole.signal == d.signal);
  clause("octets count one by one", implies<D>(is_split, same));
}

/// Table 6, which the core asks of distances, and the model in the RFC's words.
template <class D, class Clause>
void same_window_test(const impl::Policy& policy, const impl::Tcb<D>& before, const impl::Segment<D>& seg,
                      Clause&& clause) {
  using T = Translation<D>;
  const auto windows = windows_of(before, typename D::Size(0));
  const WithWindows in(windows);
  clause("what is acceptable is so to the model",
         T::truth(impl::is_acceptable(before, seg)) == is_acceptable(as_rules(policy), as_model(before), seg));
}

/// Calls `clause(in words, whether it holds)` for all that is asked of the decision `d` = `core(policy, before, e)` by
/// itself, under what is assumed of them (invariant.hpp). On terms, to be explored.
template <class D, class Core, class Clause>
void clauses_of_core(const impl::Policy& policy, const impl::Tcb<D>& before, const impl::Event<D>& e,
                     const impl::Decision<D>& d, const Any<D>& any, const Core& core, Clause&& clause) {
  if (e.kind == impl::EventKind::SegmentArrives) same_window_test(policy, before, e.segment, clause);
  representation_invariant(d.tcb, clause);
  if (e.kind == impl::EventKind::SegmentArrives) {
    segment_contract(before, e.segment, d, clause);
    keeps_what_is_in_the_window(policy, before, e.segment, d, any.octet, clause);
  }
  if (e.kind == impl::EventKind::TextInOrder || e.kind == impl::EventKind::Transmitted) {
    adds_up(policy, before, e, d, any.part, core, clause);
  }
}

/// And beside the model.
template <class D, class Clause>
void clauses_beside_model(const impl::Policy& policy, const impl::Tcb<D>& before, const impl::Event<D>& e,
                          const impl::Decision<D>& d, Clause&& clause) {
  simulates(model_step(policy, before, e), d, clause);
}

}  // namespace finalack::conform
