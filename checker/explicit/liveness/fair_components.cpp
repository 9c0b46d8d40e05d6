#include "checker/explicit/liveness/fair_components.hpp"

#include <algorithm>
#include <utility>

namespace finalack::checker::explicit_search {

FairComponents::FairComponents(const Exploration& exploration, const Region& region, Budget& budget)
    : exploration_(exploration), poll_(budget), labels_(exploration.table.size()) {
  Components components(exploration.graph, exploration.table.size());
  const auto examine_part = [&](std::span<const StateIndex> part) {
    components.for_each(
        part, labels_, [&](std::span<const StateIndex> component) { examine(component); },
        [&] { return poll_() != Stop::None; });
  };
  for (const StateIndex i : region.states()) labels_[i] = next_label_;
  ++next_label_;
  examine_part(region.states());
  while (!pending_.empty() && poll_() == Stop::None) {
    const std::vector<StateIndex> part = std::move(pending_.back());
    pending_.pop_back();
    examine_part(part);
  }
  stop_ = poll_();
}

void FairComponents::examine(std::span<const StateIndex> component) {
  if (!has_transition(component)) return;
  const std::uint32_t label = next_label_++;
  for (const StateIndex i : component) labels_[i] = label;
  const std::vector<Constraint> broken = broken_in(component);
  if (poll_() != Stop::None) return;
  if (broken.empty()) {
    fair_.insert(label);
    return;
  }
  if (broken.front().first == model::Fairness::Kind::Weak) return;  // those come first
  const std::uint32_t rest_label = next_label_++;
  std::vector<StateIndex> rest;
  for (const StateIndex i : component) {
    if (enables_one_of(i, broken)) continue;
    rest.push_back(i);
    labels_[i] = rest_label;
  }
  if (!rest.empty()) pending_.push_back(std::move(rest));
}

/// Most components are single states; only those that lead to themselves can be gone round in.
bool FairComponents::has_transition(std::span<const StateIndex> component) const {
  if (component.size() > 1) return true;
  const StateIndex only = component.front();
  const auto edges = exploration_.graph.edges_from(only);
  return std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.target == only; });
}

std::vector<Constraint> FairComponents::broken_in(std::span<const StateIndex> component) {
  FairnessTally tally;
  const std::uint32_t label = labels_[component.front()];
  for (const StateIndex i : component) {
    if (poll_() != Stop::None) break;
    tally.begin_state();
    const auto fairness_of = [&](Action action) { return exploration_.fairness(i, action); };
    exploration_.for_each_wanted(i, [&](Action action) { tally.enabled(fairness_of(action)); });
    for (const Edge& edge : exploration_.graph.edges_from(i)) {
      if (labels_[edge.target] == label) tally.taken(fairness_of(edge.action));
    }
  }
  return tally.broken();
}

bool FairComponents::enables_one_of(StateIndex i, const std::vector<Constraint>& constraints) const {
  bool found = false;
  exploration_.for_each_wanted(i, [&](Action action) {
    const model::Fairness fairness = exploration_.fairness(i, action);
    found = found || std::find(constraints.begin(), constraints.end(), constraint_of(fairness)) != constraints.end();
  });
  return found;
}

}  // namespace finalack::checker::explicit_search
