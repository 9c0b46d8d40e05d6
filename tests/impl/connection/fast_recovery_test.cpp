// RFC 5681 3.2, RFC 6582 (without SACK), RFC 6675 and RFC 2883 (with it), RFC 3042: losses that ACKs tell of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kMss = 1000;

/// Ten segments of 1000 octets are in flight.
Subject with_ten_in_flight(bool sack) {
  Subject s;
  s.establish({.mss = kMss, .sack = sack});
  s.say(100 * kMss);
  EXPECT_EQ(s.sent().size(), 10U);
  return s;
}

std::vector<std::uint32_t> positions(const std::vector<Sent>& sent) {
  std::vector<std::uint32_t> all;
  for (const Sent& one : sent) all.push_back(one.position / kMss);
  return all;
}

SackBlock segments(std::uint32_t from, std::uint32_t to) { return {from * kMss, to * kMss}; }

TEST(LimitedTransmit, SendsNewTextOnTheFirstTwoDuplicates) {
  for (const bool sack : {false, true}) {
    Subject s = with_ten_in_flight(sack);
    s.ack_with_sack(0, sack ? std::initializer_list<SackBlock>{segments(1, 2)} : std::initializer_list<SackBlock>{});
    EXPECT_THAT(positions(s.sent()), ElementsAre(10)) << sack;
    s.ack_with_sack(0, sack ? std::initializer_list<SackBlock>{segments(1, 3)} : std::initializer_list<SackBlock>{});
    EXPECT_THAT(positions(s.sent()), ElementsAre(11)) << sack;
    EXPECT_EQ(s->retransmissions(), 0U);
  }
}

TEST(NewReno, RetransmitsOnTheThirdDuplicate) {
  Subject s = with_ten_in_flight(false);
  s.ack(0);
  s.ack(0);
  s.sent();
  s.ack(0);
  EXPECT_THAT(positions(s.sent()), ElementsAre(0));
  EXPECT_EQ(s->congestion().threshold(), 6 * kMss);  // half of twelve
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::Fast);
}

TEST(NewReno, RetransmitsTheNextLossOnAPartialAck) {
  Subject s = with_ten_in_flight(false);
  for (int i = 0; i < 3; ++i) s.ack(0);
  s.sent();
  s.ack(4 * kMss);
  EXPECT_EQ(positions(s.sent()).front(), 4U);
  s.ack(7 * kMss);
  EXPECT_EQ(positions(s.sent()).front(), 7U);
}

TEST(NewReno, EndsWhenAllThatWasInFlightIsAcknowledged) {
  Subject s = with_ten_in_flight(false);
  for (int i = 0; i < 3; ++i) s.ack(0);
  s.sent();
  s.ack(10 * kMss);
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::None);
  EXPECT_LE(s->congestion().window(), s->congestion().threshold());
}

TEST(NewReno, IsNotBegunByDuplicatesThatCarryTextOrAnotherWindow) {
  Subject s = with_ten_in_flight(false);
  for (std::uint32_t i = 0; i < 3; ++i) s.text(i, "z");
  for (int i = 0; i < 3; ++i) {
    s.peer_window -= 100;
    s.ack(0);
  }
  s.sent();
  EXPECT_EQ(s->retransmissions(), 0U);
}

TEST(NewReno, IsNotBegunByTheEchoOfItsOwnRetransmissions) {  // RFC 6582 section 3.2 step 2: "recover"
  Subject s = with_ten_in_flight(false);
  s.pass(1s);
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::Timeout);
  s.ack(10 * kMss);  // they were only late
  s.sent();
  for (int i = 0; i < 3; ++i) s.ack(10 * kMss);
  s.sent();
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::None);
  EXPECT_EQ(s->retransmissions(), 1U);
}

TEST(AfterATimeout, DuplicatesDoNotInflateTheWindow) {
  Subject s = with_ten_in_flight(false);
  s.pass(1s);
  for (int i = 0; i < 8; ++i) s.ack(0);
  EXPECT_THAT(s.sent(), IsEmpty());
}

TEST(Sack, RepairsSeveralHolesInOneRoundTrip) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {segments(1, 2)});
  s.ack_with_sack(0, {segments(3, 4), segments(1, 2)});
  s.ack_with_sack(0, {segments(5, 6), segments(3, 4), segments(1, 2)});
  s.ack_with_sack(0, {segments(5, 10), segments(3, 4), segments(1, 2)});
  std::vector<std::uint32_t> again = positions(s.sent());
  std::erase_if(again, [](std::uint32_t p) { return p >= 10; });
  EXPECT_THAT(again, ElementsAre(0, 2, 4));
}

TEST(Sack, SendsNothingAgainThatArrived) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {segments(1, 10)});
  EXPECT_EQ(positions(s.sent()).front(), 0U);
  s.ack(10 * kMss);
  s.sent();
  EXPECT_EQ(s->retransmissions(), 1U);
}

TEST(Sack, LetsHalfASegmentBeSentAgain) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {{kMss / 2, 10 * kMss}});
  const std::vector<Sent> again = s.sent();
  ASSERT_FALSE(again.empty());
  EXPECT_EQ(again[0].position, 0U);
  EXPECT_EQ(again[0].text.size(), kMss / 2);
}

TEST(Sack, BeginsRecoveryOnMoreThanTwoSegmentsThatArrived) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {segments(2, 4)});
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::None);
  s.ack_with_sack(0, {segments(2, 5)});
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::Fast);
}

TEST(Sack, IsNoDuplicateWithoutNews) {  // RFC 6675 section 2
  Subject s = with_ten_in_flight(true);
  for (int i = 0; i < 5; ++i) s.ack_with_sack(0, {segments(3, 4)});
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::None);
  EXPECT_EQ(octets_of(s.sent()), kMss);
}

TEST(Sack, OfDuplicatesOnlyBeginsNoRecovery) {  // RFC 2883: they say that too much was sent, not too little
  Subject s = with_ten_in_flight(true);
  s.ack(5 * kMss);
  s.sent();
  for (std::uint32_t i = 0; i < 5; ++i) s.ack_with_sack(5 * kMss, {segments(i, i + 1)});
  s.sent();
  EXPECT_EQ(s->recovery().mode(), LossRecovery::Mode::None);
  EXPECT_EQ(s->retransmissions(), 0U);
}

TEST(Sack, IsForgottenAfterATimeout) {  // the peer may have reneged, RFC 2018 section 8
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {segments(1, 10)});
  s.sent();
  s.pass(1s);
  EXPECT_TRUE(s->recovery().sacked().empty());
  s.ack(kMss);
  EXPECT_EQ(positions(s.sent()).front(), 1U);
}

TEST(Sack, ThatIsNonsenseIsIgnored) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {segments(9, 12), segments(5, 3), segments(0, 4), {4'000'000'000, 10}});
  EXPECT_TRUE(s->recovery().sacked().empty());
}

// Each of its numbers comes after the one before it, by less than half of all numbers, and the last ends before
// SND.NXT.
TEST(Sack, IgnoresABlockThatGoesAllTheWayAround) {
  Subject s = with_ten_in_flight(true);
  s.ack_with_sack(0, {{0x60000000, 0xc0000000}});
  EXPECT_TRUE(s->recovery().sacked().empty());
  EXPECT_THAT(s.sent(), IsEmpty());
}

TEST(SackReport, BeginsWithTheLatest) {  // RFC 2018 section 4
  Subject s;
  s.establish({.sack = true});
  s.text(100, 10);
  s.text(300, 10);
  s.text(200, 10);
  const std::vector<Sent> acks = s.sent();
  ASSERT_FALSE(acks.empty());
  const TcpOptions& options = acks.back().header.options;
  ASSERT_EQ(options.sack_count, 3);
  const auto left = [&](std::size_t i) { return options.sack.at(i).left - (Subject::kIrs + 1); };
  EXPECT_EQ(left(0), 200U);
  EXPECT_EQ(left(1), 300U);
  EXPECT_EQ(left(2), 100U);
}

TEST(SackReport, OfADuplicateComesFirst) {  // RFC 2883 section 4
  Subject s;
  s.establish({.sack = true});
  s.text(0, 100);
  s.text(200, 50);
  s.sent();
  s.text(20, 30);
  const Sent ack = s.one();
  ASSERT_EQ(ack.header.options.sack_count, 2);
  EXPECT_EQ(ack.header.options.sack[0], (SackBlock{Subject::kIrs + 1 + 20, Subject::kIrs + 1 + 50}));
  EXPECT_EQ(ack.header.options.sack[1].left, Subject::kIrs + 1 + 200);
  s.text(300, 10);
  EXPECT_EQ(s.one().header.options.sack[0].left, Subject::kIrs + 1 + 300);  // told once
}

TEST(SackReport, OfADuplicateHasOnlyWhatCameTwice) {
  Subject s;
  s.establish({.sack = true});
  s.text(200, 100);
  s.sent();
  s.text(250, 100);
  const Sent ack = s.one();
  ASSERT_EQ(ack.header.options.sack_count, 2);
  EXPECT_EQ(ack.header.options.sack[0], (SackBlock{Subject::kIrs + 1 + 250, Subject::kIrs + 1 + 300}));
  EXPECT_EQ(ack.header.options.sack[1], (SackBlock{Subject::kIrs + 1 + 200, Subject::kIrs + 1 + 350}));
}

TEST(SackReport, IsNotMadeWhereItWasNotOffered) {
  Subject s;
  s.establish({.sack = false});
  s.text(200, 100);
  EXPECT_EQ(s.one().header.options.sack_count, 0);
}

}  // namespace
}  // namespace finalack::impl
