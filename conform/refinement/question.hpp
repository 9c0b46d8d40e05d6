// An obligation as terms: what is assumed, and what has to follow. Usable while a model::SymbolicSession is open.
#pragma once

#include <string>
#include <vector>

#include "conform/refinement/clauses.hpp"
#include "conform/refinement/obligations.hpp"

namespace finalack::conform {

/// Everything that a question leaves open.
struct Unknowns {
  CoreTcb tcb;
  impl::Event<Terms> event{};
  Any<Terms> any;
};

/// Which bits a segment has, and whether text: a question is put for each shape, because a solver decides it sooner.
struct Shape {
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  bool text = false;
};

/// All shapes of the obligation's kind of segment, once each; one shape where no segment arrives.
std::vector<Shape> shapes_of(const Obligation& obligation);

/// Every TCB in the obligation's state, every event of its kind and that shape, every 32-bit number.
Unknowns unknowns_of(const Obligation& obligation, const Shape& shape);

/// That they satisfy the invariant, and that the core is asked properly.
model::symbolic::Bool assumed_of(const Unknowns& unknowns, const Shape& shape);

struct Clause {
  std::string words;
  model::symbolic::Bool holds;
};

std::vector<Clause> clauses_of(const Unknowns& unknowns, const impl::Policy& policy, const Core& core);

}  // namespace finalack::conform
