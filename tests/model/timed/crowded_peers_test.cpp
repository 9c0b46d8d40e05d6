// The crowded world over-approximates the exact one: whatever happens in the latter can happen in the former, and leads
// to what it stands for.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/losses.hpp"
#include "tests/support/timed_lockstep.hpp"

namespace finalack::model {
namespace {

constexpr unsigned kRuns = 200;
constexpr unsigned kSteps = 120;

class CrowdedPeersFollow : public testing::TestWithParam<Losses> {
 protected:
  /// What a run that disagrees is reported with is all that it depends on.
  void follow_runs(TimedConfig config) {
    config.backoff = GetParam().backoff;
    config.fins_to_lose = GetParam().fins;
    config.acks_to_lose = GetParam().acks;
    config.fins_within_w = GetParam().fins_within_w;
    unsigned most_fins = 0;
    bool lost_between = false;
    bool reopened = false;
    bool mistaken = false;
    for (unsigned seed = 1; seed <= kRuns; ++seed) {
      std::mt19937 random(seed);
      const auto ticks = [&](unsigned most) { return concrete::Time(1 + static_cast<unsigned>(random() % most)); };
      const TimeParameters<TimedLockstep::D> parameters{ticks(9), ticks(seed % 2 == 0 ? 9 : 2), ticks(20)};
      const auto haste = static_cast<unsigned>(random() % 8);
      TimedLockstep run(config, parameters);
      for (unsigned step = 0; step < kSteps; ++step) {
        ASSERT_TRUE(run.step(random, haste)) << "\nseed " << seed << ", MSL " << parameters.msl.raw() << ", RTO "
                                             << parameters.rto.raw() << ", W " << parameters.w.raw();
        const Crowd<TimedLockstep::D>& fins = run.crowds().crowds[run.crowded().hosts().fin() - 1];
        most_fins = std::max(most_fins, in_flight(run, run.crowded().hosts().fin()));
        lost_between = lost_between || bool(fins.gaps != 0U) || bool(run.crowds().fins_lost_between != 0U);
        reopened = reopened || bool(run.exact().ends.history.reopened);
        mistaken = mistaken || bool(run.exact().ends.history.old_accepted);
      }
    }
    EXPECT_GE(most_fins, 3U);  // or these runs would say little
    EXPECT_EQ(lost_between,
              config.fins_within_w || (config.fins_to_lose > 0 && config.fins_to_lose != Rules::kUnlimited));
    EXPECT_EQ(reopened, config.reopens);
    EXPECT_EQ(mistaken, config.reopens);
  }

  static unsigned in_flight(const TimedLockstep& run, unsigned segment) {
    unsigned count = 0;
    for (const auto& flight : run.exact().network) count += flight.present && flight.segment.raw() == segment ? 1 : 0;
    return count;
  }
};

TEST_P(CrowdedPeersFollow, EveryRunOfTheExactWorld) {
  TimedConfig config;
  config.rules.rfc1337 = true;
  follow_runs(config);
}

TEST_P(CrowdedPeersFollow, RunsInWhichARstEndsTimeWait) { follow_runs({}); }

TEST_P(CrowdedPeersFollow, RunsInWhichTimeWaitIsNotRestarted) {
  TimedConfig config;
  config.rules.rfc1337 = true;
  config.restart = Restart::Never;
  follow_runs(config);
}

TEST_P(CrowdedPeersFollow, RunsInWhichTheSocketsAreConnectedAgain) {
  TimedConfig config;
  config.rules.rfc1337 = true;
  config.reopens = true;
  follow_runs(config);
}

INSTANTIATE_TEST_SUITE_P(Losses, CrowdedPeersFollow, testing::ValuesIn(all_losses()), name_of_losses);

}  // namespace
}  // namespace finalack::model
