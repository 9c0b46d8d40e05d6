#include "checker/timing/realisation.hpp"

#include <fmt/format.h>

#include "checker/replay.hpp"

namespace finalack::checker {

namespace {

constexpr unsigned kRounds = 2;

/// The run, with what a lasso repeats once more. Its numbers and slots may have moved on meanwhile, so it is the
/// classes of states that are gone through again.
Trace unrolled(const System& system, const Trace& trace) {
  if (!trace.loop_start || *trace.loop_start == trace.length()) return {trace.actions, {}};
  CanonicalRun run;
  for (const PackedState& state : replay(system, trace)) run.states.push_back(system.canonical(state.data()));
  run.actions = trace.actions;
  for (unsigned round = 1; round < kRounds; ++round) {
    for (std::size_t i = *trace.loop_start; i < trace.length(); ++i) {
      run.actions.push_back(trace.actions[i]);
      run.states.push_back(run.states[i + 1]);
    }
  }
  return {raw_actions(system, run), {}};
}

/// "step 9 comes exactly 2 s after step 4 (the client's retransmission timer)"
std::string sentence(const TimeBound& bound) {
  std::string how = "later than";
  if (bound.at_least && bound.at_least == bound.at_most) {
    how = "exactly " + duration_text(*bound.at_least) + " after";
  } else if (bound.at_most) {
    how = "at most " + duration_text(*bound.at_most) + " after";
  } else if (*bound.at_least > 1) {
    how = "at least " + duration_text(*bound.at_least) + " after";
  }
  return fmt::format("step {} comes {} step {} ({})", bound.later + 1, how, bound.earlier + 1, bound.why);
}

}  // namespace

std::optional<Timing> realisation(const System& system, const Trace& trace, const TimingParameters& parameters) {
  if (!system.time_bounds(replay(system, trace), trace.actions, parameters)) return std::nullopt;
  const Trace run = unrolled(system, trace);
  const auto bounds = system.time_bounds(replay(system, run), run.actions, parameters);
  EventTimes found = event_times(run.length(), *bounds);
  Timing timing;
  timing.parameters = parameters;
  timing.times = std::move(found.times);
  for (const std::size_t bound : found.conflict) timing.conflict.push_back(sentence((*bounds)[bound]));
  if (run.length() > trace.length()) timing.rounds = kRounds;
  timing.untimed_length = trace.length();
  return timing;
}

}  // namespace finalack::checker
