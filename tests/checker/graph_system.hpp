// A system given by a table: what the random tests generate, and what a naive reference can decide by brute force.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "checker/system.hpp"

namespace finalack::checker {

struct GraphEdge {
  unsigned target = 0;
  model::Fairness fairness;
};

struct GraphNode {
  std::vector<GraphEdge> edges;
  std::uint64_t predicates = 0;
  std::vector<model::Fairness> held{};  ///< actions that a bound holds back
};

/// State 0 is initial; the actions of a state are numbered, those that are held back have argument 1. A state is packed
/// as its number in the last of `width` words and noise in the others, so that it has to be compared whole.
class GraphSystem : public System {
 public:
  explicit GraphSystem(std::vector<GraphNode> nodes, unsigned width = 1) : nodes_(std::move(nodes)), width_(width) {}

  const std::vector<GraphNode>& nodes() const { return nodes_; }
  PackedState packed(unsigned node) const {
    PackedState words(width_, 0xABCD0000U);
    words.back() = node;
    return words;
  }
  unsigned node_of(const Word* state) const { return state[width_ - 1]; }

  std::string name() const override { return "graph"; }
  model::Scope scope() const override { return {}; }
  unsigned words() const override { return width_; }
  PackedState initial() const override { return packed(0); }
  void expand(const Word* state, Successors& out) const override {
    out.clear();
    const GraphNode& node = nodes_[node_of(state)];
    out.held_back = !node.held.empty();
    for (std::size_t i = 0; i < node.held.size(); ++i) out.held.push_back({static_cast<std::uint8_t>(i), 1, 0});
    for (std::size_t i = 0; i < node.edges.size(); ++i) {
      const PackedState target = packed(node.edges[i].target);
      out.add({static_cast<std::uint8_t>(i), 0, 0}, target);
    }
  }
  std::uint64_t predicates(const Word* state) const override { return nodes_[node_of(state)].predicates; }
  std::vector<std::string> predicate_names() const override { return {"p", "q", "r", "s"}; }
  model::Fairness fairness(const Word* state, Action action) const override {
    const GraphNode& node = nodes_[node_of(state)];
    return action.argument == 1 ? node.held[action.kind] : node.edges[action.kind].fairness;
  }

  PackedState raw_initial() const override { return initial(); }
  void expand_raw(const Word* state, Successors& out) const override { expand(state, out); }
  PackedState canonical(const Word* state) const override { return {state, state + width_}; }

  std::string action_name(Action action) const override { return "edge " + std::to_string(action.kind); }
  std::vector<std::pair<std::string, std::string>> leaves(const Word* state) const override {
    return {{"node", std::to_string(node_of(state))}};
  }
  std::vector<std::string> parties() const override { return {"graph"}; }
  model::Story narrate(const Word*, Action, const Word*) const override { return {}; }

 private:
  std::vector<GraphNode> nodes_;
  unsigned width_;
};

inline std::ostream& operator<<(std::ostream& out, const model::Fairness& fairness) {
  if (fairness.kind == model::Fairness::Kind::None) return out;
  return out << (fairness.kind == model::Fairness::Kind::Weak ? "weak" : "strong") << fairness.key;
}

inline std::ostream& operator<<(std::ostream& out, const GraphNode& node) {
  out << "{";
  for (unsigned p = 0; p < 4; ++p) {
    if (((node.predicates >> p) & 1U) != 0) out << "pqrs"[p];
  }
  for (const GraphEdge& edge : node.edges) out << " ->" << edge.target << edge.fairness;
  for (const model::Fairness& fairness : node.held) out << " held:" << fairness;
  return out << "}";
}

}  // namespace finalack::checker
