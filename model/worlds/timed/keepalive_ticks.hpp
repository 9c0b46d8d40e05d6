// The world of keepalives at given values of its parameters, on integers: in the shape of model/world.hpp.
//
// Parameters are numbers of ticks, and what a tick is, is said, too: so a run has times. Where all of them are even, a
// bound that is strict and one that is not differ at odd numbers.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/domain/ticks.hpp"
#include "model/worlds/timed/keepalive_peers.hpp"

namespace finalack::model {

struct KeepaliveTimes {
  std::uint32_t idle = 192;  ///< ticks; each 1 to 1000
  std::uint32_t interval = 2;
  std::uint32_t outage = 1;
  std::uint32_t bound = 1;
  std::uint32_t tick = 37'500;  ///< milliseconds; 0: of no unit

  auto operator<=>(const KeepaliveTimes&) const = default;
};

class KeepaliveInTicks {
 public:
  template <class D> using State = KeepaliveState<InTicks<D>>;

  static constexpr std::uint32_t kMostTicks = 1U << 12;  ///< its clocks count less: from the last segment to the end

  KeepaliveInTicks(KeepaliveConfig config, KeepaliveTimes times);

  friend bool operator==(const KeepaliveInTicks& a, const KeepaliveInTicks& b) {
    return a.peers_.config() == b.peers_.config() && a.times_ == b.times_;
  }

  std::string name() const { return "a server with a keepalive timer"; }
  std::vector<std::string> parties() const { return {"client", "server"}; }
  std::vector<ActionKind> actions() const { return peers_.actions(); }
  Scope scope() const;

  template <class D> State<D> initial() const { return peers_.initial<InTicks<D>>(in_ticks<D>()); }
  template <class D>
  Step<D, State<D>> step(const State<D>& before, unsigned action, typename D::template Bits<4> argument) const {
    KeepaliveInputs<InTicks<D>> inputs;
    inputs.argument = argument;
    const auto step = peers_.step<InTicks<D>>(in_ticks<D>(), before, action, inputs);
    return {step.enabled, step.held_back, step.next};
  }
  /// Counts time from the last segment that came, or from now where that does not matter.
  template <unsigned Width> void canonicalise(KeepaliveState<InTicks<Concrete<Width>>>& state) const;
  template <class S> Fairness fairness(const S&, unsigned action, unsigned) const;
  template <unsigned Width>
  Story narrate(const KeepaliveState<InTicks<Concrete<Width>>>& before, Action action,
                const KeepaliveState<InTicks<Concrete<Width>>>& after) const;
  /// The time, in milliseconds.
  template <class S> std::int64_t clock(const S& state) const { return std::int64_t{state.now.raw()} * times_.tick; }

 private:
  template <class D> KeepaliveParameters<InTicks<D>> in_ticks() const {
    using Time = typename InTicks<D>::Time;
    return {Time(times_.idle), Time(times_.interval), Time(times_.outage), Time(times_.bound)};
  }
  std::string duration(std::uint32_t ticks) const;

  KeepalivePeers peers_;
  KeepaliveTimes times_;
};

template <unsigned Width> void KeepaliveInTicks::canonicalise(KeepaliveState<InTicks<Concrete<Width>>>& state) const {
  using Time = typename InTicks<Concrete<Width>>::Time;
  const bool waits = peers_.exchange().probes && bool(state.is_established());
  const Time from = waits ? state.heard : state.now;
  state.now = state.now - from;
  state.heard = 0;
  state.due = waits ? state.due - from : Time(0);
  state.back = state.out ? state.back - from : Time(0);
}

/// Time goes on, and what is due happens. Nothing else has to.
template <class S> Fairness KeepaliveInTicks::fairness(const S&, unsigned action, unsigned) const {
  const auto deed = peers_.deeds()[action];
  if (deed == KeepalivePeers::Deed::ClientSpeaks || deed == KeepalivePeers::Deed::OutageBegins) return {};
  return {Fairness::Kind::Weak, action};
}

}  // namespace finalack::model
