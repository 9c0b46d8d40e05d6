// From a timed world to its relation over bit-vectors and reals.
//
// A timed world has State<D>, Inputs<D> and Parameters<D>, reflected, the parameters' names as people write them
// (`parameter_names`), and actions, initial, may_pass, later and step: see model/worlds/timed/timed_peers.hpp. Its kind
// 0 is time that passes: it is left out, because a step is preceded by as much time as one likes.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/timed/relation.hpp"
#include "model/domain/symbolic.hpp"
#include "model/paths.hpp"
#include "model/reflect.hpp"

namespace finalack::checker {

/// A step as the leaves of a struct, so that alternatives can be put together leaf by leaf.
template <class S> struct LoweredTimedStep {
  BOOST_HANA_DEFINE_STRUCT(LoweredTimedStep<S>, (model::Symbolic::Bool, enabled), (model::Symbolic::Bool, held_back),
                           (S, next));
};

/// The relation, and what its parameters and its current variables are, to say things of. Two worlds whose parameters
/// have the same names share them, if they were lowered in the same context.
template <class W> struct LoweredTimed {
  typename W::template Parameters<model::Symbolic> parameters;
  typename W::template State<model::Symbolic> state;
  TimedRelation relation;
};

inline unsigned bits_for(std::size_t values) {
  unsigned bits = 1;
  while ((std::size_t{1} << bits) < values) ++bits;
  return bits;
}

/// Makes every leaf a variable, and says so: `declared(name, term)`.
template <class V, class Declared> void as_timed_variables(V& value, const std::string& prefix, Declared declared) {
  model::for_each_named_leaf(
      [&](const std::string& name, auto& leaf) {
        using Leaf = std::remove_cvref_t<decltype(leaf)>;
        if constexpr (requires { typename Leaf::time_tag; }) {
          leaf = Leaf::from_term(model::terms::real_variable(prefix + name));
        } else {
          leaf = Leaf::from_term(model::terms::variable(prefix + name, Leaf::term_width()));
        }
        declared(name, leaf.term());
      },
      value);
}

/// `session` is the thread's current one.
template <class W> LoweredTimed<W> lower_timed(const W& world, model::SymbolicSession& session) {
  using model::Symbolic;
  namespace terms = model::terms;
  LoweredTimed<W> lowered;
  TimedRelation& relation = lowered.relation;
  relation.context = session.context();
  relation.kinds = world.actions();
  const std::vector<std::string> names = W::parameter_names();
  as_timed_variables(lowered.parameters, "parameter.", [&](const std::string&, const model::Term& term) {
    relation.parameters.push_back({names.at(relation.parameters.size()), term});
  });
  lowered.state = world.template initial<Symbolic>(lowered.parameters);
  const std::vector<model::Term> initial = model::terms_of(lowered.state);
  as_timed_variables(lowered.state, "state.", [&](const std::string& name, const model::Term& term) {
    relation.variables.push_back({name, term, {}, initial[relation.variables.size()]});
  });
  typename W::template Inputs<Symbolic> inputs;
  as_timed_variables(inputs, "input.", [&](const std::string& name, const model::Term& term) {
    relation.inputs.push_back({name, term});
  });
  const unsigned kind_bits = bits_for(relation.kinds.size() + 1);  // one more: no step
  relation.kind = terms::variable("input.kind", kind_bits);
  const auto delay = Symbolic::Time::from_term(terms::real_variable("input.delay"));
  relation.delay = delay.term();

  const auto passes = world.template may_pass<Symbolic>(lowered.state, delay) & (Symbolic::Time(0) <= delay);
  const auto then = W::template later<Symbolic>(lowered.state, delay);
  LoweredTimedStep<typename W::template State<Symbolic>> any;
  any.next = then;
  for (unsigned kind = 1; kind < relation.kinds.size(); ++kind) {
    const auto step = world.template step<Symbolic>(lowered.parameters, then, kind, inputs);
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
  return lowered;
}

}  // namespace finalack::checker
