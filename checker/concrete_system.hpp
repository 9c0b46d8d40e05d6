// A world, run on native integers, as the System that the explicit engine explores.
//
// The engines see packed words only, so they are compiled once for all worlds; what a world is made of is compiled
// here, into one `expand` per world and sequence-number width. `expand` is the innermost loop of every search: it
// unpacks the state once, hands every action the same unpacked state, and packs what comes back.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/actions.hpp"
#include "checker/packing.hpp"
#include "checker/system.hpp"
#include "model/domain/concrete.hpp"
#include "model/leaf_text.hpp"
#include "model/reflect.hpp"
#include "model/world.hpp"

namespace finalack::checker {

/// A predicate over the unpacked states of a world, with the name that verdicts and reports call it by.
template <class S> struct NamedPredicate {
  std::string name;
  std::function<bool(const S&)> holds;
};

/// `W` is a world (model/world.hpp), `Width` the bits of a sequence number. A world may leave out `canonicalise`,
/// `fairness`, `narrate`, `parties`, `clock` and `packed_bits`; without them it has no symmetry, no fair actions,
/// stories that only name the action, one party called "world", no time, and states packed as wide as their type is.
template <class W, unsigned Width> class ConcreteSystem final : public System {
 public:
  using D = model::Concrete<Width>;
  using State = typename W::template State<D>;
  using Predicate = NamedPredicate<State>;

  explicit ConcreteSystem(W world, std::vector<Predicate> predicates = {})
      : world_(std::move(world)), predicates_(std::move(predicates)), kinds_(world_.actions()), words_(count_words()) {
    assert(predicates_.size() <= 64 && words_ <= packed_words<State>);
  }

  std::string name() const override { return world_.name(); }
  model::Scope scope() const override { return world_.scope(); }
  unsigned words() const override { return words_; }

  PackedState initial() const override {
    State state = world_.template initial<D>();
    canonicalise(state);
    return packed(state);
  }
  PackedState raw_initial() const override { return packed(world_.template initial<D>()); }
  PackedState canonical(const Word* words) const override {
    State state = unpack(words);
    canonicalise(state);
    return packed(state);
  }

  void expand(const Word* state, Successors& out) const override { expand_as<kSymmetric>(state, out); }
  void expand_raw(const Word* state, Successors& out) const override { expand_as<false>(state, out); }

  std::uint64_t predicates(const Word* words) const override {
    const State state = unpack(words);
    std::uint64_t holding = 0;
    for (std::size_t i = 0; i < predicates_.size(); ++i) holding |= std::uint64_t{predicates_[i].holds(state)} << i;
    return holding;
  }
  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    for (const Predicate& predicate : predicates_) names.push_back(predicate.name);
    return names;
  }

  model::Fairness fairness(const Word* words, Action action) const override {
    if constexpr (requires(const W& w, const State& s) { w.fairness(s, 0U, 0U); }) {
      return world_.fairness(unpack(words), unsigned{action.kind}, unsigned{action.argument});
    } else {
      return {};
    }
  }

  std::string action_name(Action action) const override { return name_of(action, kinds_); }

  std::vector<std::pair<std::string, std::string>> leaves(const Word* words) const override {
    std::vector<std::pair<std::string, std::string>> out;
    State state = unpack(words);
    model::for_each_named_leaf(
        [&](const std::string& path, const auto& leaf) { out.emplace_back(path, model::leaf_text(leaf)); }, state);
    return out;
  }

  std::vector<std::string> parties() const override {
    if constexpr (requires(const W& w) { w.parties(); }) {
      return world_.parties();
    } else {
      return {"world"};
    }
  }

  model::Story narrate(const Word* before, Action action, const Word* after) const override {
    if constexpr (requires(const W& w, const State& s) { w.narrate(s, action, s); }) {
      return world_.narrate(unpack(before), action, unpack(after));
    } else {
      model::Story story;
      story.action = action_name(action);
      return story;
    }
  }

  /// A world with a clock of its own says what time it is in each state; a step happens at the time at which it begins.
  std::optional<std::vector<TimeBound>> time_bounds(const std::vector<PackedState>& states,
                                                    const std::vector<Action>& actions,
                                                    const TimingParameters& parameters) const override {
    if constexpr (requires(const W& w, const State& s) { w.clock(s); }) {
      std::vector<TimeBound> bounds;
      for (std::size_t i = 1; i < actions.size(); ++i) {
        const Milliseconds passed = world_.clock(unpack(states[i].data())) - world_.clock(unpack(states[i - 1].data()));
        bounds.push_back({i - 1, i, passed, passed, "the world's own clock"});
      }
      return bounds;
    } else {
      return System::time_bounds(states, actions, parameters);
    }
  }

  const W& world() const { return world_; }
  State unpack(const Word* words) const { return checker::unpack<State>(words, words_); }
  PackedState packed(const State& state) const {
    PackedState words(words_);
    checker::pack(state, words.data(), words_);
    return words;
  }

 private:
  static constexpr bool kSymmetric = requires(const W& w, State& s) { w.canonicalise(s); };

  unsigned count_words() const {
    if constexpr (requires(const W& w) { w.packed_bits(); }) {
      return (world_.packed_bits() + 31) / 32;
    } else if constexpr (requires(const W& w) { w.template packed_bits_of<State>(); }) {
      return (world_.template packed_bits_of<State>() + 31) / 32;
    } else {
      return packed_words<State>;
    }
  }

  void canonicalise(State& state) const {
    if constexpr (kSymmetric) world_.canonicalise(state);
  }

  template <bool Canonically> void expand_as(const Word* words, Successors& out) const {
    out.clear();
    const State state = unpack(words);
    try_every_action(kinds_, [&](unsigned kind, unsigned argument, const model::Choices& choices) {
      auto step = world_.template step<D>(state, kind, typename D::template Bits<4>(argument));
      const Action action{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument), choices.code()};
      if (static_cast<bool>(step.held_back)) {
        out.hold(action);
      } else if (static_cast<bool>(step.enabled)) {
        if constexpr (Canonically) world_.canonicalise(step.next);
        std::array<Word, packed_words<State>> all{};
        checker::pack(step.next, all.data(), words_);
        out.add(action, all, words_);
      }
    });
  }

  W world_;
  std::vector<Predicate> predicates_;
  std::vector<model::ActionKind> kinds_;
  unsigned words_;
};

}  // namespace finalack::checker
