#include "properties/keepalive/thresholds.hpp"

#include <utility>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
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

/// Points in the middle of things; the runs that are found there hold far beyond.
std::vector<std::vector<Rational>> points(unsigned probes) {
  const auto n = std::int64_t{probes};
  std::vector<std::vector<Rational>> all;
  for (const std::int64_t outage : {2 * n - 1, 2 * n + 1, std::int64_t{1}, 2 * n + 3, 2 * n + 7}) {
    for (const std::int64_t bound : {std::int64_t{1}, 2 * n + 7})
      all.push_back({{4, 1}, {2, 1}, {outage, 1}, {bound, 1}});
  }
  return all;
}

}  // namespace

KeepaliveAtPoint keepalive_at(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                              const model::KeepaliveTimes& times, const checker::Limits& limits) {
  using System = checker::ConcreteSystem<KeepaliveInTicks, 5>;
  const System system(KeepaliveInTicks(config, times),
                      {{"it is so", [never](const auto& state) { return bool(is_so(never, state)); }}});
  const auto outcome = checker::check_explicit(system, {{checker::Property::Kind::Never, 0, {}, {}}}, limits).front();
  KeepaliveAtPoint result{{}, outcome.verdict};
  if (!outcome.verdict.trace) return result;
  result.run.emplace();
  for (const std::uint32_t p : {times.idle, times.interval, times.outage, times.bound}) {
    result.run->parameters.push_back({p, 1});
  }
  const auto states = checker::replay(system, *outcome.verdict.trace);
  const auto& actions = outcome.verdict.trace->actions;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (actions[i].kind == 0) continue;  // time passes
    const auto now = system.unpack(states[i].data()).now.raw();
    result.run->steps.push_back({{now, 1}, actions[i].kind, actions[i].argument, false});
  }
  return result;
}

KeepaliveCondition keepalive_condition(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                       const checker::Limits& limits) {
  model::SymbolicSession session(5);
  const KeepalivePeers world(config);
  auto lowered = checker::lower_parametric(world, session);
  checker::ParametricQuestion question;
  question.bad = is_so(never, lowered.state).term();
  question.invariant =
      invariant_of(never, KeepaliveInvariant<Symbolic>(world, lowered.parameters, lowered.state)).term();
  question.relation = std::move(lowered.relation);
  question.run_at = [&](const std::vector<Rational>& point, const checker::Limits& budget) {
    return keepalive_at(never, config, times_at(point), budget).run;
  };
  question.grid = points(config.probes);
  KeepaliveCondition result;
  result.answer = checker::synthesize(question, config.probes + 6, limits);
  result.condition = checker::condition(result.answer.region);
  return result;
}

}  // namespace finalack::properties
