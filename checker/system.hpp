// A concrete transition system behind an interface: what the explicit engine explores and every counterexample is
// replayed on. A world becomes one through ConcreteSystem (checker/concrete_system.hpp); the engines never see its
// types, so they are compiled once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/flat_array.hpp"
#include "checker/timing/event_times.hpp"
#include "model/world.hpp"

namespace finalack::checker {

/// A state is `System::words()` of these: its leaves packed without gaps, exact (never a fingerprint).
using Word = std::uint32_t;
using PackedState = std::vector<Word>;
using model::Action;

/// The successors of one state: states one after the other in `words`, with the action that led to each.
struct Successors {
  FlatArray<Word> words;
  FlatArray<Action> actions;
  /// Actions that only a bound of the world keeps from being enabled. Fairness counts them as enabled: a timer that is
  /// due while the network is full is not a timer that has stopped.
  std::vector<Action> held;
  bool held_back = false;  ///< there are some

  /// Adds the state to which `action` leads.
  void add(Action action, const PackedState& state) {
    actions.push_back(action);
    std::copy(state.begin(), state.end(), words.room(state.size()));
    words.add(state.size());
  }
  /// The same for the first `count` words of an array: as its length is known, it is copied whole, without a loop.
  template <std::size_t N> void add(Action action, const std::array<Word, N>& state, unsigned count) {
    actions.push_back(action);
    std::memcpy(words.room(N), state.data(), sizeof state);
    words.add(count);
  }
  void hold(Action action) {
    held.push_back(action);
    held_back = true;
  }
  void clear() {
    words.clear();
    actions.clear();
    held.clear();
    held_back = false;
  }
  std::size_t size() const { return actions.size(); }
};

/// How one search stores and expands the states of a system: as the system packs them, or in a form that is smaller
/// and quicker, of which only the search knows. It may learn on its way, so it is one search's, and one thread's.
class Explorer {
 public:
  virtual ~Explorer() = default;

  /// 32-bit words in a stored state. Equal states, equal words.
  virtual unsigned words() const = 0;
  virtual PackedState initial() = 0;
  /// Every successor of a stored state; `out` is cleared first. Always the same ones in the same order. Throws
  /// std::length_error when states can't be stored in this form any more.
  virtual void expand(const Word* stored, Successors& out) = 0;
  virtual std::uint64_t predicates(const Word* stored) const = 0;
  virtual model::Fairness fairness(const Word* stored, Action action) const = 0;
  /// The canonical state, as the system packs it.
  virtual PackedState unfolded(const Word* stored) const = 0;
};

class System {
 public:
  virtual ~System() = default;

  virtual std::string name() const = 0;
  virtual model::Scope scope() const = 0;
  /// 32-bit words in a packed state.
  virtual unsigned words() const = 0;

  /// The initial state, in canonical form.
  virtual PackedState initial() const = 0;
  /// Every successor of a canonical state, in canonical form where the world declares a symmetry; `out` is cleared
  /// first. Deterministic: the same state gives the same successors in the same order. Thread-safe.
  virtual void expand(const Word* state, Successors& out) const = 0;
  /// Bit i is set when predicate i holds in the state (at most 64 predicates).
  virtual std::uint64_t predicates(const Word* state) const = 0;
  virtual std::vector<std::string> predicate_names() const = 0;
  virtual model::Fairness fairness(const Word* state, Action action) const = 0;

  /// For one search; the system must outlive it. By default a state is stored as it is packed.
  virtual std::unique_ptr<Explorer> explorer() const;

  /// The same without canonical forms, for replay: numbers and slots as they come.
  virtual PackedState raw_initial() const = 0;
  virtual void expand_raw(const Word* state, Successors& out) const = 0;
  virtual PackedState canonical(const Word* state) const = 0;

  /// What a person reads: a name for the action, the state's leaves by path, the story of a step.
  virtual std::string action_name(Action action) const = 0;
  virtual std::vector<std::pair<std::string, std::string>> leaves(const Word* state) const = 0;
  virtual std::vector<std::string> parties() const = 0;
  virtual model::Story narrate(const Word* before, Action action, const Word* after) const = 0;

  /// What clocks ask of a run: bounds on the times of its steps, of which event i is actions[i]. `states` are raw, one
  /// more than actions. Nothing, as is the default, if the world has no clocks to speak of.
  virtual std::optional<std::vector<TimeBound>> time_bounds(const std::vector<PackedState>& states,
                                                            const std::vector<Action>& actions,
                                                            const TimingParameters& parameters) const;
};

}  // namespace finalack::checker
