// Independent confirmation: the synthesised regions against exhaustive search on integers, point by point.
#include <gtest/gtest.h>

#include "properties/time_wait/regions.hpp"
#include "properties/timed/problems.hpp"
#include "properties/timed/synthesis.hpp"

namespace finalack::properties {
namespace {

using model::Backoff;

struct Losses {
  unsigned acks;
  unsigned fins;
  Backoff backoff;
};

class FinalAckGrid : public testing::TestWithParam<Losses> {};

/// MSL and RTO up to 6, W up to 12, in units of two ticks to which two are added for what is strict: an odd number of
/// halves is never on a boundary, since the boundaries are sums of multiples of MSL and RTO.
TEST_P(FinalAckGrid, AgreesWithExhaustiveSearchAtEveryPoint) {
  const Losses& l = GetParam();
  const SynthesisAnswer answer = synthesize({"time-wait.final-ack", l.acks, l.fins, l.backoff, {}}, {.seconds = 300});
  ASSERT_EQ(answer.result.outside, checker::SynthesisResult::Outside::Proved) << answer.result.why_not;
  checker::CloseProblem problem = final_ack_problem(answer.question);
  problem.config.capacity = 16;
  problem.config.merges_acks = false;
  unsigned violated = 0;
  unsigned points = 0;
  for (int msl = 1; msl <= 3; ++msl) {
    for (int rto = 1; rto <= 6; ++rto) {
      for (int w = 1; w <= 23; w += 2) {
        const std::vector<checker::Rational> point{{msl, 1}, {rto, 1}, {w, 2}};
        if (!checker::contains(problem.domain, point)) continue;
        const checker::PointResult at = checker::decide_at(problem, point, {}, 2);
        ASSERT_NE(at.outcome.verdict.kind, checker::VerdictKind::Unknown);
        EXPECT_EQ(at.run.has_value(), answer.result.region.contains(point))
            << "MSL " << msl << ", RTO " << rto << ", W " << w << "/2";
        violated += at.run.has_value() ? 1U : 0U;
        ++points;
      }
    }
  }
  EXPECT_GT(violated, 0U);
  EXPECT_LT(violated, points);
}
INSTANTIATE_TEST_SUITE_P(Losses, FinalAckGrid,
                         testing::Values(Losses{0, 0, Backoff::Constant}, Losses{1, 0, Backoff::Constant},
                                         Losses{0, 1, Backoff::Constant}, Losses{1, 1, Backoff::Constant},
                                         Losses{2, 1, Backoff::Constant}, Losses{1, 2, Backoff::Constant},
                                         Losses{0, 2, Backoff::Constant}, Losses{0, 0, Backoff::Exponential},
                                         Losses{1, 0, Backoff::Exponential}, Losses{1, 1, Backoff::Exponential}));

/// Beyond what synthesis is asked for: proved, and violated just below, for as many lost FINs as the invariant can
/// count in four bits.
TEST(FinalAckFormula, IsProvedAndTightUpToSevenLostFins) {
  for (unsigned fins = 0; fins <= 7; ++fins) {
    const checker::CloseProblem problem = problem_about(losing(fins, 1), fin_comes_too_late());
    const auto times = static_cast<std::int64_t>(fins) + 1;
    const auto proof = checker::prove_where(problem, {{{-1, -times, 1}, 0, false}}, {});
    EXPECT_TRUE(proof.proved) << fins << ": " << proof.why_not;
    const auto below = checker::decide_at(problem, {{2, 1}, {2, 1}, {2 + 2 * times - 1, 1}}, {}, 1);
    EXPECT_TRUE(below.run.has_value()) << fins;
  }
}

/// All A and F from 0 to 3 with a constant RTO: the general formula.
TEST(FinalAckFormula, IsTheRegionForEveryNumberOfLosses) {
  for (unsigned acks = 0; acks <= kMostLost; ++acks) {
    for (unsigned fins = 0; fins <= kMostLost; ++fins) {
      const SynthesisAnswer answer =
          synthesize({"time-wait.final-ack", acks, fins, Backoff::Constant, {}}, {.seconds = 300});
      EXPECT_EQ(answer.result.outside, checker::SynthesisResult::Outside::Proved) << answer.result.why_not;
      const std::string bound = (fins == 0 ? "RTO" : std::to_string(fins + 1) + " RTO") + " + MSL";
      EXPECT_EQ(answer.condition, acks == 0 ? "RTO >= 2 MSL or W >= min(" + bound + ", 2 MSL)" : "W >= " + bound);
    }
  }
}

}  // namespace
}  // namespace finalack::properties
