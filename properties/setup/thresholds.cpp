#include "properties/setup/thresholds.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "checker/errors.hpp"
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

constexpr std::size_t kThink = 2;  ///< among the parameters

/// Where the client begins to think too long; and points of all kinds, each of few ticks: slow networks, hasty timers,
/// clients that think long.
std::vector<checker::SynthesisProblem::Ray> rays() {
  std::vector<checker::SynthesisProblem::Ray> all{{{{2, 1}, {2, 1}, {1, 1}}, kThink, true},
                                                  {{{2, 1}, {4, 1}, {1, 1}}, kThink, true}};
  for (const std::int64_t msl : {1, 4}) {
    for (const std::int64_t rto : {1, 3}) {
      for (const std::int64_t think : {1, 5, 20}) all.push_back({{{msl, 1}, {rto, 1}, {think, 1}}, {}, false});
    }
  }
  return all;
}

}  // namespace

std::shared_ptr<const checker::System> setup_system(SetupThreshold never, const model::SetupConfig& config,
                                                    const model::SetupTimes& times) {
  const std::uint32_t longest = SetupInTicks::longest_run(config, times);
  if (longest > SetupInTicks::kMostTicks) {
    throw UsageError(fmt::format("a run can take {} ticks; {} can be counted: give rounder numbers", longest,
                                 SetupInTicks::kMostTicks));
  }
  return system_in(SetupInTicks(config, times), [never](const auto& state) { return is_so(never, state); });
}

PointInTicks setup_at(SetupThreshold never, const model::SetupConfig& config, const model::SetupTimes& times,
                      const checker::Limits& limits) {
  const auto system = setup_system(never, config, times);
  return decide_in<SetupInTicks>(*system, {{times.msl, 1}, {times.rto, 1}, {times.think, 1}}, limits);
}

checker::SynthesisProblem setup_problem(SetupThreshold never, const model::SetupConfig& config,
                                        model::SymbolicSession& session) {
  const SetupPeers world(config);
  auto problem = problem_in(
      world, session, [&](const auto& state) { return is_so(never, state); },
      [&](const auto& parameters, const auto& state) {
        return SetupInvariant<Symbolic>(world, parameters, state).holds();
      });
  problem.run_at = [=](const std::vector<Rational>& point, const checker::Limits& limits) {
    return setup_at(never, config, times_at(point), limits).run;
  };
  problem.grid = rays();
  problem.last_depth = 2 * config.retry_limit + 6;
  return problem;
}

SetupCondition setup_condition(SetupThreshold never, const model::SetupConfig& config, const checker::Limits& limits,
                               const checker::Polyhedron& domain) {
  model::SymbolicSession session(5);
  checker::SynthesisProblem problem = setup_problem(never, config, session);
  problem.domain = domain;
  SetupCondition result;
  result.answer = checker::synthesize(problem, limits);
  result.condition = checker::condition(result.answer.region);
  return result;
}

}  // namespace finalack::properties
