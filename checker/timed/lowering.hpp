// From a timed world to its relation over bit-vectors and reals.
//
// A timed world has State<D> and Inputs<D>, reflected, and initial, may_pass, later and step: see
// model/worlds/timed/timed_peers.hpp. Its kind Tick is left out, because a step is preceded by as much time as one
// likes.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/timed/relation.hpp"
#include "model/domain/symbolic.hpp"
#include "model/paths.hpp"
#include "model/reflect.hpp"
#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::checker {

/// A step as the leaves of a struct, so that alternatives can be put together leaf by leaf.
template <class S> struct LoweredTimedStep {
  BOOST_HANA_DEFINE_STRUCT(LoweredTimedStep<S>, (model::Symbolic::Bool, enabled), (model::Symbolic::Bool, held_back),
                           (S, next));
};

/// A leaf that is a variable of that name.
template <class L> L timed_variable(const std::string& name) {
  if constexpr (requires { typename L::time_tag; }) {
    return L::from_term(model::terms::real_variable(name));
  } else {
    return L::from_term(model::terms::variable(name, L::term_width()));
  }
}

inline unsigned bits_for(std::size_t values) {
  unsigned bits = 1;
  while ((std::size_t{1} << bits) < values) ++bits;
  return bits;
}

/// MSL, RTO and W as variables.
inline model::TimeParameters<model::Symbolic> symbolic_parameters() {
  using Time = model::Symbolic::Time;
  return {timed_variable<Time>("MSL"), timed_variable<Time>("RTO"), timed_variable<Time>("W")};
}

/// The relation, and the state that its current variables are, to say things of. `session` is the thread's current one.
template <class W>
std::pair<TimedRelation, typename W::template State<model::Symbolic>> lower_timed(
    const W& world, const model::TimeParameters<model::Symbolic>& parameters, model::SymbolicSession& session) {
  using model::Symbolic;
  using State = typename W::template State<Symbolic>;
  namespace terms = model::terms;
  TimedRelation relation;
  relation.context = session.context();
  relation.kinds = world.actions();
  relation.parameters = {{"MSL", parameters.msl.term()}, {"RTO", parameters.rto.term()}, {"W", parameters.w.term()}};

  State state = world.template initial<Symbolic>();
  const std::vector<model::Term> initial = model::terms_of(state);
  std::size_t count = 0;
  model::for_each_named_leaf(
      [&](const std::string& name, auto& leaf) {
        leaf = timed_variable<std::remove_cvref_t<decltype(leaf)>>(name);
        relation.variables.push_back({name, leaf.term(), {}, initial[count++]});
      },
      state);
  typename W::template Inputs<Symbolic> inputs;
  model::for_each_named_leaf(
      [&](const std::string& name, auto& leaf) {
        leaf = timed_variable<std::remove_cvref_t<decltype(leaf)>>("input." + name);
        relation.inputs.push_back({name, leaf.term()});
      },
      inputs);
  const unsigned kind_bits = bits_for(relation.kinds.size() + 1);  // one more: no step
  relation.kind = terms::variable("input.kind", kind_bits);
  const auto delay = timed_variable<Symbolic::Time>("input.delay");
  relation.delay = delay.term();

  const Symbolic::Bool passes = world.template may_pass<Symbolic>(state, delay) & (Symbolic::Time(0) <= delay);
  const State then = W::template later<Symbolic>(state, delay);
  LoweredTimedStep<State> any;
  any.next = then;
  for (unsigned kind = 0; kind < relation.kinds.size(); ++kind) {
    if (world.hosts().entries()[kind].deed == model::TimedDeed::Tick) continue;
    const auto step = world.template step<Symbolic>(parameters, then, kind, inputs);
    const auto chosen = Symbolic::Bool::from_term(terms::equal(relation.kind, terms::number(kind, kind_bits)));
    any.enabled = Symbolic::select(chosen, step.enabled, any.enabled);
    any.held_back = Symbolic::select(chosen, step.held_back, any.held_back);
    any.next = Symbolic::select(chosen, step.next, any.next);
  }
  relation.enabled = (any.enabled & passes).term();
  relation.held_back = (any.held_back & passes).term();
  const std::vector<model::Term> next = model::terms_of(any.next);
  for (std::size_t i = 0; i < next.size(); ++i) relation.variables[i].next = next[i];
  take_out_fixed(relation);
  return {std::move(relation), state};
}

}  // namespace finalack::checker
