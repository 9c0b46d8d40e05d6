#include "checker/timed/close_problem.hpp"

#include <algorithm>
#include <chrono>

#include "checker/explicit_engine.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/lowering.hpp"
#include "checker/timed/search.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

/// MSL and RTO in ticks: the ratios at which exhaustive search looks for the largest W that is too short.
constexpr std::pair<unsigned, unsigned> kGrid[] = {{4, 4}, {4, 2},  {4, 6}, {8, 2}, {2, 6},
                                                   {6, 2}, {12, 2}, {6, 4}, {10, 4}};
constexpr std::size_t kLengthOfTimeWait = 2;  ///< among the parameters
/// Ticks to the unit there: a run that is found counts, and one that is missed is found over reals.
constexpr unsigned kCoarsely = 2;
constexpr unsigned kFirstDepth = 6;  ///< of runs over reals, in steps

}  // namespace

SynthesisProblem lowered(const CloseProblem& problem, model::SymbolicSession& session) {
  SynthesisProblem all;
  auto exact = lower_timed(model::TimedPeers(problem.config), session);
  all.runs.bad = problem.bad(exact.state).term();
  all.runs.relation = std::move(exact.relation);
  const model::CrowdedPeers crowd(problem.config);
  auto crowded = lower_timed(crowd, session);
  all.proofs.bad = problem.bad_in_crowd(crowded.state).term();
  all.invariant = problem.invariant(crowd, crowded.parameters, crowded.state).term();
  all.proofs.relation = std::move(crowded.relation);
  all.domain = problem.domain;
  all.first_depth = kFirstDepth;
  for (const auto& [msl, rto] : kGrid) all.grid.push_back({{{msl, 1}, {rto, 1}, {msl, 1}}, kLengthOfTimeWait, false});
  all.run_at = [problem](const std::vector<Rational>& point, const Limits& limits) {
    return decide_at(problem, point, limits, kCoarsely).run;
  };
  return all;
}

PointResult decide_at(const CloseProblem& problem, const std::vector<Rational>& point, const Limits& limits,
                      unsigned finely) {
  const TickPoint scale = in_ticks(point, finely);
  const std::unique_ptr<System> system =
      tick_system(model::TimedPeers(problem.config), scale.ticks, {{"violated", problem.bad_in_ticks}});
  const Property never{Property::Kind::Never, 0, {}, {}};
  PointResult result{{}, check_explicit(*system, {never}, limits).front()};
  if (result.outcome.verdict.kind == VerdictKind::Violated) {
    result.run = timed_run(*result.outcome.verdict.trace, scale, point);
  }
  return result;
}

OverReals find_over_reals(const CloseProblem& problem, const std::vector<unsigned>& ticks, const Limits& limits,
                          const OnProgress& progress) {
  const auto start = std::chrono::steady_clock::now();
  model::SymbolicSession session(5);
  const auto exact = lower_timed(model::TimedPeers(problem.config), session);
  const model::Term bad = problem.bad(exact.state).term();
  SolverBudget budget(limits);
  OverReals result;
  while (result.depth < limits.depth) {
    const unsigned steps = std::min(limits.depth, std::max(result.depth + 1, kFirstDepth));
    if (progress) {
      Progress p;
      p.what = "two peers in time";
      p.engine = "bmc";
      p.depth = steps;
      p.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      progress(p);
    }
    TimedSearch search(exact.relation, bad, steps, budget);
    z3::expr_vector there(*exact.relation.context);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
      there.push_back(search.parameters()[i] == exact.relation.context->real_val(static_cast<int>(ticks[i])));
    }
    const TimedSearch::Answer answer = search.find(z3::mk_and(there));
    if (answer == TimedSearch::Answer::OutOfBudget) {
      result.ended_by = budget.spent();
      return result;
    }
    if (answer == TimedSearch::Answer::Found) {
      result.run = at_whole_times(exact.relation, bad, search.run(), budget);
      result.ended_by = result.run ? EndedBy::Nothing : budget.spent();
      result.exists_over_reals = true;
      return result;
    }
    result.depth = steps;
  }
  result.ended_by = EndedBy::Depth;
  return result;
}

ProofResult prove_where(const CloseProblem& problem, const std::vector<LinearConstraint>& where, const Limits& limits) {
  model::SymbolicSession session(5);
  return prove_where(lowered(problem, session), where, limits);
}

}  // namespace finalack::checker
