// RFC 5681, RFC 6928, RFC 3465: how much may be in flight.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

constexpr std::uint32_t kMss = 1000;

Subject with_text(std::uint32_t octets) {
  Subject s;
  s.establish({.mss = kMss});
  s.say(octets);
  return s;
}

TEST(Congestion, BeginsWithTenSegments) {
  Subject s = with_text(100 * kMss);
  EXPECT_EQ(s.sent().size(), 10U);
  EXPECT_EQ(s->congestion().window(), 10 * kMss);
}

TEST(Congestion, BeginsWithOneSegmentIfTheSynWasLost) {
  Subject s;
  s.connect();
  s.pass(1s);
  s.peer_syn({.mss = kMss}, true);
  s.say(10 * kMss);
  EXPECT_EQ(octets_of(s.sent()), kMss);
}

TEST(SlowStart, GrowsByWhatIsAcknowledgedTwoSegmentsAtMost) {
  Subject s = with_text(100 * kMss);
  s.sent();
  s.ack(kMss);
  EXPECT_EQ(s->congestion().window(), 11 * kMss);
  EXPECT_EQ(s.sent().size(), 2U);
  s.ack(6 * kMss);
  EXPECT_EQ(s->congestion().window(), 13 * kMss);
}

TEST(SlowStart, DoesNotGrowWhileLittleIsInFlight) {
  Subject s = with_text(kMss);
  s.sent();
  s.ack(kMss);
  EXPECT_EQ(s->congestion().window(), 10 * kMss);
}

TEST(CongestionAvoidance, GrowsByASegmentPerWindow) {
  Subject s = with_text(200 * kMss);
  s.sent();
  for (int i = 0; i < 3; ++i) s.ack(0);
  s.sent();
  std::uint32_t acknowledged = 10 * kMss;
  s.ack(acknowledged);
  s.sent();
  ASSERT_LT(s->congestion().threshold(), 100 * kMss) << "a loss was noticed";
  while (s->congestion().window() < s->congestion().threshold()) {
    s.ack(acknowledged += kMss);
    s.sent();
  }
  const std::uint32_t window = s->congestion().window();
  for (std::uint32_t i = 0; i < window / kMss; ++i) {
    EXPECT_EQ(s->congestion().window(), window);
    s.ack(acknowledged += kMss);
    s.sent();
  }
  EXPECT_EQ(s->congestion().window(), window + kMss);
}

TEST(Congestion, FallsToOneSegmentAfterATimeout) {
  Subject s = with_text(100 * kMss);
  s.sent();
  const std::vector<Sent> again = s.pass(1s);
  EXPECT_EQ(octets_of(again), kMss);
  EXPECT_EQ(s->congestion().window(), kMss);
  EXPECT_EQ(s->congestion().threshold(), 5 * kMss);
  s.pass(2s);
  EXPECT_EQ(s->congestion().threshold(), 5 * kMss);  // the second timeout of the same segment
  s.ack(kMss);
  EXPECT_EQ(octets_of(s.sent()), 2 * kMss);
}

TEST(Congestion, FallsToTwoSegmentsAtLeast) {  // RFC 5681, equation (4)
  Settings settings = rfc_profile();
  settings.nagle = false;
  Subject s(settings);
  s.establish();
  for (int i = 0; i < 4; ++i) {
    s.say(100);
    s.sent();
  }
  for (int i = 0; i < 3; ++i) s.ack(0);
  ASSERT_EQ(s->recovery().mode(), LossRecovery::Mode::Fast);
  EXPECT_EQ(s->congestion().threshold(), 2 * s->segment_text());
}

TEST(Congestion, BeginsAnewAfterBeingIdle) {
  Subject s = with_text(40 * kMss);
  std::uint32_t acknowledged = 0;
  while (acknowledged < 40 * kMss) {
    s.sent();
    s.ack(acknowledged += 2 * kMss);
  }
  ASSERT_GT(s->congestion().window(), 10 * kMss);
  s.pass(900ms);
  s.text(0, 10);  // what the peer sends, and what answers it, says nothing of our way
  s.pass(200ms);
  s.say(100 * kMss);
  EXPECT_EQ(octets_of(s.sent()), 10 * kMss);
}

TEST(Congestion, IsKeptWhileTextFlows) {
  Subject s = with_text(40 * kMss);
  std::uint32_t acknowledged = 0;
  while (acknowledged < 40 * kMss) {
    s.sent();
    s.ack(acknowledged += 2 * kMss);
  }
  s.pass(500ms);
  s.say(100 * kMss);
  EXPECT_GT(octets_of(s.sent()), 10 * kMss);
}

TEST(SegmentsAtOnce, AreHandedOverAsOne) {
  Subject s = with_text(25 * kMss + 1);
  const std::vector<Sent> sent = s.sent(8);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].text.size(), 8 * kMss);
  EXPECT_EQ(sent[1].text.size(), 2 * kMss);  // the congestion window is ten
}

TEST(SegmentsAtOnce, EndWithTheFin) {
  Subject s = with_text(3 * kMss + 1);
  (void)s->shutdown(s.now());
  const std::vector<Sent> sent = s.sent(8);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].text.size(), 3 * kMss + 1);
  EXPECT_TRUE(sent[0].header.flags.fin);
  EXPECT_TRUE(sent[0].header.flags.psh);
}

TEST(SlowStart, GrowsByOneSegmentAnAckAfterATimeout) {  // RFC 3465 section 2.3
  Subject s = with_text(20 * kMss);
  EXPECT_EQ(octets_of(s.sent()), 10 * kMss);
  EXPECT_EQ(octets_of(s.pass(1s)), kMss);
  s.ack(5 * kMss);  // the others had arrived
  EXPECT_EQ(s->congestion().window(), 2 * kMss);
  s.sent();
  s.ack(7 * kMss);
  EXPECT_EQ(s->congestion().window(), 3 * kMss);
}

TEST(PacketTooBig, LowersTheSegmentAndSendsAgain) {  // RFC 1191, RFC 8201
  Subject s = with_text(4 * kMss);
  s.sent();
  s->on_packet_too_big(s.now(), 600);
  const std::vector<Sent> again = s.sent();
  ASSERT_EQ(again.size(), 7U);
  EXPECT_EQ(again[0].text.size(), 600U);
  EXPECT_EQ(again[6].end(), 4 * kMss);
}

TEST(PacketTooBig, IsHeardAgainFromTheNextRouter) {
  Subject s = with_text(4 * kMss);
  s.sent();
  s->on_packet_too_big(s.now(), 800);
  EXPECT_EQ(octets_of(s.sent()), 4 * kMss);
  s->on_packet_too_big(s.now(), 600);
  const std::vector<Sent> again = s.sent();
  ASSERT_EQ(again.size(), 7U);
  EXPECT_EQ(again[0].text.size(), 600U);
  EXPECT_EQ(again[6].end(), 4 * kMss);
}

TEST(PacketTooBig, IsHeardWhenTheTimerSentAgain) {
  Subject s = with_text(4 * kMss);
  s.sent();
  EXPECT_EQ(octets_of(s.pass(1s)), kMss);
  s->on_packet_too_big(s.now(), 600);
  EXPECT_EQ(s.sent().at(0).text.size(), 600U);
}

TEST(PacketTooBig, SendsNothingAgainThatWasShortEnough) {
  Subject s = with_text(4 * kMss);
  s.sent();
  s->on_packet_too_big(s.now(), 1200);
  EXPECT_TRUE(s.is_silent());
}

TEST(PacketTooBig, IsNotBelievedIfNoPathIsThatSmall) {
  Subject s = with_text(4 * kMss);
  s->on_packet_too_big(s.now(), 68);
  EXPECT_EQ(s->segment_text(), 512U);
  s->on_packet_too_big(s.now(), 900);
  EXPECT_EQ(s->segment_text(), 512U);
}

TEST(NetworkError, ThatIsHardEndsAnAttempt) {
  Subject s;
  s.connect();
  s.sent();
  s->on_network_error(SequenceNumber(Subject::kIss), true);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::Refused);
}

TEST(NetworkError, ThatIsHardEndsNoConnection) {  // RFC 5461
  Subject s = with_text(kMss);
  s.sent();
  s->on_network_error(SequenceNumber(Subject::kIss + 1), true);
  EXPECT_EQ(s->state(), State::Established);
  EXPECT_THAT(s.notices(), testing::ElementsAre(Notice::SoftError));
}

TEST(NetworkError, ThatIsSoftIsOnlyTold) {  // MUST-56
  Subject s;
  s.connect();
  s.sent();
  s->on_network_error(SequenceNumber(Subject::kIss), false);
  EXPECT_EQ(s->state(), State::SynSent);
  EXPECT_THAT(s.notices(), testing::ElementsAre(Notice::SoftError));
}

TEST(NetworkError, ThatQuotesNothingInFlightIsIgnored) {  // RFC 5927
  Subject s;
  s.connect();
  s.sent();
  s->on_network_error(SequenceNumber(Subject::kIss + 1), true);
  s->on_network_error(SequenceNumber(Subject::kIss - 1), true);
  EXPECT_EQ(s->state(), State::SynSent);
  EXPECT_TRUE(s.notices().empty());
}

TEST(NetworkError, PutsAListenerBack) {
  Subject s;
  s.listen();
  s.peer_syn({}, false);
  s.sent();
  s->on_network_error(SequenceNumber(Subject::kIss), true);
  EXPECT_EQ(s->state(), State::Listen);
}

}  // namespace
}  // namespace finalack::impl
