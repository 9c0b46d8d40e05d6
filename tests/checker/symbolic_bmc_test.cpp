#include <array>
#include <functional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "checker/replay.hpp"
#include "checker/symbolic/bmc.hpp"
#include "tests/checker/symbolic_toys.hpp"

namespace finalack::checker {
namespace {

/// Expects the one property to be decided by a run of so many steps, which replays.
template <class Toy> void expect_run(const Toy& toy, const Property& property, VerdictKind kind, unsigned length) {
  const Outcome outcome = check_bmc(toy.relation, toy.system, {property}, to_depth(10)).front();
  EXPECT_EQ(outcome.engine, "bmc");
  EXPECT_EQ(outcome.verdict.kind, kind) << outcome.verdict.detail;
  EXPECT_EQ(outcome.verdict.depth, length);
  ASSERT_TRUE(outcome.verdict.trace);
  EXPECT_EQ(outcome.verdict.trace->length(), length);
  EXPECT_NO_THROW(confirm(toy.system, property, *outcome.verdict.trace));
}

template <class Toy> Outcome holds(const Toy& toy, const Property& property, unsigned depth = 10) {
  Outcome outcome = check_bmc(toy.relation, toy.system, {property}, to_depth(depth)).front();
  EXPECT_EQ(outcome.verdict.kind, VerdictKind::HoldsToDepth) << outcome.verdict.detail;
  EXPECT_EQ(outcome.verdict.depth, depth);
  return outcome;
}

TEST(Bmc, FindsTheShortestRunToACount) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven),
                        FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  expect_run(toy, never(0), VerdictKind::Violated, 7);
  expect_run(toy, reachable(0), VerdictKind::Proved, 7);
  holds(toy, never(1));
}

TEST(Bmc, FindsARunOfNoSteps) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_zero));
  expect_run(toy, reachable(0), VerdictKind::Proved, 0);
}

TEST(Bmc, TellsPolitePetersonFromImpolite) {
  const SymbolicToy polite(toys::Peterson{}, FINALACK_TOY_PREDICATE(toys::Peterson, both_inside));
  holds(polite, never(0), 12);
  const SymbolicToy impolite(toys::Peterson{.polite = false}, FINALACK_TOY_PREDICATE(toys::Peterson, both_inside));
  expect_run(impolite, never(0), VerdictKind::Violated, 6);
}

TEST(Bmc, SeesThroughALossyChannel) {
  const SymbolicToy toy(toys::LossyChannel{}, FINALACK_TOY_PREDICATE(toys::LossyChannel, arrived));
  expect_run(toy, reachable(0), VerdictKind::Proved, 2);
}

TEST(Bmc, TellsTheOrdersOfLocksApart) {
  const SymbolicToy opposite(toys::Locks{}, FINALACK_TOY_PREDICATE(toys::Locks, crossed));
  expect_run(opposite, never(0), VerdictKind::Violated, 2);
  const SymbolicToy same(toys::Locks{.same_order = true}, FINALACK_TOY_PREDICATE(toys::Locks, crossed));
  holds(same, never(0));
}

TEST(Bmc, WorksAtEveryWidth) {
  using Tickets = toys::Tickets<true>;
  const SymbolicToy<Tickets, 4> narrow(Tickets{}, FINALACK_TOY_PREDICATE(Tickets, three_wait));
  expect_run(narrow, never(0), VerdictKind::Violated, 3);
  const SymbolicToy<Tickets, 32> wide(Tickets{}, FINALACK_TOY_PREDICATE(Tickets, three_wait));
  expect_run(wide, never(0), VerdictKind::Violated, 3);
  const SymbolicToy<Tickets, 32> fewer(Tickets{.waiting = 2}, FINALACK_TOY_PREDICATE(Tickets, three_wait));
  holds(fewer, never(0));
}

TEST(Bmc, FollowsChoicesOfTheModel) {
  const SymbolicToy toy(toys::Dice{}, FINALACK_TOY_PREDICATE(toys::Dice, is_six),
                        FINALACK_TOY_PREDICATE(toys::Dice, is_twenty_four));
  expect_run(toy, reachable(0), VerdictKind::Proved, 2);
  expect_run(toy, reachable(1), VerdictKind::Proved, 2);
}

TEST(Bmc, SaysWhetherABoundMattered) {
  using Queue = toys::BoundedQueue;
  const SymbolicToy small(Queue{.capacity = 3}, FINALACK_TOY_PREDICATE(Queue, holds_seven));
  EXPECT_FALSE(holds(small, never(0), 3).verdict.scope.reached);
  EXPECT_TRUE(holds(small, never(0), 4).verdict.scope.reached);
  const SymbolicToy large(Queue{.capacity = 7}, FINALACK_TOY_PREDICATE(Queue, holds_seven));
  expect_run(large, never(0), VerdictKind::Violated, 7);
}

TEST(Bmc, DecidesSeveralPropertiesOverOneUnrolling) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven),
                        FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  const std::vector<Outcome> outcomes =
      check_bmc(toy.relation, toy.system, {never(1), reachable(0), reachable(1), never(0)}, to_depth(9));
  ASSERT_EQ(outcomes.size(), 4U);
  EXPECT_EQ(outcomes[0].verdict.kind, VerdictKind::HoldsToDepth);
  EXPECT_EQ(outcomes[1].verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(outcomes[2].verdict.kind, VerdictKind::Unknown);
  EXPECT_EQ(outcomes[3].verdict.kind, VerdictKind::Violated);
}

TEST(Bmc, NeverCallsAPropertyVacuousOnlyDoesNotKnow) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven),
                        FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  const auto kind_at = [&](unsigned depth) {
    return check_bmc(toy.relation, toy.system, {with_witness(never(1), 0)}, to_depth(depth)).front().verdict.kind;
  };
  EXPECT_EQ(kind_at(6), VerdictKind::Unknown);
  EXPECT_EQ(kind_at(7), VerdictKind::HoldsToDepth);
}

TEST(Bmc, LeavesLivenessAlone) {
  const SymbolicToy toy(toys::LossyChannel{}, FINALACK_TOY_PREDICATE(toys::LossyChannel, arrived));
  Property property = never(0);
  for (const auto kind : {Property::Kind::Eventually, Property::Kind::Recoverable, Property::Kind::DeadlockFree}) {
    property.kind = kind;
    const Verdict verdict = check_bmc(toy.relation, toy.system, {property}, {}).front().verdict;
    EXPECT_EQ(verdict.kind, VerdictKind::Unknown);
    EXPECT_NE(verdict.detail.find("bmc does not decide"), std::string::npos);
  }
}

TEST(Bmc, GoesTwentyStepsWhenNobodySaysHowFar) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  EXPECT_EQ(check_bmc(toy.relation, toy.system, {never(0)}, {}).front().verdict.depth, 20U);
}

TEST(Bmc, SaysHowDeepItGotAndWhatEndedIt) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  const auto outcomes = check_bmc(toy.relation, toy.system, {never(0), reachable(0)}, to_depth(5));
  EXPECT_EQ(outcomes[0].verdict.detail, "no counterexample of up to 5 steps; depth limit reached");
  EXPECT_EQ(outcomes[0].verdict.ended_by, EndedBy::Depth);
  EXPECT_EQ(outcomes[1].verdict.kind, VerdictKind::Unknown);
  EXPECT_EQ(outcomes[1].verdict.depth, 5U);
  Limits hurried;
  hurried.seconds = 0;
  const Verdict nothing = check_bmc(toy.relation, toy.system, {never(0)}, hurried).front().verdict;
  EXPECT_EQ(nothing.detail, "time budget of 0 s reached before any depth was decided");
  EXPECT_EQ(nothing.ended_by, EndedBy::Time);
}

TEST(Bmc, StopsWhenCancelled) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  Limits limits;
  limits.cancelled = [] { return true; };
  const Verdict verdict = check_bmc(toy.relation, toy.system, {never(0)}, limits).front().verdict;
  EXPECT_EQ(verdict.kind, VerdictKind::Unknown);
  EXPECT_NE(verdict.detail.find("cancelled"), std::string::npos);
}

TEST(Bmc, ReportsProgressDepthByDepth) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  std::vector<unsigned> depths;
  check_bmc(toy.relation, toy.system, {never(0)}, to_depth(3), [&](const Progress& p) { depths.push_back(p.depth); });
  EXPECT_EQ(depths, (std::vector<unsigned>{0, 1, 2}));
}

TEST(Bmc, RunsInSeveralThreadsEachWithAContextOfItsOwn) {
  const auto count_to_seven = [](unsigned& depth) {
    const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
    depth = check_bmc(toy.relation, toy.system, {never(0)}, {}).front().verdict.depth;
  };
  std::array<unsigned, 3> depths{};
  std::vector<std::thread> threads;
  for (unsigned& depth : depths) threads.emplace_back(count_to_seven, std::ref(depth));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(depths, (std::array<unsigned, 3>{7, 7, 7}));
}

TEST(Bmc, RefusesARunThatDoesNotReplay) {
  const SymbolicToy ten(toys::Counter{.modulus = 10}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  const SymbolicToy five(toys::Counter{.modulus = 5}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  EXPECT_THROW(check_bmc(ten.relation, five.system, {never(0)}, {}), InternalError);
}

TEST(Bmc, RefusesARunWhosePredicateTheSystemDenies) {
  const auto everywhere = [](const auto& state) { return toys::Counter::is_zero(state); };
  const auto nowhere = [](const auto& state) { return toys::Counter::above_eleven(state); };
  const SymbolicToy yes(toys::Counter{}, Both{"p", everywhere});
  const SymbolicToy no(toys::Counter{}, Both{"p", nowhere});
  EXPECT_THROW(check_bmc(yes.relation, no.system, {never(0)}, {}), InternalError);
}

}  // namespace
}  // namespace finalack::checker
