// The peer's window and ours: RFC 9293 3.8.6, RFC 7323 section 2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Text waits for a window that is closed; nothing is in flight.
Subject before_a_closed_window() {
  Subject s;
  s.establish({.window = 1000});
  s->set_nagle(false);
  s.say(5000);
  s.sent();
  s.peer_window = 0;
  s.ack(1000);
  EXPECT_TRUE(s.is_silent());
  return s;
}

TEST(ZeroWindow, IsProbedWithAnOctet) {  // MUST-36, SHLD-29
  Subject s = before_a_closed_window();
  const std::vector<Sent> probes = s.pass(1s);
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].position, 1000U);
  EXPECT_EQ(probes[0].text.size(), 1U);
}

TEST(ZeroWindow, IsProbedEverMoreRarelyButForEver) {  // MUST-37, SHLD-30
  Subject s = before_a_closed_window();
  std::vector<Duration> times;
  for (int i = 0; i < 30; ++i) {
    std::vector<Sent> probes;
    while (probes.empty() && s->state() == State::Established) probes = s.pass(100ms);
    ASSERT_FALSE(probes.empty()) << "given up after " << i;
    times.push_back(probes[0].at);
    s.ack(1000);
  }
  EXPECT_EQ(times[1] - times[0], 1s);
  EXPECT_EQ(times[2] - times[1], 2s);
  EXPECT_EQ(times[3] - times[2], 4s);
  EXPECT_EQ(times[29] - times[28], 60s);
  EXPECT_EQ(s->state(), State::Established);
}

TEST(ZeroWindow, IsGivenUpIfNobodyAnswers) {
  Subject s = before_a_closed_window();
  s.pass(1h);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::TimedOut);
  EXPECT_TRUE(s->gave_up());
}

TEST(ZeroWindow, ThatOpensLetsTextPassAtOnce) {
  Subject s = before_a_closed_window();
  s.pass(10ms);
  s.peer_window = 65535;
  s.ack(1000);
  EXPECT_EQ(octets_of(s.sent()), 4000U);
  EXPECT_FALSE(s->timers().runs(Timer::Persist));
}

TEST(ZeroWindow, ThatOpensLetsAProbeBeSentAgainWithTheRest) {
  Subject s = before_a_closed_window();
  s.pass(20s);
  s.peer_window = 65535;
  s.ack(1000);
  const std::vector<Sent> sent = s.sent();
  ASSERT_FALSE(sent.empty());
  EXPECT_EQ(sent.front().position, 1000U);
  EXPECT_EQ(sent.back().end(), 5000U);
  s.ack(5000);
  EXPECT_FALSE(s->timers().runs(Timer::Retransmission) || s->timers().runs(Timer::Persist));
}

TEST(ZeroWindow, IsProbedWithAFin) {
  Subject s;
  s.establish({.window = 0});
  (void)s->shutdown(s.now());
  EXPECT_TRUE(s.is_silent());
  const std::vector<Sent> probes = s.pass(1s);
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_TRUE(probes[0].header.flags.fin);
}

TEST(ZeroWindow, WhoseProbeIsTakenGoesOn) {
  Subject s = before_a_closed_window();
  s.pass(1s);
  s.ack(1001);
  EXPECT_EQ(s.pass(1100ms).at(0).position, 1001U);
}

TEST(ZeroWindow, OfOursAnswersAProbe) {
  Settings settings = rfc_profile();
  settings.receive_buffer = 100;
  Subject s(settings);
  s.establish({});
  s.text(0, 100);
  EXPECT_EQ(s.pass(200ms).at(0).header.window, 0);
  s.text(100, 1);
  const Sent answer = s.one();
  EXPECT_EQ(answer.acknowledged, 100U);
  EXPECT_EQ(answer.header.window, 0);
}

TEST(ZeroWindow, OfOursIsAnnouncedOpenWhenItIsRead) {
  Settings settings = rfc_profile();
  settings.receive_buffer = 3000;
  Subject s(settings);
  s.establish({});
  s.text(0, 1460);
  s.text(1460, 1460);
  s.text(2920, 80);
  EXPECT_EQ(s.sent().back().header.window, 0);
  s.hear(1500);
  EXPECT_EQ(s.one().header.window, 1500);
  s.hear(100);
  EXPECT_TRUE(s.is_silent());
}

TEST(Window, NeverShrinks) {  // SHLD-14
  Settings settings = rfc_profile();
  settings.receive_buffer = 5000;
  Subject s(settings);
  s.establish({});
  std::uint32_t edge = 5000;
  std::uint32_t at = 0;
  for (const std::uint32_t octets : {700U, 1U, 900U, 1460U, 30U}) {
    s.text(at, octets);
    at += octets;
    for (const Sent& ack : s.pass(300ms)) {
      EXPECT_GE(ack.acknowledged + ack.header.window, edge);
      edge = ack.acknowledged + ack.header.window;
    }
    s.hear(octets / 2);
    s.sent();
  }
}

TEST(Window, ThatShrinksIsCoped) {  // MUST-34: the peer's
  Subject s;
  s.establish({.window = 5000});
  s.say(10'000);
  EXPECT_EQ(octets_of(s.sent()), 4380U);
  s.peer_window = 100;
  s.ack(0);
  EXPECT_TRUE(s.is_silent());
  EXPECT_EQ(s.pass(1s).at(0).position, 0U);
  s.peer_window = 5000;
  s.ack(4380);
  EXPECT_GT(octets_of(s.sent()), 0U);
}

/// 4380 octets are in flight when the peer draws its window back to `window`.
Subject after_a_shrunk_window(std::uint16_t window) {
  Subject s;
  s.establish({.window = 5000});
  s.say(10'000);
  EXPECT_EQ(octets_of(s.sent()), 4380U);
  s.peer_window = window;
  s.ack(0);
  EXPECT_TRUE(s.is_silent());
  return s;
}

// Linux drops what reaches beyond its window, and all that it says with it.
TEST(Window, ThatShrinksIsNotRetransmittedBeyond) {  // SHLD-16
  Subject s = after_a_shrunk_window(100);
  const std::vector<Sent> again = s.pass(1s);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].position, 0U);
  EXPECT_EQ(again[0].text.size(), 100U);
  s.ack(100);
  EXPECT_EQ(octets_of(s.sent()), 100U);
}

TEST(Window, ThatShrinksToNothingIsProbedWithAnOctet) {  // MUST-35
  Subject s = after_a_shrunk_window(0);
  const std::vector<Sent> again = s.pass(1s);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].position, 0U);
  EXPECT_EQ(again[0].text.size(), 1U);
}

TEST(Window, ThatShrinksGetsAcksThatItTakes) {
  Subject s = after_a_shrunk_window(100);
  s.text(0, 1460);
  s.text(1460, 1460);
  const Sent ack = s.one();
  EXPECT_EQ(ack.acknowledged, 2920U);
  EXPECT_EQ(ack.header.seq, Subject::kIss + 1 + 99);
}

TEST(Window, ThatShrinksToNothingGetsAcksThatItTakes) {
  Subject s = after_a_shrunk_window(0);
  s.text(0, 1460);
  s.text(1460, 1460);
  EXPECT_EQ(s.one().header.seq, Subject::kIss + 1);
}

TEST(Window, ThatShrinksToNothingGetsTheAckApartFromTheProbe) {
  Subject s = after_a_shrunk_window(0);
  EXPECT_TRUE(s.pass(900ms).empty());
  s.text(0, 10);
  const std::vector<Sent> sent = s.pass(100ms);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].text.size(), 1U);
  EXPECT_EQ(sent[1].text.size(), 0U);
  EXPECT_EQ(sent[1].header.seq, Subject::kIss + 1);
  EXPECT_EQ(sent[1].acknowledged, 10U);
}

TEST(Window, IsWhatSixteenBitsCanSayWhileTheBufferHasMore) {
  Settings settings = rfc_profile();
  settings.receive_buffer = 200'000;
  settings.offers_window_scale = false;
  Subject s(settings);
  s.establish({});
  std::vector<Sent> acks;
  for (std::uint32_t at = 0; at < 100'000; at += 10'000) {
    s.text(at, 10'000);
    acks = s.pass(1s);
  }
  ASSERT_FALSE(acks.empty());
  EXPECT_EQ(acks.back().acknowledged, 100'000U);
  EXPECT_EQ(acks.back().header.window, 65535U);
}

TEST(WindowScale, IsNotAppliedToASyn) {  // RFC 7323 section 2.2
  Subject s;
  s.connect();
  const Sent syn = s.one();
  EXPECT_EQ(syn.header.window, 65535);
  EXPECT_TRUE(syn.header.options.has_window_scale);
  EXPECT_EQ(syn.header.options.window_scale, 5);  // for a mebioctet
  s.peer_syn({.window = 1000, .scale = 7}, true);
  EXPECT_EQ(s->tcb().snd_wnd, 1000U);
  EXPECT_EQ(s.one().header.window, (1 << 20) >> 5);
  s.ack(0);
  EXPECT_EQ(s->tcb().snd_wnd, 1000U << 7);
}

TEST(WindowScale, OfTheAnswerIsNotAppliedEither) {
  Subject s;
  s.listen();
  s.peer_syn({.window = 1000, .scale = 7}, false);
  EXPECT_EQ(s.one().header.window, 65535);
  EXPECT_EQ(s->tcb().rcv_wnd, 65535U);
}

TEST(WindowScale, IsNotAppliedToASynAckThatCrossesOurs) {  // RFC 9293 figure 8, line 7
  Subject s;
  s.connect();
  s.peer_syn({.window = 1000, .scale = 7}, false);
  ASSERT_EQ(s->state(), State::SynReceived);
  s.peer_syn({.window = 1001, .scale = 7}, true);
  ASSERT_EQ(s->state(), State::Established);
  EXPECT_EQ(s->tcb().snd_wnd, 1001U);
}

TEST(WindowScale, AboveFourteenIsFourteen) {
  Subject s;
  s.establish({.window = 3, .scale = 200});
  s.peer_window = 3;
  s.ack(0);
  EXPECT_EQ(s->tcb().snd_wnd, 3U << 14);
}

TEST(WindowScale, IsUsedOnlyIfBothSynsHaveIt) {
  Subject s;
  const Sent ack = s.establish({.window = 1000});
  EXPECT_EQ(ack.header.window, 65535);
  s.ack(0);
  EXPECT_EQ(s->tcb().snd_wnd, 1000U);

  Settings without = rfc_profile();
  without.offers_window_scale = false;
  Subject t(without);
  t.establish({.window = 1000, .scale = 7});
  t.ack(0);
  EXPECT_EQ(t->tcb().snd_wnd, 1000U);
}

TEST(WindowScale, IsAnsweredOnlyIfAskedFor) {
  for (const bool asked : {false, true}) {
    Subject s;
    s.listen();
    s.peer_syn({.scale = asked ? std::optional<std::uint8_t>(2) : std::nullopt}, false);
    EXPECT_EQ(s.one().header.options.has_window_scale, asked);
  }
}

TEST(WindowScale, RoundsDownButTakesWhatItOnceOffered) {  // RFC 7323 section 2.4
  Subject s;
  s.establish({.scale = 0});
  s.text(0, 1);
  const Sent ack = s.pass(1s).at(0);
  EXPECT_EQ(ack.header.window, ((1 << 20) - 1) >> 5);
  s.text((1 << 20) - 10, 10);
  EXPECT_EQ(s.hear(), "x");
  EXPECT_TRUE(s->received().has_gap());
}

}  // namespace
}  // namespace finalack::impl
