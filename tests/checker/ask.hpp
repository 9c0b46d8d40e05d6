// Short ways to put a question about a toy to an engine.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "checker/property.hpp"

namespace finalack::checker {

/// Sequence numbers of toys have four bits.
template <class World> using ToySystem = ConcreteSystem<World, 4>;
template <class World> using ToyState = typename ToySystem<World>::State;

/// Wraps a predicate of a toy, which gives a domain value, for a ToySystem: `named<Counter>("seven",
/// Counter::is_seven<D>)`.
template <class World, class Holds> NamedPredicate<ToyState<World>> named(std::string name, Holds holds) {
  return {std::move(name), [holds](const ToyState<World>& state) { return static_cast<bool>(holds(state)); }};
}

inline Property never(unsigned predicate) { return {Property::Kind::Never, predicate, {}, {}}; }
inline Property reachable(unsigned predicate) { return {Property::Kind::Reachable, predicate, {}, {}}; }
inline Property deadlock_free(unsigned predicate) { return {Property::Kind::DeadlockFree, predicate, {}, {}}; }
inline Property recoverable(std::optional<unsigned> trigger, unsigned predicate) {
  return {Property::Kind::Recoverable, predicate, trigger, {}};
}
inline Property eventually(std::optional<unsigned> trigger, unsigned predicate) {
  return {Property::Kind::Eventually, predicate, trigger, {}};
}
inline Property with_witness(Property property, unsigned witness) {
  property.witness = witness;
  return property;
}

}  // namespace finalack::checker
