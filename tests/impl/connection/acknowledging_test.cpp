// When an ACK is sent, and when small segments are not: RFC 9293 3.7.4, 3.8.6.2, 3.8.6.3.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

constexpr std::uint32_t kMss = 1460;

Subject established(const Settings& settings = rfc_profile()) {
  Subject s(settings);
  s.establish({});
  return s;
}

TEST(DelayedAck, ComesAfterTheDelay) {  // MUST-40
  Subject s = established();
  s.text(0, kMss);
  EXPECT_TRUE(s.pass(199ms).empty());
  EXPECT_EQ(s.pass(1ms).size(), 1U);
}

TEST(DelayedAck, IsNotPutOffByMoreText) {  // MUST-40
  Subject s = established();
  s.text(0, kMss);
  s.pass(1s);
  s.text(kMss, 10);
  EXPECT_TRUE(s.pass(150ms).empty());
  s.text(kMss + 10, 10);
  EXPECT_TRUE(s.pass(49ms).empty());
  EXPECT_EQ(s.pass(1ms).size(), 1U);
}

TEST(DelayedAck, IsForEverySecondFullSegment) {  // SHLD-19
  Subject s = established();
  s.text(0, kMss);
  EXPECT_TRUE(s.is_silent());
  s.text(kMss, kMss);
  EXPECT_EQ(s.one().acknowledged, 2 * kMss);
  EXPECT_FALSE(s->timers().runs(Timer::DelayedAck));
  s.text(2 * kMss, kMss);
  EXPECT_TRUE(s.is_silent());
}

TEST(DelayedAck, GoesAlongWithText) {
  Subject s = established();
  s.text(0, 10);
  s.say("answer");
  const Sent answer = s.one();
  EXPECT_EQ(answer.acknowledged, 10U);
  EXPECT_TRUE(s.pass(500ms).empty());
}

TEST(DelayedAck, IsNotDelayedAtAGap) {  // RFC 5681 section 4.2
  Subject s = established();
  s.text(kMss, kMss);
  EXPECT_EQ(s.one().acknowledged, 0U);
  s.text(2 * kMss, kMss);
  EXPECT_EQ(s.one().acknowledged, 0U);
  s.text(0, kMss);
  EXPECT_EQ(s.one().acknowledged, 3 * kMss);
}

TEST(DelayedAck, IsDelayedAgainOnceTheGapIsFilled) {
  Subject s = established();
  s.text(kMss, kMss);
  s.text(0, kMss);
  s.sent();
  s.text(2 * kMss, 10);
  EXPECT_TRUE(s.pass(199ms).empty());
}

TEST(DelayedAck, IsNotDelayedForAFin) {
  Subject s = established();
  s.fin(0);
  EXPECT_EQ(s.one().acknowledged, 1U);
}

TEST(DelayedAck, IsNotDelayedForOldText) {
  Subject s = established();
  s.text(0, 10);
  s.pass(1s);
  s.text(0, 10);
  EXPECT_EQ(s.one().acknowledged, 10U);
}

TEST(QuickAck, IsForTheFirstSixteenSegmentsInTheProfileOfLinux) {
  Subject s = established(linux_profile());
  for (std::uint32_t i = 0; i < 16; ++i) {
    s.text(i, 1);
    EXPECT_EQ(s.sent().size(), 1U) << i;
  }
  s.text(16, kMss);
  EXPECT_TRUE(s.is_silent());
  EXPECT_EQ(s.pass(40ms).size(), 1U);
}

TEST(Nagle, HoldsASmallSegmentBackWhileSomethingIsInFlight) {
  Subject s = established();
  s.say("a");
  EXPECT_EQ(s.one().text, "a");
  s.say("b");
  s.say("c");
  EXPECT_TRUE(s.is_silent());
  s.ack(1);
  EXPECT_EQ(s.one().text, "bc");
}

TEST(Nagle, LetsFullSegmentsPass) {
  Subject s = established();
  s.say("a");
  s.sent();
  s.say(kMss + 10);
  EXPECT_EQ(s.one().text.size(), kMss);
}

TEST(Nagle, CanBeSwitchedOff) {  // MUST-17
  Subject s = established();
  s->set_nagle(false);
  s.say("a");
  s.sent();
  s.say("b");
  EXPECT_EQ(s.one().text, "b");
}

TEST(Nagle, WaitsForNothingAfterClose) {
  Subject s = established();
  s.say("a");
  s.sent();
  s.say("b");
  (void)s->shutdown(s.now());
  const Sent last = s.one();
  EXPECT_EQ(last.text, "b");
  EXPECT_TRUE(last.header.flags.fin);
}

TEST(Nagle, WaitsForNothingAfterCloseAlsoIfTheFinHasNoRoom) {
  Subject s;
  s.establish({.window = 100});
  s.say(50);
  s.sent();
  s.say(50);
  (void)s->shutdown(s.now());
  const Sent last = s.one();
  EXPECT_EQ(last.text.size(), 50U);
  EXPECT_FALSE(last.header.flags.fin);
}

TEST(SillyWindow, IsNotFilledInPieces) {  // RFC 9293 3.8.6.2.1
  Subject s;
  s.establish({.window = 2000});
  s.say(10'000);
  EXPECT_EQ(octets_of(s.sent()), kMss);  // the other 540 wait
  s.peer_window = 540;
  s.ack(kMss);
  EXPECT_TRUE(s.is_silent());
  s.peer_window = 1000;  // half of the largest
  s.ack(kMss);
  EXPECT_EQ(octets_of(s.sent()), 1000U);
}

TEST(SillyWindow, OfAPeerThatNeverHasMoreIsFilledInTheEnd) {  // the override timeout, MUST-38
  Subject s;
  s.establish({.window = 2000});
  s.say(10'000);
  s.sent();
  s.peer_window = 300;
  s.ack(kMss);
  EXPECT_TRUE(s.pass(900ms).empty());
  EXPECT_EQ(octets_of(s.pass(200ms)), 300U);
}

TEST(SillyWindow, IsNotOffered) {  // RFC 9293 3.8.6.2.2, MUST-39
  Settings settings = rfc_profile();
  settings.receive_buffer = 10 * kMss;
  Subject s(settings);
  s.establish({});
  for (std::uint32_t i = 0; i < 10; ++i) s.text(i * kMss, kMss);
  EXPECT_EQ(s.sent().back().header.window, 0);
  EXPECT_EQ(s.hear(kMss - 1).size(), kMss - 1);
  EXPECT_TRUE(s.is_silent());
  s.hear(1);
  EXPECT_EQ(s.one().header.window, kMss);
}

TEST(Psh, IsSetWhereTheQueueEnds) {  // MUST-60
  Subject s = established();
  s.say(2 * kMss + 5);
  (void)s->shutdown(s.now());
  const std::vector<Sent> sent = s.sent();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_FALSE(sent[0].header.flags.psh);
  EXPECT_FALSE(sent[1].header.flags.psh);
  EXPECT_TRUE(sent[2].header.flags.psh);
}

TEST(ReceiveBuffer, TakesWhatIsNextWhateverNumberOfGapsThereIs) {
  Subject s = established();
  const std::string all(1000, 'x');
  for (std::uint32_t i = 0; i < 200; ++i) s.text(100 + 4 * i, 2);
  s.sent();
  s.text(0, 50);  // does not reach the first gap's end
  EXPECT_EQ(s.one().acknowledged, 50U);
  s.text(50, all.substr(0, 900));
  s.sent();
  EXPECT_EQ(s.hear().size(), 950U);
}

TEST(ReceiveBuffer, JoinsWhatMeets) {  // there are only so many ranges
  Subject s = established();
  const std::uint32_t first = 10;
  s.text(first, 10);
  s.text(first + 20, 10);
  s.text(first + 30, 10);
  s.text(first + 10, 10);
  TcpOptions options;
  s->received().report(options, 4);
  ASSERT_EQ(options.sack_count, 1U);
  EXPECT_EQ(options.sack[0].right - options.sack[0].left, 40U);
}

TEST(ReceiveBuffer, JoinsWhatOverlaps) {
  Subject s = established();
  s.text(5, "fghij");
  s.text(12, "mno");
  s.text(8, "ijklm");
  s.text(3, "defg");
  EXPECT_EQ(s.hear(), "");
  s.text(0, "abcdef");
  EXPECT_EQ(s.hear(), "abcdefghijklmno");
}

TEST(Acknowledging, OfThePeersSynIsNotForgottenWithTheSynAckThatIsNoLongerNeeded) {
  Subject s;
  s.connect();
  s.sent();
  s.peer_syn({}, false);  // it opened, too; and before our SYN,ACK leaves, our SYN is acknowledged
  s.ack(0);
  const Sent sent = s.one();
  EXPECT_EQ(s->state(), State::Established);
  EXPECT_FALSE(sent.header.flags.syn);
  EXPECT_EQ(sent.header.ack_number, Subject::kIrs + 1);
}

}  // namespace
}  // namespace finalack::impl
