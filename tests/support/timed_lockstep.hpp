// A random run of the exact timed world, and the same run of the crowded one beside it.
//
// Proofs are about the crowded world, so they say something of the exact one only if every run of the latter is a run
// of the former. What the crowded world forgets and leaves open in a step (which deadline comes next, how many FINs
// were lost before it) is read off the exact state and a record of the FINs, kept here.
#pragma once

#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/worlds/timed/crowded_peers.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::model {

class TimedLockstep {
 public:
  using D = ReactionTable::Numbers;

  TimedLockstep(const TimedConfig& config, const TimeParameters<D>& parameters)
      : exact_(config),
        crowded_(config),
        parameters_(parameters),
        state_(exact_.initial<D>(parameters)),
        crowds_(crowded_.initial<D>(parameters)) {}

  const CrowdedPeers& crowded() const { return crowded_; }
  const CrowdedState<D>& crowds() const { return crowds_; }
  const TimedState<D>& exact() const { return state_; }
  const TimeParameters<D>& parameters() const { return parameters_; }
  /// The last step was time that passes.
  bool ticked() const { return ticked_; }
  /// Everything so far, to be printed where something fails.
  const std::string& story() const { return story_; }

  /// A step that the exact world can take, chosen at random, in both. `haste`: of ten steps that could be ticks, so
  /// many are something else. Fails where the crowded world can't follow, or is elsewhere afterwards.
  testing::AssertionResult step(std::mt19937& random, unsigned haste) {
    const std::vector<Choice> choices = possible();
    if (choices.empty()) return testing::AssertionFailure() << "the exact world is stuck after" << story_;
    const auto among = [&](std::size_t count) { return random() % count; };
    std::size_t chosen = 0;  // ticks come first
    if (!is_tick(choices.front().kind)) {
      chosen = among(choices.size());
    } else if (choices.size() > 1 && among(10) < haste) {
      chosen = 1 + among(choices.size() - 1);
    }
    return take(choices[chosen]);
  }

 private:
  struct Choice {
    unsigned kind = 0;
    TimedInputs<D> inputs;
    TimedState<D> next;
  };
  struct SentFin {
    concrete::Time deadline;
    bool lost = false;
  };

  bool is_tick(unsigned kind) const { return exact_.hosts().entries()[kind].deed == TimedDeed::Tick; }

  std::vector<Choice> possible() const {
    std::vector<Choice> all;
    const auto kinds = exact_.actions();
    for (unsigned kind = 0; kind < kinds.size(); ++kind) {
      for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
        for (const bool lose : {false, true}) {
          TimedInputs<D> inputs;
          inputs.argument = argument;
          inputs.lose = lose;
          const auto step = exact_.step<D>(parameters_, state_, kind, inputs);
          if (step.enabled) all.push_back({kind, inputs, step.next});
        }
      }
    }
    return all;
  }

  unsigned fin() const { return exact_.hosts().fin(); }

  testing::AssertionResult take(const Choice& choice) {
    const TimedHosts::Entry& entry = exact_.hosts().entries()[choice.kind];
    ticked_ = entry.deed == TimedDeed::Tick;
    CrowdedInputs<D> inputs;
    inputs.lose = choice.inputs.lose;
    if (entry.deed == TimedDeed::Deliver) arrives(choice.inputs.argument.raw(), inputs);
    story_ += fmt::format("\n  at {}: {}{}{}", state_.ends.now.raw(), exact_.actions()[choice.kind].name,
                          entry.deed == TimedDeed::Deliver ? fmt::format(" segment {}", inputs.argument.raw()) : "",
                          inputs.lose ? ", and what is sent is lost" : "");
    const auto step = crowded_.step<D>(parameters_, crowds_, choice.kind, inputs);
    if (!step.enabled) return testing::AssertionFailure() << "the crowded world can't follow" << story_;
    record_fin(choice.next, entry.side == kServer && inputs.lose);
    state_ = choice.next;
    crowds_ = step.next;
    return agree();
  }

  /// What the crowded world is told of an arrival.
  void arrives(unsigned slot, CrowdedInputs<D>& inputs) {
    const TimedFlight<D>& flight = state_.network[slot];
    inputs.argument = flight.segment.raw();
    for (unsigned i = 0; i < TimedState<D>::kMostFlights; ++i) {
      const TimedFlight<D>& other = state_.network[i];
      if (i == slot || !other.present || other.segment != flight.segment) continue;
      if (!inputs.remains || other.deadline < inputs.rest) inputs.rest = other.deadline;
      inputs.remains = true;
    }
    if (flight.segment.raw() != fin()) return;
    fins_.pop_front();
    unsigned skipped = 0;
    for (; !fins_.empty() && fins_.front().lost; fins_.pop_front()) ++skipped;
    if (inputs.remains) inputs.skipped = skipped;
  }

  /// Of a FIN that is lost while none is under way nobody keeps count.
  void record_fin(const TimedState<D>& next, bool is_lost) {
    const auto deadline = next.ends.now + parameters_.msl;
    if (is_lost) {
      if (!fins_.empty()) fins_.push_back({deadline, true});
    } else if (copies(next, fin()).size() > copies(state_, fin()).size()) {
      fins_.push_back({deadline, false});
    }
  }

  /// Deadlines of a segment's copies in flight.
  static std::vector<concrete::Time> copies(const TimedState<D>& state, unsigned segment) {
    std::vector<concrete::Time> all;
    for (const auto& flight : state.network) {
      if (flight.present && flight.segment.raw() == segment) all.push_back(flight.deadline);
    }
    return all;
  }

  testing::AssertionResult agree() const {
    if (!same(state_.ends, crowds_.ends)) return testing::AssertionFailure() << "the hosts differ" << story_;
    for (unsigned segment = 1; segment <= crowded_.crowds(); ++segment) {
      Crowd<D> expected;
      for (const auto deadline : copies(state_, segment)) {
        if (!expected.present || deadline < expected.first) expected.first = deadline;
        if (!expected.present || deadline > expected.last) expected.last = deadline;
        expected.present = true;
      }
      if (segment == fin()) {
        unsigned since = 0;
        for (const SentFin& sent : fins_) {
          if (!sent.lost) expected.gaps = expected.gaps + std::exchange(since, 0U);
          since += sent.lost ? 1U : 0U;
        }
        expected.lost_since = since;
        if (!crowded_.counts_fins() && !agree_in_time(expected)) {
          return testing::AssertionFailure() << "the times for which FINs were lost differ" << story_;
        }
      }
      if (!same(expected, crowds_.crowds[segment - 1])) {
        return testing::AssertionFailure() << "the crowds of segment " << segment << " differ" << story_;
      }
    }
    return testing::AssertionSuccess();
  }

  /// What is not counted is a time, or is forgotten.
  bool agree_in_time(Crowd<D>& expected) const {
    const auto time = [&](auto count) { return concrete::Time(count.raw() * parameters_.rto.raw()); };
    const auto between = time(std::exchange(expected.gaps, 0U));
    const auto since = time(std::exchange(expected.lost_since, 0U));
    if (!crowded_.config().fins_within_w) return true;
    return crowds_.fins_lost_between == between && crowds_.fins_lost_since == since;
  }

  TimedPeers exact_;
  CrowdedPeers crowded_;
  TimeParameters<D> parameters_;
  TimedState<D> state_;
  CrowdedState<D> crowds_;
  std::deque<SentFin> fins_;  ///< from the first one under way on
  bool ticked_ = false;
  std::string story_;
};

}  // namespace finalack::model
