// Which fairness constraints a repeated run meets.
//
// A set of states and transitions that a run goes round in for ever is fair when every Weak constraint that is enabled
// in all of the states, and every Strong one that is enabled in some of them, is taken by some of the transitions.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "model/world.hpp"

namespace finalack::checker {

/// Actions of the same kind and key are one constraint.
using Constraint = std::pair<model::Fairness::Kind, std::uint64_t>;
inline Constraint constraint_of(const model::Fairness& fairness) { return {fairness.kind, fairness.key}; }

class FairnessTally {
 public:
  /// Begins the next state of the set.
  void begin_state() { ++states_; }
  /// Some action with this fairness is enabled in the state begun last; told as often as there are such actions.
  void enabled(const model::Fairness& fairness) {
    if (fairness.kind == model::Fairness::Kind::None) return;
    Count& count = counts_[constraint_of(fairness)];
    if (count.last_state == states_) return;
    count.last_state = states_;
    ++count.enabled_in;
  }
  /// Some transition of the set is such an action.
  void taken(const model::Fairness& fairness) {
    if (fairness.kind != model::Fairness::Kind::None) counts_[constraint_of(fairness)].taken = true;
  }

  /// The constraints because of which a run through exactly these states and transitions is not fair; Weak ones first.
  std::vector<Constraint> broken() const {
    std::vector<Constraint> out;
    for (const auto& [constraint, count] : counts_) {
      const bool due =
          constraint.first == model::Fairness::Kind::Weak ? count.enabled_in == states_ : count.enabled_in > 0;
      if (due && !count.taken) out.push_back(constraint);
    }
    return out;
  }

 private:
  struct Count {
    std::uint64_t last_state = 0;
    std::uint64_t enabled_in = 0;
    bool taken = false;
  };
  std::uint64_t states_ = 0;
  std::map<Constraint, Count> counts_;
};

}  // namespace finalack::checker
