#include "checker/concrete_system.hpp"

#include <gtest/gtest.h>

#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

TEST(ConcreteSystem, RunsEverySequenceOfChoices) {
  const ConcreteSystem<toys::Dice, 4> dice{toys::Dice{}};
  Successors out;
  dice.expand(dice.initial().data(), out);
  ASSERT_EQ(out.size(), 11U);  // 1 to 5, then 7 to 12
  EXPECT_EQ(out.words.front(), 1U);
  EXPECT_EQ(out.words.back(), 12U);
  EXPECT_EQ(out.actions.back().choices, 5U | 5U << 3);
  EXPECT_EQ(dice.action_name(out.actions.back()), "throw, choosing 5 5");
}

TEST(ConcreteSystem, ReportsWhatABoundHeldBack) {
  const ConcreteSystem<toys::BoundedQueue, 4> queue{toys::BoundedQueue{.capacity = 1}};
  Successors out;
  queue.expand(queue.initial().data(), out);
  EXPECT_FALSE(out.held_back);
  const PackedState full = out.words;
  queue.expand(full.data(), out);
  EXPECT_TRUE(out.held_back);
  EXPECT_EQ(out.size(), 1U);
}

TEST(ConcreteSystem, GivesCanonicalSuccessorsOfASymmetricWorldAndRawOnesForReplay) {
  const ConcreteSystem<toys::Tickets<true>, 4> tickets{toys::Tickets<true>{}};
  EXPECT_EQ(tickets.initial(), (PackedState{0x00}));
  EXPECT_EQ(tickets.raw_initial(), (PackedState{0x22}));
  Successors out;
  tickets.expand_raw(PackedState{0x23}.data(), out);  // served 2, issued 3
  EXPECT_EQ(out.words, (std::vector<Word>{0x24, 0x33}));
  tickets.expand(PackedState{0x01}.data(), out);
  EXPECT_EQ(out.words, (std::vector<Word>{0x02, 0x00}));
  EXPECT_EQ(tickets.action_name(out.actions[1]), "move 1");
}

TEST(ConcreteSystem, NamesLeavesByPathAndEnumerationsByName) {
  const ConcreteSystem<toys::Peterson, 4> peterson{toys::Peterson{}};
  Successors out;
  peterson.expand(peterson.initial().data(), out);
  const auto leaves = peterson.leaves(out.words.data());
  const std::vector<std::pair<std::string, std::string>> expected = {{"process[0].place", "Asking"},
                                                                     {"process[0].wants", "true"},
                                                                     {"process[1].place", "Away"},
                                                                     {"process[1].wants", "false"},
                                                                     {"turn_of_second", "false"}};
  EXPECT_EQ(leaves, expected);
}

TEST(ConcreteSystem, EvaluatesNamedPredicates) {
  using System = ConcreteSystem<toys::Counter, 4>;
  const System counter(toys::Counter{}, {{"zero", [](const System::State& s) { return s.value.raw() == 0; }},
                                         {"seven", [](const System::State& s) { return s.value.raw() == 7; }}});
  EXPECT_EQ(counter.predicates(PackedState{0}.data()), 0b01U);
  EXPECT_EQ(counter.predicates(PackedState{7}.data()), 0b10U);
  EXPECT_EQ(counter.predicate_names(), (std::vector<std::string>{"zero", "seven"}));
}

TEST(ConcreteSystem, HasDefaultsForWhatAWorldLeavesOut) {
  const ConcreteSystem<toys::Counter, 4> counter{toys::Counter{}};
  const PackedState zero = counter.initial();
  EXPECT_EQ(counter.parties(), (std::vector<std::string>{"world"}));
  EXPECT_EQ(counter.narrate(zero.data(), {0, 0, 0}, zero.data()).action, "tick");
  EXPECT_EQ(counter.fairness(zero.data(), {0, 0, 0}).kind, model::Fairness::Kind::None);
}

}  // namespace
}  // namespace finalack::checker
