#include "properties/setup/thresholds.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "properties/setup/invariant.hpp"

namespace finalack::properties {

namespace {

using checker::Rational;
using model::SetupInTicks;
using model::SetupPeers;
using model::Symbolic;

template <class S> auto is_so(SetupThreshold never, const S& state) {
  switch (never) {
    case SetupThreshold::TextFails: return state.history.failed;
    case SetupThreshold::ServerGivesUp: return state.history.gave_up;
    case SetupThreshold::ClientIsReset: break;
  }
  return state.history.was_reset;
}

/// A point in ticks, as long as its numbers are whole.
model::SetupTimes times_at(const std::vector<Rational>& point) {
  const auto ticks = [&](std::size_t i) { return static_cast<std::uint32_t>(point.at(i).numerator); };
  return {ticks(0), ticks(1), ticks(2), 1000};
}

/// Points of all kinds, each of few ticks: slow networks, hasty timers, clients that think long.
std::vector<std::vector<Rational>> points() {
  std::vector<std::vector<Rational>> all;
  for (const std::int64_t msl : {1, 4}) {
    for (const std::int64_t rto : {1, 3}) {
      for (const std::int64_t think : {1, 5, 20}) all.push_back({{msl, 1}, {rto, 1}, {think, 1}});
    }
  }
  return all;
}

}  // namespace

SetupAtPoint setup_at(SetupThreshold never, const model::SetupConfig& config, const model::SetupTimes& times,
                      const checker::Limits& limits) {
  using System = checker::ConcreteSystem<SetupInTicks, 5>;
  const System system(SetupInTicks(config, times),
                      {{"it is so", [never](const auto& state) { return bool(is_so(never, state)); }}});
  const auto outcome = checker::check_explicit(system, {{checker::Property::Kind::Never, 0, {}, {}}}, limits).front();
  SetupAtPoint result{{}, outcome.verdict};
  if (!outcome.verdict.trace) return result;
  result.run.emplace();
  for (const std::uint32_t p : {times.msl, times.rto, times.think}) result.run->parameters.push_back({p, 1});
  const auto states = checker::replay(system, *outcome.verdict.trace);
  const auto& actions = outcome.verdict.trace->actions;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (actions[i].kind == 0) continue;  // time passes
    const auto now = system.unpack(states[i].data()).now.raw();
    result.run->steps.push_back({{now, 1}, actions[i].kind, actions[i].argument, false});
  }
  return result;
}

SetupCondition setup_condition(SetupThreshold never, const model::SetupConfig& config, const checker::Limits& limits,
                               const checker::Polyhedron& domain) {
  model::SymbolicSession session(5);
  const SetupPeers world(config);
  auto lowered = checker::lower_parametric(world, session);
  checker::ParametricQuestion question;
  question.bad = is_so(never, lowered.state).term();
  question.invariant = SetupInvariant<Symbolic>(world, lowered.parameters, lowered.state).holds().term();
  question.relation = std::move(lowered.relation);
  question.run_at = [&](const std::vector<Rational>& point, const checker::Limits& budget) {
    return setup_at(never, config, times_at(point), budget).run;
  };
  question.domain = domain;
  question.grid = points();
  SetupCondition result;
  result.answer = checker::synthesize(question, 2 * config.retry_limit + 6, limits);
  result.condition = checker::condition(result.answer.region);
  return result;
}

}  // namespace finalack::properties
