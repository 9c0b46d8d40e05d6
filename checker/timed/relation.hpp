// A timed world as a symbolic transition system: clocks are reals, and so are its parameters, which no step changes.
//
// A step lets some time pass (`delay`) and then takes one action. Variables and terms are as in checker/symbolic's
// Relation; a world's discrete part are bit-vectors. See lowering.hpp for how one is made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/domain/term.hpp"
#include "model/world.hpp"

namespace finalack::checker {

struct TimedRelation {
  struct Variable {
    std::string name;
    model::Term current;
    model::Term next;
    model::Term initial;  ///< over the parameters
  };
  /// A parameter, "MSL", or an input.
  struct Named {
    std::string name;
    model::Term term;
  };

  std::shared_ptr<z3::context> context;  // first, so that it outlives the terms
  std::string name;
  std::vector<model::ActionKind> kinds;
  std::vector<Named> parameters;
  std::vector<Variable> variables;
  std::vector<Variable> fixed;  ///< never changed by a step: literals, for which nothing here stands any more

  model::Term kind;           ///< input: index into `kinds`
  model::Term delay;          ///< input: how long nothing happens before
  std::vector<Named> inputs;  ///< what else the world leaves open in a step, by name

  model::Term enabled;  ///< over current and inputs
  model::Term held_back;
};

/// The input that is called "argument" or "lose", as runs have them; null where the world has none.
const TimedRelation::Named* input_called(const TimedRelation& relation, const std::string& name);
/// Takes the variables that no step changes, and that begin as literals, out of the relation.
void take_out_fixed(TimedRelation& relation);
/// A term that was made over all variables, without those that were taken out.
model::Term without_fixed(const TimedRelation& relation, const model::Term& term);

}  // namespace finalack::checker
