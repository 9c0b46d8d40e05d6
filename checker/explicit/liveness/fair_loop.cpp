#include "checker/explicit/liveness/fair_loop.hpp"

#include <algorithm>

#include "checker/errors.hpp"

namespace finalack::checker::explicit_search {

FairLoop::FairLoop(const Exploration& exploration, const Labels& labels, StateIndex start)
    : exploration_(exploration), labels_(labels), start_(start), came_from_(exploration.table.size()) {
  cycles_.push_back(cycle_through([&](const LoopStep& step) { return step.target == start_; }));
  for (auto constraints = broken(); !constraints.empty(); constraints = broken()) {
    cycles_.push_back(cycle_through([&](const LoopStep& step) { return mends(step, constraints.front()); }));
  }
  leave_out_superfluous();
}

std::vector<LoopStep> FairLoop::steps() const {
  Steps all;
  for (const Steps& cycle : cycles_) all.insert(all.end(), cycle.begin(), cycle.end());
  return all;
}

/// A shortest way from the start to a wanted step and through it, and a shortest way back.
FairLoop::Steps FairLoop::cycle_through(const std::function<bool(const LoopStep&)>& wanted) {
  Steps cycle = path(start_, wanted);
  const StateIndex end = cycle.back().target;
  if (end == start_) return cycle;
  const Steps back = path(end, [&](const LoopStep& step) { return step.target == start_; });
  cycle.insert(cycle.end(), back.begin(), back.end());
  return cycle;
}

/// Breadth-first within the component, from `from` through the first wanted step.
FairLoop::Steps FairLoop::path(StateIndex from, const std::function<bool(const LoopStep&)>& wanted) {
  std::vector<StateIndex> queue = {from};
  came_from_[from] = from + 1;
  Steps found;
  for (std::size_t next = 0; next < queue.size() && found.empty(); ++next) {
    const StateIndex source = queue[next];
    for (const Edge& edge : exploration_.graph.edges_from(source)) {
      if (labels_[edge.target] != labels_[start_]) continue;
      const LoopStep step{source, edge.action, edge.target};
      if (wanted(step)) {
        found.push_back(step);
        break;
      }
      if (came_from_[edge.target] != 0) continue;
      queue.push_back(edge.target);
      came_from_[edge.target] = source + 1;
    }
  }
  if (found.empty()) throw InternalError("a fair component has no fair loop");
  for (StateIndex i = found.front().source; i != from; i = found.back().source) {
    const StateIndex source = came_from_[i] - 1;
    found.push_back({source, exploration_.graph.edge_between(source, i).action, i});
  }
  std::reverse(found.begin(), found.end());
  for (const StateIndex i : queue) came_from_[i] = 0;
  return found;
}

std::vector<Constraint> FairLoop::broken() const {
  FairnessTally tally;
  for (const LoopStep& step : steps()) {
    tally.begin_state();
    exploration_.for_each_wanted(step.source, [&](Action action) { tally.enabled(fairness(step.source, action)); });
    tally.taken(fairness(step.source, step.action));
  }
  return tally.broken();
}

bool FairLoop::mends(const LoopStep& step, const Constraint& constraint) const {
  if (constraint_of(fairness(step.source, step.action)) == constraint) return true;
  return constraint.first == model::Fairness::Kind::Weak && !enables(step.target, constraint);
}

model::Fairness FairLoop::fairness(StateIndex state, Action action) const {
  return exploration_.fairness(state, action);
}

bool FairLoop::enables(StateIndex state, const Constraint& constraint) const {
  bool found = false;
  exploration_.for_each_wanted(
      state, [&](Action action) { found = found || constraint_of(fairness(state, action)) == constraint; });
  return found;
}

void FairLoop::leave_out_superfluous() {
  for (std::size_t i = 0; i < cycles_.size() && cycles_.size() > 1;) {
    const Steps cycle = std::move(cycles_[i]);
    cycles_.erase(cycles_.begin() + static_cast<std::ptrdiff_t>(i));
    if (broken().empty()) continue;
    cycles_.insert(cycles_.begin() + static_cast<std::ptrdiff_t>(i), cycle);
    ++i;
  }
}

}  // namespace finalack::checker::explicit_search
