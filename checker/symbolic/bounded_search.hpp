// The unrolled relation in one incremental solver, depth by depth: what bounded model checking is, and the base case of
// induction. For the engines' .cpp files only (it needs z3++.h).
#pragma once

#include "checker/property.hpp"
#include "checker/symbolic/solver_budget.hpp"
#include "checker/symbolic/unrolling.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

class BoundedSearch {
 public:
  BoundedSearch(const Relation& relation, const System& system, SolverBudget& budget);

  enum class Answer { Reached, NotHere, OutOfBudget };
  /// Whether some run of exactly `depth()` steps ends where the predicate holds.
  Answer ask(unsigned predicate);
  /// Makes runs one step longer.
  void deepen();
  unsigned depth() const { return depth_; }

  /// After `Reached`: the run, replayed on the concrete system.
  Trace trace();
  /// Whether a step that is one of the first `depth()` is held back by a bound of the world. True also when the budget
  /// doesn't tell.
  bool may_meet_bounds();
  /// That no run of exactly `depth()` steps reaches the predicate: the formula whose unsatisfiability says so.
  z3::expr obligation(unsigned predicate);

 private:
  const Relation& relation_;
  const System& system_;
  SolverBudget& budget_;
  Unrolling unrolling_;
  z3::solver solver_;
  z3::expr_vector asserted_;
  unsigned depth_ = 0;
  unsigned asked_ = 0;  ///< in all, for fresh names
  unsigned predicate_ = 0;
};

/// How deep to go when nobody says how deep and time doesn't end it.
inline unsigned depth_limit(const Limits& limits) { return limits.depth == ~0U ? 20 : limits.depth; }

}  // namespace finalack::checker
