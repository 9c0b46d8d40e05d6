#include "checker/explicit/liveness/recoverability.hpp"

namespace finalack::checker::explicit_search {

namespace {

/// The graph turned round, by counting sort: who leads to a state.
class Predecessors {
 public:
  explicit Predecessors(const Exploration& exploration)
      : first_(std::size_t{exploration.table.size()} + 2), sources_(exploration.graph.edge_count()) {
    const Graph& graph = exploration.graph;
    for (StateIndex i = 0; i < exploration.expanded; ++i) {
      for (const Edge& edge : graph.edges_from(i)) ++first_[std::size_t{edge.target} + 2];
    }
    for (std::size_t i = 2; i < first_.capacity(); ++i) first_[i] += first_[i - 1];
    // first_[i + 1] is where i's next source goes; when all are placed, it is where they end.
    for (StateIndex i = 0; i < exploration.expanded; ++i) {
      for (const Edge& edge : graph.edges_from(i)) sources_[first_[std::size_t{edge.target} + 1]++] = i;
    }
  }
  std::span<const StateIndex> of(StateIndex i) const {
    return {sources_.data() + first_[i], first_[std::size_t{i} + 1] - first_[i]};
  }

 private:
  MappedArray<std::uint64_t> first_;
  MappedArray<StateIndex> sources_;
};

}  // namespace

Recoverability check_recoverability(const Exploration& exploration, const Property& property, Budget& budget) {
  const StateTable& table = exploration.table;
  const auto holds = [&](unsigned predicate, StateIndex i) {
    return ((exploration.predicates(i) >> predicate) & 1U) != 0;
  };
  Poll poll(budget);
  StateSet recovers(table.size());
  MappedArray<StateIndex> reached(table.size());
  std::size_t count = 0;
  const auto reach = [&](StateIndex i) {
    if (recovers.contains(i)) return;
    recovers.add(i);
    reached[count++] = i;
  };

  for (StateIndex i = 0; i < table.size(); ++i) {
    if (i >= exploration.expanded || holds(property.predicate, i)) reach(i);
    if (poll() != Stop::None) return {kNoState, poll()};
  }
  const Predecessors predecessors(exploration);
  for (std::size_t next = 0; next < count; ++next) {
    for (const StateIndex source : predecessors.of(reached[next])) reach(source);
    if (poll() != Stop::None) return {kNoState, poll()};
  }
  for (StateIndex i = 0; i < exploration.expanded; ++i) {
    if (!recovers.contains(i) && (!property.trigger || holds(*property.trigger, i))) return {i, Stop::None};
    if (poll() != Stop::None) return {kNoState, poll()};
  }
  return {};
}

}  // namespace finalack::checker::explicit_search
