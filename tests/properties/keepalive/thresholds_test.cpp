// The thresholds of keepalives: what is synthesised, and that exhaustive search on integers finds the same.
#include "properties/keepalive/thresholds.hpp"

#include <gtest/gtest.h>

namespace finalack::properties {
namespace {

using enum KeepaliveThreshold;
using model::KeepaliveClient;
using model::KeepaliveConfig;

KeepaliveConfig vanished(unsigned probes) { return {.probes = probes, .client = KeepaliveClient::Vanished}; }
KeepaliveConfig there(KeepaliveClient client, unsigned probes) {
  return {.probes = probes, .client = client, .outage = true};
}

void expect_condition(KeepaliveThreshold never, const KeepaliveConfig& config, const std::string& condition) {
  const KeepaliveCondition found = keepalive_condition(never, config, {});
  EXPECT_EQ(found.condition, condition);
  EXPECT_EQ(found.answer.outside, checker::SynthesisResult::Outside::Proved) << found.answer.why_not;
}

TEST(KeepaliveBound, IsComputed) {
  expect_condition(HeldLonger, vanished(1), "bound >= interval + idle");
  expect_condition(HeldLonger, vanished(9), "bound >= 9 interval + idle");
  expect_condition(HeldLonger, vanished(10), "bound >= 10 interval + idle");
}

TEST(KeepaliveBound, IsReachedExactly) {
  expect_condition(FreedBefore, vanished(1), "bound <= interval + idle");
  expect_condition(FreedBefore, vanished(9), "bound <= 9 interval + idle");
}

TEST(KeepaliveOutage, CanKillFromTheFirstProbeToTheLast) {
  for (const auto client : {KeepaliveClient::Answers, KeepaliveClient::Speaks}) {
    expect_condition(KilledGood, there(client, 1), "never");
    expect_condition(KilledGood, there(client, 2), "outage <= interval");
    expect_condition(KilledGood, there(client, 9), "outage <= 8 interval");
  }
}

TEST(KeepaliveOutage, HasToKillASilentClientFromTheLastProbeOn) {
  expect_condition(Survived, there(KeepaliveClient::Answers, 1), "outage > idle");
  expect_condition(Survived, there(KeepaliveClient::Answers, 2), "outage > interval + idle");
  expect_condition(Survived, there(KeepaliveClient::Answers, 9), "outage > 8 interval + idle");
}

TEST(KeepaliveOutage, HasToKillAClientThatSpeaksFromTheEndOn) {
  expect_condition(Survived, there(KeepaliveClient::Speaks, 1), "outage > interval + idle");
  expect_condition(Survived, there(KeepaliveClient::Speaks, 9), "outage > 9 interval + idle");
}

/// Every point of a grid, in ticks: what the region says, and what exhaustive search says.
void expect_agreement(KeepaliveThreshold never, const KeepaliveConfig& config) {
  const KeepaliveCondition found = keepalive_condition(never, config, {});
  unsigned violated = 0;
  unsigned safe = 0;
  for (const unsigned idle : {2U, 3U, 6U}) {
    for (const unsigned interval : {1U, 2U, 4U}) {
      for (unsigned third = 1; third <= 16; ++third) {
        const bool of_bound = never == HeldLonger || never == FreedBefore;
        const model::KeepaliveTimes times{idle, interval, of_bound ? 1 : third, of_bound ? third : 1, 1000};
        const bool expected =
            found.answer.region.contains({{times.idle, 1}, {times.interval, 1}, {times.outage, 1}, {times.bound, 1}});
        const auto at = keepalive_at(never, config, times, {});
        EXPECT_EQ(at.run.has_value(), expected) << idle << ' ' << interval << ' ' << third;
        EXPECT_EQ(at.verdict.kind, expected ? checker::VerdictKind::Violated : checker::VerdictKind::Proved);
        ++(expected ? violated : safe);
      }
    }
  }
  EXPECT_GT(violated, 0U);
  EXPECT_GT(safe, 0U);
}

TEST(KeepaliveThresholds, AgreeWithExhaustiveSearch) {
  expect_agreement(HeldLonger, vanished(2));
  expect_agreement(FreedBefore, vanished(2));
  for (const auto client : {KeepaliveClient::Answers, KeepaliveClient::Speaks}) {
    expect_agreement(KilledGood, there(client, 3));
    expect_agreement(Survived, there(client, 2));
  }
}

}  // namespace
}  // namespace finalack::properties
