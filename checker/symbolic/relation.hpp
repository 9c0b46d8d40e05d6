// A world as a symbolic transition system: state variables, inputs, and terms over them.
//
// A step is chosen by inputs (the kind of action, its argument, the answers to the model's own choices) and leads from
// the `current` variables to the `next` terms where `enabled` holds. The struct carries handles only; engines that want
// Z3's expressions include model/domain/symbolic_z3.hpp. See lowering.hpp for how one is made.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/domain/term.hpp"
#include "model/world.hpp"

namespace finalack::checker {

using model::Term;

struct Relation {
  /// A leaf of the world's state, in the order in which a concrete state is packed.
  struct Variable {
    std::string name;     ///< its path: `core.hosts[0].tcb.snd_una`
    unsigned bits = 1;    ///< in a packed state
    unsigned values = 0;  ///< of an enumeration; 0: every encoding is a value
    std::uint32_t initial = 0;
    bool fixed = false;  ///< keeps its initial value for ever: `current` and `next` are that literal
    Term current;
    Term next;
  };
  struct Predicate {
    std::string name;
    Term holds;  ///< over `current`
  };

  std::shared_ptr<z3::context> context;  // first, so that it outlives the terms
  std::string name;
  std::vector<model::ActionKind> kinds;
  std::vector<Variable> variables;

  Term kind;      ///< input: index into `kinds`
  Term argument;  ///< input, 4 bits; 0 where the kind has one argument only
  std::vector<Term>
      choices;  ///< inputs of 3 bits each, as in Action::choices; a value out of range is the last alternative

  Term enabled;      ///< over current and inputs: this step can be taken (inputs are in range, and it is not held back)
  Term held_back;    ///< it could, but for a bound of the world
  Term well_formed;  ///< over current: enumerations hold a value. An invariant once proved, not an assumption
  std::vector<Predicate> predicates;

  std::uint64_t paths = 0;  ///< followed by the path explorer
  std::size_t nodes = 0;    ///< of the transition's term graph
  double seconds = 0;       ///< that lowering took

  /// "231 paths, 2,004 nodes, 0.02 s, 48 of 110 variables fixed", for -v.
  std::string statistics() const;
};

}  // namespace finalack::checker
