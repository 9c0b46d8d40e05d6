// What `react` does whatever the rules, the state and the event: laws, checked at every step of random walks, and for
// the translation symmetry on TCBs that no walk leads to as well.
#include <set>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/react_walks.hpp"

namespace finalack::testing {
namespace {

TEST(ReactLaws, AreCheckedInEveryState) {
  std::set<State> seen;
  rc::check([&] { at_every_step([&](const auto& step) { seen.insert(State(step.before.state)); }); });
  EXPECT_EQ(seen.size(), enum_count<State>);
}

RC_GTEST_PROP(ReactLaws, ARefusedEventChangesNothing, ()) {
  at_every_step([](const auto& step) {
    if (!step.r.accepted) RC_ASSERT(same(step.r, refused(step.before)));
  });
}

RC_GTEST_PROP(ReactLaws, ARstIsNeverAnsweredButByAChallenge, ()) {
  at_every_step([](const auto& step) {
    if (!step.arrives() || !step.event.segment.rst || !step.r.sends) return;
    RC_ASSERT(step.rules.rfc5961);
    RC_ASSERT(same(step.r.segment, ack_segment(step.before)));
  });
}

RC_GTEST_PROP(ReactLaws, EveryAckIsOfAllThatWasReceived, ()) {
  at_every_step([](const auto& step) {
    const auto& sent = step.r.segment;
    if (!sent.ack || sent.rst || !step.synchronized_after()) return;
    RC_ASSERT(sent.ack_number.raw() == step.r.tcb.rcv_nxt.raw());
    RC_ASSERT(!step.r.tcb.ack_owed);
  });
}

RC_GTEST_PROP(ReactLaws, WhatIsSentEndsBetweenSndUnaAndSndNxt, ()) {
  at_every_step([](const auto& step) {
    if (!step.r.sends || step.r.segment.rst || step.r.tcb.state == State::Closed) return;
    const auto& sent = step.r.segment;
    const auto end = sent.seq + length(sent);
    RC_ASSERT(static_cast<bool>((step.r.tcb.snd_una <= end) & (end <= step.r.tcb.snd_nxt)));
  });
}

// Text goes with a SYN before the window is known, and the merged FIN asks for no window: one number more, either way.
RC_GTEST_PROP(ReactLaws, UnacknowledgedNumbersAreAWindowAndOneMoreAtMost, ()) {
  at_every_step(
      [](const auto& step) { RC_ASSERT((step.r.tcb.snd_nxt - step.r.tcb.snd_una).raw() <= step.rules.window + 1); });
}

RC_GTEST_PROP(ReactLaws, NoNumberMovesBackWhileTheConnectionLives, ()) {
  at_every_step([](const auto& step) {
    if (!step.synchronized_before() || !step.synchronized_after() || step.enters_or_leaves_time_wait_anew()) return;
    const auto& [before, after] = std::pair(step.before, step.r.tcb);
    RC_ASSERT((after.rcv_nxt - before.rcv_nxt).raw() <= 2U);
    RC_ASSERT((after.snd_una - before.snd_una).raw() <= step.rules.window + 2);
    RC_ASSERT((after.snd_nxt - before.snd_nxt).raw() <= 1U);
    RC_ASSERT(after.iss.raw() == before.iss.raw() && after.irs.raw() == before.irs.raw());
  });
}

RC_GTEST_PROP(ReactLaws, TextIsDeliveredOrKeptOnceForEachNumber, ()) {
  at_every_step([](const auto& step) {
    if (!step.synchronized_before() || !step.synchronized_after() || step.enters_or_leaves_time_wait_anew()) return;
    const unsigned text = step.r.tcb.unread.raw() + step.r.delivered.raw() - step.before.unread.raw();
    const unsigned fin = step.r.signal == Signal::PeerClosing ? 1 : 0;
    RC_ASSERT(text + fin == (step.r.tcb.rcv_nxt - step.before.rcv_nxt).raw());
    if (text == 1) RC_ASSERT(static_cast<bool>(step.event.segment.text));
    if (fin == 1) RC_ASSERT(static_cast<bool>(step.event.segment.fin));
  });
}

RC_GTEST_PROP(ReactLaws, WhatWaitsCanBeSentOnceAllElseIsAcknowledged, ()) {
  at_every_step([](const auto& step) {
    const auto& tcb = step.r.tcb;
    if (tcb.state < State::Established || tcb.snd_una != tcb.snd_nxt) return;
    auto transmit = step.event;
    transmit.kind = EventKind::Transmit;
    const bool waits = tcb.unsent.raw() != 0 || tcb.fin_pending;
    RC_ASSERT(static_cast<bool>(react(step.rules, tcb, transmit).accepted) == waits);
  });
}

RC_GTEST_PROP(ReactLaws, WithoutAConnectionTheTcbIsBlank, ()) {
  at_every_step([](const auto& step) {
    if (step.r.tcb.state > State::Listen) return;
    std::remove_cvref_t<decltype(step.before)> blank;
    blank.state = step.r.tcb.state;
    RC_ASSERT(same(step.r.tcb, blank));
  });
}

RC_GTEST_PROP(ReactLaws, AnUnacceptableSegmentSettlesAnOwedAckAtMost, ()) {  // table 6, by distances
  at_every_step([](const auto& step) {
    if (!step.arrives() || !step.synchronized_before()) return;
    const auto& seg = step.event.segment;
    const auto begins = (seg.seq - step.before.rcv_nxt).raw();
    const auto ends = (seg.seq + length(seg) - 1 - step.before.rcv_nxt).raw();
    const bool empty = length(seg).raw() == 0;
    const bool acceptable = begins < step.rules.window || (!empty && ends < step.rules.window);
    if ((acceptable && !seg.unnumbered) || is_crossing_syn_ack(step.rules, step.before, seg)) return;
    if (counts_all_the_same(step.rules, step.before, seg)) return;
    if (step.rules.reopening != model::Reopening::None && step.before.state == State::TimeWait && seg.syn) return;
    auto expected = ignored(step.before);
    expected.sends = step.r.sends;
    expected.segment = step.r.segment;
    if (step.r.sends) expected.tcb.ack_owed = false;
    RC_ASSERT(same(step.r, expected));
    if (step.r.sends) RC_ASSERT(same(step.r.segment, ack_segment(step.before)));
  });
}

RC_GTEST_PROP(ReactLaws, EveryChangeOfStateIsAnArrowOfFigure5,
              ()) {  // two in a row where a segment carries ACK and FIN
  using enum State;
  static const std::set<std::pair<State, State>> arrows{
      {Closed, Listen},         {Closed, SynSent},      {Listen, SynReceived},      {Listen, SynSent},
      {SynSent, SynReceived},   {SynSent, Established}, {SynReceived, Established}, {SynReceived, FinWait1},
      {SynReceived, CloseWait}, {SynReceived, Closing}, {SynReceived, Listen},      {Established, FinWait1},
      {Established, CloseWait}, {FinWait1, FinWait2},   {FinWait1, Closing},        {FinWait1, TimeWait},
      {FinWait2, TimeWait},     {CloseWait, LastAck},   {Closing, TimeWait}};
  Rules rules = any_rules();
  rules.handshake = Handshake::ThreeWay;
  rules.closing = model::Closing::Rfc;
  rules.reopening = model::Reopening::None;
  walk<32>(rules, [](const auto& step) {
    const State from = step.before.state;
    const State to = step.r.tcb.state;
    if (from != to && to != Closed) RC_ASSERT(arrows.count({from, to}) == 1U);
  });
}

/// How far each side's numbers are moved round the circle.
struct Shift {
  std::uint32_t own;
  std::uint32_t peer;
};

template <unsigned W> Tcb<Concrete<W>> shifted(Tcb<Concrete<W>> tcb, Shift by) {
  if (tcb.state <= State::Listen) return tcb;  // there are no numbers yet
  for (auto* number : {&tcb.iss, &tcb.snd_una, &tcb.snd_nxt}) *number = *number + by.own;
  if (tcb.state == State::SynSent) return tcb;
  for (auto* number : {&tcb.irs, &tcb.rcv_nxt}) *number = *number + by.peer;
  if (!tcb.reopened) return tcb;
  tcb.old_snd_nxt = tcb.old_snd_nxt + by.own;
  tcb.old_rcv_nxt = tcb.old_rcv_nxt + by.peer;
  return tcb;
}

/// A segment whose sender's numbers move by `seq`, its receiver's by `acked`.
template <unsigned W> Segment<Concrete<W>> shifted(Segment<Concrete<W>> seg, std::uint32_t seq, std::uint32_t acked) {
  if (!seg.unnumbered) seg.seq = seg.seq + seq;
  if (seg.ack) seg.ack_number = seg.ack_number + acked;
  return seg;
}

template <unsigned W> void commutes_with_shift(const Happening<W>& step, Shift by) {
  RC_LOG(in_words(step));
  Event<Concrete<W>> event = step.event;
  event.iss = event.iss + by.own;
  if (step.arrives()) event.segment = shifted<W>(event.segment, by.peer, by.own);
  auto expected = step.r;
  expected.tcb = shifted<W>(expected.tcb, by);
  if (expected.sends) expected.segment = shifted<W>(expected.segment, by.own, by.peer);
  RC_ASSERT(same(happen<W>(step.rules, shifted<W>(step.before, by), event, step.choices).r, expected));
}

RC_GTEST_PROP(ReactLaws, AbsoluteNumbersMeanNothingOnAnyWalk, (std::uint32_t own, std::uint32_t peer)) {
  at_every_step([&](const auto& step) { commutes_with_shift(step, {own, peer}); });
}

template <unsigned W> void commutes_anywhere(Shift by) {
  for (int times = 0; times < 40; ++times) {
    const auto tcb = any_tcb<W>();
    commutes_with_shift(happen<W>(any_rules(), tcb, any_event<W>(tcb), any_choices()), by);
  }
}

RC_GTEST_PROP(ReactLaws, AbsoluteNumbersMeanNothingInAnyTcb, (std::uint32_t own, std::uint32_t peer)) {
  commutes_anywhere<32>({own, peer});
  commutes_anywhere<5>({own, peer});
}

}  // namespace
}  // namespace finalack::testing
