// Proofs for every number of steps and every value of the parameters in a region: an invariant is checked to be
// inductive.
//
// Nobody finds the invariant here; who states a claim states it, and it counts for nothing unless Z3 confirms the three
// obligations, each with a fresh solver: it holds in the beginning, every step keeps it, and it excludes what is bad.
#pragma once

#include <string>

#include <z3++.h>

#include "checker/symbolic/solver_budget.hpp"
#include "checker/timed/relation.hpp"

namespace finalack::checker {

struct InductionResult {
  bool proved = false;
  bool out_of_budget = false;
  unsigned obligations = 0;    ///< confirmed
  std::string failed;          ///< the first that is not, in words: "server retransmission timeout does not keep it"
  std::string counterexample;  ///< a state and a step that show it, for whoever mends the invariant
};

/// `where`: of the parameters, which are positive. `invariant` and `bad` over the relation's current variables.
InductionResult check_inductive(const TimedRelation& relation, const model::Term& invariant, const model::Term& bad,
                                const z3::expr& where, SolverBudget& budget);

}  // namespace finalack::checker
