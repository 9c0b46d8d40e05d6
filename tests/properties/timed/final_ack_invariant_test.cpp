// The invariant of the final ACK, evaluated on runs: it holds of every state of a run inside the region, and fails
// somewhere outside. Z3 checks that it is inductive; this is what it would miss, an invariant that no real state
// satisfies as it is meant, or a crowded world that real runs leave.
#include "properties/timed/final_ack_invariant.hpp"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "properties/timed/problems.hpp"
#include "tests/support/losses.hpp"
#include "tests/support/timed_lockstep.hpp"

namespace finalack::properties {
namespace {

using model::Backoff;
using model::TimedLockstep;
using Numbers = TimedLockstep::D;

using model::all_losses;
using model::counted_losses;
using model::Losses;
using model::name_of_losses;

/// The least W at which TIME-WAIT is long enough, in ticks (docs/time-wait.md). With a timer that doubles and no ACK
/// lost, 2 MSL, which is more than enough.
unsigned least_w(const Losses& lost, unsigned msl, unsigned rto) {
  if (lost.backoff == Backoff::Exponential) {
    if (lost.acks == 0) return 2 * msl;
    const unsigned intervals = (1U << (lost.acks + lost.fins)) - (1U << (lost.acks - 1));
    return std::max(intervals * rto + msl, 2 * msl);
  }
  if (lost.fins_within_w) return rto + msl;
  if (lost.fins == model::Rules::kUnlimited) return 2 * msl;
  const unsigned bound = (lost.fins + 1) * rto + msl;
  return lost.acks == 0 ? std::min(bound, 2 * msl) : bound;
}

class FinalAckInvariantOnRuns : public testing::TestWithParam<Losses> {
 protected:
  struct Point {
    unsigned msl;
    unsigned rto;
    unsigned w;
  };

  /// The first state, if any, of a run of that seed of which the invariant does not hold, as the run up to it. Between
  /// the steps, while time passes, nothing is claimed: there time is a part of the next step.
  static std::optional<std::string> first_failure(const Losses& lost, const Point& at, unsigned seed,
                                                  bool reopens = false) {
    std::mt19937 random(seed);
    const auto haste = static_cast<unsigned>(random() % 8);
    model::TimedConfig config = losing(lost.fins, lost.acks, lost.backoff);
    config.fins_within_w = lost.fins_within_w;
    config.reopens = reopens;
    TimedLockstep run(config, {at.msl, at.rto, at.w});
    for (unsigned step = 0; step < 150; ++step) {
      if (!run.ticked() && !FinalAckInvariant<Numbers>(run.crowded(), run.parameters(), run.crowds()).holds()) {
        return run.story();
      }
      const testing::AssertionResult taken = run.step(random, haste);
      if (!taken) return taken.message();
    }
    return std::nullopt;
  }
};

TEST_P(FinalAckInvariantOnRuns, HoldsInTheRegion) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    Point at{1 + static_cast<unsigned>(random() % 9), 1 + static_cast<unsigned>(random() % 9), 0};
    const unsigned beyond = GetParam().fins_within_w ? 4 * at.rto : 4;  // room to lose some
    at.w = least_w(GetParam(), at.msl, at.rto) + static_cast<unsigned>(random() % beyond);
    const auto failure = first_failure(GetParam(), at, seed);
    ASSERT_FALSE(failure) << "seed " << seed << ", MSL " << at.msl << ", RTO " << at.rto << ", W " << at.w << *failure;
  }
}

TEST_P(FinalAckInvariantOnRuns, HoldsWhereTheSocketsAreConnectedAgainAfterTwoMsl) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    Point at{1 + static_cast<unsigned>(random() % 4), 1 + static_cast<unsigned>(random() % 4), 0};
    at.w = std::max(2 * at.msl, least_w(GetParam(), at.msl, at.rto));
    const auto failure = first_failure(GetParam(), at, seed, true);
    ASSERT_FALSE(failure) << "seed " << seed << ", MSL " << at.msl << ", RTO " << at.rto << ", W " << at.w << *failure;
  }
}

class FinalAckInvariantOutside : public FinalAckInvariantOnRuns {};

TEST_P(FinalAckInvariantOutside, FailsOnSomeRun) {
  unsigned failures = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    Point at{2 + static_cast<unsigned>(random() % 8), 1 + static_cast<unsigned>(random() % 9), 0};
    at.rto = std::min(at.rto, 2 * at.msl - 1);
    at.w = std::max(1U, std::min(least_w(GetParam(), at.msl, at.rto), at.msl + at.rto) / 2);
    failures += first_failure(GetParam(), at, seed) ? 1U : 0U;
  }
  EXPECT_GT(failures, 0U);
}

INSTANTIATE_TEST_SUITE_P(Losses, FinalAckInvariantOnRuns, testing::ValuesIn(all_losses()), name_of_losses);
// Within W there is an outside only where not a single FIN may be lost.
INSTANTIATE_TEST_SUITE_P(Losses, FinalAckInvariantOutside, testing::ValuesIn(counted_losses()), name_of_losses);

}  // namespace
}  // namespace finalack::properties
