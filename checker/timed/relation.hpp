// A timed world as a symbolic transition system: clocks are reals, and so are its parameters, which no step changes.
//
// A step lets some time pass (`delay`) and then takes one action. Variables and terms are as in checker/symbolic's Relation; a
// world's discrete part are bit-vectors. See lowering.hpp for how one is made.
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
  struct Parameter {
    std::string name;  ///< "MSL"
    model::Term term;
  };

  std::shared_ptr<z3::context> context;  // first, so that it outlives the terms
  std::string name;
  std::vector<model::ActionKind> kinds;
  std::vector<Parameter> parameters;
  std::vector<Variable> variables;

  model::Term kind;      ///< input: index into `kinds`
  model::Term argument;  ///< input, 4 bits
  model::Term lose;      ///< input: what is sent is lost
  model::Term delay;     ///< input: how long nothing happens before

  model::Term enabled;  ///< over current and inputs
  model::Term held_back;
  model::Term bad;  ///< over current: what must never be
};

}  // namespace finalack::checker
