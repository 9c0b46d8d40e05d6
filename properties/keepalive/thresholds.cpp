#include "properties/keepalive/thresholds.hpp"

#include <utility>

#include <fmt/format.h>

#include "checker/concrete_system.hpp"
#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "checker/timed/lowering.hpp"
#include "properties/keepalive/invariant.hpp"

namespace finalack::properties {

namespace {

using checker::Rational;
using model::KeepaliveInTicks;
using model::KeepalivePeers;
using model::Symbolic;

template <class S> auto is_so(KeepaliveThreshold never, const S& state) {
  switch (never) {
    case KeepaliveThreshold::HeldLonger: return state.history.held_longer;
    case KeepaliveThreshold::FreedBefore: return state.history.freed_before_bound;
    case KeepaliveThreshold::KilledGood: return state.history.killed_good;
    case KeepaliveThreshold::Survived: break;
  }
  return state.history.survived;
}

Symbolic::Bool invariant_of(KeepaliveThreshold never, const KeepaliveInvariant<Symbolic>& invariant) {
  switch (never) {
    case KeepaliveThreshold::HeldLonger: return invariant.ends_in_time();
    case KeepaliveThreshold::FreedBefore: return invariant.ends_not_too_soon();
    case KeepaliveThreshold::KilledGood: return invariant.is_not_killed();
    case KeepaliveThreshold::Survived: break;
  }
  return invariant.does_not_survive();
}

/// A point in ticks, as long as its numbers are whole.
model::KeepaliveTimes times_at(const std::vector<Rational>& point) {
  const auto ticks = [&](std::size_t i) { return static_cast<std::uint32_t>(point.at(i).numerator); };
  return {ticks(0), ticks(1), ticks(2), ticks(3), 1000};
}

constexpr std::size_t kBound = 3;  ///< among the parameters

/// Points in the middle of things; the runs that are found there hold far beyond.
std::vector<checker::SynthesisProblem::Ray> rays(KeepaliveThreshold never, unsigned probes) {
  const auto n = std::int64_t{probes};
  std::vector<checker::SynthesisProblem::Ray> all;
  if (never == KeepaliveThreshold::HeldLonger) all.push_back({{{4, 1}, {2, 1}, {1, 1}, {1, 1}}, kBound});
  for (const std::int64_t outage : {2 * n - 1, 2 * n + 1, std::int64_t{1}, 2 * n + 3, 2 * n + 7}) {
    for (const std::int64_t bound : {std::int64_t{1}, 2 * n + 7})
      all.push_back({{{4, 1}, {2, 1}, {outage, 1}, {bound, 1}}, {}});
  }
  return all;
}

using System = checker::ConcreteSystem<KeepaliveInTicks, 5>;

}  // namespace

std::shared_ptr<const checker::System> keepalive_system(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                                        const model::KeepaliveTimes& times) {
  const std::uint32_t latest = times.outage + times.idle + (config.probes + 1) * times.interval;
  if (latest >= KeepaliveInTicks::kMostTicks) {
    throw UsageError(fmt::format("outage + idle + {} interval is {} ticks; {} can be counted: give rounder numbers",
                                 config.probes + 1, latest, KeepaliveInTicks::kMostTicks - 1));
  }
  return std::make_shared<const System>(
      KeepaliveInTicks(config, times),
      std::vector<checker::NamedPredicate<System::State>>{
          {"it is so", [never](const auto& state) { return bool(is_so(never, state)); }}});
}

checker::TimedRun keepalive_run(const checker::System& system, const checker::Trace& trace) {
  const auto& world = dynamic_cast<const System&>(system);
  checker::TimedRun run;
  const auto states = checker::replay(system, trace);
  for (std::size_t i = 0; i < trace.actions.size(); ++i) {
    const auto& action = trace.actions[i];
    if (action.kind == 0) continue;  // time passes
    run.steps.push_back({{world.unpack(states[i].data()).now.raw(), 1}, action.kind, action.argument, false});
  }
  return run;
}

KeepaliveAtPoint keepalive_at(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                              const model::KeepaliveTimes& times, const checker::Limits& limits) {
  const auto system = keepalive_system(never, config, times);
  const auto outcome = checker::check_explicit(*system, {{checker::Property::Kind::Never, 0, {}, {}}}, limits).front();
  KeepaliveAtPoint result{{}, outcome.verdict};
  if (!outcome.verdict.trace) return result;
  result.run = keepalive_run(*system, *outcome.verdict.trace);
  for (const std::uint32_t p : {times.idle, times.interval, times.outage, times.bound}) {
    result.run->parameters.push_back({p, 1});
  }
  return result;
}

checker::SynthesisProblem keepalive_problem(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                            model::SymbolicSession& session) {
  const KeepalivePeers world(config);
  auto lowered = checker::lower_timed(world, session);
  checker::SynthesisProblem problem;
  problem.runs.bad = is_so(never, lowered.state).term();
  problem.invariant =
      invariant_of(never, KeepaliveInvariant<Symbolic>(world, lowered.parameters, lowered.state)).term();
  problem.runs.relation = std::move(lowered.relation);
  problem.proofs = problem.runs;
  problem.run_at = [=](const std::vector<Rational>& point, const checker::Limits& limits) {
    return keepalive_at(never, config, times_at(point), limits).run;
  };
  problem.grid = rays(never, config.probes);
  problem.last_depth = config.probes + 6;
  return problem;
}

KeepaliveCondition keepalive_condition(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                       const checker::Limits& limits) {
  model::SymbolicSession session(5);
  KeepaliveCondition result;
  result.answer = checker::synthesize(keepalive_problem(never, config, session), limits);
  result.condition = checker::condition(result.answer.region);
  return result;
}

}  // namespace finalack::properties
