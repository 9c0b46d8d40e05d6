// The properties decided naively, straight from their definitions, on graphs small enough to try every set of states.
// Shares nothing with the engine but the graph.
#pragma once

#include <optional>

#include "checker/property.hpp"
#include "tests/checker/graph_system.hpp"

namespace finalack::checker {

/// What an engine must answer: the verdict, and the length of its trace, without the loop of a lasso; none for a
/// Reachable that is not.
struct Expected {
  VerdictKind kind = VerdictKind::Proved;
  std::optional<unsigned> steps;
  bool rests = false;  ///< for a lasso: it comes to rest
};

Expected expected_of(const std::vector<GraphNode>& graph, const Property& property);

/// The reachable states, how many transitions they have, and the depth of the farthest.
struct Size {
  unsigned states = 0;
  unsigned transitions = 0;
  unsigned depth = 0;
};
Size size_of(const std::vector<GraphNode>& graph);

}  // namespace finalack::checker
