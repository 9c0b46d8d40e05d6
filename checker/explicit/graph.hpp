// The transitions of an explored system, for the questions that a search can't answer on its way: 8 bytes each, in the
// order of their source states, and one offset per state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "checker/explicit/mapped_array.hpp"
#include "checker/explicit/state_table.hpp"
#include "checker/system.hpp"

namespace finalack::checker::explicit_search {

struct Edge {
  StateIndex target;
  Action action;
};
static_assert(sizeof(Edge) == 8);

class Graph {
 public:
  Graph() = default;
  /// Address space for what fits in `max_bytes`.
  explicit Graph(std::uint64_t max_bytes)
      : edges_(max_bytes / sizeof(Edge) + 1), first_(max_bytes / kBytesPerState + 2), held_back_(first_.capacity()) {}

  /// Edges are added source by source, in the order of the sources; `end_source` ends each.
  void add(Edge edge) { edges_[edge_count_++] = edge; }
  void end_source(bool held_back) {
    if (held_back) held_back_.add(sources_);
    first_[++sources_] = edge_count_;
  }

  std::span<const Edge> edges_from(StateIndex i) const {
    return {edges_.data() + first_[i], first_[i + 1] - first_[i]};
  }
  /// The first of the edges from one state to another; there must be one.
  const Edge& edge_between(StateIndex from, StateIndex to) const {
    const auto edges = edges_from(from);
    return *std::find_if(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.target == to; });
  }
  /// Whether some action was held back by a bound of the world in this state.
  bool held_back(StateIndex i) const { return held_back_.contains(i); }
  std::uint64_t edge_count() const { return edge_count_; }

  static constexpr std::uint64_t kBytesPerEdge = sizeof(Edge);
  static constexpr std::uint64_t kBytesPerState = 9;  ///< an offset, a bit, and rounding

 private:
  std::uint64_t edge_count_ = 0;
  std::uint64_t sources_ = 0;
  MappedArray<Edge> edges_;
  MappedArray<std::uint64_t> first_;  ///< edges_from(i) is [first_[i], first_[i + 1])
  StateSet held_back_;
};

}  // namespace finalack::checker::explicit_search
