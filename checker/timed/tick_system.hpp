// The timed world on integers: what the explicit engine explores, and every counterexample is replayed on, at one point
// of the parameters.
//
// A tick is whatever the parameters are counted in. Bounds that are strict and bounds that are not differ between
// ticks, and a run may have to keep several strict ones: where points are compared with regions over reals, four ticks
// to their unit (kFinely) tell all of them apart off the boundaries.
#pragma once

#include <functional>
#include <memory>
#include <optional>
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

/// `ticks`: MSL, RTO and W. Throws UsageError if one is not between 1 and 8000.
std::unique_ptr<System> tick_system(const model::TimedPeers& world, const std::vector<unsigned>& ticks,
                                    std::vector<TickPredicate> predicates);

/// The parameters' common measure: every one of them as a whole number of ticks.
struct TickPoint {
  std::vector<unsigned> ticks;
  Rational tick{1, 1};  ///< how long one is, in the unit in which the point was given
};
inline constexpr unsigned kFinely = 4;
/// `finely`: ticks to the greatest common measure. Throws UsageError if there are more ticks than the search can count.
TickPoint in_ticks(const std::vector<Rational>& point, unsigned finely = kFinely);

/// The run that a trace of a tick system is, at the point `point`.
TimedRun timed_run(const Trace& trace, const TickPoint& scale, const std::vector<Rational>& point);
/// A run of `found_in`, at whole ticks, as a trace of a tick system, whose world may have room for more segments and
/// need not merge ACKs (model::TimedConfig). None if its network has too little room for them.
std::optional<Trace> trace_on(const System& system, const model::TimedPeers& found_in, const TimedRun& run);
/// So many ticks, as a time.
Rational time_of(std::int64_t ticks, const TickPoint& scale);

}  // namespace finalack::checker
