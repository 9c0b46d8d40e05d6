// RFC 9293 section 3.10, and nothing else: what one endpoint does at one event.
//
// `react` is pure. It knows no network, no peer, no clock and no queue; every world is a composition around it. It is
// also the merge point of the symbolic domain, which follows each of its branches and folds the results into one term:
// so it takes values, captures nothing and returns domain values only.
#pragma once

#include "model/react/closed_and_listen.hpp"
#include "model/react/segment_arrives.hpp"
#include "model/react/syn_sent.hpp"
#include "model/react/timeouts.hpp"
#include "model/react/user_calls.hpp"

namespace finalack::model {

/// 3.10.7 SEGMENT ARRIVES.
template <class D> Reaction<D> on_segment(const Rules& rules, const Tcb<D>& tcb, const Event<D>& event) {
  switch (tcb.state) {
    case State::Closed: return in_closed(tcb, event.segment);
    case State::Listen: return in_listen(rules, tcb, event);
    case State::SynSent: return in_syn_sent(rules, tcb, event.segment);
    default: return in_other_states(rules, tcb, event);
  }
}

struct React {
  template <class D> Reaction<D> operator()(const Rules& rules, const Tcb<D>& tcb, const Event<D>& event) const {
    switch (event.kind) {
      case EventKind::OpenPassive: return on_open_passive(tcb);
      case EventKind::OpenActive: return on_open_active(rules, tcb, event.iss, false);
      case EventKind::OpenActiveWithText: return on_open_active(rules, tcb, event.iss, true);
      case EventKind::Send: return on_send(rules, tcb);
      case EventKind::Receive: return on_receive(tcb);
      case EventKind::Close: return on_close(rules, tcb);
      case EventKind::Abort: return on_abort(tcb);
      case EventKind::SegmentArrives: return on_segment(rules, tcb, event);
      case EventKind::RetransmissionTimeout: return on_retransmission_timeout(rules, tcb);
      case EventKind::TimeWaitTimeout: return on_time_wait_timeout(tcb);
      case EventKind::FinWait2Timeout: return on_fin_wait_2_timeout(rules, tcb);
      case EventKind::DelayedAckTimeout: return on_delayed_ack_timeout(rules, tcb);
      case EventKind::Transmit: return on_transmit(rules, tcb);
      case EventKind::UserTimeout: return on_user_timeout(rules, tcb);
      case EventKind::KeepaliveTimeout: return on_keepalive_timeout(rules, tcb);
    }
    return refused(tcb);
  }
};

/// What an endpoint with this TCB does at this event: the next TCB, at most one segment to send, what the user is told.
/// `accepted` is false where the RFC answers a call with an error, or the timer is not running.
inline constexpr React react{};

}  // namespace finalack::model
