// The exact region of a timed world's parameters in which a claim holds, for any world: counterexample-guided blocking,
// as synthesis.hpp explains it, without what is TIME-WAIT's there.
//
// A world says how it is lowered (`lower_parametric`), and how one point is searched on integers; whatever the
// parameters are and however many. Where synthesis.hpp proves on a second, coarser world, the invariant here speaks of
// the world itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/property.hpp"
#include "checker/timed/linear.hpp"
#include "checker/timed/lowering.hpp"
#include "checker/timed/relation.hpp"
#include "checker/timed/run.hpp"

namespace finalack::checker {

/// A lowered world, and what is asked of it, over the relation's current variables and parameters.
struct ParametricQuestion {
  TimedRelation relation;
  model::Term bad;  ///< what must never be; once so, always so
  /// What is to be inductive where the claim holds.
  model::Term invariant;
  Polyhedron domain;  ///< of the parameters, which are positive: all that is spoken of
  /// The shortest run that ends badly at a point, by exhaustive search on integers; none if there is none.
  std::function<std::optional<TimedRun>(const std::vector<Rational>&, const Limits&)> run_at;
  /// Where to look on integers before looking on reals.
  std::vector<std::vector<Rational>> grid;
};

struct ParametricAnswer {
  ViolatedRegion region;       ///< minimal, within the domain
  std::vector<TimedRun> runs;  ///< one that ends badly for each piece that was found
  /// Outside of the region the claim holds, for runs of any length: the invariant is inductive.
  bool proved = false;
  unsigned depth = 0;        ///< if not proved: no run of up to so many steps ends badly
  unsigned obligations = 0;  ///< of the proof
  std::string why_not;       ///< there is no proof, and what shows it
  EndedBy ended_by = EndedBy::Nothing;
};

/// `most_steps`: of a run over reals.
ParametricAnswer synthesize(const ParametricQuestion& question, unsigned most_steps, const Limits& limits);

/// The relation of a world with State, Inputs and Parameters, and the state that its current variables are. The kind 0
/// is time that passes: it is left out, because a step is preceded by as much time as one likes.
template <class W> struct LoweredParametric {
  typename W::template Parameters<model::Symbolic> parameters;
  typename W::template State<model::Symbolic> state;
  TimedRelation relation;
};

template <class W> LoweredParametric<W> lower_parametric(const W& world, model::SymbolicSession& session) {
  using model::Symbolic;
  namespace terms = model::terms;
  LoweredParametric<W> lowered;
  TimedRelation& relation = lowered.relation;
  relation.context = session.context();
  relation.kinds = world.actions();
  const auto as_variables = [](auto& value, const std::string& prefix, const auto& declared) {
    model::for_each_named_leaf(
        [&](const std::string& name, auto& leaf) {
          leaf = timed_variable<std::remove_cvref_t<decltype(leaf)>>(prefix + name);
          declared(name, leaf.term());
        },
        value);
  };
  as_variables(lowered.parameters, "", [&](const std::string& name, const model::Term& term) {
    relation.parameters.push_back({name, term});
  });
  lowered.state = world.template initial<Symbolic>(lowered.parameters);
  const std::vector<model::Term> initial = model::terms_of(lowered.state);
  as_variables(lowered.state, "state.", [&](const std::string& name, const model::Term& term) {
    relation.variables.push_back({name, term, {}, initial[relation.variables.size()]});
  });
  typename W::template Inputs<Symbolic> inputs;
  as_variables(inputs, "input.", [&](const std::string& name, const model::Term& term) {
    relation.inputs.push_back({name, term});
  });
  const unsigned kind_bits = bits_for(relation.kinds.size() + 1);  // one more: no step
  relation.kind = terms::variable("input.kind", kind_bits);
  const auto delay = timed_variable<Symbolic::Time>("input.delay");
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
