// What the world of connection set-up leaves out changes nothing of what its claims ask: a world that leaves out
// nothing, explored point by point, has the same verdicts.
#include "tests/properties/setup/whole_setup.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "properties/setup/thresholds.hpp"
#include "tests/properties/setup/expectations.hpp"

namespace finalack::properties {
namespace {

using model::Backoff;
using model::SetupConfig;
using model::SetupTimes;

bool possible(SetupThreshold never, const SetupConfig& config, const SetupTimes& times) {
  const PointInTicks at = setup_at(never, config, times, {});
  EXPECT_NE(at.verdict.kind, checker::VerdictKind::Unknown);
  return at.run.has_value();
}

/// A client sends its SYN once more, and its text; often enough for an overtaking, a duplicate and a new beginning.
WholeSetup::Reached whole(const SetupConfig& config, const SetupTimes& times) {
  return WholeSetup(config, times, 1).explore(4'000'000);
}

class WholeOfSetupAt : public testing::TestWithParam<SetupConfig> {};

TEST_P(WholeOfSetupAt, HasTheSameVerdictsEverywhere) {
  const SetupConfig& config = GetParam();
  unsigned violated = 0;
  unsigned safe = 0;
  for (const std::uint32_t msl : {1U, 2U}) {
    for (const std::uint32_t rto : {1U, 2U, 3U}) {
      for (std::uint32_t think = 1; think <= 7; think += 2) {
        const SetupTimes times{msl, rto, think, 1000};
        const auto reached = whole(config, times);
        SCOPED_TRACE(fmt::format("MSL={} RTO={} think={}", msl, rto, think));
        EXPECT_EQ(possible(SetupThreshold::TextFails, config, times), reached.text_fails);
        EXPECT_EQ(possible(SetupThreshold::ServerGivesUp, config, times), reached.server_gives_up);
        EXPECT_EQ(possible(SetupThreshold::ClientIsReset, config, times), reached.client_is_reset);
        ++(reached.text_fails ? violated : safe);
      }
    }
  }
  EXPECT_GT(violated, 0U);
  EXPECT_GT(safe, 0U);
}

INSTANTIATE_TEST_SUITE_P(Doubling, WholeOfSetupAt,
                         testing::Values(SetupConfig{.retry_limit = 0}, SetupConfig{.retry_limit = 1},
                                         SetupConfig{.retry_limit = 1, .answers_to_lose = 0},
                                         SetupConfig{.retry_limit = 1, .answers_to_lose = 1},
                                         SetupConfig{.retry_limit = 1, .syn_acks_to_lose = 1},
                                         SetupConfig{.retry_limit = 2, .answers_to_lose = 1, .syn_acks_to_lose = 2},
                                         SetupConfig{.retry_limit = 2}));
INSTANTIATE_TEST_SUITE_P(
    Constant, WholeOfSetupAt,
    testing::Values(SetupConfig{.retry_limit = 1, .backoff = Backoff::Constant},
                    SetupConfig{.retry_limit = 2, .backoff = Backoff::Constant, .answers_to_lose = 2},
                    SetupConfig{
                        .retry_limit = 2, .backoff = Backoff::Constant, .answers_to_lose = 0, .syn_acks_to_lose = 1},
                    SetupConfig{.retry_limit = 3, .backoff = Backoff::Constant}));

/// Otherwise the agreement would say nothing about it.
TEST(WholeOfSetup, HasServersThatBeginAnew) {
  EXPECT_TRUE(
      whole({.retry_limit = 0, .answers_to_lose = 0, .syn_acks_to_lose = 1}, {2, 1, 1, 1000}).server_begins_anew);
}

}  // namespace
}  // namespace finalack::properties
