// When a client's first text completes the handshake: what is synthesised, and that exhaustive search on integers finds
// the same.
#include "properties/setup/thresholds.hpp"

#include <gtest/gtest.h>

#include "tests/properties/setup/expectations.hpp"

namespace finalack::properties {
namespace {

using enum SetupThreshold;
using checker::VerdictKind;
using model::Backoff;
using model::SetupConfig;
using model::SetupTimes;

class SetupThresholds : public testing::TestWithParam<SetupConfig> {};

/// Above all: the condition is computed, and it is the formula.
TEST_P(SetupThresholds, AreComputed) { expect_condition(TextFails, GetParam(), in_time(GetParam())); }

TEST_P(SetupThresholds, AreThoseOfTheServersGivingUp) {
  expect_condition(ServerGivesUp, GetParam(), in_time(GetParam()));
}

/// A unit is four ticks, and the times are not multiples of each other: one tick is between the two sides.
TEST_P(SetupThresholds, AreMetExactlyByExhaustiveSearch) {
  const SetupConfig& config = GetParam();
  for (const std::uint32_t MSL : {4U, 7U}) {
    const std::uint32_t RTO = intervals(config) == 1 ? 20 : 12;
    const std::uint32_t most = intervals(config) * RTO - 2 * MSL;
    for (const auto never : {TextFails, ServerGivesUp, ClientIsReset}) {
      const auto at = [&](std::uint32_t think) { return setup_at(never, config, {MSL, RTO, think, 1000}, {}); };
      EXPECT_EQ(at(most - 1).verdict.kind, VerdictKind::Proved) << MSL;
      EXPECT_EQ(at(most).verdict.kind, VerdictKind::Proved) << MSL;
      EXPECT_EQ(at(most + 1).verdict.kind, VerdictKind::Violated) << MSL;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Doubling, SetupThresholds,
                         testing::Values(SetupConfig{.retry_limit = 0}, SetupConfig{.retry_limit = 1},
                                         SetupConfig{.retry_limit = 2}));
INSTANTIATE_TEST_SUITE_P(Constant, SetupThresholds,
                         testing::Values(SetupConfig{.retry_limit = 0, .backoff = Backoff::Constant},
                                         SetupConfig{.retry_limit = 1, .backoff = Backoff::Constant},
                                         SetupConfig{.retry_limit = 2, .backoff = Backoff::Constant}));
INSTANTIATE_TEST_SUITE_P(SynAcksLost, SetupThresholds,
                         testing::Values(SetupConfig{.retry_limit = 1, .syn_acks_to_lose = 1},
                                         SetupConfig{.retry_limit = 2, .syn_acks_to_lose = 1},
                                         SetupConfig{.retry_limit = 2, .syn_acks_to_lose = 2}));

/// Too many runs to gather them all; so the condition is not found here, but proved where it is said to hold, and found
/// to be as wide as can be at points of its edge.
TEST(SetupThresholds, GoOnAsTheyBegan) {
  for (const unsigned retries : {4U, 5U}) {
    for (const auto backoff : {Backoff::Exponential, Backoff::Constant}) {
      for (unsigned lost = 0; lost <= retries; ++lost) {
        const SetupConfig config{.retry_limit = retries, .backoff = backoff, .syn_acks_to_lose = lost};
        const std::int64_t n = intervals(config);
        const checker::Polyhedron in_time{{{{-2, n, -1}, 0, false}}};
        const SetupCondition found = setup_condition(TextFails, config, {}, in_time);
        EXPECT_EQ(found.answer.outside, checker::SynthesisResult::Outside::Proved) << found.answer.why_not;
        EXPECT_TRUE(found.answer.region.pieces.empty()) << found.condition;
        for (const std::uint32_t MSL : {1U, 4U, 12U}) {
          const std::uint32_t RTO = 2 * MSL / intervals(config) + 6;
          const std::uint32_t most = intervals(config) * RTO - 2 * MSL;
          EXPECT_EQ(setup_at(TextFails, config, {MSL, RTO, most, 1000}, {}).verdict.kind, VerdictKind::Proved);
          EXPECT_EQ(setup_at(TextFails, config, {MSL, RTO, most + 1, 1000}, {}).verdict.kind, VerdictKind::Violated);
        }
      }
    }
  }
}

TEST(SetupReset, IsPossibleWhereTheTextCanFail) {
  expect_condition(ClientIsReset, {.retry_limit = 1}, "think <= 3 RTO - 2 MSL");
}

TEST(SetupAnswers, CompleteTheHandshakeInTimeWhereNoneIsLost) {
  expect_condition(TextFails, {.retry_limit = 0, .answers_to_lose = 0}, "RTO >= 2 MSL");
  expect_condition(TextFails, {.retry_limit = 1, .answers_to_lose = 0}, "3 RTO >= 2 MSL");
  expect_condition(TextFails, {.retry_limit = 2, .answers_to_lose = 0}, "7 RTO >= 2 MSL");
}

TEST(SetupAnswers, OrTheTextDoes) {
  expect_condition(TextFails, {.retry_limit = 1, .answers_to_lose = 1}, "RTO >= MSL or think <= 3 RTO - 2 MSL");
  expect_condition(TextFails, {.retry_limit = 2, .answers_to_lose = 1}, "3 RTO >= MSL or think <= 7 RTO - 2 MSL");
  expect_condition(TextFails, {.retry_limit = 1, .answers_to_lose = 2}, "think <= 3 RTO - 2 MSL");
}

TEST(SetupSynAcks, AllLostEndTheConnectionAtAnyTimes) {
  expect_condition(ServerGivesUp, {.retry_limit = 1, .syn_acks_to_lose = 2}, "never");
}

/// Every point of a grid, in ticks: what the region says, and what exhaustive search says.
void expect_agreement(SetupThreshold never, const SetupConfig& config) {
  const SetupCondition found = setup_condition(never, config, {});
  ASSERT_EQ(found.answer.outside, checker::SynthesisResult::Outside::Proved) << found.answer.why_not;
  unsigned violated = 0;
  unsigned safe = 0;
  for (const unsigned msl : {1U, 2U, 5U}) {
    for (const unsigned rto : {1U, 2U, 5U}) {
      for (unsigned think = 1; think <= 15; think += 2) {
        const bool expected = found.answer.region.contains({{msl, 1}, {rto, 1}, {think, 1}});
        const auto at = setup_at(never, config, {msl, rto, think, 1000}, {});
        EXPECT_EQ(at.run.has_value(), expected) << msl << ' ' << rto << ' ' << think;
        EXPECT_EQ(at.verdict.kind, expected ? VerdictKind::Violated : VerdictKind::Proved);
        ++(expected ? violated : safe);
      }
    }
  }
  EXPECT_GT(violated, 0U);
  EXPECT_GT(safe, 0U);
}

TEST(SetupThresholds, AgreeWithExhaustiveSearch) {
  expect_agreement(TextFails, {.retry_limit = 1});
  expect_agreement(TextFails, {.retry_limit = 1, .backoff = Backoff::Constant, .answers_to_lose = 1});
  expect_agreement(ServerGivesUp, {.retry_limit = 2, .answers_to_lose = 1, .syn_acks_to_lose = 1});
  expect_agreement(ClientIsReset, {.retry_limit = 1, .syn_acks_to_lose = 1});
}

}  // namespace
}  // namespace finalack::properties
