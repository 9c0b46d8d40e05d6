// A real segment as the model's segments: its atoms, each of which occupies at most one number.
//
// What is atomic in the model is one control bit or one unit of text. A real segment that has more is several that
// arrive together. Which of them decides what the whole one does is said here: table 6 asks its first number and its
// last; if either is in the window, what 3.10.7.4 does before it comes to the text is what it does to the control bits
// alone, with what lies before RCV.NXT cut off.
#pragma once

#include "conform/abstraction/abstraction.hpp"

namespace finalack::conform {

/// The control bits alone.
template <class D> model::Segment<ModelOf<D>> without_text(const impl::Segment<D>& seg) {
  model::Segment<ModelOf<D>> s = as_atom(seg);
  s.text = false;
  s.fin = false;
  return s;
}

/// The atom at SEG.SEQ: the SYN, else the first octet, else the FIN, else the bare segment. It branches: on terms, to
/// be explored.
template <class D> model::Segment<ModelOf<D>> first_atom(const impl::Segment<D>& seg) {
  model::Segment<ModelOf<D>> s = without_text(seg);
  if (seg.syn) return s;
  if (typename D::Size(0) < seg.text) {
    s.text = true;
  } else {
    s.fin = Translation<D>::truth(seg.fin);
  }
  return s;
}

/// The atom at SEG.SEQ + SEG.LEN - 1: the FIN, else the last octet, else as above. It branches, too.
template <class D> model::Segment<ModelOf<D>> last_atom(const impl::Segment<D>& seg) {
  using T = Translation<D>;
  using Size = typename D::Size;
  model::Segment<ModelOf<D>> s = without_text(seg);
  const auto text_at = T::seq(seg.seq) + T::size(impl::one_if<D>(seg.syn));
  if (seg.fin) {
    s.syn = false;
    s.fin = true;
    s.seq = text_at + T::size(seg.text);
  } else if (Size(0) < seg.text) {
    s.syn = false;
    s.text = true;
    s.seq = text_at + T::size(seg.text - Size(1));
  }
  return s;
}

/// Table 6 of the whole segment. It branches, too.
template <class D>
typename ModelOf<D>::Bool is_acceptable(const model::Rules& rules, const model::Tcb<ModelOf<D>>& m,
                                        const impl::Segment<D>& seg) {
  return model::is_acceptable(rules, m, first_atom(seg)) | model::is_acceptable(rules, m, last_atom(seg));
}

/// RFC 7323 section 5.3, R1: the segment is older than one that was received. A RST has no age.
template <class D> typename D::Bool is_old(const impl::Tcb<D>& t, const impl::Segment<D>& seg) {
  return t.timestamps & seg.timestamped & (!seg.rst) & (seg.ts_value < t.ts_recent);
}

/// RFC 7323 section 3.2: once timestamps are agreed upon, a segment without is dropped, but a RST; and a SYN may be
/// from before.
template <class D> typename D::Bool is_dropped(const impl::Tcb<D>& t, const impl::Segment<D>& seg) {
  return t.timestamps & (!seg.timestamped) & (!seg.rst) & !seg.syn;
}

/// The atom that decides what the segment does before its text is looked at. `m` is `t` in the eyes of the model. What
/// is old by its timestamp has a number that means nothing: no window test accepts it. It branches, too.
template <class D>
model::Segment<ModelOf<D>> decisive_atom(const model::Rules& rules, const model::Tcb<ModelOf<D>>& m,
                                         const impl::Tcb<D>& t, const impl::Segment<D>& seg) {
  const typename D::Bool has_numbers =  // of the peer's, to compare with
      !((t.state == impl::State::Closed) | (t.state == impl::State::Listen) | (t.state == impl::State::SynSent));
  if (!has_numbers) return without_text(seg);
  model::Segment<ModelOf<D>> first = first_atom(seg);
  // Whether a SYN ends TIME-WAIT is asked before anything else, wherever its number lies.
  const typename D::Bool asks_anew = (t.state == impl::State::TimeWait) & seg.syn & (!seg.ack) & !seg.rst;
  if (asks_anew & !is_old(t, seg)) return without_text(seg);
  if (is_old(t, seg)) {
    first.unnumbered = true;
    return first;
  }
  if (model::is_acceptable(rules, m, first)) return without_text(seg);
  if (!model::is_acceptable(rules, m, last_atom(seg))) return first;
  model::Segment<ModelOf<D>> rest = without_text(seg);
  if (seg.rst) return rest;
  rest.syn = false;
  rest.seq = m.rcv_nxt;
  return rest;
}

}  // namespace finalack::conform
