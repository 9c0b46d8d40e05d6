// A short loop in a fair component that is fair itself.
//
// A component is fair as a whole, but a loop that visits all of it is no explanation. So begin with the shortest loop
// through the given state, and as long as it breaks a constraint, append the shortest loop that mends it: one that
// takes such an action, or, for a Weak one, one that visits a state where it is not enabled. Both exist, or the
// component wouldn't be fair. At the end, what a later loop made superfluous is left out.
#pragma once

#include <functional>
#include <vector>

#include "checker/explicit/liveness/components.hpp"
#include "checker/explicit/mapped_array.hpp"
#include "checker/explicit/search.hpp"
#include "checker/fairness.hpp"

namespace finalack::checker::explicit_search {

struct LoopStep {
  StateIndex source;
  Action action;
  StateIndex target;
};

class FairLoop {
 public:
  /// Through `start`, among the states that have its label.
  FairLoop(const Exploration& exploration, const Labels& labels, StateIndex start);

  std::vector<LoopStep> steps() const;

 private:
  using Steps = std::vector<LoopStep>;

  Steps cycle_through(const std::function<bool(const LoopStep&)>& wanted);
  Steps path(StateIndex from, const std::function<bool(const LoopStep&)>& wanted);
  std::vector<Constraint> broken() const;
  bool mends(const LoopStep& step, const Constraint& constraint) const;
  model::Fairness fairness(StateIndex state, Action action) const;
  bool enables(StateIndex state, const Constraint& constraint) const;
  void leave_out_superfluous();

  const Exploration& exploration_;
  const Labels& labels_;
  StateIndex start_;
  MappedArray<StateIndex> came_from_;  ///< of the search in `path`: plus one; 0: not visited
  std::vector<Steps> cycles_;          ///< each from start_ to start_
};

}  // namespace finalack::checker::explicit_search
