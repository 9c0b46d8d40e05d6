// The world of connection set-up at given values of its parameters, on integers: in the shape of model/world.hpp.
//
// Parameters are numbers of ticks, and what a tick is, is said, too: so a run has times.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/domain/ticks.hpp"
#include "model/worlds/timed/setup_peers.hpp"

namespace finalack::model {

struct SetupTimes {
  std::uint32_t msl = 4;  ///< ticks; each at least 1
  std::uint32_t rto = 4;
  std::uint32_t think = 4;
  std::uint32_t tick = 250;  ///< milliseconds; 0: of no unit

  auto operator<=>(const SetupTimes&) const = default;
};

class SetupInTicks {
 public:
  template <class D> using State = SetupState<InTicks<D>>;

  static constexpr std::uint32_t kMostTicks = 4000;  ///< of a clock of 12 bits
  /// In ticks, at most: below the greatest number that can be counted, or it can't be.
  static std::uint32_t longest_run(const SetupConfig& config, const SetupTimes& times);

  SetupInTicks(SetupConfig config, SetupTimes times);

  friend bool operator==(const SetupInTicks& a, const SetupInTicks& b) {
    return a.peers_.config() == b.peers_.config() && a.times_ == b.times_;
  }

  const SetupPeers& peers() const { return peers_; }
  std::string name() const { return "a connection that is set up"; }
  std::vector<std::string> parties() const { return {"client", "server"}; }
  std::vector<ActionKind> actions() const { return peers_.actions(); }
  Scope scope() const;

  template <class D> State<D> initial() const { return peers_.initial<InTicks<D>>(in_ticks<D>()); }
  template <class D>
  Step<D, State<D>> step(const State<D>& before, unsigned action, typename D::template Bits<4> argument) const {
    SetupInputs<InTicks<D>> inputs;
    inputs.argument = argument;
    const auto step = peers_.step<InTicks<D>>(in_ticks<D>(), before, action, inputs);
    return {step.enabled, step.held_back, step.next};
  }
  /// Counts time from now.
  template <unsigned Width> void canonicalise(SetupState<InTicks<Concrete<Width>>>& state) const;
  /// Time goes on, and what is under way arrives. Nothing has to be lost.
  template <class S> Fairness fairness(const S&, unsigned action, unsigned argument) const;
  template <unsigned Width>
  Story narrate(const SetupState<InTicks<Concrete<Width>>>& before, Action action,
                const SetupState<InTicks<Concrete<Width>>>& after) const;
  /// The time, in milliseconds.
  template <class S> std::int64_t clock(const S& state) const { return std::int64_t{state.now.raw()} * times_.tick; }

 private:
  template <class D> SetupParameters<InTicks<D>> in_ticks() const {
    using Time = typename InTicks<D>::Time;
    return {Time(times_.msl), Time(times_.rto), Time(times_.think)};
  }
  std::string seconds(std::uint32_t ticks) const;

  SetupPeers peers_;
  SetupTimes times_;
};

template <unsigned Width> void SetupInTicks::canonicalise(SetupState<InTicks<Concrete<Width>>>& state) const {
  using D = InTicks<Concrete<Width>>;
  const auto now = state.now;
  const auto from_now = [&](SetupFlight<D>& sent) {
    if (sent.present) sent.deadline = sent.deadline - now;
  };
  for (auto& sent : state.syn_acks) from_now(sent);
  for (auto* sent : {&state.answer, &state.text, &state.reset}) from_now(*sent);
  if (peers_.server_is<D>(state, model::State::SynReceived)) state.due = state.due - now;
  if (peers_.has_yet_to_speak<D>(state)) state.speaks_by = state.speaks_by - now;
  state.now = 0;
}

template <class S> Fairness SetupInTicks::fairness(const S&, unsigned action, unsigned argument) const {
  const auto deed = peers_.deeds()[action];
  if (deed == SetupPeers::Deed::AnswerIsLost || deed == SetupPeers::Deed::SynAckIsLost) return {};
  return {Fairness::Kind::Weak, 2 * action + argument};
}

}  // namespace finalack::model
