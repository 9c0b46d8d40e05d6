// The relation says what the concrete step does, on random states of every toy; and what lowering does besides: selection
// by kind, steps in halves, state that never changes.
#include "checker/symbolic/relation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "checker/symbolic/unrolling.hpp"
#include "model/choice.hpp"
#include "tests/checker/symbolic_toys.hpp"

namespace finalack::checker {
namespace {

using model::from_z3;
using model::to_z3;

/// The terms of a relation under an assignment of its variables and inputs.
class Evaluation {
 public:
  Evaluation(const Relation& relation, const std::vector<std::uint32_t>& state, Action action)
      : from_(*relation.context), to_(*relation.context) {
    for (std::size_t i = 0; i < state.size(); ++i) {
      if (!relation.variables[i].fixed) set(relation.variables[i].current, state[i]);
    }
    set(relation.kind, action.kind);
    set(relation.argument, action.argument);
    for (unsigned i = 0; i < relation.choices.size(); ++i) {
      set(relation.choices[i], (action.choices >> (i * model::Choices::kBitsEach)) & 7U);
    }
  }

  std::uint32_t operator()(const Term& term) {
    z3::expr e = to_z3(term);
    const Term value = from_z3(e.substitute(from_, to_).simplify());
    return value.truth() ? static_cast<std::uint32_t>(*value.truth()) : value.number().value();
  }

 private:
  void set(const Term& variable, std::uint32_t value) {
    from_.push_back(to_z3(variable));
    to_.push_back(variable.width() == 0 ? from_.ctx().bool_val(value != 0)
                                        : from_.ctx().bv_val(value, variable.width()));
  }
  z3::expr_vector from_;
  z3::expr_vector to_;
};

template <class Toy>
std::vector<std::uint32_t> random_state(const Toy& toy, std::mt19937& random) {
  std::vector<std::uint32_t> state;
  for (const Relation::Variable& v : toy.relation.variables) {
    const std::uint32_t values = v.values != 0 ? v.values : 1U << v.bits;
    state.push_back(v.fixed ? v.initial : static_cast<std::uint32_t>(random() % values));
  }
  return state;
}

template <class Toy>
typename Toy::ConcreteState concrete(const std::vector<std::uint32_t>& numbers) {
  typename Toy::ConcreteState state;
  std::size_t i = 0;
  model::for_each_leaf([&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>::from_raw(numbers[i++]); }, state);
  return state;
}

template <class Toy>
std::vector<std::uint32_t> numbers(const typename Toy::ConcreteState& state) {
  std::vector<std::uint32_t> out;
  model::for_each_leaf([&](const auto& leaf) { out.push_back(leaf.raw()); }, state);
  return out;
}

/// Every action with every sequence of choices, and choices that the step doesn't make set at random.
template <class Toy, class W>
void expect_agreement(const W& world, unsigned cases) {
  using D = typename Toy::D;
  const Toy toy(world);
  const Relation& relation = toy.relation;
  std::mt19937 random(1);
  for (unsigned n = 0; n < cases; ++n) {
    const std::vector<std::uint32_t> state = random_state(toy, random);
    for (unsigned kind = 0; kind < relation.kinds.size(); ++kind) {
      for (unsigned argument = 0; argument < relation.kinds[kind].arguments; ++argument) {
        model::Choices choices;
        const model::ChoosingWith choosing(choices);
        do {
          const auto step = world.template step<D>(concrete<Toy>(state), kind, typename D::template Bits<4>(argument));
          Evaluation value(relation, state, {static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument), choices.code()});
          ASSERT_EQ(value(relation.held_back), step.held_back.raw());
          ASSERT_EQ(value(relation.enabled), step.enabled.raw());
          if (!bool(step.enabled)) continue;
          const std::vector<std::uint32_t> expected = numbers<Toy>(step.next);
          for (std::size_t i = 0; i < expected.size(); ++i) {
            ASSERT_EQ(value(relation.variables[i].next), expected[i]) << relation.variables[i].name;
          }
        } while (choices.next());
      }
    }
  }
}

TEST(RelationAgrees, OnTheCounter) { expect_agreement<SymbolicToy<toys::Counter>>(toys::Counter{}, 40); }
TEST(RelationAgrees, OnPeterson) {
  expect_agreement<SymbolicToy<toys::Peterson>>(toys::Peterson{}, 100);
  expect_agreement<SymbolicToy<toys::Peterson>>(toys::Peterson{.polite = false}, 100);
}
TEST(RelationAgrees, OnTheLossyChannel) {
  expect_agreement<SymbolicToy<toys::LossyChannel>>(toys::LossyChannel{}, 20);
}
TEST(RelationAgrees, OnLocks) {
  expect_agreement<SymbolicToy<toys::Locks>>(toys::Locks{}, 40);
  expect_agreement<SymbolicToy<toys::Locks>>(toys::Locks{.same_order = true}, 40);
}
TEST(RelationAgrees, OnTickets) {
  using Tickets = toys::Tickets<false>;
  expect_agreement<SymbolicToy<Tickets, 4>>(Tickets{}, 200);
  expect_agreement<SymbolicToy<Tickets, 16>>(Tickets{}, 200);
}
TEST(RelationAgrees, OnTheBoundedQueue) {
  expect_agreement<SymbolicToy<toys::BoundedQueue>>(toys::BoundedQueue{}, 40);
}
TEST(RelationAgrees, OnDice) { expect_agreement<SymbolicToy<toys::Dice>>(toys::Dice{}, 60); }
TEST(RelationAgrees, OnCells) { expect_agreement<SymbolicToy<toys::Cells<3>>>(toys::Cells<3>{}, 60); }

TEST(Relation, DoesNotEnableInputsOutOfRange) {
  const SymbolicToy toy(toys::Cells<3>{});
  const std::vector<std::uint32_t> state(toy.relation.variables.size(), 0);
  EXPECT_EQ(Evaluation(toy.relation, state, {0, 2, 0})(toy.relation.enabled), 1U);
  EXPECT_EQ(Evaluation(toy.relation, state, {0, 3, 0})(toy.relation.enabled), 0U);
  EXPECT_EQ(Evaluation(toy.relation, state, {1, 0, 0})(toy.relation.enabled), 0U);
}

TEST(Relation, TakesAChoiceOutOfRangeForTheLastAlternative) {
  const SymbolicToy dice(toys::Dice{});
  const Term& total = dice.relation.variables[0].next;
  EXPECT_EQ(Evaluation(dice.relation, {0}, {0, 0, 7})(total), Evaluation(dice.relation, {0}, {0, 0, 5})(total));
}

TEST(Relation, SaysWhichEncodingsAreStates) {
  const SymbolicToy locks(toys::Locks{});
  EXPECT_EQ(Evaluation(locks.relation, {2, 0}, {})(locks.relation.well_formed), 1U);
  EXPECT_EQ(Evaluation(locks.relation, {3, 0}, {})(locks.relation.well_formed), 0U);
  const SymbolicToy peterson(toys::Peterson{});  // four places in two bits
  EXPECT_EQ(peterson.relation.well_formed.truth(), true);
}

template <class D>
struct TwoState {
  BOOST_HANA_DEFINE_STRUCT(TwoState<D>, (typename D::template Bits<3>, used), (typename D::template Bits<3>, unused),
                           (typename D::Bool, latch));
};
template <class D>
struct TwoEffect {
  BOOST_HANA_DEFINE_STRUCT(TwoEffect<D>, (typename D::template Bits<3>, add), (typename D::Bool, odd));
};

/// Adds one or two in halves; `unused` moves only once `latch` is set, which nothing does.
struct InHalves {
  template <class D>
  using State = TwoState<D>;
  template <class D>
  using Effect = TwoEffect<D>;
  std::string name() const { return "in halves"; }
  std::vector<model::ActionKind> actions() const { return {{"one"}, {"two"}}; }
  model::Scope scope() const { return {}; }
  template <class D>
  State<D> initial() const {
    State<D> s;
    s.unused = 5;
    return s;
  }
  template <class D>
  Effect<D> begin(const State<D>&, unsigned action, typename D::template Bits<4>) const {
    return {action + 1, action == 0};
  }
  template <class D>
  model::Step<D, State<D>> finish(const State<D>& before, const Effect<D>& effect) const {
    State<D> next = before;
    next.used = before.used + effect.add;
    next.unused = D::select(before.latch, before.unused + 1, before.unused);
    return {effect.odd | (before.used != 0), false, next};
  }
  template <class D>
  model::Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4> argument) const {
    return finish<D>(s, begin<D>(s, action, argument));
  }
};

TEST(RelationAgrees, OnAWorldWhoseStepHasTwoHalves) { expect_agreement<SymbolicToy<InHalves>>(InHalves{}, 20); }

TEST(Relation, PutsLiteralsForStateThatNeverChanges) {
  const SymbolicToy toy(InHalves{}, Both{"p", [](const auto& s) { return s.unused == 6; }});
  const auto& variables = toy.relation.variables;
  ASSERT_EQ(variables.size(), 3U);
  EXPECT_FALSE(variables[0].fixed);
  EXPECT_TRUE(variables[1].fixed);
  EXPECT_EQ(variables[1].current.number(), 5U);
  EXPECT_TRUE(variables[2].fixed);
  EXPECT_EQ(toy.relation.predicates[0].holds.truth(), false);
}

TEST(Relation, CountsItsPaths) {
  const SymbolicToy toy(InHalves{});
  EXPECT_EQ(toy.relation.paths, 4U);  // initial, one per kind, the second half once
  EXPECT_NE(toy.relation.statistics().find("4 paths, "), std::string::npos);
  EXPECT_NE(toy.relation.statistics().find("2 of 3 variables fixed"), std::string::npos);
}

}  // namespace
}  // namespace finalack::checker
