// Where a run may be that has seen a trigger and not yet the goal: the part of the graph that may hold a lasso.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/search.hpp"
#include "checker/property.hpp"

namespace finalack::checker::explicit_search {

/// The expanded states that lie on a way from a trigger through states that are not the goal, nearest to the initial
/// state first, where a way leads from it to the trigger and on.
class Region {
 public:
  Region(const Exploration& exploration, const Property& property, Budget& budget);

  Stop stop() const { return stop_; }  ///< Time or Cancelled: the region is not complete
  bool contains(StateIndex i) const { return came_from_[i] != 0; }
  std::span<const StateIndex> states() const { return {order_.data(), count_}; }
  /// The states on a shortest way from the initial state to a state of the region, both included.
  std::vector<StateIndex> path_to(StateIndex i) const;

  static constexpr std::uint64_t kBytesPerState = 8;

 private:
  void add(StateIndex i, StateIndex from);
  void add_triggers(unsigned depth);

  const Exploration& exploration_;
  const Property& property_;
  Stop stop_ = Stop::None;
  std::size_t count_ = 0;
  MappedArray<StateIndex> order_;
  MappedArray<StateIndex> came_from_;  ///< plus one; itself where the region is entered; 0: not in the region
};

}  // namespace finalack::checker::explicit_search
