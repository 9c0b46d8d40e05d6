// The timed world on integers: what the explicit engine explores, and every counterexample is replayed on, at one point of
// the parameters.
//
// A tick is whatever the parameters are counted in. They should be even: a bound that is strict and one that is not then
// differ at odd numbers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"
#include "checker/timed/run.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::checker {

using TickState = model::TimedState<model::ReactionTable::Numbers>;
using TickParameters = model::TimeParameters<model::ReactionTable::Numbers>;

struct TickPredicate {
  std::string name;
  std::function<bool(const TickState&)> holds;
};

/// `ticks`: MSL, RTO and W. Throws UsageError if one is not between 1 and 1000.
std::unique_ptr<System> tick_system(const model::TimedPeers& world, const std::vector<unsigned>& ticks,
                                    std::vector<TickPredicate> predicates);

/// The parameters' common measure: every one of them as a whole number of ticks.
struct TickPoint {
  std::vector<unsigned> ticks;
  std::int64_t per_unit = 1;  ///< ticks in the unit in which the point was given
};
/// Throws UsageError if the numbers have no common measure that the search can count with.
TickPoint in_ticks(const std::vector<Rational>& point);

/// The run that a trace of a tick system is, at the point `point`.
TimedRun timed_run(const System& system, const Trace& trace, const TickPoint& scale, const std::vector<Rational>& point);

}  // namespace finalack::checker
