// RFC 6298: when something is sent again, and how often.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<double> seconds(const std::vector<Duration>& times) {
  std::vector<double> all;
  for (const Duration t : times) all.push_back(std::chrono::duration<double>(t).count());
  return all;
}

/// Established, after a handshake whose round trip was `round_trip`.
Subject established_after(Duration round_trip, const Settings& settings = rfc_profile()) {
  Subject s(settings);
  s.connect();
  s.one();
  s.pass(round_trip);
  s.peer_syn({}, true);
  s.one();
  return s;
}

TEST(Syn, IsSentAgainAfterTwiceTheTimeEachTime) {
  Subject s;
  s.connect();
  EXPECT_THAT(seconds(s.times_while(10min)), ElementsAre(0, 1, 3, 7, 15, 31, 63, 123));
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::TimedOut);
}

TEST(Syn, IsGivenUpNoEarlierThanThreeMinutes) {  // MUST-23
  Subject s;
  s.connect();
  s.pass(179s);
  EXPECT_EQ(s->state(), State::SynSent);
  s.pass(60s);
  EXPECT_EQ(s->state(), State::Closed);
}

TEST(Syn, IsSentAgainAsByLinux) {
  Subject s(linux_profile());
  s.connect();
  EXPECT_THAT(seconds(s.times_while(130s)), ElementsAre(0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67));
  EXPECT_EQ(s->state(), State::SynSent);
  s.pass(5s);
  EXPECT_EQ(s->state(), State::Closed);
}

TEST(Syn, OfTheAnswerIsSentAgainAndThenLeftAlone) {
  Subject s;
  s.listen();
  s.peer_syn({}, false);
  EXPECT_THAT(seconds(s.times_while(10min)), ElementsAre(0, 1, 3, 7, 15, 31, 63, 123));
  EXPECT_EQ(s->state(), State::Listen);
  EXPECT_THAT(s.notices(), IsEmpty());
}

TEST(Rto, IsThreeSecondsAfterARetransmittedSyn) {  // RFC 6298 (5.7)
  Subject s = established_after(1500ms);
  s.say("x");
  EXPECT_THAT(s.times_while(4s), ElementsAre(1500ms, 4500ms));
}

TEST(Rto, OfTheFirstSampleIsThreeTimesTheRoundTrip) {  // (2.2): SRTT + 4 * SRTT / 2
  Subject s = established_after(800ms);
  s.say("x");
  EXPECT_THAT(s.times_while(3s), ElementsAre(800ms, 3200ms));
}

TEST(Rto, FollowsLaterSamples) {  // (2.3)
  Subject s = established_after(800ms);
  s.say("x");
  s.pass(400ms);
  s.ack(1);
  EXPECT_EQ(s->round_trip().smoothed(), 750ms);
  EXPECT_EQ(s->round_trip().variation(), 400ms);
}

TEST(Rto, IsNoLessThanItsMinimum) {
  Subject s = established_after(1ms);
  s.say("x");
  EXPECT_THAT(s.times_while(1500ms), ElementsAre(1ms, 1001ms));
  Subject linux = established_after(1ms, linux_profile());
  linux.say("x");
  EXPECT_THAT(linux.times_while(300ms), ElementsAre(1ms, 201ms));
}

TEST(Rto, DoublesUpToItsMaximumUntilGivingUp) {
  Subject s = established_after(1ms);
  s.say("x");
  std::vector<Duration> times = s.times_while(10min);
  for (Duration& t : times) t -= 1ms;
  EXPECT_THAT(times, ElementsAre(0s, 1s, 3s, 7s, 15s, 31s, 63s, 123s, 183s));
  EXPECT_EQ(s->reason(), Signal::TimedOut);
  EXPECT_THAT(s.notices(), testing::Contains(Notice::Closed));
}

TEST(Rto, GivesUpNoEarlierThanAHundredSeconds) {  // SHLD-11
  for (const Settings& settings : {rfc_profile(), linux_profile()}) {
    Subject s = established_after(1ms, settings);
    s.say("x");
    s.pass(100s);
    EXPECT_EQ(s->state(), State::Established);
    s.pass(1h);
    EXPECT_EQ(s->state(), State::Closed);
  }
}

TEST(Rto, StaysDoubledUntilASampleOfWhatWasSentOnce) {  // Karn's algorithm
  Subject s = established_after(1ms);
  s.say("x");
  EXPECT_THAT(s.times_while(1s), ElementsAre(1ms, 1001ms));
  s.ack(1);  // of which sending?
  s.say("x");
  EXPECT_THAT(s.times_while(2500ms), ElementsAre(1001ms, 3001ms));
  const Duration before = s->round_trip().smoothed();
  s.ack(2);
  EXPECT_EQ(s->round_trip().smoothed(), before);
}

TEST(Rto, IsNotMeasuredOfWhatFastRecoverySentAgain) {  // Karn's algorithm
  Subject s = established_after(1ms);
  const Duration before = s->round_trip().smoothed();
  s.say(4 * 1460);
  s.sent();
  s.pass(500ms);
  for (int i = 0; i < 3; ++i) s.ack(0);
  ASSERT_EQ(s.sent().size(), 1U);
  s.pass(10ms);
  s.ack(4 * 1460);
  EXPECT_EQ(s->round_trip().smoothed(), before);
}

TEST(Rto, IsMeasuredAfterARetransmissionByTimestamps) {  // RFC 7323 section 4
  Subject s;
  s.establish({.timestamps = true});
  s.say("x");
  s.pass(1s);
  s.pass(500ms);
  s.ack(1);
  EXPECT_GT(s->round_trip().smoothed(), 50ms);  // an eighth of the half second since it was sent again
  s.say("x");
  EXPECT_EQ(s.pass(5s).size(), 3U);
}

TEST(Rto, RestartsWhenSomethingIsAcknowledged) {  // (5.3)
  Subject s = established_after(1ms);
  s.say("x");
  s.sent();
  s->set_nagle(false);
  s.pass(600ms);
  s.say("y");
  s.sent();
  s.pass(300ms);
  s.ack(1);
  EXPECT_THAT(s.pass(900ms), IsEmpty());
  EXPECT_EQ(s.pass(2s).front().text, "y");
}

TEST(Rto, StopsWhenEverythingIsAcknowledged) {  // (5.2)
  Subject s = established_after(1ms);
  s.say("x");
  s.sent();
  s.ack(1);
  EXPECT_FALSE(s->timers().runs(Timer::Retransmission));
  EXPECT_THAT(s.pass(1h), IsEmpty());
}

TEST(Fin, IsSentAgain) {
  Subject s = established_after(1ms);
  (void)s->shutdown(s.now());
  const std::vector<Sent> sent = s.pass(4s);
  ASSERT_EQ(sent.size(), 3U);
  for (const Sent& one : sent) {
    EXPECT_TRUE(one.header.flags.fin);
    EXPECT_EQ(one.position, 0U);
  }
}

TEST(Fin, IsSentAgainWithTheTextInFrontOfIt) {
  Subject s = established_after(1ms);
  s.say("last words");
  (void)s->shutdown(s.now());
  const std::vector<Sent> sent = s.pass(1500ms);
  ASSERT_EQ(sent.size(), 2U);
  for (const Sent& one : sent) {
    EXPECT_EQ(one.text, "last words");
    EXPECT_TRUE(one.header.flags.fin);
  }
  s.ack(10);  // all but the FIN
  const std::vector<Sent> alone = s.pass(5s);
  ASSERT_FALSE(alone.empty());
  EXPECT_TRUE(alone.front().header.flags.fin);
  EXPECT_EQ(alone.front().position, 10U);
  EXPECT_EQ(alone.front().text, "");
}

TEST(SynReceived, HasALimitThatEndsWithIt) {
  Settings settings = rfc_profile();
  settings.syn_received_limit = 10s;
  Subject s(settings);
  s.listen();
  s.peer_syn({}, false);
  s.pass(9s);
  EXPECT_EQ(s->state(), State::SynReceived);
  s.pass(1s);
  EXPECT_EQ(s->state(), State::Listen);

  Subject t(settings);
  t.listen();
  t.peer_syn({}, false);
  t.say("waits");
  t.pass(500ms);
  t.ack(0);
  EXPECT_FALSE(t->timers().runs(Timer::User));
  t.pass(1s);
  t.ack(5);
  t.pass(1h);
  EXPECT_EQ(t->state(), State::Established);
}

TEST(UserTimeout, EndsAConnectionWhoseTextIsNotAcknowledged) {
  Settings settings = rfc_profile();
  settings.user_timeout = 5s;
  Subject s = established_after(1ms, settings);
  s.pass(1h);
  s.say("x");
  s.pass(4999ms);
  EXPECT_EQ(s->state(), State::Established);
  s.pass(1ms);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::TimedOut);
}

TEST(UserTimeout, BeginsAnewWithProgress) {
  Settings settings = rfc_profile();
  settings.user_timeout = 5s;
  Subject s = established_after(1ms, settings);
  s.say(2000);
  s.pass(4s);
  s.ack(1460);
  s.pass(4s);
  s.ack(2000);
  s.pass(1h);
  EXPECT_EQ(s->state(), State::Established);
}

TEST(UserTimeout, CountsForTextThatWaitsAlready) {
  Subject s = established_after(1ms, rfc_profile());
  s.say("x");
  s.sent();
  Settings settings = rfc_profile();
  settings.user_timeout = 5s;
  s->set_settings(s.now(), std::make_shared<const Settings>(settings));
  s.pass(5s);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::TimedOut);
}

TEST(UserTimeout, CanBeTakenBack) {
  Settings settings = rfc_profile();
  settings.user_timeout = 5s;
  Subject s = established_after(1ms, settings);
  s.say(2000);
  s.sent();
  s->set_user_timeout(s.now(), 0s);
  s.ack(1000);
  s.pass(10s);
  EXPECT_EQ(s->state(), State::Established);
}

}  // namespace
}  // namespace finalack::impl
