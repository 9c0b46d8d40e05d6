// Worlds with a clock of their own (State::now): as a question over reals, and as a system on integers.
#pragma once

#include <memory>
#include <utility>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "checker/timed/lowering.hpp"
#include "checker/timed/synthesis.hpp"
#include "properties/timed/question.hpp"

namespace finalack::properties {

/// `World` over reals, lowered, runs and proofs in the same world; `bad` and `invariant` are asked of its parameters
/// and its state. `session` is the thread's current one.
template <class World, class Bad, class Invariant>
checker::SynthesisProblem problem_in(const World& world, model::SymbolicSession& session, Bad bad,
                                     Invariant invariant) {
  auto lowered = checker::lower_timed(world, session);
  checker::SynthesisProblem problem;
  problem.runs.bad = bad(lowered.state).term();
  problem.invariant = invariant(lowered.parameters, lowered.state).term();
  problem.runs.relation = std::move(lowered.relation);
  problem.proofs = problem.runs;
  return problem;
}

/// `World` on integers, in the shape of model/world.hpp; predicate 0 is what must never be.
template <class World, class Bad> std::shared_ptr<const checker::System> system_in(World world, Bad bad) {
  using System = checker::ConcreteSystem<World, 5>;
  return std::make_shared<const System>(std::move(world),
                                        std::vector<checker::NamedPredicate<typename System::State>>{
                                            {"it is so", [bad](const auto& state) { return bool(bad(state)); }}});
}

/// What a trace of that system is in time, in ticks.
template <class World> checker::TimedRun run_in(const checker::System& system, const checker::Trace& trace) {
  const auto& world = dynamic_cast<const checker::ConcreteSystem<World, 5>&>(system);
  const auto states = checker::replay(system, trace);
  checker::TimedRun run;
  for (std::size_t i = 0; i < trace.actions.size(); ++i) {
    const auto& action = trace.actions[i];
    if (action.kind == 0) continue;  // time passes
    run.steps.push_back({{world.unpack(states[i].data()).now.raw(), 1}, action.kind, action.argument, false});
  }
  return run;
}

/// The same as a parametric claim has it, in the units of the point.
template <class World>
ParametricClaim::AtPoint at_point_in(std::shared_ptr<const checker::System> system, const checker::TickPoint& point) {
  return {system, [system, point](const checker::Trace& trace) {
            checker::TimedRun run = run_in<World>(*system, trace);
            for (auto& step : run.steps) step.at = checker::time_of(step.at.numerator, point);
            return run;
          }};
}

/// Whether what must never be can come about at a point; `run` is the shortest run, if it can, in ticks.
struct PointInTicks {
  std::optional<checker::TimedRun> run;
  checker::Verdict verdict;
};
template <class World>
PointInTicks decide_in(const checker::System& system, const std::vector<checker::Rational>& point,
                       const checker::Limits& limits) {
  auto outcome = checker::check_explicit(system, {{checker::Property::Kind::Never, 0, {}, {}}}, limits).front();
  PointInTicks result{{}, std::move(outcome.verdict)};
  if (!result.verdict.trace) return result;
  result.run = run_in<World>(system, *result.verdict.trace);
  result.run->parameters = point;
  return result;
}

}  // namespace finalack::properties
