#include "checker/explicit/liveness/region.hpp"

#include <algorithm>

namespace finalack::checker::explicit_search {

/// Breadth-first from all triggers, each of which joins when its own depth is reached: so the order is that of the
/// whole way's length.
Region::Region(const Exploration& exploration, const Property& property, Budget& budget)
    : exploration_(exploration),
      property_(property),
      order_(exploration.table.size()),
      came_from_(exploration.table.size()) {
  Poll poll(budget);
  std::size_t next = 0;
  for (unsigned depth = 0; depth < exploration.levels.size() || next < count_; ++depth) {
    add_triggers(depth);
    const std::size_t end = count_;
    for (; next < end; ++next) {
      const StateIndex source = order_[next];
      for (const Edge& edge : exploration.graph.edges_from(source)) add(edge.target, source);
      if (stop_ = poll(); stop_ != Stop::None) return;
    }
  }
}

void Region::add_triggers(unsigned depth) {
  const auto& levels = exploration_.levels;
  if (depth >= levels.size()) return;
  const StateIndex end = depth + 1 < levels.size() ? levels[depth + 1] : exploration_.table.size();
  for (StateIndex i = levels[depth]; i < std::min(end, exploration_.expanded); ++i) {
    if (contains(i)) continue;
    const std::uint64_t holding = exploration_.predicates(i);
    if (!property_.trigger || ((holding >> *property_.trigger) & 1U) != 0) add(i, i);
  }
}

void Region::add(StateIndex i, StateIndex from) {
  if (i >= exploration_.expanded || contains(i)) return;
  const std::uint64_t holding = exploration_.predicates(i);
  if (((holding >> property_.predicate) & 1U) != 0) return;
  came_from_[i] = from + 1;
  order_[count_++] = i;
}

std::vector<StateIndex> Region::path_to(StateIndex i) const {
  std::vector<StateIndex> backwards;
  while (came_from_[i] != i + 1) {
    backwards.push_back(i);
    i = came_from_[i] - 1;
  }
  std::vector<StateIndex> path = exploration_.path_to(i);
  path.insert(path.end(), backwards.rbegin(), backwards.rend());
  return path;
}

}  // namespace finalack::checker::explicit_search
