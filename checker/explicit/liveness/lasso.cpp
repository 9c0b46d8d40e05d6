#include "checker/explicit/liveness/lasso.hpp"

#include <algorithm>

#include "checker/explicit/liveness/fair_loop.hpp"

namespace finalack::checker::explicit_search {

namespace {

/// A run may rest where only unfair actions are enabled; where one was held back, the bounds of the world make it rest.
bool may_rest(const Exploration& exploration, StateIndex i) {
  if (exploration.graph.held_back(i)) return false;
  const auto edges = exploration.graph.edges_from(i);
  return std::none_of(edges.begin(), edges.end(), [&](const Edge& edge) {
    const auto fairness = exploration.fairness(i, edge.action);
    return fairness.kind != model::Fairness::Kind::None;
  });
}

/// The way to `target`, with any of the actions that lead from state to state.
Lasso stem_to(const Exploration& exploration, const Region& region, StateIndex target) {
  Lasso stem;
  stem.states = region.path_to(target);
  for (std::size_t i = 0; i + 1 < stem.states.size(); ++i) {
    stem.actions.push_back(exploration.graph.edge_between(stem.states[i], stem.states[i + 1]).action);
  }
  stem.loop_start = stem.actions.size();
  return stem;
}

}  // namespace

LassoSearch find_fair_lasso(const Exploration& exploration, const Property& property, Budget& budget) {
  const Region region(exploration, property, budget);
  if (region.stop() != Stop::None) return {std::nullopt, region.stop()};
  Poll poll(budget);
  for (const StateIndex i : region.states()) {
    if (may_rest(exploration, i)) return {stem_to(exploration, region, i), Stop::None};
    if (poll() != Stop::None) return {std::nullopt, poll()};
  }

  const FairComponents components(exploration, region, budget);
  if (components.stop() != Stop::None) return {std::nullopt, components.stop()};
  for (const StateIndex i : region.states()) {
    if (!components.is_fair(components.labels()[i])) continue;
    Lasso lasso = stem_to(exploration, region, i);
    for (const LoopStep& step : FairLoop(exploration, components.labels(), i).steps()) {
      lasso.actions.push_back(step.action);
      lasso.states.push_back(step.target);
    }
    return {std::move(lasso), Stop::None};
  }
  return {};
}

}  // namespace finalack::checker::explicit_search
