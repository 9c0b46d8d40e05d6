// What the decision core does whatever the policy, the TCB and the event: laws on random steps.
#include <algorithm>
#include <set>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/impl/core_random.hpp"

namespace finalack::testing {
namespace {

using enum State;

TEST(CoreLaws, AreCheckedInEveryStateAtEveryEvent) {
  std::set<std::pair<State, EventKind>> seen;
  rc::check([&] { at_random_steps([&](const Step& step) { seen.insert({step.before.state, step.event.kind}); }); });
  // Transmitted is possible in four states, TextInOrder in all, Acknowledged from SYN-RECEIVED on.
  EXPECT_EQ(seen.size(), 8U * 11 + 4 + 11 - 2 + 8) << "CLOSED and LISTEN have no window to receive text in";
}

RC_GTEST_PROP(CoreLaws, DecidingTwiceGivesTheSame, ()) {
  at_random_steps(
      [](const Step& step) { RC_ASSERT(same(impl::decide(step.policy, step.before, step.event), step.d)); });
}

RC_GTEST_PROP(CoreLaws, SndUnaNeverMovesBackNorBeyondSndNxt, ()) {
  at_random_steps([](const Step& step) {
    if (!step.lives_on()) return;
    const Tcb& before = step.before;
    const Tcb& after = step.d.tcb;
    const std::uint32_t outstanding = after.snd_nxt - before.snd_una;
    RC_ASSERT(after.snd_una - before.snd_una <= outstanding);
    if (step.event.kind != EventKind::Transmitted) RC_ASSERT(after.snd_nxt == before.snd_nxt);
    RC_ASSERT(after.iss == before.iss && after.irs == before.irs);
  });
}

RC_GTEST_PROP(CoreLaws, OnlyTextInOrderMovesRcvNxt, ()) {
  at_random_steps([](const Step& step) {
    if (!step.lives_on()) return;
    const std::uint32_t moved = step.d.tcb.rcv_nxt - step.before.rcv_nxt;
    const bool takes =
        step.before.state == Established || step.before.state == FinWait1 || step.before.state == FinWait2;
    const bool in_order = step.event.kind == EventKind::TextInOrder && takes;
    RC_ASSERT(moved == (in_order ? step.event.octets + (step.event.fin ? 1 : 0) : 0));
  });
}

RC_GTEST_PROP(CoreLaws, TheRightEdgeNeverMovesLeft, ()) {  // RFC 9293 3.8.6, SHLD-14
  at_random_steps([](const Step& step) {
    if (!step.lives_on()) return;
    const auto before = step.before.rcv_nxt + step.before.rcv_wnd;
    RC_ASSERT(step.d.tcb.rcv_nxt + step.d.tcb.rcv_wnd >= before);
  });
}

RC_GTEST_PROP(CoreLaws, ARstIsNeverAnsweredButByAChallenge, ()) {
  at_random_segments([](const Step& step) {
    if (!step.event.segment.rst || step.d.reply == Reply::None) return;
    RC_ASSERT(step.policy.rfc5961);
    RC_ASSERT(step.d.reply == Reply::ChallengeAck);
    RC_ASSERT(same(step.d.tcb, step.before));
  });
}

RC_GTEST_PROP(CoreLaws, ARstTakesNothingElseWithIt, ()) {
  at_random_segments([](const Step& step) {
    if (!step.event.segment.rst) return;
    RC_ASSERT(!step.d.processed && !step.d.has_text && !step.d.has_fin && !step.d.restarts_2msl && !step.d.reopens);
    RC_ASSERT(same(step.d.tcb, step.before) || step.d.tcb.state == Closed || step.d.tcb.state == Listen);
  });
}

RC_GTEST_PROP(CoreLaws, AResetIsMadeFromTheSegmentItAnswers, ()) {  // 3.10.7.1
  at_random_segments([](const Step& step) {
    const Segment& seg = step.event.segment;
    if (step.d.reply == Reply::Reset) {
      RC_ASSERT(seg.ack);
      RC_ASSERT(step.d.reset_seq == seg.ack_number);
    } else if (step.d.reply == Reply::ResetAck) {
      RC_ASSERT(!seg.ack);
      RC_ASSERT(step.d.reset_ack == seg.seq + seg.text + (seg.syn ? 1 : 0) + (seg.fin ? 1 : 0));
    } else {
      RC_ASSERT(step.d.reset_seq == SequenceNumber{} && step.d.reset_ack == SequenceNumber{});
    }
  });
}

RC_GTEST_PROP(CoreLaws, WithoutAConnectionNothingButAResetIsSent, ()) {
  at_random_segments([](const Step& step) {
    if (step.before.state > Listen || step.d.tcb.state > Listen) return;
    RC_ASSERT(step.d.reply == Reply::None || step.d.reply == Reply::Reset || step.d.reply == Reply::ResetAck);
    RC_ASSERT(same(step.d.tcb, step.before));
  });
}

RC_GTEST_PROP(CoreLaws, WithoutAConnectionTheTcbIsBlank, ()) {
  at_random_steps([](const Step& step) {
    if (step.d.tcb.state > Listen || step.event.kind == EventKind::Acknowledged) return;
    Tcb blank;
    blank.state = step.d.tcb.state;
    RC_ASSERT(same(step.d.tcb, blank));
  });
}

RC_GTEST_PROP(CoreLaws, ASynchronizedConnectionIsNeverResetByAnAckNumber, ()) {  // 3.5.2, third group
  at_random_segments([](const Step& step) {
    if (step.before.state < Established || step.event.segment.rst || step.event.segment.syn) return;
    RC_ASSERT(step.d.reply != Reply::Reset && step.d.reply != Reply::ResetAck);
    if (step.d.tcb.state == Closed) RC_ASSERT(step.before.state == LastAck);
  });
}

RC_GTEST_PROP(CoreLaws, KeptTextLiesInTheWindow, ()) {
  at_random_segments([](const Step& step) {
    const Segment& seg = step.event.segment;
    const Tcb& tcb = step.d.tcb;
    RC_ASSERT(step.d.text_from <= step.d.text_to && step.d.text_to <= seg.text);
    RC_ASSERT(step.d.has_text == (step.d.text_from < step.d.text_to));
    const auto text_at = seg.seq + (seg.syn ? 1 : 0);
    if (step.d.has_text) {
      RC_ASSERT(text_at + step.d.text_from - tcb.rcv_nxt < tcb.rcv_wnd);
      RC_ASSERT(text_at + step.d.text_to - tcb.rcv_nxt <= tcb.rcv_wnd);
    }
    if (step.d.has_fin) RC_ASSERT(seg.fin && text_at + seg.text - tcb.rcv_nxt < tcb.rcv_wnd);
    if (step.d.has_text || step.d.has_fin) RC_ASSERT(step.d.processed);
  });
}

// Each octet of text, and the FIN, by itself: it is kept just if its number is in the window.
RC_GTEST_PROP(CoreLaws, TextIsTrimmedToTheOctet, ()) {
  at_random_segments([](const Step& step) {
    const Segment& seg = step.event.segment;
    const Tcb& tcb = step.d.tcb;
    const bool takes = tcb.state == Established || tcb.state == FinWait1 || tcb.state == FinWait2;
    if (!step.d.processed || !takes || step.d.reply == Reply::ChallengeAck) return;
    const auto in_window = [&](std::uint32_t n) { return seg.seq + (seg.syn ? 1 : 0) + n - tcb.rcv_nxt < tcb.rcv_wnd; };
    const auto kept = [&](std::uint32_t n) { return step.d.text_from <= n && n < step.d.text_to; };
    if (step.before.state != SynSent && seg.text + seg.fin + seg.syn != 0) {  // else an ACK in spite of its number
      const auto last = seg.seq + seg.text + seg.fin + seg.syn - 1;
      if (seg.seq - tcb.rcv_nxt >= tcb.rcv_wnd && last - tcb.rcv_nxt >= tcb.rcv_wnd) return;
    }
    for (std::uint32_t n = 0; n < seg.text; ++n) RC_ASSERT(kept(n) == in_window(n));
    RC_ASSERT(step.d.has_fin == (seg.fin && in_window(seg.text)));
  });
}

// Table 6 by counting numbers of the window one by one.
RC_GTEST_PROP(CoreLaws, ASegmentOutsideTheWindowChangesNothing, ()) {
  at_random_segments([](const Step& step) {
    const Tcb& tcb = step.before;
    const Segment& seg = step.event.segment;
    if (tcb.state <= SynSent || step.d.reopens) return;
    const std::uint32_t numbers = seg.text + seg.syn + seg.fin;
    const auto in_window = [&](SequenceNumber n) { return n - tcb.rcv_nxt < tcb.rcv_wnd; };
    const bool touches = in_window(seg.seq) || (numbers != 0 && in_window(seg.seq + numbers - 1));
    const bool at_closed_window = tcb.rcv_wnd == 0 && seg.seq == tcb.rcv_nxt;
    const bool appendix = step.policy.validates_leniently &&
                          (seg.seq + 1 == tcb.rcv_nxt || (numbers == 0 && seg.seq == tcb.rcv_nxt + tcb.rcv_wnd));
    if (touches || at_closed_window || (appendix && seg.ack && !seg.rst)) return;
    Decision expected = impl::unchanged(tcb);
    expected.reply = step.d.reply;
    expected.restarts_2msl = step.d.restarts_2msl;
    RC_ASSERT(same(step.d, expected));
    if (expected.restarts_2msl) RC_ASSERT(tcb.state == TimeWait && seg.fin && seg.seq + numbers == tcb.rcv_nxt);
    const bool silent = seg.rst || (tcb.timestamps && !seg.timestamped && !seg.syn);
    RC_ASSERT((step.d.reply == Reply::None) == silent);
    RC_ASSERT(silent || step.d.reply == Reply::Ack || step.d.reply == Reply::ChallengeAck);
  });
}

RC_GTEST_PROP(CoreLaws, AnOlderSegmentNeverChangesTheSendWindow, ()) {
  at_random_segments([](const Step& step) {
    const Tcb& tcb = step.before;
    const Segment& seg = step.event.segment;
    if (tcb.state < Established || step.d.tcb.state < Established) return;
    const bool same_segment_number = seg.seq == tcb.snd_wl1;
    const bool older = seg.seq < tcb.snd_wl1 || (same_segment_number && seg.ack_number < tcb.snd_wl2);
    if (!older && seg.ack && seg.ack_number >= tcb.snd_una) return;
    RC_ASSERT(step.d.tcb.snd_wnd == tcb.snd_wnd && step.d.tcb.max_snd_wnd == tcb.max_snd_wnd);
    RC_ASSERT(step.d.tcb.snd_wl1 == tcb.snd_wl1 && step.d.tcb.snd_wl2 == tcb.snd_wl2);
  });
}

RC_GTEST_PROP(CoreLaws, SndWl2IsNeverAheadOfSndUna, ()) {  // so SND.UNA =< SEG.ACK says all that SND.WL2 could
  at_random_steps([](const Step& step) {
    if (step.d.tcb.state > SynSent) RC_ASSERT(step.d.tcb.snd_wl2 <= step.d.tcb.snd_una);
  });
}

RC_GTEST_PROP(CoreLaws, MaxSndWndIsTheLargestWindowEverTaken, ()) {
  at_random_segments([](const Step& step) {
    if (!step.lives_on()) return;
    RC_ASSERT(step.d.tcb.max_snd_wnd >= step.d.tcb.snd_wnd);
    RC_ASSERT(step.d.tcb.max_snd_wnd == std::max(step.before.max_snd_wnd, step.d.tcb.snd_wnd));
  });
}

RC_GTEST_PROP(CoreLaws, TsRecentIsOnlyTakenFromWhatBeginsAtLastAckSentOrBefore, ()) {  // RFC 7323 4.3
  at_random_segments([](const Step& step) {
    if (!step.lives_on() || step.d.tcb.ts_recent == step.before.ts_recent) return;
    const Segment& seg = step.event.segment;
    RC_ASSERT(step.before.timestamps && seg.timestamped && !seg.rst);
    RC_ASSERT(seg.seq <= step.before.last_ack_sent);
    RC_ASSERT(step.d.tcb.ts_recent == seg.ts_value);
    RC_ASSERT(step.before.ts_recent < seg.ts_value);
  });
}

RC_GTEST_PROP(CoreLaws, EveryChangeOfStateIsAnArrowOfFigure5, ()) {
  static const std::set<std::pair<State, State>> arrows{
      {Closed, Listen},        {Closed, SynSent},       {Listen, SynSent},        {Listen, SynReceived},
      {SynSent, SynReceived},  {SynSent, Established},  {SynReceived, Listen},    {SynReceived, Established},
      {SynReceived, FinWait1}, {Established, FinWait1}, {Established, CloseWait}, {FinWait1, FinWait2},
      {FinWait1, Closing},     {FinWait2, TimeWait},    {CloseWait, LastAck},     {Closing, TimeWait}};
  at_random_steps([](const Step& step) {
    const std::pair change(step.before.state, step.d.tcb.state);
    if (change.first != change.second && change.second != Closed) RC_ASSERT(arrows.count(change) == 1U);
  });
}

/// How far each side's numbers, and the peer's clock, are moved round the circle.
struct Shift {
  std::uint32_t own;
  std::uint32_t peer;
  std::uint32_t clock;
};

Tcb shifted(Tcb tcb, const Shift& by) {
  if (tcb.state <= Listen) return tcb;  // there are no numbers yet
  for (auto* number : {&tcb.iss, &tcb.snd_una, &tcb.snd_nxt}) *number = *number + by.own;
  if (tcb.state == SynSent) return tcb;
  tcb.snd_wl2 = tcb.snd_wl2 + by.own;
  for (auto* number : {&tcb.irs, &tcb.rcv_nxt, &tcb.snd_wl1, &tcb.last_ack_sent}) *number = *number + by.peer;
  if (tcb.timestamps) tcb.ts_recent = tcb.ts_recent + by.clock;
  return tcb;
}

Event shifted(Event event, const Shift& by) {
  event.iss = event.iss + by.own;
  Segment& seg = event.segment;
  seg.seq = seg.seq + by.peer;
  seg.ack_number = seg.ack_number + by.own;
  seg.ts_value = seg.ts_value + by.clock;
  return event;
}

RC_GTEST_PROP(CoreLaws, AbsoluteNumbersMeanNothing, (std::uint32_t own, std::uint32_t peer, std::uint32_t clock)) {
  at_random_steps([&](const Step& step) {
    const Shift by{own, peer, clock};
    Decision expected = step.d;
    expected.tcb = shifted(expected.tcb, by);
    if (expected.reply == Reply::Reset) expected.reset_seq = expected.reset_seq + by.own;
    if (expected.reply == Reply::ResetAck) expected.reset_ack = expected.reset_ack + by.peer;
    RC_ASSERT(same(impl::decide(step.policy, shifted(step.before, by), shifted(step.event, by)), expected));
  });
}

}  // namespace
}  // namespace finalack::testing
