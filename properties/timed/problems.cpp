#include "properties/timed/problems.hpp"

#include "properties/timed/final_ack_invariant.hpp"

namespace finalack::properties {

using model::Symbolic;

checker::CloseProblem problem_about(const model::TimedConfig& config, const TimedPredicate& never) {
  checker::CloseProblem problem;
  problem.config = config;
  problem.bad_in_ticks = [world = model::TimedPeers(config),
                          holds = never.in_ticks](const checker::CloseProblem::Ticks& state) {
    return holds(TimedView<TimedPredicate::Numbers>(world, state));
  };
  problem.bad = [world = model::TimedPeers(config), holds = never.in_reals](const checker::CloseProblem::Exact& state) {
    return holds(TimedView<Symbolic>(world, state));
  };
  problem.bad_in_crowd = [world = model::CrowdedPeers(config),
                          holds = never.in_reals](const checker::CloseProblem::Crowded& state) {
    return holds(TimedView<Symbolic>(world, state));
  };
  problem.invariant = [](const auto& world, const auto& parameters, const auto& state) {
    return FinalAckInvariant<Symbolic>(world, parameters, state).holds();
  };
  return problem;
}

}  // namespace finalack::properties
