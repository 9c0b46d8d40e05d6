// A toy world as the symbolic engines take it: its relation, and the concrete system on which runs are replayed, both
// at one width and with the same predicates.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "checker/property.hpp"
#include "checker/symbolic/lowering.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {

/// A predicate that is written once, as a generic function object, for both domains.
template <class F> struct Both {
  std::string name;
  F holds;
};

template <class W, unsigned Width = 4> struct SymbolicToy {
  using D = model::Concrete<Width>;
  using ConcreteState = typename W::template State<D>;
  using SymbolicState = typename W::template State<model::Symbolic>;

  template <class... F>
  explicit SymbolicToy(const W& world, const Both<F>&... predicates)
      : relation(lower(world, symbolic(predicates...), session)),
        system(world, {{predicates.name, [f = predicates.holds](const ConcreteState& s) { return bool(f(s)); }}...}) {}

  template <class... F> static std::vector<SymbolicPredicate<SymbolicState>> symbolic(const Both<F>&... predicates) {
    return {{predicates.name, [f = predicates.holds](const SymbolicState& s) { return f(s); }}...};
  }

  model::SymbolicSession session{Width};
  Relation relation;
  ConcreteSystem<W, Width> system;
};

/// The static member function template `name` of a toy, as a predicate.
#define FINALACK_TOY_PREDICATE(toy, name) \
  (::finalack::checker::Both{#name, [](const auto& state) { return toy::name(state); }})

inline Property never(unsigned predicate) {
  Property property;
  property.predicate = predicate;
  return property;
}
inline Property reachable(unsigned predicate) {
  Property property = never(predicate);
  property.kind = Property::Kind::Reachable;
  return property;
}
inline Property with_witness(Property property, unsigned witness) {
  property.witness = witness;
  return property;
}
inline Limits to_depth(unsigned depth) {
  Limits limits;
  limits.depth = depth;
  return limits;
}

}  // namespace finalack::checker
