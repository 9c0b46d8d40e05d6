#include "checker/replay.hpp"

#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "tests/checker/ask.hpp"
#include "tests/checker/graph_system.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

using D = model::Concrete<4>;
using toys::Counter;
using Tickets = toys::Tickets<true>;

constexpr Action kTick{0, 0, 0};
constexpr Action kReset{1, 0, 0};

ToySystem<Counter> counter() {
  return ToySystem<Counter>(
      Counter{}, {named<Counter>("zero", Counter::is_zero<D>), named<Counter>("seven", Counter::is_seven<D>)});
}

TEST(Replay, GivesTheRawStatesOfATrace) {
  const auto states = replay(counter(), {{kTick, kTick, kReset}, {}});
  EXPECT_EQ(states, (std::vector<PackedState>{{0}, {1}, {2}, {0}}));
}

TEST(Replay, SaysWhichActionIsNotEnabled) {
  try {
    replay(counter(), {{kTick, kReset, kReset}, {}});
    FAIL() << "the counter can't be reset twice";
  } catch (const NotEnabled& e) {
    EXPECT_EQ(e.step, 2U);
    EXPECT_STREQ(e.what(), "step 3: 'reset' is not enabled");
  }
}

TEST(Replay, RefusesActionsThatNoWorldHas) { EXPECT_THROW(replay(counter(), {{{9, 3, 77}}, {}}), NotEnabled); }

TEST(RawActions, FollowTheClassesOfACanonicalRun) {
  const ToySystem<Tickets> tickets{Tickets{}};
  const std::vector<Action> actions = raw_actions(tickets, {{{0}, {1}, {2}, {1}}, {}});
  const auto states = replay(tickets, {actions, {}});
  EXPECT_EQ(states, (std::vector<PackedState>{{0x22}, {0x23}, {0x24}, {0x34}}));
}

TEST(RawActions, PreferTheGivenActionAmongEquals) {
  const GraphSystem twice({{{{1, {}}, {1, {}}}}, {}});
  EXPECT_EQ(raw_actions(twice, {{{0}, {1}}, {}}).front().kind, 0);
  EXPECT_EQ(raw_actions(twice, {{{0}, {1}}, {{1, 0, 0}}}).front().kind, 1);
}

TEST(RawActions, OfARunThatCannotBeAreAnInternalError) {
  EXPECT_THROW(raw_actions(counter(), {{{0}, {2}}, {}}), InternalError);
  EXPECT_THROW(raw_actions(counter(), {{{1}, {2}}, {}}), InternalError);
}

TEST(Confirm, AcceptsOnlyTracesThatShowTheirPoint) {
  const auto system = counter();
  const std::vector<Action> seven(7, kTick);
  EXPECT_NO_THROW(confirm(system, never(1), {seven, {}}));
  EXPECT_NO_THROW(confirm(system, recoverable(1, 0), {seven, {}}));
  EXPECT_THROW(confirm(system, never(1), {{kTick}, {}}), InternalError);
  EXPECT_THROW(confirm(system, never(1), {{kReset}, {}}), InternalError);
  EXPECT_THROW(confirm(system, recoverable(1, 0), {{kTick}, {}}), InternalError);
  EXPECT_THROW(confirm(system, deadlock_free(1), {{kTick}, {}}), InternalError);
}

TEST(Confirm, AcceptsOnlyLassosThatCloseAndAreFairAndAvoidTheGoal) {
  using Kind = model::Fairness::Kind;
  // 0 <-> 1 -> 2, the goal; what leads there is weakly fair, and enabled in 1 only.
  const GraphSystem system({{{{1, {}}}, 0}, {{{0, {}}, {2, {Kind::Weak, 1}}}, 2}, {{{2, {}}}, 1}});
  const Action first{0, 0, 0};
  const Action second{1, 0, 0};
  EXPECT_NO_THROW(confirm(system, eventually(1, 0), {{first, first}, 0}));
  EXPECT_NO_THROW(confirm(system, eventually({}, 0), {{}, 0}));                           // rests in 0
  EXPECT_THROW(confirm(system, eventually(1, 0), {{}, 0}), InternalError);                // no trigger
  EXPECT_THROW(confirm(system, eventually({}, 0), {{first}, 1}), InternalError);          // 1 is no place to rest
  EXPECT_THROW(confirm(system, eventually({}, 0), {{first, first}, {}}), InternalError);  // no loop
  EXPECT_THROW(confirm(system, eventually({}, 0), {{first, first}, 1}), InternalError);   // does not close
  EXPECT_THROW(confirm(system, eventually({}, 0), {{first, second, first}, 2}), InternalError);  // the goal
}

}  // namespace
}  // namespace finalack::checker
