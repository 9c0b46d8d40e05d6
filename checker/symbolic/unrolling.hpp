// The relation over time: terms over the variables of step 0, 1, 2, ... For the engines' .cpp files only (it needs
// z3++.h).
#pragma once

#include <map>
#include <vector>

#include "checker/symbolic/relation.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

/// What a model of the solver says about one moment: the state, and the step taken from it.
struct Snapshot {
  std::vector<std::uint32_t> state;  ///< one number per Relation::Variable, fixed ones included
  model::Action step;
};

class Unrolling {
 public:
  explicit Unrolling(const Relation& relation);

  /// A term over current variables and inputs, at a time.
  z3::expr at(const Term& term, unsigned time);
  /// The state at time 0 is the initial one.
  z3::expr initial();
  /// The step from `time` to `time + 1` is enabled and is taken.
  z3::expr transition(unsigned time);
  /// The states at two times are not the same.
  z3::expr differ(unsigned one, unsigned other);

  Snapshot snapshot(const z3::model& model, unsigned time);

  z3::context& context() const { return *relation_.context; }

 private:
  struct Names {
    z3::expr_vector state;   ///< per variable that is not fixed
    z3::expr_vector inputs;  ///< kind, argument, choices
    z3::expr_vector all;
  };
  const Names& names(unsigned time);
  z3::expr renamed(const z3::expr& e, unsigned time);

  const Relation& relation_;
  std::vector<const Relation::Variable*> moving_;
  z3::expr_vector current_;  ///< what `Names::all` stands for
  z3::expr_vector next_;     ///< placeholders for the variables of the next time
  z3::expr step_;  ///< enabled, and each placeholder equals its next term: one term, so that substitution shares
  std::map<unsigned, Names> names_;
};

}  // namespace finalack::checker
