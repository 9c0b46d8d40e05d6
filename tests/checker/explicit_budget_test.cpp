// The explicit engine when it may not go on: budgets, the depth limit, the wish to stop, and its progress reports.
#include <memory>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "checker/explicit_engine.hpp"
#include "tests/checker/ask.hpp"
#include "tests/checker/graph_system.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

using D = model::Concrete<4>;
using Cells = toys::Cells<10>;
using toys::Counter;

/// A million states of 20 bytes.
ToySystem<Cells> many() {
  return ToySystem<Cells>(
      Cells{4}, {named<Cells>("out of range", Cells::out_of_range<D>), named<Cells>("all one", Cells::all_one<D>)});
}
ToySystem<Counter> counter() {
  return ToySystem<Counter>(Counter{}, {named<Counter>("seven", Counter::is_seven<D>),
                                        named<Counter>("above eleven", Counter::above_eleven<D>)});
}

Limits with_depth(unsigned depth) {
  Limits limits;
  limits.depth = depth;
  return limits;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ExplicitBudget, OfMemoryEndsTheSearchWithUnknown) {
  Limits limits;
  limits.memory_bytes = 8U << 20U;
  SearchStatistics statistics;
  const auto outcomes = check_explicit(many(), {never(0), deadlock_free(0), reachable(0)}, limits, {}, &statistics);
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.verdict.kind, VerdictKind::Unknown);
    EXPECT_TRUE(contains(outcome.verdict.detail, "memory budget of 8 MiB reached at depth ")) << outcome.verdict.detail;
    EXPECT_TRUE(contains(outcome.verdict.detail, " states")) << outcome.verdict.detail;
  }
  EXPECT_LE(statistics.bytes, limits.memory_bytes);
  EXPECT_GE(statistics.bytes, limits.memory_bytes * 8 / 10);
}

/// Has no way to write down what comes after the first state.
class Unwritable final : public Explorer {
 public:
  unsigned words() const override { return 1; }
  PackedState initial() override { return {0}; }
  void expand(const Word*, Successors&) override { throw std::length_error("there are no more numbers"); }
  std::uint64_t predicates(const Word*) const override { return 0; }
  model::Fairness fairness(const Word*, Action) const override { return {}; }
  PackedState unfolded(const Word*) const override { return {0}; }
};
class UnwritableSystem final : public GraphSystem {
 public:
  UnwritableSystem() : GraphSystem(std::vector<GraphNode>(1)) {}
  std::unique_ptr<Explorer> explorer() const override { return std::make_unique<Unwritable>(); }
};

TEST(ExplicitBudget, IsNotBlamedForStatesThatCanNotBeWrittenDown) {
  const Outcome outcome = check_explicit(UnwritableSystem(), {never(0)}, {}).front();
  EXPECT_EQ(outcome.verdict.kind, VerdictKind::Unknown);
  EXPECT_EQ(outcome.verdict.detail, "there are no more numbers at depth 0, with 1 state");
}

TEST(ExplicitBudget, OfMemoryCountsTheTransitionsAndTheirAnalysis) {
  Limits limits;
  limits.memory_bytes = 8U << 20U;
  SearchStatistics with_graph;
  const auto outcomes = check_explicit(many(), {eventually({}, 0), recoverable({}, 1)}, limits, {}, &with_graph);
  EXPECT_EQ(outcomes[0].verdict.kind, VerdictKind::Violated);  // nothing is fair: it rests in the initial state
  EXPECT_EQ(outcomes[1].verdict.kind, VerdictKind::Unknown);
  EXPECT_LE(with_graph.bytes, limits.memory_bytes);
  EXPECT_LT(with_graph.states, 70000U);
}

TEST(ExplicitBudget, KeepsWhatWasDecidedBefore) {
  Limits limits;
  limits.memory_bytes = 8U << 20U;
  const auto outcomes = check_explicit(many(), {never(0), reachable(1)}, limits);
  EXPECT_EQ(outcomes[0].verdict.kind, VerdictKind::Unknown);
  EXPECT_EQ(outcomes[1].verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(outcomes[1].verdict.depth, 10U);
}

TEST(ExplicitBudget, TooSmallForAnythingIsUnknownToo) {
  Limits limits;
  limits.memory_bytes = 100;
  EXPECT_EQ(check_explicit(counter(), {never(0)}, limits).front().verdict.kind, VerdictKind::Unknown);
}

TEST(ExplicitBudget, OfTimeEndsTheSearchWithUnknown) {
  Limits limits;
  limits.seconds = 0.02;
  const auto outcome = check_explicit(many(), {never(0), recoverable({}, 1)}, limits);
  EXPECT_EQ(outcome[0].verdict.kind, VerdictKind::Unknown);
  EXPECT_TRUE(contains(outcome[0].verdict.detail, "time budget of 0.02 s reached at depth "))
      << outcome[0].verdict.detail;
  EXPECT_EQ(outcome[1].verdict.kind, VerdictKind::Unknown);
  EXPECT_LT(outcome[0].seconds, 2);
}

TEST(ExplicitBudget, EndsWhenCancelled) {
  Limits limits;
  limits.cancelled = [polls = 0]() mutable { return ++polls == 3; };
  const auto outcome = check_explicit(many(), {never(0)}, limits).front();
  EXPECT_EQ(outcome.verdict.kind, VerdictKind::Unknown);
  EXPECT_TRUE(contains(outcome.verdict.detail, "cancelled at depth ")) << outcome.verdict.detail;
  EXPECT_LT(outcome.states, 100000U);
}

TEST(ExplicitDepthLimit, LetsSafetyHoldToThatDepth) {
  const auto at_six = check_explicit(counter(), {never(0), deadlock_free(1)}, with_depth(6));
  for (const Outcome& outcome : at_six) {
    EXPECT_EQ(outcome.verdict.kind, VerdictKind::HoldsToDepth);
    EXPECT_EQ(outcome.verdict.depth, 6U);
    EXPECT_EQ(outcome.states, 7U);
  }
  EXPECT_EQ(check_explicit(counter(), {never(0)}, with_depth(7)).front().verdict.kind, VerdictKind::Violated);
}

TEST(ExplicitDepthLimit, IsNotReachedWhenThereIsNothingBeyond) {
  EXPECT_EQ(check_explicit(counter(), {never(1)}, with_depth(9)).front().verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(check_explicit(counter(), {never(1)}, with_depth(8)).front().verdict.kind, VerdictKind::HoldsToDepth);
}

TEST(ExplicitDepthLimit, LeavesOtherKindsUnknown) {
  const auto outcomes = check_explicit(counter(), {reachable(0), recoverable({}, 0)}, with_depth(6));
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.verdict.kind, VerdictKind::Unknown);
    EXPECT_EQ(outcome.verdict.detail, "depth limit reached at depth 6, with 7 states");
  }
}

TEST(ExplicitDepthLimit, FindsDeadlocksInTheLastLevel) {
  const ToySystem<toys::Locks> locks(toys::Locks{}, {named<toys::Locks>("all free", toys::Locks::all_free<D>)});
  EXPECT_EQ(check_explicit(locks, {deadlock_free(0)}, with_depth(2)).front().verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(check_explicit(locks, {deadlock_free(0)}, with_depth(1)).front().verdict.kind, VerdictKind::HoldsToDepth);
}

TEST(ExplicitDepthLimit, LeavesAHoldingPropertyWithoutItsWitnessHolding) {
  const auto outcome = check_explicit(counter(), {with_witness(never(1), 0)}, with_depth(5)).front();
  EXPECT_EQ(outcome.verdict.kind, VerdictKind::HoldsToDepth);
}

TEST(ExplicitProgress, IsReportedAsTheSearchGoesOn) {
  std::vector<Progress> reports;
  Limits limits;
  limits.seconds = 0.7;
  const ToySystem<Cells> endless(Cells{16});
  explore(endless, limits, [&](const Progress& progress) { reports.push_back(progress); });
  ASSERT_GE(reports.size(), 1U);
  ASSERT_LE(reports.size(), 4U);
  EXPECT_EQ(reports.front().what, "cells");
  EXPECT_GT(reports.front().states, 0U);
  EXPECT_GE(reports.front().transitions, reports.front().states - 1);
  EXPECT_GT(reports.front().memory_bytes, 20 * reports.front().states);
  EXPECT_GE(reports.front().seconds, 0.2);
}

}  // namespace
}  // namespace finalack::checker
