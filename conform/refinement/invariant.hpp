// What is true of every TCB that the decision core ever makes: the representation invariant that its refinement proof
// starts from, itself proved inductive (obligations.hpp). And what is asked of whoever calls the core.
//
// Templates, like the core: the proof runs them on terms, tests run them on the TCBs of real connections.
#pragma once

#include <initializer_list>

#include "impl/core/decide.hpp"

namespace finalack::conform {

/// No window is larger: 65,535 << 14 (RFC 7323 section 2.3).
inline constexpr std::uint32_t kLargestWindow = 65535U << 14;

template <class D> typename D::Bool is_one_of(const impl::Tcb<D>& tcb, std::initializer_list<impl::State> states) {
  typename D::Bool any = false;
  for (const impl::State state : states) any = any | (tcb.state == state);
  return any;
}

template <class D> typename D::Bool implies(const typename D::Bool& condition, const typename D::Bool& consequence) {
  return (!condition) | consequence;
}

template <class D> typename D::Bool at_most(const typename D::Size& size, std::uint32_t most) {
  return !(typename D::Size(most) < size);
}

/// Calls `clause(in words, whether it holds)` for each part of the invariant.
template <class D, class Clause> void representation_invariant(const impl::Tcb<D>& t, Clause&& clause) {
  using Bool = typename D::Bool;
  using Size = typename D::Size;
  using enum impl::State;
  const Bool nothing = is_one_of(t, {Closed, Listen});
  const Bool after_fin = is_one_of(t, {FinWait2, LastAck, TimeWait});
  const Bool all_acknowledged = t.snd_una == t.snd_nxt;
  const Size in_flight = t.snd_nxt - t.snd_una;
  const Size since_ack = t.rcv_nxt - t.last_ack_sent;

  clause("CLOSED and LISTEN remember nothing",
         implies<D>(nothing, !(t.passive | t.close_called | t.fin_sent | t.timestamps)));
  clause("in SYN-SENT the SYN is sent, and nothing else",
         implies<D>(t.state == SynSent, (t.snd_una == t.iss) & (t.snd_nxt == t.iss + Size(1)) & !t.fin_sent &
                                            !t.close_called & !t.passive));
  clause("in SYN-RECEIVED both SYNs are sent, and nothing else",
         implies<D>(t.state == SynReceived, (t.snd_una == t.iss) & (t.snd_nxt == t.iss + Size(1)) & !t.fin_sent &
                                                (t.rcv_nxt == t.irs + Size(1))));
  clause("ESTABLISHED knows of no CLOSE", implies<D>(t.state == Established, !t.close_called));
  clause("after CLOSE there is a state that says so",
         implies<D>(is_one_of(t, {FinWait1, FinWait2, Closing, LastAck, TimeWait}), t.close_called));
  clause("a FIN is sent only where one can be",
         implies<D>(t.fin_sent, is_one_of(t, {FinWait1, FinWait2, Closing, LastAck, TimeWait})));
  clause("FIN-WAIT-2, LAST-ACK and TIME-WAIT have sent their FIN", implies<D>(after_fin, t.fin_sent));
  clause("FIN-WAIT-2 and TIME-WAIT have it acknowledged",
         implies<D>(is_one_of(t, {FinWait2, TimeWait}), all_acknowledged));
  clause("FIN-WAIT-1, CLOSING and LAST-ACK wait for that",
         implies<D>(is_one_of(t, {FinWait1, Closing, LastAck}), !(t.fin_sent & all_acknowledged)));
  clause("no more is in flight than a window holds, and a probe", at_most<D>(in_flight, kLargestWindow + 1));
  clause("windows have a largest size", at_most<D>(t.snd_wnd, kLargestWindow) & at_most<D>(t.rcv_wnd, kLargestWindow) &
                                            at_most<D>(t.max_snd_wnd, kLargestWindow));
  clause("MAX.SND.WND is the largest", !(t.max_snd_wnd < t.snd_wnd));
  clause("the right edge stands where it was advertised, or further right",
         at_most<D>(since_ack, kLargestWindow) & at_most<D>(since_ack + t.rcv_wnd, kLargestWindow));
}

/// What the connection keeps to when it calls the core with an event; see on_transmitted and on_text_in_order.
template <class D> typename D::Bool is_asked_properly(const impl::Tcb<D>& t, const impl::Event<D>& e) {
  using Bool = typename D::Bool;
  using Size = typename D::Size;
  const Size numbers = e.octets + impl::one_if<D>(e.fin);
  switch (e.kind) {
    case impl::EventKind::OpenActive: return at_most<D>(e.window, 65535);
    case impl::EventKind::SegmentArrives:
      return at_most<D>(e.segment.text, 65535) & at_most<D>(e.segment.window, kLargestWindow) &
             at_most<D>(e.window, 65535);
    case impl::EventKind::TextInOrder:
      return at_most<D>(e.octets, kLargestWindow) & !(t.rcv_wnd < numbers) & impl::takes_text(t) &
             ((Size(0) < e.octets) | e.fin);
    case impl::EventKind::Transmitted: {
      const Size in_flight = t.snd_nxt - t.snd_una;
      const Bool has_room = at_most<D>(e.octets, kLargestWindow) & at_most<D>(in_flight + numbers, kLargestWindow + 1);
      return impl::may_transmit(t) & implies<D>(e.fin, t.close_called) & ((Size(0) < e.octets) | e.fin) & has_room;
    }
    case impl::EventKind::Acknowledged:
      return at_most<D>(e.window, kLargestWindow) &
             !is_one_of(t, {impl::State::Closed, impl::State::Listen, impl::State::SynSent});
    default: return true;
  }
}

}  // namespace finalack::conform
