// Breadth-first explicit-state search: explores a system once and decides all of its properties.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

/// What an exploration saw and what it took.
struct SearchStatistics {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  unsigned depth = 0;       ///< of the deepest state
  std::uint64_t bytes = 0;  ///< of states, way back, index and, where they were needed, transitions
  bool held_back = false;   ///< some action was held back by a bound of the world
  bool exhausted = false;   ///< every reachable state was seen
  double seconds = 0;

  double bytes_per_state() const { return states == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(states); }
};

/// Decides every property of `properties` over one exploration of `system`; outcomes in the same order. Traces are
/// shortest (a lasso: shortest stem to a fair loop, then a short loop) and already replayed on raw states: a trace that
/// does not replay throws InternalError. Never and Reachable end a search early only when all properties are decided.
std::vector<Outcome> check_explicit(const System& system, const std::vector<Property>& properties, const Limits& limits,
                                    const OnProgress& progress = {}, SearchStatistics* statistics = nullptr);

/// Explores without asking anything: for benchmarks, and for comparing counts of states.
SearchStatistics explore(const System& system, const Limits& limits, const OnProgress& progress = {});

}  // namespace finalack::checker
