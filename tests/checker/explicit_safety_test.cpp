// The explicit engine on toys: what must never be, what can be, and deadlock; counts of states; symmetry; bounds.
#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "tests/checker/ask.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

using D = model::Concrete<4>;
using toys::Counter;
using toys::Locks;
using toys::Peterson;

Verdict ask(const System& system, const Property& property) {
  return check_explicit(system, {property}, Limits{}).front().verdict;
}

ToySystem<Counter> counter(unsigned modulus = 10) {
  return ToySystem<Counter>(Counter{modulus}, {named<Counter>("seven", Counter::is_seven<D>),
                                               named<Counter>("above eleven", Counter::above_eleven<D>)});
}
ToySystem<Peterson> peterson(bool polite) {
  return ToySystem<Peterson>(Peterson{polite}, {named<Peterson>("both inside", Peterson::both_inside<D>)});
}
ToySystem<Locks> locks(bool same_order) {
  return ToySystem<Locks>(Locks{same_order},
                          {named<Locks>("all free", Locks::all_free<D>), named<Locks>("crossed", Locks::crossed<D>)});
}

TEST(ExplicitNever, IsViolatedByAShortestRunThatReplays) {
  const auto system = counter();
  const Verdict verdict = ask(system, never(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.depth, 7U);
  EXPECT_EQ(verdict.detail, "reaches a state where 'seven' holds");
  ASSERT_TRUE(verdict.trace.has_value());
  EXPECT_EQ(verdict.trace->length(), 7U);
  EXPECT_EQ(replay(system, *verdict.trace).back(), PackedState{7});
}

TEST(ExplicitNever, IsProvedByExhaustion) {
  const Verdict verdict = ask(counter(), never(1));
  EXPECT_EQ(verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(verdict.detail, "all 10 states explored (depth 9)");
  EXPECT_EQ(verdict.scope.bounds, (std::vector<model::Scope::Bound>{{"modulus", "10"}}));
  EXPECT_FALSE(verdict.scope.reached);
}

TEST(ExplicitNever, TellsPetersonsAlgorithmFromABrokenOne) {
  EXPECT_EQ(ask(peterson(true), never(0)).kind, VerdictKind::Proved);
  const Verdict broken = ask(peterson(false), never(0));
  EXPECT_EQ(broken.kind, VerdictKind::Violated);
  EXPECT_EQ(broken.depth, 6U);
}

TEST(ExplicitReachable, IsProvedByARun) {
  const Verdict verdict = ask(counter(), reachable(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(verdict.detail, "reached in 7 steps");
  ASSERT_TRUE(verdict.trace.has_value());
  EXPECT_EQ(verdict.trace->length(), 7U);
}

TEST(ExplicitReachable, IsViolatedWithoutARun) {
  const Verdict verdict = ask(counter(), reachable(1));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_FALSE(verdict.trace.has_value());
}

TEST(ExplicitReachable, FollowsTheModelsOwnChoices) {
  using toys::Dice;
  const ToySystem<Dice> dice(
      Dice{}, {named<Dice>("six", Dice::is_six<D>), named<Dice>("twenty-four", Dice::is_twenty_four<D>)});
  const auto outcomes = check_explicit(dice, {reachable(0), reachable(1)}, Limits{});
  EXPECT_EQ(outcomes[0].verdict.depth, 2U);
  ASSERT_EQ(outcomes[1].verdict.depth, 2U);
  EXPECT_EQ(dice.action_name(outcomes[1].verdict.trace->actions[0]), "throw, choosing 5 5");
}

TEST(ExplicitDeadlockFree, IsViolatedByTheShortestRunIntoADeadlock) {
  const auto system = locks(false);
  const Verdict verdict = ask(system, deadlock_free(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.depth, 2U);
  EXPECT_EQ(ask(locks(true), deadlock_free(0)).kind, VerdictKind::Proved);
}

TEST(ExplicitDeadlockFree, AllowsDeadlocksOfTheGivenKind) {
  EXPECT_EQ(ask(locks(false), deadlock_free(1)).kind, VerdictKind::Proved);
}

TEST(ExplicitDeadlockFree, DoesNotTakeABoundForADeadlock) {
  using toys::BoundedQueue;
  const ToySystem<BoundedQueue> queue(BoundedQueue{3, false},
                                      {named<BoundedQueue>("empty", BoundedQueue::is_empty<D>)});
  const Verdict verdict = ask(queue, deadlock_free(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Proved);
  EXPECT_TRUE(verdict.scope.reached);
}

TEST(ExplicitSearch, DecidesAllPropertiesOverOneExploration) {
  SearchStatistics statistics;
  const auto outcomes =
      check_explicit(counter(), {never(0), never(1), reachable(0), reachable(1)}, Limits{}, {}, &statistics);
  EXPECT_EQ(outcomes[0].verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(outcomes[1].verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(outcomes[2].verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(outcomes[3].verdict.kind, VerdictKind::Violated);
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.engine, "explicit");
    EXPECT_EQ(outcome.states, 10U);
    EXPECT_EQ(outcome.transitions, 19U);
  }
  EXPECT_EQ(statistics.states, 10U);
  EXPECT_EQ(statistics.depth, 9U);
  EXPECT_TRUE(statistics.exhausted);
}

TEST(ExplicitSearch, StopsAsSoonAsEverythingIsDecided) {
  SearchStatistics statistics;
  check_explicit(counter(), {never(0), reachable(0)}, Limits{}, {}, &statistics);
  EXPECT_EQ(statistics.states, 8U);
  EXPECT_FALSE(statistics.exhausted);
}

TEST(ExplicitSearch, CountsStatesOfKnownSystems) {
  EXPECT_EQ(explore(locks(false), Limits{}).states, 6U);
  EXPECT_EQ(explore(locks(true), Limits{}).states, 5U);
  EXPECT_EQ(explore(ToySystem<toys::Dice>(toys::Dice{}), Limits{}).states, 31U);
  const SearchStatistics cells = explore(ToySystem<toys::Cells<5>>(toys::Cells<5>{3}), Limits{});
  EXPECT_EQ(cells.states, 243U);
  EXPECT_EQ(cells.transitions, 5U * 243U);
  EXPECT_EQ(cells.depth, 10U);
}

TEST(ExplicitSearch, SaysWhenABoundHeldSomethingBack) {
  EXPECT_FALSE(explore(counter(), Limits{}).held_back);
  EXPECT_TRUE(explore(ToySystem<toys::BoundedQueue>(toys::BoundedQueue{}), Limits{}).held_back);
}

TEST(ExplicitSearch, RefusesAPropertyOverAPredicateThatTheSystemDoesNotHave) {
  EXPECT_THROW(check_explicit(counter(), {never(2)}, Limits{}), InternalError);
  EXPECT_THROW(check_explicit(counter(), {with_witness(never(0), 9)}, Limits{}), InternalError);
}

template <class World> ToySystem<World> tickets() {
  return ToySystem<World>(World{}, {named<World>("three wait", World::template three_wait<D>),
                                    named<World>("nobody waits", World::template nobody_waits<D>)});
}

std::optional<std::size_t> length_of(const Outcome& outcome) {
  return outcome.verdict.trace ? std::optional(outcome.verdict.trace->length()) : std::nullopt;
}

TEST(ExplicitSymmetry, KeepsVerdictsAndDepthsAndSavesStates) {
  const auto full = tickets<toys::Tickets<false>>();
  const auto reduced = tickets<toys::Tickets<true>>();
  EXPECT_EQ(explore(full, Limits{}).states, 64U);
  EXPECT_EQ(explore(reduced, Limits{}).states, 4U);
  const std::vector<Property> properties = {never(0), reachable(0), recoverable(0, 1), eventually({}, 0),
                                            deadlock_free(1)};
  const auto without = check_explicit(full, properties, Limits{});
  const auto with = check_explicit(reduced, properties, Limits{});
  for (std::size_t i = 0; i < properties.size(); ++i) {
    EXPECT_EQ(with[i].verdict.kind, without[i].verdict.kind) << i;
    EXPECT_EQ(length_of(with[i]), length_of(without[i])) << i;
  }
}

TEST(ExplicitWitness, MakesAProofVacuousThatNeverSawIt) {
  const Verdict vacuous = ask(counter(5), with_witness(never(1), 0));
  EXPECT_EQ(vacuous.kind, VerdictKind::Vacuous);
  EXPECT_EQ(vacuous.detail, "no reachable state is one where 'seven' holds, of 5 states");
  EXPECT_EQ(ask(counter(10), with_witness(never(1), 0)).kind, VerdictKind::Proved);
}

TEST(ExplicitWitness, DoesNotSoftenAViolation) {
  EXPECT_EQ(ask(counter(), with_witness(never(0), 1)).kind, VerdictKind::Violated);
}

TEST(ExplicitWitness, IsLookedForBeyondTheStateThatIsReached) {
  EXPECT_EQ(ask(counter(), with_witness(reachable(0), 1)).kind, VerdictKind::Vacuous);
}

}  // namespace
}  // namespace finalack::checker
