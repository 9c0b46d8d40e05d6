// Random policies, well-formed TCBs and events for the laws of the decision core. Numbers are mostly near the edges of
// the windows: evenly random ones of 32 bits would never fall into one.
#pragma once

#include <cstdint>

#include <rapidcheck.h>

#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {

/// A number below `limit`, evenly: RapidCheck's ranges begin by their lower ends unless they are given their full size.
inline std::uint32_t below(std::uint32_t limit) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0U, limit));
}

inline bool one_in(std::uint32_t n) { return below(n) == 0; }

inline SequenceNumber any_sequence_number() {
  return SequenceNumber(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()));
}

inline Policy any_policy() {
  Policy policy;
  for (bool Policy::*choice : {&Policy::rfc5961, &Policy::rfc1337, &Policy::validates_leniently, &Policy::close_waits,
                               &Policy::reopens_from_time_wait}) {
    policy.*choice = one_in(2);
  }
  return policy;
}

inline std::uint32_t any_window() { return one_in(4) ? 0 : one_in(8) ? 1U << 30 : below(12); }

/// What the peer's side of a TCB has once a SYN was received.
inline void set_receive_side(Tcb& tcb) {
  tcb.irs = any_sequence_number();
  const std::uint32_t received = tcb.state == State::SynReceived ? 1 : 1 + below(20);
  tcb.rcv_nxt = tcb.irs + received;
  tcb.rcv_wnd = any_window();
  tcb.last_ack_sent = tcb.rcv_nxt - below(received);
  if (tcb.timestamps) tcb.ts_recent = any_sequence_number();
  tcb.snd_wl1 = tcb.rcv_nxt - below(received + 1) + below(4);
}

/// A TCB as events could have made it: numbers in their order, flags as the state has them.
inline Tcb any_tcb() {
  Tcb tcb;
  tcb.state = static_cast<State>(below(impl::kStates));
  if (tcb.state <= State::Listen) return tcb;
  tcb.timestamps = one_in(2);
  tcb.iss = any_sequence_number();
  tcb.snd_una = tcb.iss;
  tcb.snd_nxt = tcb.iss + 1;
  tcb.rcv_wnd = any_window();
  if (tcb.state == State::SynSent) return tcb;
  set_receive_side(tcb);
  tcb.snd_wl2 = tcb.snd_una;
  tcb.snd_wnd = any_window();
  tcb.max_snd_wnd = tcb.snd_wnd + below(9);
  if (tcb.state == State::SynReceived) {
    tcb.passive = one_in(2);
    tcb.close_called = one_in(4);
    return tcb;
  }
  const bool may_have_closed = tcb.state != State::Established;
  const bool sure = tcb.state == State::LastAck || tcb.state == State::FinWait2 || tcb.state == State::TimeWait;
  tcb.close_called = sure || (may_have_closed && (tcb.state != State::CloseWait || one_in(2)));
  tcb.fin_sent = sure || (tcb.close_called && tcb.state != State::CloseWait && one_in(2));
  const std::uint32_t sent = below(9) + (tcb.fin_sent ? 1 : 0);
  tcb.snd_nxt = tcb.snd_una + 1 + sent;
  const bool all_acknowledged = tcb.state == State::FinWait2 || tcb.state == State::TimeWait;
  const std::uint32_t outstanding = all_acknowledged ? 0 : tcb.fin_sent ? 1 + below(sent) : below(sent + 1);
  tcb.snd_una = tcb.snd_nxt - outstanding;
  tcb.snd_wl2 = tcb.snd_una - below(3);
  return tcb;
}

/// Near an edge of the receive window, sometimes half way round, sometimes anywhere.
inline SequenceNumber any_seq(const Tcb& tcb) {
  const SequenceNumber base = one_in(2) ? tcb.rcv_nxt : tcb.rcv_nxt + tcb.rcv_wnd;
  if (one_in(16)) return any_sequence_number();
  if (one_in(16)) return base + kHalf + below(5) - 2;
  return base + below(9) - 4;
}

/// Near SND.UNA, SND.NXT or the oldest that RFC 5961 accepts.
inline SequenceNumber any_ack_number(const Tcb& tcb) {
  if (one_in(16)) return any_sequence_number();
  if (one_in(16)) return tcb.snd_nxt + kHalf + below(5) - 2;
  if (one_in(6)) return tcb.snd_una - tcb.max_snd_wnd + below(5) - 2;
  return (one_in(2) ? tcb.snd_nxt : tcb.snd_una) + below(5) - 2;
}

inline Segment any_segment(const Tcb& tcb) {
  Segment s;
  s.syn = one_in(tcb.state <= State::SynSent ? 2 : 8);
  s.ack = !one_in(tcb.state <= State::SynSent ? 2 : 8);
  s.fin = one_in(4);
  s.rst = one_in(8);
  s.seq = any_seq(tcb);
  if (s.ack) s.ack_number = any_ack_number(tcb);
  s.window = any_window();
  s.text = one_in(2) ? 0 : below(16);
  s.timestamped = tcb.timestamps ? !one_in(8) : one_in(4);
  if (s.timestamped) s.ts_value = one_in(8) ? any_sequence_number() : tcb.ts_recent + below(5) - 2;
  return s;
}

/// An event that may happen to this TCB: what has a precondition is made to meet it.
inline Event any_event(const Tcb& tcb) {
  Event e{.kind = static_cast<EventKind>(below(11))};
  if (one_in(2)) e.kind = EventKind::SegmentArrives;
  const bool transmits = e.kind == EventKind::Transmitted;
  const bool impossible = (transmits && !impl::may_transmit(tcb)) ||
                          (e.kind == EventKind::TextInOrder && tcb.rcv_wnd == 0) ||
                          (e.kind == EventKind::Acknowledged && tcb.state <= State::SynSent);
  if (impossible) e.kind = EventKind::SegmentArrives;
  if (e.kind == EventKind::SegmentArrives) e.segment = any_segment(tcb);
  e.iss = any_sequence_number();
  e.timestamps = one_in(2);
  e.window = any_window();
  e.queued = one_in(2);
  e.unread = one_in(2);
  if (e.kind == EventKind::TextInOrder) {
    e.fin = one_in(2);
    e.octets = below(tcb.rcv_wnd + (e.fin ? 0 : 1));
  }
  if (e.kind == EventKind::Transmitted) {
    e.octets = below(9);
    e.fin = tcb.close_called && one_in(2);
  }
  return e;
}

/// One step of an endpoint that nothing has led to.
struct Step {
  Policy policy;
  Tcb before;
  Event event;
  Decision d;

  bool arrives() const { return event.kind == EventKind::SegmentArrives; }
  /// There is a connection with numbers of both sides, and it is the same one afterwards.
  bool lives_on() const { return before.state > State::SynSent && d.tcb.state > State::SynSent; }
};

/// Runs a law on many random steps.
template <class Law> void at_random_steps(const Law& law) {
  for (int times = 0; times < 100; ++times) {
    Step step{any_policy(), any_tcb(), {}, {}};
    step.event = any_event(step.before);
    step.d = impl::decide(step.policy, step.before, step.event);
    law(step);
  }
}

/// The same, for segments only.
template <class Law> void at_random_segments(const Law& law) {
  at_random_steps([&](const Step& step) {
    if (step.arrives()) law(step);
  });
}

}  // namespace finalack::testing
