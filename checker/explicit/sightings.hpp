// What a search notices on its way: the first state that satisfies each predicate that somebody asks about, and the
// first deadlock. Breadth-first order makes the first also a nearest.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checker/explicit/state_table.hpp"
#include "checker/property.hpp"
#include "checker/system.hpp"

namespace finalack::checker::explicit_search {

class Sightings {
 public:
  /// With no properties there is nothing to notice, and nothing is ever decided.
  explicit Sightings(const std::vector<Property>& properties);

  /// Tells of a new state; true if that settles the last open property, so that the search may stop.
  bool on_new_state(const Explorer& explorer, const Word* state, StateIndex index) {
    return unseen_ != 0 && note_state(explorer.predicates(state), index);
  }
  /// Tells of a state in which nothing can happen (and nothing was held back); true as above.
  bool on_deadlock(const Explorer& explorer, const Word* state, StateIndex index);

  /// The first state with this predicate, or kNoState: none so far, or not asked about.
  StateIndex first(unsigned predicate) const { return first_[predicate]; }
  /// The first deadlock that violates this property, or kNoState.
  StateIndex deadlock(std::size_t property) const { return deadlocks_[property]; }
  /// Whether some deadlock would still settle a property.
  bool awaits_deadlock() const;

 private:
  bool note_state(std::uint64_t holding, StateIndex index);
  bool is_settled(std::size_t property) const;
  bool all_settled() const;
  bool sighted(unsigned predicate) const { return first_[predicate] != kNoState; }

  const std::vector<Property>& properties_;
  std::uint64_t unseen_ = 0;  ///< predicates asked about and not yet seen, as bits
  std::array<StateIndex, 64> first_{};
  std::vector<StateIndex> deadlocks_;  ///< by property
};

}  // namespace finalack::checker::explicit_search
