#include <gtest/gtest.h>

#include "checker/replay.hpp"
#include "checker/symbolic/kinduction.hpp"
#include "tests/checker/symbolic_toys.hpp"

namespace finalack::checker::toys {

enum class Colour : std::uint8_t { Red, Green, Amber };

}  // namespace finalack::checker::toys

template <> struct finalack::model::EnumNames<finalack::checker::toys::Colour> {
  static constexpr std::array<std::string_view, 3> names = {"Red", "Green", "Amber"};
};

namespace finalack::checker {
namespace {

using toys::Colour;

template <class Toy>
Verdict decide(const Toy& toy, const Property& property, const std::vector<unsigned>& lemmas = {},
               unsigned depth = 10) {
  const Outcome outcome = check_kinduction(toy.relation, toy.system, {property}, lemmas, to_depth(depth)).front();
  EXPECT_EQ(outcome.engine, "kind");
  return outcome.verdict;
}

TEST(KInduction, ProvesWhatTakesThreeStatesToSee) {
  // 12 comes from 11, 11 from 10, and 10 from nowhere: 9 is followed by 0.
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  const Verdict verdict = decide(toy, never(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Proved);
  EXPECT_EQ(verdict.detail, "k-inductive at k = 3, re-checked by a fresh solver");
  EXPECT_FALSE(verdict.scope.reached);
}

TEST(KInduction, FindsTheShortestRunOtherwise) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  const Verdict verdict = decide(toy, never(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.depth, 7U);
  ASSERT_TRUE(verdict.trace);
  EXPECT_NO_THROW(confirm(toy.system, never(0), *verdict.trace));
}

TEST(KInduction, ProvesPolitePetersonAndRefutesImpolite) {
  const SymbolicToy polite(toys::Peterson{}, FINALACK_TOY_PREDICATE(toys::Peterson, both_inside));
  // Some loop-free path through unreachable states is good for 16 steps; with loops, all k would be.
  EXPECT_EQ(decide(polite, never(0), {}, 20).detail, "k-inductive at k = 17, re-checked by a fresh solver");
  const SymbolicToy impolite(toys::Peterson{.polite = false}, FINALACK_TOY_PREDICATE(toys::Peterson, both_inside));
  const Verdict verdict = decide(impolite, never(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_EQ(verdict.depth, 6U);
}

template <class D> struct LightState {
  BOOST_HANA_DEFINE_STRUCT(LightState<D>, (typename D::template Enum<Colour>, colour), (typename D::Bool, alarm));
};

/// A traffic light, and an alarm for when it shows no colour that there is: the fourth value of its two bits.
struct Light {
  template <class D> using State = LightState<D>;
  std::string name() const { return "light"; }
  std::vector<model::ActionKind> actions() const { return {{"change"}}; }
  model::Scope scope() const { return {}; }
  template <class D> State<D> initial() const { return {}; }
  template <class D> model::Step<D, State<D>> step(const State<D>& s, unsigned, typename D::template Bits<4>) const {
    State<D> next = s;
    next.alarm = s.alarm | !((s.colour == Colour::Red) | (s.colour == Colour::Green) | (s.colour == Colour::Amber));
    switch (s.colour) {
      case Colour::Red: next.colour = Colour::Green; break;
      case Colour::Green: next.colour = Colour::Amber; break;
      case Colour::Amber: next.colour = Colour::Red; break;
    }
    return {true, false, next};
  }
};

TEST(KInduction, AssumesThatEnumerationsHoldAValue) {
  const SymbolicToy light(Light{}, Both{"alarm", [](const auto& s) { return s.alarm; }});
  EXPECT_EQ(decide(light, never(0)).detail, "k-inductive at k = 1, re-checked by a fresh solver");
}

TEST(KInduction, TellsTheOrdersOfLocksApart) {
  const SymbolicToy same(toys::Locks{.same_order = true}, FINALACK_TOY_PREDICATE(toys::Locks, crossed));
  EXPECT_EQ(decide(same, never(0)).kind, VerdictKind::Proved);
  const SymbolicToy opposite(toys::Locks{}, FINALACK_TOY_PREDICATE(toys::Locks, crossed));
  EXPECT_EQ(decide(opposite, never(0)).depth, 2U);
}

using Tickets = toys::Tickets<false>;
Both more_than_two_wait{"more than two wait", [](const auto& s) { return s.issued - s.served > 2; }};

TEST(KInduction, NeedsALemmaWhereUnreachableStatesAreGoodForLong) {
  // From any distance above three one may serve down to three, 2^32 steps along.
  const SymbolicToy<Tickets, 32> toy(Tickets{.waiting = 2}, FINALACK_TOY_PREDICATE(Tickets, three_wait),
                                     more_than_two_wait);
  const Verdict alone = decide(toy, never(0), {}, 5);
  EXPECT_EQ(alone.kind, VerdictKind::HoldsToDepth);
  EXPECT_EQ(alone.depth, 5U);
  const Verdict helped = decide(toy, never(0), {1});
  EXPECT_EQ(helped.kind, VerdictKind::Proved);
  EXPECT_EQ(helped.detail, "k-inductive at k = 1 with the lemmas more than two wait, re-checked by a fresh solver");
}

TEST(KInduction, DoesNotBelieveALemmaThatIsFalse) {
  const SymbolicToy<Tickets, 32> toy(Tickets{.waiting = 3}, FINALACK_TOY_PREDICATE(Tickets, three_wait),
                                     more_than_two_wait);
  EXPECT_EQ(decide(toy, never(0), {1}).kind, VerdictKind::Violated);
  EXPECT_EQ(decide(toy, never(1), {0}).kind, VerdictKind::Violated);
}

TEST(KInduction, RefutesReachability) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven),
                        FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  const Verdict verdict = decide(toy, reachable(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Violated);
  EXPECT_FALSE(verdict.trace);
  EXPECT_EQ(decide(toy, reachable(1)).kind, VerdictKind::Proved);
}

TEST(KInduction, SaysThatAWorldWithABoundMayHaveMetIt) {
  using Queue = toys::BoundedQueue;
  const SymbolicToy toy(Queue{.capacity = 3}, FINALACK_TOY_PREDICATE(Queue, holds_seven));
  const Verdict verdict = decide(toy, never(0));
  EXPECT_EQ(verdict.kind, VerdictKind::Proved);
  EXPECT_TRUE(verdict.scope.reached);
}

TEST(KInduction, DoesNotKnowWhatAPropertyIsWorthWhoseWitnessIsFarAway) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven),
                        FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  EXPECT_EQ(decide(toy, with_witness(never(0), 1)).kind, VerdictKind::Proved);
  const Verdict without = decide(toy, with_witness(never(0), 0));
  EXPECT_EQ(without.kind, VerdictKind::Unknown);
  EXPECT_NE(without.detail.find("no run of up to 10 steps reaches a state with 'above_eleven'"), std::string::npos)
      << without.detail;
}

TEST(KInduction, LeavesLivenessAlone) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, is_seven));
  Property property = never(0);
  property.kind = Property::Kind::Eventually;
  EXPECT_EQ(decide(toy, property).kind, VerdictKind::Unknown);
}

TEST(KInduction, StopsWhenCancelled) {
  const SymbolicToy toy(toys::Counter{}, FINALACK_TOY_PREDICATE(toys::Counter, above_eleven));
  Limits limits;
  limits.cancelled = [] { return true; };
  EXPECT_EQ(check_kinduction(toy.relation, toy.system, {never(0)}, {}, limits).front().verdict.kind,
            VerdictKind::Unknown);
}

}  // namespace
}  // namespace finalack::checker
