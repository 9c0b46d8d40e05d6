// Does a relation say what the concrete step does? On random states of a world, reachable or not: every action with
// every sequence of choices.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/choice.hpp"
#include "model/domain/symbolic_z3.hpp"
#include "tests/checker/symbolic_toys.hpp"

namespace finalack::checker {

using Numbers = std::vector<std::uint32_t>;

/// What a relation says of one step.
struct EvaluatedStep {
  bool enabled = false;
  bool held_back = false;
  bool well_formed = false;  ///< the state before it
  Numbers next;
};

/// A relation in one state, in which fixed variables must have their initial value.
class EvaluatedState {
 public:
  EvaluatedState(const Relation& relation, const Numbers& state);
  EvaluatedStep step(Action action) const;

 private:
  const Relation& relation_;
  z3::expr
      together_;  ///< all terms as the arguments of one, which is substituted in once: they share most of their graph
};

inline EvaluatedStep evaluated(const Relation& relation, const Numbers& state, Action action) {
  return EvaluatedState(relation, state).step(action);
}

template <class State> State state_of(const Numbers& numbers) {
  State state;
  std::size_t i = 0;
  model::for_each_leaf([&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>::from_raw(numbers[i++]); }, state);
  return state;
}

template <class State> Numbers numbers_of(const State& state) {
  Numbers numbers;
  model::for_each_leaf([&](const auto& leaf) { numbers.push_back(leaf.raw()); }, state);
  return numbers;
}

/// Small numbers more often than their share, or 32-bit numbers would never be near each other.
inline Numbers random_state(const Relation& relation, std::mt19937& random) {
  Numbers state;
  for (const Relation::Variable& v : relation.variables) {
    const std::uint64_t values = v.values != 0 ? v.values : std::uint64_t{1} << v.bits;
    const std::uint64_t range = random() % 4 == 0 ? values : std::min<std::uint64_t>(values, 12);
    state.push_back(v.fixed ? v.initial : static_cast<std::uint32_t>(random() % range));
  }
  return state;
}

template <unsigned Width = 4, class W> void expect_agreement(const W& world, unsigned cases) {
  using D = model::Concrete<Width>;
  using State = typename W::template State<D>;
  const SymbolicToy<W, Width> toy(world);
  std::mt19937 random(1);
  for (unsigned n = 0; n < cases; ++n) {
    const Numbers numbers = random_state(toy.relation, random);
    const State state = state_of<State>(numbers);
    const EvaluatedState evaluated(toy.relation, numbers);
    for (std::uint8_t kind = 0; kind < toy.relation.kinds.size(); ++kind) {
      for (std::uint8_t argument = 0; argument < toy.relation.kinds[kind].arguments; ++argument) {
        model::Choices choices;
        const model::ChoosingWith choosing(choices);
        do {
          const auto step = world.template step<D>(state, kind, typename D::template Bits<4>(argument));
          const EvaluatedStep symbolic = evaluated.step({kind, argument, choices.code()});
          const std::string where = toy.system.action_name({kind, argument, choices.code()});
          ASSERT_EQ(symbolic.held_back, bool(step.held_back)) << where;
          ASSERT_EQ(symbolic.enabled, bool(step.enabled) && !bool(step.held_back)) << where;
          if (!symbolic.enabled) continue;
          ASSERT_EQ(symbolic.next, numbers_of(step.next)) << where;
        } while (choices.next());
      }
    }
  }
}

}  // namespace finalack::checker
