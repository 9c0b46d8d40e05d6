#include "properties/timed/problems.hpp"

#include <stdexcept>

#include "properties/timed/final_ack_invariant.hpp"

namespace finalack::properties {

using model::Backoff;
using model::Symbolic;

namespace {

/// With a timer that doubles, the shorter RTO is, the more of its transmissions lie within 2 MSL, and each is a piece
/// of the region: infinitely many towards RTO = 0. So it is bounded.
checker::Polyhedron not_too_short(Backoff backoff) {
  if (backoff == Backoff::Constant) return {};
  return {{{{-1, 4, 0}, 0, false}}};  // 4 RTO >= MSL
}

}  // namespace

const std::vector<ParametricClaim>& parametric_claims() {
  static const std::vector<ParametricClaim> all{
      {"time-wait.final-ack", "never: " + fin_comes_too_late().name,
       "Lost ACKs do not add up, because every FIN that arrives restarts the timer; lost FINs do."},
  };
  return all;
}

std::string statement_of(const std::string& claim) {
  for (const ParametricClaim& c : parametric_claims()) {
    if (c.id == claim) return c.statement;
  }
  throw std::logic_error("not a parametric claim: " + claim);
}

checker::TimedProblem problem_about(const model::TimedConfig& config, const TimedPredicate& never) {
  checker::TimedProblem problem;
  problem.config = config;
  problem.bad_in_ticks = [world = model::TimedPeers(config),
                          holds = never.in_ticks](const checker::TimedProblem::Ticks& state) {
    return holds(TimedView<TimedPredicate::Numbers>(world, state));
  };
  problem.bad = [world = model::TimedPeers(config), holds = never.in_reals](const checker::TimedProblem::Exact& state) {
    return holds(TimedView<Symbolic>(world, state));
  };
  problem.bad_in_crowd = [world = model::CrowdedPeers(config),
                          holds = never.in_reals](const checker::TimedProblem::Crowded& state) {
    return holds(TimedView<Symbolic>(world, state));
  };
  problem.invariant = [](const auto& world, const auto& parameters, const auto& state) {
    return FinalAckInvariant<Symbolic>(world, parameters, state).holds();
  };
  return problem;
}

checker::TimedProblem problem_of(const SynthesisQuestion& question) {
  model::TimedConfig config = losing(question.lost_fins, question.lost_acks, question.backoff);
  config.merges_acks = true;
  config.capacity = question.backoff == Backoff::Constant ? 5 : 8;
  checker::TimedProblem problem = problem_about(config, fin_comes_too_late());
  problem.domain = not_too_short(question.backoff);
  return problem;
}

}  // namespace finalack::properties
