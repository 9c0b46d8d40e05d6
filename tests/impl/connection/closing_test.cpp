// How connections end: RFC 9293 3.6, 3.10.4, 3.10.5.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

Subject established(const Settings& settings = rfc_profile()) {
  Subject s(settings);
  s.establish({});
  return s;
}

/// Our FIN was sent first and acknowledged; then came the peer's.
Subject in_time_wait(const Settings& settings = rfc_profile()) {
  Subject s = established(settings);
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  s.fin(0);
  s.sent();
  EXPECT_EQ(s->state(), State::TimeWait);
  return s;
}

TEST(HalfClose, LetsThePeerGoOn) {
  Subject s = established();
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  EXPECT_EQ(s->state(), State::FinWait2);
  s.pass(1h);
  s.text(0, "still here");
  EXPECT_EQ(s.hear(), "still here");
  EXPECT_EQ(s->send(s.now(), std::vector<std::uint8_t>(1)).error, SendError::Closing);
  s.fin(10);
  EXPECT_EQ(s->state(), State::TimeWait);
}

TEST(HalfClose, OfThePeerLetsUsGoOn) {
  Subject s = established();
  s.fin(0);
  EXPECT_THAT(s.notices(), Contains(Notice::PeerClosed));
  s.sent();
  s.say("still here");
  EXPECT_EQ(s.one().text, "still here");
  s.peer_acknowledges = 10;
  (void)s->shutdown(s.now());
  EXPECT_EQ(s->state(), State::CloseWait);  // the FIN has not left yet
  EXPECT_TRUE(s.one().header.flags.fin);
  EXPECT_EQ(s->state(), State::LastAck);
  s.ack(11);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::Finished);
}

TEST(Close, OfBothAtOnce) {  // RFC 9293 figure 13
  Subject s = established();
  (void)s->shutdown(s.now());
  s.sent();
  s.fin(0);
  EXPECT_EQ(s->state(), State::Closing);
  EXPECT_EQ(s.one().acknowledged, 1U);
  s.ack(1);
  EXPECT_EQ(s->state(), State::TimeWait);
}

TEST(Fin, GoesWithTheLastText) {
  Subject s = established();
  s.say(2000);
  (void)s->shutdown(s.now());
  const std::vector<Sent> sent = s.sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_FALSE(sent[0].header.flags.fin);
  EXPECT_TRUE(sent[1].header.flags.fin);
}

TEST(Fin, BehindAGapCountsOnceTheGapIsFilled) {
  Subject s = established();
  s.fin(4);
  EXPECT_EQ(s.one().acknowledged, 0U);
  EXPECT_EQ(s->state(), State::Established);
  s.text(0, "text");
  EXPECT_EQ(s->state(), State::CloseWait);
  EXPECT_EQ(s.one().acknowledged, 5U);
}

TEST(Close, WithUnreadTextResets) {  // SHLD-3
  Subject s = established();
  s.text(0, "unread");
  EXPECT_EQ(s->close(s.now()), CloseError::None);
  EXPECT_TRUE(s.one().header.flags.rst);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->readable(), 0U);
}

TEST(Close, ResetsIfTextComesLater) {  // SHLD-3
  Subject s = established();
  (void)s->close(s.now());
  EXPECT_TRUE(s.one().header.flags.fin);
  s.text(0, "late");
  EXPECT_TRUE(s.one().header.flags.rst);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->poll_timeout(), kNever);
}

TEST(Shutdown, WithUnreadTextResetsNothing) {
  Subject s = established();
  s.text(0, "unread");
  (void)s->shutdown(s.now());
  EXPECT_TRUE(s.one().header.flags.fin);
  EXPECT_EQ(s.hear(), "unread");
}

TEST(Close, AfterShutdownResetsIfTextIsUnread) {
  Subject s = established();
  (void)s->shutdown(s.now());
  s.sent();
  s.text(0, "unread");
  EXPECT_EQ(s->close(s.now()), CloseError::None);
  EXPECT_TRUE(s.one().header.flags.rst);

  Subject t = established();
  t.text(0, "unread");
  t.fin(6);
  t.sent();
  (void)t->shutdown(t.now());  // and the FIN has not left: CLOSE-WAIT
  EXPECT_EQ(t->close(t.now()), CloseError::None);
  EXPECT_TRUE(t.one().header.flags.rst);
}

TEST(Close, AfterShutdownForgetsWhatIsUnread) {
  Subject s = established();
  s.text(0, "unread");
  s.fin(6);
  (void)s->shutdown(s.now());
  s.sent();
  ASSERT_EQ(s->state(), State::LastAck);
  EXPECT_EQ(s->close(s.now()), CloseError::None);
  EXPECT_EQ(s->close(s.now()), CloseError::Closing);
  s.ack(1);
  s.notices();
  EXPECT_TRUE(s->is_over());
}

TEST(Close, LeavesNothingOfAConnectionThatIsOver) {
  Subject s = in_time_wait();
  s.pass(4min);
  EXPECT_EQ(s->close(s.now()), CloseError::NoConnection);
  s.notices();
  EXPECT_TRUE(s->is_over());
}

TEST(Close, InSynReceivedSendsWhatIsQueuedFirst) {  // RFC 9293 3.10.4
  Subject s;
  s.listen();
  s.peer_syn({}, false);
  s.sent();
  s.say("early");
  EXPECT_EQ(s->close(s.now()), CloseError::None);
  EXPECT_EQ(s->close(s.now()), CloseError::Closing);
  EXPECT_TRUE(s.is_silent());
  s.ack(0);
  const Sent sent = s.one();
  EXPECT_EQ(sent.text, "early");
  EXPECT_TRUE(sent.header.flags.fin);
  EXPECT_EQ(s->state(), State::FinWait1);
}

TEST(Close, InSynReceivedThatDoesNotWaitRepeatsTheSynFirst) {
  Settings settings = rfc_profile();
  settings.policy.close_waits = false;
  Subject s(settings);
  s.listen();
  s.peer_syn({}, false);
  s.sent();
  EXPECT_EQ(s->close(s.now()), CloseError::None);
  EXPECT_EQ(s->state(), State::FinWait1);
  EXPECT_TRUE(s.one().header.flags.fin);
  const std::vector<Sent> again = s.pass(1s);
  ASSERT_FALSE(again.empty());
  EXPECT_TRUE(again[0].header.flags.syn && again[0].header.flags.ack);
  s.ack(0);
  s.ack(1);
  EXPECT_EQ(s->state(), State::FinWait2);
}

TEST(TimeWait, LastsTwiceTheMsl) {  // MUST-13
  Subject s = in_time_wait();
  s.pass(239s);
  EXPECT_EQ(s->state(), State::TimeWait);
  s.pass(1s);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::Finished);
  EXPECT_EQ(s->poll_timeout(), kNever);
}

TEST(TimeWait, HasNoOtherTimer) {  // RFC 9293 3.10.7.4: "turn off the other timers"
  Settings settings = rfc_profile();
  settings.keepalive = true;
  settings.keepalive_idle = 10s;
  Subject s = in_time_wait(settings);
  EXPECT_EQ(s->poll_timeout(), s->timers().deadline(Timer::TimeWait));
  EXPECT_TRUE(s.pass(239s).empty());
  EXPECT_EQ(s->state(), State::TimeWait);
}

TEST(TimeWait, BeginsAnewWithARetransmittedFin) {
  Subject s = in_time_wait();
  s.pass(200s);
  s.fin(0);
  EXPECT_EQ(s.one().acknowledged, 1U);
  s.pass(239s);
  EXPECT_EQ(s->state(), State::TimeWait);
  s.pass(1s);
  EXPECT_EQ(s->state(), State::Closed);
}

TEST(TimeWait, IgnoresAReset) {  // RFC 1337
  Subject s = in_time_wait();
  s.rst(1);
  EXPECT_EQ(s->state(), State::TimeWait);
}

TEST(FinWait2, AfterCloseIsLimitedInTheProfileOfLinux) {
  Subject s = established(linux_profile());
  (void)s->close(s.now());
  s.sent();
  s.ack(1);
  s.pass(59s);
  EXPECT_EQ(s->state(), State::FinWait2);
  s.pass(1s);
  EXPECT_EQ(s->state(), State::Closed);
}

TEST(FinWait2, AfterShutdownIsNotLimitedUntilClose) {
  Subject s = established(linux_profile());
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  s.pass(1h);
  EXPECT_EQ(s->state(), State::FinWait2);
  (void)s->close(s.now());
  s.pass(60s);
  EXPECT_EQ(s->state(), State::Closed);
}

TEST(Abort, ResetsWhereThePeerKnowsOfUs) {
  Subject s = established();
  s.say("x");
  s.sent();
  EXPECT_EQ(s->abort(), CloseError::None);
  const Sent rst = s.one();
  EXPECT_TRUE(rst.header.flags.rst);
  EXPECT_EQ(rst.position, 1U);
  EXPECT_EQ(s->poll_timeout(), kNever);
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Closed));
  Subject t;
  t.connect();
  t.sent();
  EXPECT_EQ(t->abort(), CloseError::None);
  EXPECT_TRUE(t.is_silent());
}

TEST(Abort, ResetsAlsoIfAnOpenFollowsAtOnce) {
  Subject s = established();
  EXPECT_EQ(s->abort(), CloseError::None);
  s.connect();
  const std::vector<Sent> sent = s.sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_TRUE(sent[0].header.flags.rst);
  EXPECT_EQ(sent[0].position, 0U);
  EXPECT_TRUE(sent[1].header.flags.syn);
}

TEST(Rst, WithoutAConnectionAcknowledgesWhatHasNoAck) {  // RFC 9293 3.10.7.1
  Subject s;
  TcpHeader header = s.from_peer(0);
  header.flags.ack = false;
  s.arrives(header, "text");
  const Sent rst = s.one();
  EXPECT_TRUE(rst.header.flags.rst && rst.header.flags.ack);
  EXPECT_EQ(rst.header.seq, 0U);
  EXPECT_EQ(rst.acknowledged, 4U);
}

TEST(Rst, InSynReceivedGoesBackToListen) {  // RFC 9293 3.10.7.4
  Subject s;
  s->set_nagle(false);
  s.listen();
  s.peer_syn({.window = 10, .sack = true}, false);
  const Sent first = s.one();
  s.rst(0);
  EXPECT_EQ(s->state(), State::Listen);
  EXPECT_EQ(s->poll_timeout(), kNever);
  EXPECT_EQ(s->unsent(), 0U);
  s.peer_syn({.window = 20}, false);
  const Sent second = s.one();
  EXPECT_TRUE(second.header.flags.syn && second.header.flags.ack);
  EXPECT_FALSE(second.header.options.sack_permitted);
  EXPECT_NE(second.header.seq, first.header.seq);
  TcpHeader ack = s.from_peer(0);
  ack.ack_number = second.header.seq + 1;
  s.arrives(ack);
  EXPECT_EQ(s->state(), State::Established);
  s.say("a");
  s.one();
  s.say("b");
  EXPECT_EQ(s.one().text, "b");  // Nagle is still off
}

TEST(Rst, FlushesWhatIsUnread) {
  Subject s = established();
  s.text(0, "unread");
  s.sent();
  s.rst(6);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::Reset);
  EXPECT_EQ(s->readable(), 0U);
}

TEST(Reopening, BeginsAsNew) {
  Subject s = established();
  s.fin(0);
  (void)s->close(s.now());
  s.sent();
  s.ack(1);
  ASSERT_EQ(s->state(), State::Closed);
  s.peer_acknowledges = 0;
  s.establish({.sack = true});
  s.text(0, "news");
  EXPECT_EQ(s.hear(), "news");
  EXPECT_EQ(s->state(), State::Established);
  EXPECT_TRUE(s->has_sack());
}

}  // namespace
}  // namespace finalack::impl
