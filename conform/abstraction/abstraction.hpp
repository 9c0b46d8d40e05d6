// What a connection of impl/ is in the eyes of the model: the same functions for real connections and for proofs.
//
// The model counts text in units of one sequence number and keeps no buffers here: what SEND queued and RECEIVE has yet
// to take are the connection's (`unsent`, `unread` are 0), as are its timers (`retries`, `ack_owed`).
#pragma once

#include "conform/abstraction/domains.hpp"
#include "conform/abstraction/rules.hpp"
#include "impl/core/decide.hpp"
#include "model/react/react.hpp"

namespace finalack::conform {

/// Values of one domain as those of the other: of the core on native integers and the model on 32-bit ones, or of both
/// on terms.
template <class From> struct Translation;

template <> struct Translation<impl::Native> {
  using To = RealNumbers;
  static To::Bool truth(bool b) { return To::Bool(b); }
  static To::Seq seq(impl::SequenceNumber n) { return To::Seq(n.value); }
  static To::Size size(std::uint32_t n) { return To::Size(n); }
  static To::Enum<model::State> state(impl::State s) { return static_cast<model::State>(s); }
};

template <> struct Translation<Terms> {
  using To = RealTerms;
  static To::Bool truth(const Terms::Bool& b) { return b; }
  static To::Seq seq(const TermSeq& n) { return To::Seq::from_term(n.term()); }
  static To::Size size(const TermSize& n) { return n; }
  static To::Enum<model::State> state(const Terms::Enum<impl::State>& s) {
    return To::Enum<model::State>::from_term(s.term());
  }
};

/// The model's domain that corresponds to one of the core's.
template <class D> using ModelOf = typename Translation<D>::To;

/// The endpoint.
template <class D> model::Tcb<ModelOf<D>> as_model(const impl::Tcb<D>& t) {
  using T = Translation<D>;
  model::Tcb<ModelOf<D>> m;
  m.state = T::state(t.state);
  m.passive = T::truth(t.passive);
  m.iss = T::seq(t.iss);
  m.snd_una = T::seq(t.snd_una);
  m.snd_nxt = T::seq(t.snd_nxt);
  m.irs = T::seq(t.irs);
  m.rcv_nxt = T::seq(t.rcv_nxt);
  m.fin_pending = T::truth(t.close_called) & !T::truth(t.fin_sent);
  return m;
}

/// Its windows. `usable`: how far beyond SND.UNA it may send now.
template <class D>
Windows<typename ModelOf<D>::Size> windows_of(const impl::Tcb<D>& t, const typename D::Size& usable) {
  using T = Translation<D>;
  return {T::size(t.rcv_wnd), T::size(usable), T::size(t.max_snd_wnd)};
}

/// A segment that carries at most one unit of text: an atom.
template <class D> model::Segment<ModelOf<D>> as_atom(const impl::Segment<D>& seg) {
  using T = Translation<D>;
  model::Segment<ModelOf<D>> s;
  s.syn = T::truth(seg.syn);
  s.ack = T::truth(seg.ack);
  s.fin = T::truth(seg.fin);
  s.rst = T::truth(seg.rst);
  s.text = T::truth(typename D::Size(0) < seg.text);
  s.seq = T::seq(seg.seq);
  s.ack_number = T::seq(seg.ack_number);
  return s;
}

}  // namespace finalack::conform
