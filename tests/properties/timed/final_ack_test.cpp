// The regions of time-wait.final-ack: found, proved, and held against exhaustive search.
#include <gtest/gtest.h>
#include <z3++.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/minimal.hpp"
#include "properties/catalogue.hpp"
#include "properties/time_wait/regions.hpp"
#include "properties/timed/problems.hpp"
#include "properties/timed/synthesis.hpp"

namespace finalack::properties {
namespace {

using checker::LinearConstraint;
using checker::Rational;
using checker::SynthesisResult;
using checker::VerdictKind;
using model::Backoff;

SynthesisAnswer region(unsigned acks, unsigned fins, Backoff backoff = Backoff::Constant) {
  return synthesize({"time-wait.final-ack", acks, fins, backoff, {}}, {.seconds = 100});
}

struct Expected {
  unsigned acks;
  unsigned fins;
  Backoff backoff;
  const char* condition;
};
std::string name_of_region(const testing::TestParamInfo<Expected>& info) {
  return "Acks" + std::to_string(info.param.acks) + "Fins" + std::to_string(info.param.fins) +
         (info.param.backoff == Backoff::Constant ? "" : "Doubling");
}

class FinalAckRegion : public testing::TestWithParam<Expected> {};

TEST_P(FinalAckRegion, IsFoundAndProvedOutside) {
  const Expected& e = GetParam();
  const SynthesisAnswer answer = region(e.acks, e.fins, e.backoff);
  EXPECT_EQ(answer.condition, e.condition);
  EXPECT_EQ(answer.result.outside, SynthesisResult::Outside::Proved) << answer.result.why_not;
  EXPECT_EQ(answer.result.runs.size(), answer.result.region.pieces.size());
}
INSTANTIATE_TEST_SUITE_P(
    Regions, FinalAckRegion,
    testing::Values(Expected{0, 0, Backoff::Constant, "RTO >= 2 MSL or W >= min(RTO + MSL, 2 MSL)"},
                    Expected{1, 0, Backoff::Constant, "W >= RTO + MSL"},
                    Expected{0, 1, Backoff::Constant, "RTO >= 2 MSL or W >= min(2 RTO + MSL, 2 MSL)"},
                    Expected{1, 1, Backoff::Exponential, "W >= 3 RTO + MSL and W >= 2 MSL"}),
    name_of_region);

TEST(FinalAckInvariantTest, FailsWhereARegionIsTooLarge) {
  const checker::CloseProblem problem = final_ack_problem({"time-wait.final-ack", 1, 1, Backoff::Constant, {}});
  const LinearConstraint enough{{-1, -2, 1}, 0, false};
  const LinearConstraint too_little{{-1, -1, 1}, 0, false};
  EXPECT_TRUE(checker::prove_where(problem, {enough}, {}).proved);
  const checker::ProofResult refuted = checker::prove_where(problem, {too_little}, {});
  EXPECT_FALSE(refuted.proved);
  EXPECT_NE(refuted.why_not.find("not kept"), std::string::npos);
}

TEST(FinalAckInvariantTest, IsOfNoUseWhereARstIsObeyed) {
  checker::CloseProblem problem = final_ack_problem({"time-wait.final-ack", 0, 0, Backoff::Constant, {}});
  problem.config.rules.rfc1337 = false;
  const checker::CloseProblem by_the_letter = problem_about(problem.config, fin_comes_too_late());
  EXPECT_FALSE(checker::prove_where(by_the_letter, {{{-4, 0, 1}, 0, false}}, {}).proved);
}

/// Each inequality of a boundary, from both sides, with a solver of its own: just inside of the violated region a run
/// of exhaustive search, just outside a proof.
TEST(FinalAckBoundary, IsCheckedFromBothSides) {
  const checker::CloseProblem problem = final_ack_problem({"time-wait.final-ack", 1, 1, Backoff::Constant, {}});
  for (const auto& [msl, rto] : {std::pair{1, 1}, {2, 1}, {1, 2}, {3, 2}}) {
    const std::int64_t edge = msl + 2 * rto;
    const auto below = checker::decide_at(problem, {{msl, 1}, {rto, 1}, {4 * edge - 1, 4}}, {});
    EXPECT_TRUE(below.run.has_value());
    const auto on = checker::decide_at(problem, {{msl, 1}, {rto, 1}, {edge, 1}}, {});
    EXPECT_EQ(on.outcome.verdict.kind, VerdictKind::Proved);
  }
}

/// Wherever exhaustive search finds a run, just within the violated region, one is found over reals, and replays on
/// integers.
TEST(FinalAckOverReals, FindsARunWhereExhaustiveSearchDoes) {
  const SynthesisQuestion questions[] = {{"time-wait.final-ack", 0, 0, Backoff::Constant, {}},
                                         {"time-wait.final-ack", 1, 1, Backoff::Constant, {}},
                                         {"time-wait.final-ack", 1, 1, Backoff::Exponential, {}}};
  const checker::Property never{checker::Property::Kind::Never, 0, {}, {}};
  for (const SynthesisQuestion& question : questions) {
    unsigned found = 0;
    for (const auto& [msl, rto] : {std::pair{1, 2}, {4, 2}}) {
      for (const std::int64_t edge : {rto + msl, 2 * rto + msl}) {
        const checker::TickPoint point = checker::in_ticks({{msl, 1}, {rto, 1}, {2 * edge - 1, 2}});
        const auto world = parametric(question.claim).at(question, point);
        const auto explored = checker::check_explicit(*world.system, {never}, {}).front().verdict;
        if (explored.kind != VerdictKind::Violated) continue;
        const auto trace = world.over_reals({}, {});
        ASSERT_TRUE(trace) << msl << " " << rto << " " << edge;
        EXPECT_NO_THROW(checker::confirm(*world.system, never, *trace));
        ++found;
      }
    }
    EXPECT_GT(found, 0U);
  }
}

/// MSL = RTO = W = 1 tick: the FIN has to arrive between the two ticks at which it is sent and sent again.
TEST(FinalAckOverReals, SaysWhereARunIsOnlyBetweenTicks) {
  const checker::CloseProblem problem = final_ack_problem({"time-wait.final-ack", 0, 0, Backoff::Constant, {}});
  const checker::OverReals between = checker::find_over_reals(problem, {1, 1, 1}, {.depth = 8});
  EXPECT_FALSE(between.run);
  EXPECT_TRUE(between.exists_over_reals);
  EXPECT_EQ(between.ended_by, checker::EndedBy::Nothing);
  const checker::OverReals finer = checker::find_over_reals(problem, {4, 4, 4}, {.depth = 8});
  EXPECT_TRUE(finer.run);
  EXPECT_TRUE(finer.exists_over_reals);
}

TEST(Synthesis, KeepsAFixedParameter) {
  const SynthesisAnswer answer =
      synthesize({"time-wait.final-ack", 1, 0, Backoff::Constant, {{"MSL", {2, 1}}}}, {.seconds = 100});
  EXPECT_EQ(answer.result.outside, SynthesisResult::Outside::Proved);
  EXPECT_FALSE(answer.result.region.contains({{2, 1}, {1, 1}, {3, 1}}));
  EXPECT_TRUE(answer.result.region.contains({{2, 1}, {1, 1}, {29, 10}}));
}

/// Half a measure below the edge: W has to be 4.
TEST(Synthesis, ShowsARunNearTheEdgeOfWhatIsLeft) {
  const SynthesisAnswer answer = synthesize(
      {"time-wait.final-ack", 1, 1, Backoff::Constant, {{"MSL", {2, 1}}, {"RTO", {1, 1}}}}, {.seconds = 100});
  ASSERT_EQ(answer.result.runs.size(), 1U);
  EXPECT_EQ(answer.result.runs.front().parameters, (std::vector<Rational>{{2, 1}, {1, 1}, {7, 2}}));
  SynthesisQuestion outage;
  outage.claim = "keepalive.kills-good.surely";
  outage.fixed = {{"interval", {5, 2}}};
  const SynthesisAnswer kills = synthesize(outage, {.seconds = 100});
  ASSERT_EQ(kills.result.runs.size(), 1U);
  const std::vector<Rational>& at = kills.result.runs.front().parameters;
  EXPECT_EQ(at, (std::vector<Rational>{{5, 2}, {5, 1}, {85, 4}})) << "up to 25";
  EXPECT_LE(kills.result.runs.front().steps.back().at.value(), at[0].value() * 9 + at[1].value() + at[2].value());
}

TEST(Synthesis, SaysWhatItFoundWhenItsTimeIsUp) {
  const SynthesisAnswer answer = synthesize({"time-wait.final-ack", 1, 2, Backoff::Constant, {}}, {.seconds = 0.05});
  EXPECT_NE(answer.result.outside, SynthesisResult::Outside::Proved);
  EXPECT_EQ(answer.result.ended_by, checker::EndedBy::Time);
}

TEST(Synthesis, RefusesWhatCannotBe) {
  const auto ask = [](SynthesisQuestion q) { synthesize(q, {}); };
  EXPECT_THROW(ask({"time-wait.final-ack", 4, 0, Backoff::Constant, {}}), UsageError);
  EXPECT_THROW(ask({"handshake.agreement", 0, 0, Backoff::Constant, {}}), UsageError);
  EXPECT_THROW(ask({"nothing", 0, 0, Backoff::Constant, {}}), UsageError);
  EXPECT_THROW(ask({"time-wait.final-ack", 0, 0, Backoff::Constant, {{"X", {1, 1}}}}), UsageError);
  EXPECT_THROW(ask({"time-wait.final-ack", 0, 0, Backoff::Constant, {{"W", {0, 1}}}}), UsageError);
}

TEST(ParametricClaims, AreClaimsOfTheCatalogue) {
  for (const ParametricClaim& claim : parametric_claims()) {
    EXPECT_NE(catalogue().find(claim.id), nullptr) << claim.id;
    EXPECT_EQ(find_parametric(claim.id), &claim);
    EXPECT_TRUE(claim.statement.starts_with("never: ")) << claim.id;
  }
}

TEST(RunAt, NeedsAllParameters) {
  const SynthesisQuestion q{"time-wait.final-ack", 1, 0, Backoff::Constant, {}};
  EXPECT_THROW(run_at(q, {{"MSL", {1, 1}}, {"RTO", {1, 1}}}, {}), UsageError);
  const RunAtPoint violated = run_at(q, {{"MSL", {1, 1}}, {"RTO", {2, 1}}, {"W", {5, 2}}}, {});
  EXPECT_EQ(violated.outcome.verdict.kind, VerdictKind::Violated);
  const RunAtPoint holds = run_at(q, {{"MSL", {1, 1}}, {"RTO", {2, 1}}, {"W", {3, 1}}}, {});
  EXPECT_EQ(holds.outcome.verdict.kind, VerdictKind::Proved);
}

TEST(RationalFrom, ReadsNumbersAsPeopleWriteThem) {
  EXPECT_EQ(rational_from("3"), (Rational{3, 1}));
  EXPECT_EQ(rational_from("2.5"), (Rational{5, 2}));
  EXPECT_EQ(rational_from("10/4"), (Rational{5, 2}));
  for (const char* bad : {"", "0", "-1", "1/0", "x", "1.", "1e3", "1/2/3", "99999999999", " 1", "0/5"}) {
    EXPECT_THROW(rational_from(bad), UsageError) << bad;
  }
}

}  // namespace
}  // namespace finalack::properties
