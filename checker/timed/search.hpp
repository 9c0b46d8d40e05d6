// Looking for a run of a timed world that ends badly, for some values of its parameters: bounded model checking over
// reals.
//
// One question for all runs of up to so many steps: a step may be left out, and what is bad stays so. For the engines'
// .cpp files only (z3++.h).
#pragma once

#include <optional>
#include <vector>

#include <z3++.h>

#include "checker/symbolic/solver_budget.hpp"
#include "checker/timed/linear.hpp"
#include "checker/timed/relation.hpp"
#include "checker/timed/run.hpp"

namespace finalack::checker {

class TimedSearch {
 public:
  /// `bad`, over its current variables, once true stays so.
  TimedSearch(const TimedRelation& relation, const model::Term& bad, unsigned depth, SolverBudget& budget);

  enum class Answer { Found, None, OutOfBudget };
  /// A run of up to `depth` steps with parameters of which `where` holds.
  Answer find(const z3::expr& where);
  /// After Found.
  const TimedRun& run() const { return run_; }

  std::vector<z3::expr> parameters() const;

 private:
  struct Moment {
    z3::expr_vector state;
    z3::expr_vector inputs;  ///< of the step from here: kind, delay, the relation's
  };
  Moment moment(unsigned time) const;
  z3::expr_vector current() const;
  z3::expr_vector inputs() const;
  void read(const z3::model& model);

  const TimedRelation& relation_;
  model::Term bad_;
  unsigned depth_;
  SolverBudget& budget_;
  z3::context& context_;
  z3::solver solver_;
  unsigned idle_;  ///< the kind that stands for no step
  TimedRun run_;
};

/// Every point at which a run, action by action, can be taken at some times and ends badly: its constraints, with the
/// times projected away (quantifier elimination on that one conjunction). Throws InternalError if at its own point, at
/// its own times, it is none.
Polyhedron points_of(const TimedRelation& relation, const model::Term& bad, const TimedRun& run);

/// The same actions at the same point, all at whole times: the run ends as early as it can, and each step before is as
/// early as that allows. None if that cannot be, or if the budget is spent before it is known.
std::optional<TimedRun> at_whole_times(const TimedRelation& relation, const model::Term& bad, const TimedRun& run,
                                       SolverBudget& budget);

}  // namespace finalack::checker
