#include "tests/checker/reference.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>

namespace finalack::checker {

namespace {

using Graph = std::vector<GraphNode>;
using Distances = std::map<unsigned, unsigned>;
using Filter = std::function<bool(unsigned)>;

bool holds(const Graph& graph, unsigned predicate, unsigned node) {
  return ((graph[node].predicates >> predicate) & 1U) != 0;
}

/// By relaxing all edges until nothing changes; only through nodes that pass the filter.
Distances relax(const Graph& graph, Distances distance, const Filter& passes) {
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned node = 0; node < graph.size(); ++node) {
      if (!distance.contains(node)) continue;
      for (const GraphEdge& edge : graph[node].edges) {
        const unsigned through = distance[node] + 1;
        if (!passes(edge.target) || (distance.contains(edge.target) && distance[edge.target] <= through)) continue;
        distance[edge.target] = through;
        changed = true;
      }
    }
  }
  return distance;
}

Distances reachable(const Graph& graph, unsigned from = 0) {
  return relax(graph, {{from, 0}}, [](unsigned) { return true; });
}

std::optional<unsigned> nearest(const Distances& distance, const Filter& wanted) {
  std::optional<unsigned> best;
  for (const auto& [node, steps] : distance) {
    if (wanted(node) && (!best || steps < *best)) best = steps;
  }
  return best;
}

bool may_rest(const GraphNode& node) {
  return node.held.empty() && std::all_of(node.edges.begin(), node.edges.end(), [](const GraphEdge& edge) {
           return edge.fairness.kind == model::Fairness::Kind::None;
         });
}

/// Whether a run can visit exactly these nodes infinitely often, and be fair: going round all edges among them is the
/// best that it can do.
bool is_fair_set(const Graph& graph, const std::set<unsigned>& nodes) {
  const Filter inside = [&](unsigned node) { return nodes.contains(node); };
  bool has_edge = false;
  for (const unsigned node : nodes) {
    if (relax(graph, {{node, 0}}, inside).size() != nodes.size()) return false;
    for (const GraphEdge& edge : graph[node].edges) has_edge |= inside(edge.target);
  }
  if (!has_edge) return false;
  for (const auto kind : {model::Fairness::Kind::Weak, model::Fairness::Kind::Strong}) {
    for (std::uint64_t key = 0; key < 4; ++key) {
      std::size_t enabled = 0;
      bool taken = false;
      for (const unsigned node : nodes) {
        const auto& held = graph[node].held;
        bool here =
            std::any_of(held.begin(), held.end(), [&](const auto& f) { return f.kind == kind && f.key == key; });
        for (const GraphEdge& edge : graph[node].edges) {
          if (edge.fairness.kind != kind || edge.fairness.key != key) continue;
          here = true;
          taken |= inside(edge.target);
        }
        enabled += here ? 1U : 0U;
      }
      const bool due = kind == model::Fairness::Kind::Weak ? enabled == nodes.size() : enabled > 0;
      if (due && !taken) return false;
    }
  }
  return true;
}

Expected eventually(const Graph& graph, const Property& property) {
  const Filter avoids = [&](unsigned node) { return !holds(graph, property.predicate, node); };
  Distances triggers;
  for (const auto& [node, steps] : reachable(graph)) {
    if (avoids(node) && (!property.trigger || holds(graph, *property.trigger, node))) triggers[node] = steps;
  }
  const Distances region = relax(graph, triggers, avoids);
  if (const auto steps = nearest(region, [&](unsigned node) { return may_rest(graph[node]); })) {
    return {VerdictKind::Violated, steps, true};
  }
  std::set<unsigned> in_fair_sets;
  for (unsigned subset = 1; subset < 1U << graph.size(); ++subset) {
    std::set<unsigned> nodes;
    for (unsigned node = 0; node < graph.size(); ++node) {
      if (((subset >> node) & 1U) != 0) nodes.insert(node);
    }
    if (!std::all_of(nodes.begin(), nodes.end(), [&](unsigned node) { return region.contains(node); })) continue;
    if (is_fair_set(graph, nodes)) in_fair_sets.insert(nodes.begin(), nodes.end());
  }
  if (const auto steps = nearest(region, [&](unsigned node) { return in_fair_sets.contains(node); })) {
    return {VerdictKind::Violated, steps};
  }
  return {};
}

Expected without_witness(const Graph& graph, const Property& property) {
  const Distances distance = reachable(graph);
  const Filter wanted = [&](unsigned node) {
    switch (property.kind) {
      case Property::Kind::Never:
      case Property::Kind::Reachable: return holds(graph, property.predicate, node);
      case Property::Kind::DeadlockFree:
        return graph[node].edges.empty() && graph[node].held.empty() && !holds(graph, property.predicate, node);
      case Property::Kind::Recoverable:
        return (!property.trigger || holds(graph, *property.trigger, node)) &&
               !nearest(reachable(graph, node), [&](unsigned n) { return holds(graph, property.predicate, n); });
      case Property::Kind::Eventually: break;
    }
    return false;
  };
  if (property.kind == Property::Kind::Eventually) return eventually(graph, property);
  const std::optional<unsigned> steps = nearest(distance, wanted);
  if (property.kind == Property::Kind::Reachable) return {steps ? VerdictKind::Proved : VerdictKind::Violated, steps};
  return {steps ? VerdictKind::Violated : VerdictKind::Proved, steps};
}

}  // namespace

Expected expected_of(const Graph& graph, const Property& property) {
  const Expected expected = without_witness(graph, property);
  if (expected.kind != VerdictKind::Proved || !property.witness) return expected;
  const bool seen =
      nearest(reachable(graph), [&](unsigned node) { return holds(graph, *property.witness, node); }).has_value();
  return seen ? expected : Expected{VerdictKind::Vacuous, std::nullopt};
}

Size size_of(const Graph& graph) {
  Size size;
  for (const auto& [node, steps] : reachable(graph)) {
    ++size.states;
    size.transitions += static_cast<unsigned>(graph[node].edges.size());
    size.depth = std::max(size.depth, steps);
  }
  return size;
}

}  // namespace finalack::checker
