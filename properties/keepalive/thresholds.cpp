#include "properties/keepalive/thresholds.hpp"

#include <utility>

#include <fmt/format.h>

#include "checker/errors.hpp"
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
  if (never == KeepaliveThreshold::HeldLonger) all.push_back({{{4, 1}, {2, 1}, {1, 1}, {1, 1}}, kBound, false});
  for (const std::int64_t outage : {2 * n - 1, 2 * n + 1, std::int64_t{1}, 2 * n + 3, 2 * n + 7}) {
    for (const std::int64_t bound : {std::int64_t{1}, 2 * n + 7})
      all.push_back({{{4, 1}, {2, 1}, {outage, 1}, {bound, 1}}, {}, false});
  }
  return all;
}

}  // namespace

std::shared_ptr<const checker::System> keepalive_system(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                                        const model::KeepaliveTimes& times) {
  const std::uint32_t latest = times.outage + times.idle + (config.probes + 1) * times.interval;
  if (latest >= KeepaliveInTicks::kMostTicks) {
    throw UsageError(fmt::format("outage + idle + {} interval is {} ticks; {} can be counted: give rounder numbers",
                                 config.probes + 1, latest, KeepaliveInTicks::kMostTicks - 1));
  }
  if (times.bound >= KeepaliveInTicks::kMostTicks) {
    throw UsageError(fmt::format("the bound is {} ticks; {} can be counted: give rounder numbers", times.bound,
                                 KeepaliveInTicks::kMostTicks - 1));
  }
  return system_in(KeepaliveInTicks(config, times), [never](const auto& state) { return is_so(never, state); });
}

PointInTicks keepalive_at(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                          const model::KeepaliveTimes& times, const checker::Limits& limits) {
  const auto system = keepalive_system(never, config, times);
  return decide_in<KeepaliveInTicks>(
      *system, {{times.idle, 1}, {times.interval, 1}, {times.outage, 1}, {times.bound, 1}}, limits);
}

checker::SynthesisProblem keepalive_problem(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                            model::SymbolicSession& session) {
  const KeepalivePeers world(config);
  auto problem = problem_in(
      world, session, [&](const auto& state) { return is_so(never, state); },
      [&](const auto& parameters, const auto& state) {
        return invariant_of(never, KeepaliveInvariant<Symbolic>(world, parameters, state));
      });
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
