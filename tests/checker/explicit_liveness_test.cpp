// The explicit engine on toys: recoverability, and progress under fairness.
#include <gtest/gtest.h>

#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
#include "tests/checker/ask.hpp"
#include "tests/checker/graph_system.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

using D = model::Concrete<4>;
using Kind = model::Fairness::Kind;
using toys::BoundedQueue;
using toys::Locks;
using toys::LossyChannel;
using toys::Peterson;

Verdict ask(const System& system, const Property& property) {
  return check_explicit(system, {property}, Limits{}).front().verdict;
}

ToySystem<Locks> locks(bool same_order) {
  return ToySystem<Locks>(Locks{same_order}, {named<Locks>("all free", Locks::all_free<D>),
                                              named<Locks>("first has both", Locks::first_has_both<D>)});
}
ToySystem<Peterson> peterson(bool fair) {
  return ToySystem<Peterson>(Peterson{true, fair}, {named<Peterson>("asking", Peterson::first_asking<D>),
                                                    named<Peterson>("inside", Peterson::first_inside<D>)});
}
ToySystem<LossyChannel> channel(const LossyChannel& world) {
  return ToySystem<LossyChannel>(world, {named<LossyChannel>("on its way", LossyChannel::on_its_way<D>),
                                         named<LossyChannel>("arrived", LossyChannel::arrived<D>)});
}

TEST(ExplicitRecoverable, IsViolatedByTheNearestStateThatIsLost) {
  const Verdict verdict = ask(locks(false), recoverable({}, 0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.depth, 2U);
  EXPECT_EQ(verdict.detail, "reaches a state from which none where 'all free' holds can be reached any more");
  EXPECT_EQ(ask(locks(true), recoverable({}, 0)).kind, VerdictKind::Proved);
}

TEST(ExplicitRecoverable, AsksOnlyAboutTriggers) {
  EXPECT_EQ(ask(locks(false), recoverable(1, 0)).kind, VerdictKind::Proved);
}

TEST(ExplicitEventually, HoldsForPetersonUnderWeakFairnessOnly) {
  EXPECT_EQ(ask(peterson(true), eventually(0, 1)).kind, VerdictKind::Proved);
  const Verdict unfair = ask(peterson(false), eventually(0, 1));
  EXPECT_EQ(unfair.kind, VerdictKind::Violated);
  EXPECT_EQ(unfair.depth, 1U);  // it asks, and rests
  EXPECT_EQ(unfair.trace->loop_start, 1U);
  EXPECT_EQ(unfair.detail, "comes to rest before a state where 'inside' holds");
}

TEST(ExplicitEventually, IsViolatedByRestingWhereNothingFairIsEnabled) {
  const Verdict verdict = ask(channel({.sending = Kind::None}), eventually({}, 1));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.trace->length(), 0U);
  EXPECT_EQ(verdict.trace->loop_start, 0U);
}

TEST(ExplicitEventually, IsViolatedByALoopThatWeakFairnessAllows) {
  const auto system = channel({.delivery = Kind::Weak});
  const Verdict verdict = ask(system, eventually(0, 1));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  ASSERT_EQ(verdict.trace->length(), 3U);  // send, then: lose, send
  EXPECT_EQ(verdict.trace->loop_start, 1U);
  EXPECT_EQ(verdict.detail, "repeats its last 2 steps for ever, without a state where 'arrived' holds");
  const auto states = replay(system, *verdict.trace);
  EXPECT_EQ(states.back(), states[1]);
}

TEST(ExplicitEventually, HoldsWhereStrongFairnessExcludesTheLoop) {
  EXPECT_EQ(ask(channel({.delivery = Kind::Strong}), eventually(0, 1)).kind, VerdictKind::Proved);
}

TEST(ExplicitEventually, HoldsWhereWeakFairnessExcludesRest) {
  EXPECT_EQ(ask(channel({.delivery = Kind::Weak, .lossy = false}), eventually({}, 1)).kind, VerdictKind::Proved);
  EXPECT_EQ(ask(channel({.delivery = Kind::None, .lossy = false}), eventually({}, 1)).kind, VerdictKind::Violated);
}

TEST(ExplicitEventually, DoesNotTakeABoundForRest) {
  const auto queue = [](bool can_take) {
    return ToySystem<BoundedQueue>(BoundedQueue{3, can_take},
                                   {named<BoundedQueue>("seven", BoundedQueue::holds_seven<D>)});
  };
  const Verdict stuck = ask(queue(false), eventually({}, 0));
  EXPECT_EQ(stuck.kind, VerdictKind::Proved);
  EXPECT_TRUE(stuck.scope.reached);
  EXPECT_EQ(ask(queue(true), eventually({}, 0)).kind, VerdictKind::Violated);  // put and take for ever
}

TEST(ExplicitEventually, IsProvedOnlyIfSomeTriggerWasSeenWhereTheWitnessAsks) {
  const auto system = channel({.lossy = false});
  EXPECT_EQ(ask(system, with_witness(eventually(0, 1), 0)).kind, VerdictKind::Proved);
  const ToySystem<BoundedQueue> queue(BoundedQueue{}, {named<BoundedQueue>("seven", BoundedQueue::holds_seven<D>)});
  EXPECT_EQ(ask(queue, with_witness(eventually(0, 0), 0)).kind, VerdictKind::Vacuous);
}

model::Fairness weak(std::uint64_t key) { return {Kind::Weak, key}; }
model::Fairness strong(std::uint64_t key) { return {Kind::Strong, key}; }

/// The goal is nowhere. 0 -> 1 -> 2 -> 0, and 0 -> 0; no state to rest in.
TEST(ExplicitEventually, GoesRoundALoopThatTakesWhatFairnessDemandsAndNoMore) {
  const auto loop_of = [](model::Fairness away, model::Fairness at_home) {
    const GraphSystem system({{{{0, at_home}, {1, away}}}, {{{2, weak(8)}}}, {{{0, weak(9)}}}});
    const Verdict verdict = ask(system, eventually({}, 0));
    return verdict.trace->length() - *verdict.trace->loop_start;
  };
  EXPECT_EQ(loop_of({}, weak(1)), 1U);           // staying at home is enough
  EXPECT_EQ(loop_of(weak(2), {}), 3U);           // going round is, and the first loop tried was superfluous
  EXPECT_EQ(loop_of(strong(2), {}), 3U);         // the same
  EXPECT_EQ(loop_of(strong(2), weak(1)), 3U);    // weak 1 is not enabled in 1
  EXPECT_EQ(loop_of(strong(2), strong(1)), 4U);  // both
}

/// 0 <-> 1 <-> 2 -> 2, with a way out to the goal from 0 that is strongly fair: 0 must be left for good.
TEST(ExplicitEventually, FindsTheFairPartOfAnUnfairComponent) {
  const GraphNode goal{{}, 1};
  const GraphSystem system(
      {{{{1, weak(5)}, {3, strong(1)}}}, {{{0, weak(6)}, {2, {}}}}, {{{2, weak(2)}, {1, {}}}}, goal});
  const Verdict verdict = ask(system, eventually({}, 0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.trace->loop_start, 1U);
  EXPECT_EQ(verdict.trace->length(), 3U);
}

/// 0 <-> 1, where what is weakly fair in both is held back in 1: it was enabled all the time.
TEST(ExplicitEventually, TakesWhatABoundHoldsBackForEnabled) {
  const GraphNode goal{{}, 1};
  const auto kind_with = [&](std::vector<model::Fairness> held) {
    const GraphSystem system({{{{1, weak(2)}, {2, weak(1)}}}, {{{0, weak(3)}}, 0, std::move(held)}, goal});
    return ask(system, eventually({}, 0)).kind;
  };
  EXPECT_EQ(kind_with({}), VerdictKind::Violated);
  EXPECT_EQ(kind_with({weak(1)}), VerdictKind::Proved);
}

}  // namespace
}  // namespace finalack::checker
