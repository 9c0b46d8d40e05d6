// The path explorer: how a function with ordinary branches becomes one symbolic term.
//
// The function is run again and again. Wherever it asks a symbolic condition which way to go, the explorer follows the
// decisions made so far and takes the true branch at a new one; when the run ends, the last decision that still has a
// branch left is turned round. The decisions form a binary tree, which is folded while it is walked: as soon as both
// branches of a decision have results, the two become one by if-then-else. (Execution with re-running, as in EXE and
// KLEE, but merging always; forking the state itself would need a copyable stack.)
//
// Nothing is asked twice: a literal, a condition decided before or its negation, and `x == c` after another `x == c'`
// are answered from the trail. Whether a path is feasible is never asked of Z3; that cost 40 times the exploration.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/domain/term.hpp"
#include "model/reflect.hpp"

namespace finalack::model {

/// One exploration in progress. Explorations nest: an inner one has a trail of its own and knows nothing of the
/// outer's, so that its result does not depend on how it was reached and can be shared.
class Paths {
 public:
  using Leaves = std::vector<Term>;

  Paths();  ///< becomes the current exploration of this thread
  ~Paths();
  Paths(const Paths&) = delete;
  Paths& operator=(const Paths&) = delete;

  /// Throws std::logic_error where nothing is being explored.
  static Paths& current();
  static Paths* current_or_null();

  /// Which way this run goes at a condition.
  bool decide(const Term& condition);
  /// Takes an equality for granted on this path from here on, without a branch.
  void assume(const Term& equality);
  /// One of `alternatives` ways, by the value of the step's next choice input (Choices::kBitsEach bits each, as in
  /// Action::choices). A value out of range is the last alternative.
  unsigned choose(unsigned alternatives);
  static Term choice_input(unsigned index);

  /// Ends a run that gave these leaves. True: another run is due. False: every way has been taken, see `result`.
  bool next(Leaves leaves);
  Leaves& result() { return result_; }
  std::uint64_t paths() const { return paths_; }

  /// The result of a merge that this run has come to. Until its first new decision a run repeats an earlier one, merges
  /// included; those are remembered, not explored again. `function` identifies what is merged.
  const Leaves* recall(const void* function);
  void remember(const void* function, const Leaves& leaves, unsigned choices_used);
  unsigned choices_used() const { return most_choices_; }

 private:
  struct Decision {
    terms::Atom atom;
    bool value = true;
    Leaves when_true;
  };
  struct Fact {
    terms::Atom atom;
    bool value;
  };
  struct Merge {
    const void* function;
    std::size_t depth;  ///< decisions made before it
    unsigned choices;   ///< made when it was done
    Leaves leaves;
  };

  std::optional<bool> known(const terms::Atom& atom) const;
  void rewind();

  Paths* outer_;
  std::vector<Decision> decisions_;
  std::size_t asked_ = 0;
  std::vector<Fact> facts_;
  std::vector<Merge> merges_;
  std::size_t merges_met_ = 0;
  unsigned first_choice_ = 0;
  unsigned next_choice_ = 0;
  unsigned most_choices_ = 0;
  std::uint64_t paths_ = 0;
  Leaves result_;
};

/// Whether T is a symbolic leaf, or a reflected struct, array or tuple of such all the way down.
template <class T> constexpr bool is_symbolic_value();

template <class T, class... Members> constexpr bool members_are_symbolic(const boost::hana::tuple<Members...>*) {
  return (is_symbolic_value<
              std::remove_cvref_t<decltype(boost::hana::second(std::declval<Members>())(std::declval<T&>()))>>() &&
          ...);
}

template <class T> constexpr bool is_symbolic_value() {
  if constexpr (Leaf<T>) {
    return requires(T leaf) { T::from_term(leaf.term()); };
  } else if constexpr (IsArray<T>::value) {
    return is_symbolic_value<typename T::value_type>();
  } else if constexpr (IsTuple<T>::value) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (is_symbolic_value<std::tuple_element_t<I, T>>() && ...);
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (boost::hana::Struct<T>::value) {
    return members_are_symbolic<T>(static_cast<decltype(boost::hana::accessors<T>())*>(nullptr));
  } else {
    return false;
  }
}

template <class T>
concept SymbolicValue = is_symbolic_value<T>();

template <SymbolicValue T> std::vector<Term> terms_of(const T& value) {
  std::vector<Term> leaves;
  for_each_leaf([&](const auto& leaf) { leaves.push_back(leaf.term()); }, value);
  return leaves;
}

template <SymbolicValue T> void set_terms(T& value, const std::vector<Term>& leaves) {
  std::size_t i = 0;
  for_each_leaf([&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>::from_term(leaves.at(i++)); }, value);
}

/// Runs `body` along every path and merges what it returns. `body` must do the same thing each time it is run.
template <class Body> auto explore(const Body& body) {
  using Result = std::remove_cvref_t<decltype(body())>;
  static_assert(SymbolicValue<Result>,
                "an explored function returns symbolic values only: a native bool, number or enum would carry one "
                "path's decisions into the others");
  Paths paths;
  for (;;) {
    Result result = body();
    if (paths.next(terms_of(result))) continue;
    set_terms(result, paths.result());
    return result;
  }
}

/// The same within an exploration, for a function that captures nothing.
template <class F, class... Args> auto explore_within(const F& function, const Args&... args) {
  using Result = std::remove_cvref_t<decltype(function(args...))>;
  static constexpr char identity = 0;
  Paths* const outer = Paths::current_or_null();
  if (outer == nullptr) return explore([&] { return function(args...); });
  if (const Paths::Leaves* known = outer->recall(&identity)) {
    Result result;
    set_terms(result, *known);
    return result;
  }
  unsigned choices = 0;
  Result result = explore([&] {
    Result r = function(args...);
    choices = std::max(choices, Paths::current().choices_used());
    return r;
  });
  outer->remember(&identity, terms_of(result), choices);
  return result;
}

}  // namespace finalack::model
