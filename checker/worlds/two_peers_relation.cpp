#include "checker/worlds/two_peers_relation.hpp"

#include "checker/symbolic/lowering.hpp"

namespace finalack::checker {

using model::Symbolic;

namespace {

/// The core's part of the world, which is all that its actions read and write.
struct Core {
  template <class D> using State = model::TwoPeersCore<D>;
  template <class D> using Effect = model::TwoPeersEffect<D>;
  const model::TwoPeersBase& world;

  template <class D>
  Effect<D> begin(const State<D>& state, unsigned kind, const typename D::template Bits<4>& argument) const {
    return world.begin_core<D>(state, kind, argument);
  }
};

}  // namespace

Relation lower_two_peers(const model::TwoPeersBase& world, const model::Watch<Symbolic>& watch,
                         const std::vector<WatchedPredicate<Symbolic>>& predicates, model::SymbolicSession& session) {
  const Stopwatch stopwatch;
  const std::vector<model::ActionKind> kinds = world.actions();
  RelationBuilder builder(session, world.name(), kinds);
  model::History<Symbolic> history;
  for (const auto& leaf : watch.leaves(watch.initial())) {
    history.push_back(builder.declare(leaf.path, leaf.term_width, 0));
  }
  model::TwoPeersCore<Symbolic> core;
  declare_leaves(builder, core, "core");
  for (const auto& predicate : predicates) {
    builder.add_predicate(predicate.name, model::explore([&] { return predicate.holds(core, history); }).term());
  }

  std::vector<Term> initial = watch.initial();
  append(initial, model::terms_of(model::explore([&] { return world.initial_core<Symbolic>(); })));

  const model::TwoPeersEffect<Symbolic> effect = any_first_half(Core{world}, core, builder, kinds.size());
  using Finished = LoweredStep<model::TwoPeersCore<Symbolic>>;
  const Finished step = model::explore([&] { return Finished(world.finish_core<Symbolic>(effect)); });
  std::vector<Term> next = watch.observe(history, {core, effect.what, step.next});
  append(next, model::terms_of(step.next));
  return stopwatch.stop(builder.finish(initial, step.enabled.term(), step.held_back.term(), next));
}

}  // namespace finalack::checker
