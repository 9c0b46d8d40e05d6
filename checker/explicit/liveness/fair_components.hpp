// The components of a region in which a run can go round for ever and be fair.
//
// Streett's recursion: a component in which a Weak constraint is broken (enabled everywhere, never taken) is not fair,
// and no part of it is. One in which only Strong constraints are broken may have fair parts, namely where those are
// never enabled: the states that enable them are taken away, and the components of what is left are looked at in turn.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/liveness/components.hpp"
#include "checker/explicit/liveness/region.hpp"
#include "checker/explicit/search.hpp"
#include "checker/fairness.hpp"

namespace finalack::checker::explicit_search {

class FairComponents {
 public:
  FairComponents(const Exploration& exploration, const Region& region, Budget& budget);

  Stop stop() const { return stop_; }
  /// Labels of states: two states of the same fair component have the same label.
  const Labels& labels() const { return labels_; }
  bool is_fair(std::uint32_t label) const { return fair_.contains(label); }

  static constexpr std::uint64_t kBytesPerState = 4 + Components::kBytesPerState + 8;

 private:
  void examine(std::span<const StateIndex> component);
  bool has_transition(std::span<const StateIndex> component) const;
  std::vector<Constraint> broken_in(std::span<const StateIndex> component);
  bool enables_one_of(StateIndex i, const std::vector<Constraint>& constraints) const;

  const Exploration& exploration_;
  Poll poll_;
  Stop stop_ = Stop::None;
  Labels labels_;  ///< 0: in no part
  std::uint32_t next_label_ = 1;
  std::set<std::uint32_t> fair_;
  std::vector<std::vector<StateIndex>> pending_;  ///< parts, each with a label of its own
};

}  // namespace finalack::checker::explicit_search
