// Recoverability: from wherever the trigger holds, there is still a way to the goal.
#pragma once

#include <cstdint>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/search.hpp"
#include "checker/property.hpp"

namespace finalack::checker::explicit_search {

struct Recoverability {
  StateIndex violation = kNoState;  ///< the first state in breadth-first order that satisfies the trigger and is lost
  Stop stop = Stop::None;           ///< Time or Cancelled: nothing is known
};

/// Of a search that ended early, the states not yet expanded count as ways to the goal: what is found lost then, is.
Recoverability check_recoverability(const Exploration& exploration, const Property& property, Budget& budget);

/// What it sets aside, in bytes (see AnalysisCost).
inline constexpr std::uint64_t kRecoverabilityBytesPerState = 13;
inline constexpr std::uint64_t kRecoverabilityBytesPerEdge = 4;

}  // namespace finalack::checker::explicit_search
