// The cross-check itself: whatever is done to two real connections, their oracles have nothing to say. RapidCheck
// shrinks what breaks it to few commands, and prints it as a case file, which `finalack replay` runs again.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "conform/crosscheck/generate.hpp"
#include "tests/conform/crosscheck/commands.hpp"

namespace finalack::conform {
namespace {

/// Of this and the like: ten times as many as RapidCheck's hundred. More: RC_PARAMS="max_success=100000".
RC_GTEST_PROP(CrossCheck, FindsNothing, ()) {
  for (int i = 0; i < 10; ++i) {
    const Case value = *drawn::a_case(60);
    const World world = run(value);
    const auto found = world.violation();
    if (found) RC_LOG() << (found->first == Side::A ? "a, " : "b, ") << found->second.text() << '\n';
    RC_ASSERT(!found);
  }
}

/// Drawn while it is played, where most commands make sense: tens of thousands of steps in a moment.
TEST(CrossCheckByChance, FindsNothing) {
  Coverage seen;
  for (std::uint64_t number = 0; number < 3000; ++number) {
    Random random(seed_of_run(20260101, number));
    Case value{draw_settings(random), draw_settings(random), {}};
    World world(value, &seen);
    for (int i = 0; i < 80 && !world.violation(); ++i) {
      value.commands.push_back(draw_command(random, world));
      world.apply(value.commands.back());
    }
    ASSERT_FALSE(world.violation()) << world.violation()->second.text() << "\n" << to_text(value);
    const World again = run(value);
    ASSERT_EQ(again.steps(), world.steps()) << to_text(value);
  }
  const Coverage all = all_decisions(as_rules(impl::Policy{}));
  EXPECT_GT(seen.common(all).count() * 10, all.count() * 9);
}

TEST(CrossCheckByChance, IsTheSameForTheSameSeed) {
  Random one(seed_of_run(1, 2));
  Random two(seed_of_run(1, 2));
  Random other(seed_of_run(1, 3));
  const EndSettings first = draw_settings(one);
  EXPECT_EQ(first, draw_settings(two));
  EXPECT_NE(one.next(), other.next());
}

/// A world is a value: a copy goes on as the original would.
RC_GTEST_PROP(CrossCheck, GoesOnInACopy, ()) {
  const Case value = *drawn::a_case(40);
  const auto middle = static_cast<std::ptrdiff_t>(value.commands.size() / 2);
  World world(value);
  for (auto c = value.commands.begin(); c != value.commands.begin() + middle; ++c) world.apply(*c);
  World copy = world;
  for (auto c = value.commands.begin() + middle; c != value.commands.end(); ++c) {
    world.apply(*c);
    copy.apply(*c);
    RC_ASSERT(world.steps() == copy.steps());
    RC_ASSERT(world[Side::A].state() == copy[Side::A].state());
    RC_ASSERT(world[Side::B].tcb().rcv_nxt == copy[Side::B].tcb().rcv_nxt);
  }
}

}  // namespace
}  // namespace finalack::conform
