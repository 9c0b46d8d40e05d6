// Random small graphs with random predicates and fairness, five thousand of them: every verdict and every length of a
// trace must be what brute force says. The traces themselves the engine replays before it hands them out.
#include <ostream>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "tests/checker/graph_system.hpp"
#include "tests/checker/reference.hpp"

namespace finalack::checker {

std::ostream& operator<<(std::ostream& out, const Property& property) {
  out << "kind " << static_cast<int>(property.kind) << " predicate " << property.predicate;
  if (property.trigger) out << " trigger " << *property.trigger;
  if (property.witness) out << " witness " << *property.witness;
  return out;
}

namespace {

constexpr unsigned kPredicates = 3;

struct Case {
  std::vector<GraphNode> graph;
  std::vector<Property> properties;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  for (std::size_t i = 0; i < c.graph.size(); ++i) out << "\n  " << i << ": " << c.graph[i];
  for (const Property& property : c.properties) out << "\n  " << property;
  return out << "\n";
}

model::Fairness random_fairness() {
  using Kind = model::Fairness::Kind;
  return {*rc::gen::element(Kind::None, Kind::Weak, Kind::Weak, Kind::Strong, Kind::Strong), *rc::gen::inRange(0U, 3U)};
}

GraphNode random_node(unsigned nodes) {
  GraphNode node;
  // Few nodes without edges, for runs come to rest there, and no other lasso is then looked for.
  const unsigned edges = *rc::gen::element(0U, 1U, 1U, 1U, 2U, 2U, 2U, 3U, 3U, 4U);
  for (unsigned i = 0; i < edges; ++i) {
    GraphEdge edge;
    edge.target = *rc::gen::inRange(0U, nodes);
    edge.fairness = random_fairness();
    node.edges.push_back(edge);
  }
  // Each predicate in a quarter of the states, or runs that avoid one would be short.
  for (unsigned p = 0; p < kPredicates; ++p) node.predicates |= std::uint64_t{*rc::gen::inRange(0, 4) == 3} << p;
  if (*rc::gen::inRange(0, 8) == 7) node.held.push_back(random_fairness());
  return node;
}

Property random_property() {
  using Kind = Property::Kind;
  Property property;
  property.kind = *rc::gen::element(Kind::Never, Kind::Reachable, Kind::Recoverable, Kind::Eventually, Kind::Eventually,
                                    Kind::Eventually, Kind::DeadlockFree);
  property.predicate = *rc::gen::inRange(0U, kPredicates);
  if (*rc::gen::arbitrary<bool>()) property.trigger = *rc::gen::inRange(0U, kPredicates);
  if (*rc::gen::inRange(0, 4) == 3) property.witness = *rc::gen::inRange(0U, kPredicates);
  return property;
}

/// Of full size from the first on: RapidCheck would begin with graphs of one node.
rc::Gen<std::vector<Case>> fifty_cases() {
  const auto one = rc::gen::exec([] {
    Case c;
    const unsigned nodes = *rc::gen::inRange(1U, 9U);
    for (unsigned i = 0; i < nodes; ++i) c.graph.push_back(random_node(nodes));
    const unsigned properties = *rc::gen::inRange(1U, 6U);
    for (unsigned i = 0; i < properties; ++i) c.properties.push_back(random_property());
    return c;
  });
  return rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<Case>>(50, one));
}

Limits small() {
  Limits limits;
  limits.memory_bytes = 1U << 20U;
  return limits;
}

void require_expected(const Case& c, std::size_t i, const Verdict& verdict) {
  const Expected expected = expected_of(c.graph, c.properties[i]);
  RC_ASSERT(verdict.kind == expected.kind);
  RC_ASSERT(verdict.trace.has_value() == expected.steps.has_value());
  if (!expected.steps) return;
  const bool lasso = c.properties[i].kind == Property::Kind::Eventually;
  RC_ASSERT(verdict.trace->loop_start.has_value() == lasso);
  if (lasso) RC_ASSERT((*verdict.trace->loop_start == verdict.trace->length()) == expected.rests);
  RC_ASSERT((lasso ? *verdict.trace->loop_start : verdict.trace->length()) == *expected.steps);
}

RC_GTEST_PROP(RandomGraphs, GetTheVerdictsAndTraceLengthsOfBruteForce, ()) {
  const auto cases = *fifty_cases();
  for (const Case& c : cases) {
    const GraphSystem system(c.graph, 1 + static_cast<unsigned>(c.graph.size()) % 4);
    SearchStatistics statistics;
    const auto outcomes = check_explicit(system, c.properties, small(), {}, &statistics);
    RC_ASSERT(outcomes.size() == c.properties.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) require_expected(c, i, outcomes[i].verdict);
    if (!statistics.exhausted) continue;  // everything was decided early
    const Size size = size_of(c.graph);
    RC_ASSERT(statistics.states == size.states);
    RC_ASSERT(statistics.transitions == size.transitions);
    RC_ASSERT(statistics.depth == size.depth);
  }
}

/// What a search that stops at a depth says must be true: a violation is one, a proof is one, and what holds to depth k
/// has no counterexample of k steps.
RC_GTEST_PROP(RandomGraphs, NeverGetAWrongVerdictFromASearchThatIsCutShort, ()) {
  const auto cases = *fifty_cases();
  for (const Case& c : cases) {
    const GraphSystem system(c.graph);
    Limits limits = small();
    limits.depth = *rc::gen::inRange(0U, 4U);
    const auto outcomes = check_explicit(system, c.properties, limits);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const Verdict& verdict = outcomes[i].verdict;
      const Expected expected = expected_of(c.graph, c.properties[i]);
      if (verdict.kind == VerdictKind::Unknown) continue;
      if (verdict.kind == VerdictKind::HoldsToDepth) {
        RC_ASSERT(verdict.depth == limits.depth);
        if (expected.kind == VerdictKind::Violated) RC_ASSERT(*expected.steps > limits.depth);
      } else if (verdict.kind != VerdictKind::Proved || expected.kind != VerdictKind::Vacuous) {
        RC_ASSERT(verdict.kind == expected.kind);
      }
    }
  }
}

}  // namespace
}  // namespace finalack::checker
