// Of each demand of a clock, a run that keeps it and one that doesn't.
#include "checker/worlds/two_peers_timing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checker/timing/timed_run.hpp"

namespace finalack::checker {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Milliseconds kRto = 1000;

TimingParameters with_msl(Milliseconds msl) {
  TimingParameters p;
  p.msl = msl;
  return p;
}

TEST(SegmentAge, IsOneMslAtMost) {
  // The SYN leaves at 0 and, again, at 1 s; the client gives up at 3 s; then one of them arrives.
  const Stories late{"client OPEN (active)", "client retransmission timeout", "client retransmission timeout, gives up",
                     "server receives SYN"};
  EXPECT_THAT(timed(uncopied(), late, with_msl(2000)).times, ElementsAre(0, 1000, 3000, 3000));
  const Timing too_late = timed(uncopied(), late, with_msl(1999));
  EXPECT_THAT(too_late.conflict,
              ElementsAre("step 3 comes exactly 2 s after step 2 (the client's retransmission timer)",
                          "step 4 comes at most 1.999 s after step 2 (the client's SYN lives one MSL)"));
}

TEST(SegmentAge, IsThatOfTheSegmentThatIsLeft) {
  // Both SYNs arrive at 3 s or later: one of them is 3 s old.
  const Stories both{"client OPEN (active)", "client retransmission timeout", "client retransmission timeout, gives up",
                     "server receives SYN", "server receives SYN"};
  EXPECT_TRUE(timed(uncopied(), both, with_msl(3000)).is_realisable());
  EXPECT_FALSE(timed(uncopied(), both, with_msl(2999)).is_realisable());
}

TEST(SegmentAge, OfACopyIsThatOfTheLastOneThatWasSent) {
  model::TwoPeersConfig config = uncopied();
  config.network.duplicates = true;
  const Stories copies{"client OPEN (active)", "client retransmission timeout",
                       "client retransmission timeout, gives up", "server receives a copy of SYN",
                       "server receives SYN"};
  EXPECT_TRUE(timed(config, copies, with_msl(2000)).is_realisable());
  EXPECT_FALSE(timed(config, copies, with_msl(1999)).is_realisable());
}

TEST(SegmentAge, DoesNotMatterToALoss) {
  EXPECT_TRUE(timed(uncopied(),
                    {"client OPEN (active)", "client retransmission timeout", "client retransmission timeout, gives up",
                     "network loses the client's SYN"},
                    with_msl(1))
                  .is_realisable());
}

TEST(SegmentAge, IsNotThatOfAnEqualSegmentOfALaterIncarnation) {
  model::TwoPeersConfig config = uncopied();
  config.isn = model::IsnPolicy::Constant;
  config.users[0].opens = 2;
  const Stories reopened{"client OPEN (active)", "client retransmission timeout",
                         "client retransmission timeout, gives up", "client OPEN (active)"};
  // Slot 0 holds the first incarnation's SYN, 2 s old at least; in slot 2 is the second one's, which is new.
  const auto system = peers(config);
  Trace trace = testing::play(*system, reopened + Stories{"server receives SYN"});
  EXPECT_FALSE(realisation(*system, trace, with_msl(1999))->is_realisable());
  trace.actions.back().argument = 2;
  EXPECT_TRUE(realisation(*system, trace, with_msl(1999))->is_realisable());
}

TEST(RetransmissionTimer, FiresExactlyRtoAfterItWasStarted) {
  EXPECT_THAT(timed(uncopied(), {"client OPEN (active)", "client retransmission timeout"}).times, ElementsAre(0, kRto));
  TimingParameters slow;
  slow.rto = 2500;
  EXPECT_THAT(timed(uncopied(), {"client OPEN (active)", "client retransmission timeout"}, slow).times,
              ElementsAre(0, 2500));
}

TEST(RetransmissionTimer, WaitsTwiceAsLongEachTime) {
  model::TwoPeersConfig config = uncopied();
  config.rules.retry_limit = 2;
  const Stories retries{"client OPEN (active)", "client retransmission timeout", "client retransmission timeout",
                        "client retransmission timeout, gives up"};
  EXPECT_THAT(timed(config, retries).times, ElementsAre(0, 1000, 3000, 7000));
  TimingParameters constant;
  constant.backoff = Backoff::Constant;
  EXPECT_THAT(timed(config, retries, constant).times, ElementsAre(0, 1000, 2000, 3000));
}

TEST(RetransmissionTimer, IsCountedAlsoWhereRetriesAreWithoutLimit) {
  model::TwoPeersConfig config = uncopied();
  config.rules.retry_limit = model::Rules::kUnlimited;
  EXPECT_THAT(
      timed(config, {"client OPEN (active)", "client retransmission timeout", "client retransmission timeout"}).times,
      ElementsAre(0, 1000, 3000));
}

TEST(RetransmissionTimer, IsStoppedWhenNothingIsOutstanding) {
  // The next one is started by the FIN.
  EXPECT_THAT(timed(uncopied(), opened() + Stories{"client CLOSE", "client retransmission timeout"}).times,
              ElementsAre(0, 0, 0, 0, 0, 1000));
}

TEST(RetransmissionTimer, IsThreeSecondsAtLeastAfterALostSyn) {
  const Stories late = Stories{"client OPEN (active)",         "client retransmission timeout", "server receives SYN",
                               "client receives SYN,ACK",      "server receives ACK",           "client CLOSE",
                               "client retransmission timeout"};
  EXPECT_THAT(timed(uncopied(), late).times, ElementsAre(0, 1000, 1000, 1000, 1000, 1000, 4000));
  TimingParameters slow;
  slow.rto = 5000;
  EXPECT_THAT(timed(uncopied(), late, slow).times.back(), 10'000);
}

TEST(RetransmissionTimer, ForgetsALostSynWithItsIncarnation) {
  model::TwoPeersConfig config = uncopied();
  config.users[0].opens = 2;
  const Stories again =
      Stories{"client OPEN (active)", "client retransmission timeout", "client retransmission timeout, gives up",
              "network loses the client's SYN", "network loses the client's SYN"} +
      opened() + Stories{"client CLOSE", "client retransmission timeout"};
  EXPECT_EQ(timed(config, again).times.back(), 3000 + 1000);
}

TEST(RetransmissionTimer, IsStillTheFirstOneWhenASynIsRetransmitted) {
  // RFC 6298 (5.7) is about what follows the handshake.
  model::TwoPeersConfig config = uncopied();
  config.rules.retry_limit = 2;
  TimingParameters constant;
  constant.backoff = Backoff::Constant;
  EXPECT_THAT(timed(config, {"client OPEN (active)", "client retransmission timeout", "client retransmission timeout"},
                    constant)
                  .times,
              ElementsAre(0, 1000, 2000));
}

TEST(RetransmissionTimer, IsRestartedByAnAckThatAdvances) {
  // Both of the client's units leave at 0. The ACK of the first one arrives at 1 s, which the server's own timer says;
  // so the client's fires at 2 s, not at 1 s.
  const Stories acked =
      opened() +
      Stories{
          "client SEND",        "client SEND", "server SEND", "server receives ACK", "server retransmission timeout",
          "client receives ACK"};
  const Timing timing = timed(uncopied(), acked + Stories{"client retransmission timeout"});
  ASSERT_TRUE(timing.is_realisable()) << timing_text(timing);
  EXPECT_EQ(timing.times[8], 1000);
  EXPECT_EQ(timing.times.back(), 2000);
}

TEST(RetransmissionTimer, IsNotIgnoredOnceItIsDue) {
  const Stories ignored{"client OPEN (active)", "server receives SYN", "server retransmission timeout",
                        "server retransmission timeout, gives up"};
  EXPECT_THAT(timed(uncopied(), ignored).conflict,
              ElementsAre("step 4 comes exactly 2 s after step 3 (the server's retransmission timer)",
                          "step 4 comes at most 1 s after step 1 (the client's retransmission timer is due then)"));
  const Stories kept{"client OPEN (active)", "server receives SYN", "server retransmission timeout",
                     "client retransmission timeout", "server retransmission timeout, gives up"};
  EXPECT_TRUE(timed(uncopied(), kept).is_realisable());
}

TEST(RetransmissionTimer, MayBeStoppedAtTheInstantAtWhichItIsDue) {
  const Stories stopped{"client OPEN (active)", "server receives SYN", "server retransmission timeout", "client ABORT"};
  EXPECT_THAT(timed(uncopied(), stopped).times, ElementsAre(0, 0, 1000, 1000));
  const Stories too_late{"client OPEN (active)", "server receives SYN", "server retransmission timeout",
                         "server retransmission timeout, gives up", "client ABORT"};
  EXPECT_FALSE(timed(uncopied(), too_late).is_realisable());
}

TEST(TimeWaitTimer, FiresExactlyTwoMslAfterItWasStarted) {
  const Stories life = closed_but_for_the_last_ack() + Stories{"server receives ACK", "client time-wait timeout"};
  EXPECT_EQ(timed(uncopied(), life).times.back(), 240'000);
  EXPECT_EQ(timed(uncopied(), life, with_msl(30'000)).times.back(), 60'000);
  TimingParameters deployed;
  deployed.time_wait = 60'000;
  EXPECT_EQ(timed(uncopied(), life, deployed).times.back(), 60'000);
}

TEST(TimeWaitTimer, DoesNotFireWhileTheLastAckIsWaitedFor) {
  const Timing hasty =
      timed(uncopied(), closed_but_for_the_last_ack() + Stories{"client time-wait timeout", "server receives ACK"});
  EXPECT_THAT(hasty.conflict,
              ElementsAre("step 10 comes exactly 240 s after step 9 (the client's TIME-WAIT timer)",
                          "step 11 comes at most 1 s after step 8 (the server's retransmission timer is due then)"));
}

TEST(TimeWaitTimer, IsRestartedByTheFinThatComesAgain) {
  const Stories again =
      closed_but_for_the_last_ack() + Stories{"network loses the client's ACK", "server retransmission timeout",
                                              "client receives FIN,ACK", "server receives ACK"};
  const Timing timing = timed(uncopied(), again + Stories{"client time-wait timeout"});
  EXPECT_EQ(timing.times.back(), 241'000);
}

TEST(TimeWaitTimer, IsNotRestartedByAFinThatIsIgnored) {
  model::TwoPeersConfig config = uncopied();
  config.rules.closing = model::Closing::NoFinalAck;
  const Stories ignored =
      closed_but_for_the_last_ack() + Stories{"server retransmission timeout", "client receives FIN,ACK",
                                              "server retransmission timeout, gives up", "client time-wait timeout"};
  EXPECT_EQ(timed(config, ignored).times.back(), 240'000);
}

TEST(TimeWaitTimer, IsNotIgnoredOnceItIsDue) {
  TimingParameters short_wait;
  short_wait.time_wait = 1999;
  // The server's FIN arrives before the server sends it again, at 1 s, and the server gives up at 3 s.
  const Stories again = closed_but_for_the_last_ack() +
                        Stories{"server retransmission timeout", "server retransmission timeout, gives up"};
  EXPECT_THAT(timed(uncopied(), again, short_wait).conflict,
              Contains("step 11 comes at most 1.999 s after step 9 (the client's TIME-WAIT timer is due then)"));
  short_wait.time_wait = 2000;
  EXPECT_TRUE(timed(uncopied(), again, short_wait).is_realisable());
}

TEST(FinWait2Timer, FiresExactlyAMinuteAfterItWasStarted) {
  model::TwoPeersConfig config = uncopied();
  config.rules.fin_wait_2_timeout = true;
  const Stories half_closed =
      opened() + Stories{"client CLOSE", "server receives FIN,ACK", "client receives ACK", "client FIN-WAIT-2 timeout"};
  EXPECT_EQ(timed(config, half_closed).times.back(), 60'000);
}

TEST(DelayedAck, WaitsHalfASecondAtMost) {
  model::TwoPeersConfig config = uncopied();
  config.rules.delays_ack = true;
  config.rules.retry_limit = 2;
  const std::string delayed = std::string("server receives FIN,ACK") + std::string(testing::kDelayed);
  const Stories close = opened() + Stories{"client CLOSE", delayed};
  // The FIN arrives late enough for its ACK to wait for the client's timer.
  EXPECT_THAT(timed(config, close + Stories{"client retransmission timeout", "server delayed-ACK timeout"}).times,
              ElementsAre(0, 0, 0, 0, 0, 500, 1000, 1000));
  const Timing too_long = timed(config, close + Stories{"client retransmission timeout",
                                                        "client retransmission timeout", "server delayed-ACK timeout"});
  EXPECT_THAT(too_long.conflict, Contains("step 9 comes at most 500 ms after step 6 (the server's delayed ACK)"));
  const Timing ignored =
      timed(config, close + Stories{"client retransmission timeout", "client retransmission timeout"});
  EXPECT_THAT(ignored.conflict,
              Contains("step 8 comes at most 500 ms after step 6 (the server's delayed ACK is due then)"));
}

TEST(Tie, ASegmentArrivesBeforeTheTimerFires) {
  model::TwoPeersConfig config = uncopied();
  config.rules.retry_limit = 0;
  // The server answers at 0 and gives up at 1 s, as the client does then. Its SYN,ACK arrives after that: not at 1 s.
  const Stories tie{"client OPEN (active)", "server receives SYN", "server retransmission timeout, gives up",
                    "client retransmission timeout, gives up", "client receives SYN,ACK"};
  EXPECT_THAT(timed(config, tie, with_msl(1001)).times, ElementsAre(0, 0, 1000, 1000, 1001));
  EXPECT_THAT(timed(config, tie, with_msl(1000)).conflict,
              Contains(AllOf(HasSubstr("step 5 comes later than step 4"),
                             HasSubstr("it would arrive before the client's retransmission timer fires"))));
}

TEST(Tie, ASegmentThatArrivesBeforeTheTimerFiresMayArriveAtTheSameInstant) {
  const Stories tie{"client OPEN (active)", "server receives SYN", "server retransmission timeout",
                    "client receives SYN,ACK"};
  EXPECT_THAT(timed(uncopied(), tie).times, ElementsAre(0, 0, 1000, 1000));
}

TEST(Tie, WhatATimerMakesThePeerSendMayArriveAtTheSameInstant) {
  const Stories answer{"client OPEN (active)", "network loses the client's SYN", "client retransmission timeout",
                       "server receives SYN", "client receives SYN,ACK"};
  EXPECT_THAT(timed(uncopied(), answer).times, ElementsAre(0, 0, 1000, 1000, 1000));
}

}  // namespace
}  // namespace finalack::checker
