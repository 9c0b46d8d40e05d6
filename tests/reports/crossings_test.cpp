#include "reports/runs/crossings.hpp"

#include <gtest/gtest.h>

#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

TEST(Crossings, AMessageThatIsTakenAtOnceIsStraight) {
  const auto c = crossings(told(one_connection(), {"client OPEN (active)", "server receives SYN"}));
  ASSERT_TRUE(c[0].departure && c[1].arrival && c[1].departure);
  EXPECT_FALSE(c[0].arrival);
  EXPECT_TRUE(c[0].departure->straight);
  EXPECT_TRUE(c[1].arrival->straight);
  EXPECT_EQ(c[1].arrival->departed, 0U);
  EXPECT_FALSE(c[1].departure->straight);
  EXPECT_FALSE(c[1].departure->arrives);
}

TEST(Crossings, ADelayedMessageKnowsBothEnds) {
  const auto c = crossings(told(one_connection(), {"client OPEN (active)", "client CLOSE", "server receives SYN"}));
  EXPECT_FALSE(c[0].departure->straight);
  EXPECT_EQ(c[0].departure->arrives, 2U);
  EXPECT_EQ(c[2].arrival->departed, 0U);
  EXPECT_TRUE(c[2].arrival->message.old);
}

TEST(Crossings, ACopyThatStaysArrivesAgain) {
  const auto c = crossings(told(one_connection(), {"client OPEN (active)", "server receives a copy of SYN",
                                                   "client receives SYN,ACK", "server receives SYN"}));
  EXPECT_TRUE(c[1].arrival->straight);
  EXPECT_EQ(c[1].arrival->copy_arrives, 3U);
  EXPECT_EQ(c[3].arrival->departed, 0U);
  EXPECT_FALSE(c[3].arrival->straight);
}

TEST(Crossings, ARetransmissionThatTheNetworkMergesJoinsTheFirst) {
  const auto c = crossings(
      told(one_connection(), {"client OPEN (active)", "client retransmission timeout", "server receives SYN"}));
  EXPECT_EQ(c[0].departure->arrives, 2U);
  EXPECT_EQ(c[1].departure->arrives, 2U);
  EXPECT_EQ(c[1].departure->same_as, 0U);
  EXPECT_FALSE(c[0].departure->same_as);
  EXPECT_FALSE(c[1].departure->straight);
}

TEST(Crossings, ARetransmissionOfItsOwnStaysUnderWay) {
  auto config = one_connection();
  config.network.duplicates = false;
  const auto c =
      crossings(told(config, {"client OPEN (active)", "client retransmission timeout", "server receives SYN"}));
  const bool first_arrives = c[0].departure->arrives.has_value();
  const bool second_arrives = c[1].departure->arrives.has_value();
  EXPECT_NE(first_arrives, second_arrives);
}

TEST(Crossings, NoArrowIsStraightIntoALoop) {
  const auto c = crossings(told(one_connection(), {"client OPEN (active)", "server receives SYN"}, 1));
  EXPECT_FALSE(c[0].departure->straight);
  EXPECT_FALSE(c[1].arrival->straight);
  EXPECT_EQ(c[0].departure->arrives, 1U);
}

}  // namespace
}  // namespace finalack::reports
