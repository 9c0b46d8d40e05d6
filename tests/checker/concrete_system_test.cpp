#include "checker/concrete_system.hpp"

#include <boost/hana/define_struct.hpp>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

/// Leaves of all kinds and of widths that cross words.
template <class D> struct MixedState {
  using Odd = std::array<typename D::template Bits<7>, 5>;
  using Places = std::array<typename D::template Enum<toys::Place>, 3>;
  BOOST_HANA_DEFINE_STRUCT(MixedState<D>, (typename D::Bool, flag), (Odd, odd), (typename D::template Bits<32>, whole),
                           (Places, places), (typename D::Seq, number), (typename D::template Bits<17>, half));
};

struct Mixed {
  template <class D> using State = MixedState<D>;
  std::string name() const { return "mixed"; }
  std::vector<model::ActionKind> actions() const { return {}; }
  model::Scope scope() const { return {}; }
  template <class D> State<D> initial() const { return {}; }
  template <class D> model::Step<D, State<D>> step(const State<D>& s, unsigned, typename D::template Bits<4>) const {
    return {false, false, s};
  }
};

RC_GTEST_PROP(ConcreteSystem, UnpacksWhatItPacked, ()) {
  const ConcreteSystem<Mixed, 13> mixed{Mixed{}};
  RC_ASSERT(mixed.words() == 4U);  // 1 + 5*7 + 32 + 3*2 + 13 + 17 = 104 bits
  MixedState<model::Concrete<13>> state;
  const auto fill = [](auto& leaf) {
    using L = std::remove_cvref_t<decltype(leaf)>;
    const auto any = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>());  // not only small numbers
    leaf = L::from_raw(*any >> (32 - L::bits));
  };
  model::for_each_leaf(fill, state);
  RC_ASSERT(model::same(mixed.unpack(mixed.packed(state).data()), state));
}

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
  const PackedState full(out.words.begin(), out.words.end());
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
