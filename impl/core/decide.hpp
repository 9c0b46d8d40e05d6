// The decision core: RFC 9293 section 3.10, which segment is acceptable, what state comes next, what is sent in reply.
//
// `decide` is pure: no clock, no buffer, no network. The connection (impl/connection/) keeps payload, timers and
// options around it, and turns its replies into segments. It is a template over its values (native.hpp), so that what
// serves real segments is also what a proof is about.
#pragma once

#include "impl/core/text_in_order.hpp"
#include "impl/core/user_calls.hpp"

namespace finalack::impl {

/// 3.10.7 SEGMENT ARRIVES.
template <class D> Decision<D> on_segment(const Policy& policy, const Tcb<D>& tcb, const Event<D>& event) {
  switch (tcb.state) {
    case State::Closed: return in_closed(tcb, event.segment);
    case State::Listen: return in_listen(tcb, event);
    case State::SynSent: return in_syn_sent(tcb, event);
    default: return in_other_states(policy, tcb, event.segment);
  }
}

/// 3.10.8, the user timeout.
template <class D> Decision<D> on_user_timeout(const Tcb<D>& tcb) {
  switch (tcb.state) {
    case State::Closed:
    case State::Listen: return unchanged(tcb);
    case State::SynReceived: return half_open_ended(tcb, Signal::TimedOut);
    default: return deleted<D>(Signal::TimedOut);
  }
}

/// What an endpoint with this TCB does at this event.
template <class D> Decision<D> decide(const Policy& policy, const Tcb<D>& tcb, const Event<D>& event) {
  switch (event.kind) {
    case EventKind::OpenActive: return on_open_active(tcb, event);
    case EventKind::OpenPassive: return on_open_passive(tcb);
    case EventKind::Close: return on_close(policy, tcb, event);
    case EventKind::Abort: return on_abort(tcb);
    case EventKind::SegmentArrives: return on_segment(policy, tcb, event);
    case EventKind::TextInOrder: return on_text_in_order(tcb, event.octets, event.fin);
    case EventKind::Transmitted: return on_transmitted(tcb, event.octets, event.fin);
    case EventKind::Acknowledged: return on_acknowledged(tcb, event.window);
    case EventKind::UserTimeout: return on_user_timeout(tcb);
    case EventKind::TimeWaitTimeout:
      if (tcb.state == State::TimeWait) return deleted<D>(Signal::Finished);
      return unchanged(tcb);
    case EventKind::FinWait2Timeout:
      if (tcb.state == State::FinWait2) return deleted<D>(Signal::TimedOut);
      return unchanged(tcb);
  }
  return unchanged(tcb);
}

}  // namespace finalack::impl
