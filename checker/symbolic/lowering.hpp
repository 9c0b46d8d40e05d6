// From a world to its Relation: every action is followed along all its paths, and the results are put together by kind.
//
// A world that offers its step in two halves has the first half followed once per kind and the second once in all. What
// the second half does (insert what was sent into the network, let monitors observe) then stands in the relation once,
// not once per kind; that made BMC ten times faster on the same model.
//
//   model::SymbolicSession session(width);
//   const Relation relation = lower(world, predicates, session);
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "checker/symbolic/relation.hpp"
#include "model/domain/symbolic.hpp"

namespace finalack::checker {

/// A predicate over symbolic states. It may branch, but reads better with & and |.
template <class S> struct SymbolicPredicate {
  std::string name;
  std::function<model::Symbolic::Bool(const S&)> holds;
};

/// A world with `Effect`, `begin` and `finish` (see model/world.hpp).
template <class W>
concept StepsInHalves = requires {
  typename W::template Effect<model::Symbolic>;
};

/// A Step as a reflected struct.
template <class S> struct LoweredStep {
  BOOST_HANA_DEFINE_STRUCT(LoweredStep<S>, (model::Symbolic::Bool, enabled), (model::Symbolic::Bool, held_back),
                           (S, next));

  LoweredStep() = default;
  LoweredStep(model::Step<model::Symbolic, S> step)  // NOLINT(google-explicit-constructor)
      : enabled(std::move(step.enabled)), held_back(std::move(step.held_back)), next(std::move(step.next)) {}
};

/// The part of lowering that does not know the world's types.
class RelationBuilder {
 public:
  using Leaves = std::vector<Term>;

  RelationBuilder(model::SymbolicSession& session, std::string name, std::vector<model::ActionKind> kinds);

  Term declare(const std::string& name, unsigned term_width, unsigned values);
  /// The argument to give a kind: a literal where it has one only.
  Term argument_of(unsigned kind) const;
  /// Leaf by leaf, what the input `kind` selects of one list of leaves per kind.
  Leaves by_kind(const std::vector<Leaves>& of_kind) const;
  void add_predicate(std::string name, Term holds);
  /// Literals for the initial state, then the step. Throws std::logic_error if the initial state is not one state.
  Relation finish(const Leaves& initial, Term enabled, Term held_back, const Leaves& next);

 private:
  void restrict_inputs();
  void fix_constants();

  model::SymbolicSession& session_;
  std::uint64_t paths_before_;
  Relation relation_;
};

/// Declares a variable for every leaf of a state, and makes the leaf that variable.
template <class S> void declare_leaves(RelationBuilder& builder, S& state, const std::string& path = {}) {
  model::for_each_named_leaf(
      [&](const std::string& name, auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        unsigned values = 0;
        if constexpr (requires { typename L::enum_type; }) values = model::enum_count<typename L::enum_type>;
        leaf = L::from_term(builder.declare(name, L::term_width(), values));
      },
      state, path);
}

/// The first half of a step of any kind: each kind's, followed along all its paths, put together by kind.
template <class W, class S>
typename W::template Effect<model::Symbolic> any_first_half(const W& world, const S& state,
                                                            const RelationBuilder& builder, std::size_t kinds) {
  typename W::template Effect<model::Symbolic> effect;
  std::vector<RelationBuilder::Leaves> of_kind;
  for (unsigned kind = 0; kind < kinds; ++kind) {
    const auto argument = model::Symbolic::Bits<4>::from_term(builder.argument_of(kind));
    effect = model::explore([&] { return world.template begin<model::Symbolic>(state, kind, argument); });
    of_kind.push_back(model::terms_of(effect));
  }
  model::set_terms(effect, builder.by_kind(of_kind));
  return effect;
}

/// A step of any kind, of a world whose steps have no halves.
template <class W, class S>
LoweredStep<S> any_step(const W& world, const S& state, const RelationBuilder& builder, std::size_t kinds) {
  LoweredStep<S> step;
  std::vector<RelationBuilder::Leaves> of_kind;
  for (unsigned kind = 0; kind < kinds; ++kind) {
    const auto argument = model::Symbolic::Bits<4>::from_term(builder.argument_of(kind));
    step = model::explore([&] { return LoweredStep<S>(world.template step<model::Symbolic>(state, kind, argument)); });
    of_kind.push_back(model::terms_of(step));
  }
  model::set_terms(step, builder.by_kind(of_kind));
  return step;
}

inline void append(std::vector<Term>& terms, const std::vector<Term>& more) {
  terms.insert(terms.end(), more.begin(), more.end());
}

/// How long a lowering took.
class Stopwatch {
 public:
  Relation stop(Relation relation) const {
    relation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    return relation;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The relation of a world at the session's width. `predicates` in the order in which properties number them, which
/// must be that of the concrete System on which counterexamples are replayed. `session` is the thread's current one.
template <class W, class S = typename W::template State<model::Symbolic>>
Relation lower(const W& world, const std::vector<SymbolicPredicate<S>>& predicates, model::SymbolicSession& session) {
  const Stopwatch stopwatch;
  const std::size_t kinds = world.actions().size();
  RelationBuilder builder(session, world.name(), world.actions());
  S state;
  declare_leaves(builder, state);
  for (const SymbolicPredicate<S>& predicate : predicates) {
    builder.add_predicate(predicate.name, model::explore([&] { return predicate.holds(state); }).term());
  }
  const S initial = model::explore([&] { return world.template initial<model::Symbolic>(); });
  LoweredStep<S> step;
  if constexpr (StepsInHalves<W>) {
    const auto effect = any_first_half(world, state, builder, kinds);
    step = model::explore([&] { return LoweredStep<S>(world.template finish<model::Symbolic>(state, effect)); });
  } else {
    step = any_step(world, state, builder, kinds);
  }
  return stopwatch.stop(
      builder.finish(model::terms_of(initial), step.enabled.term(), step.held_back.term(), model::terms_of(step.next)));
}

}  // namespace finalack::checker
