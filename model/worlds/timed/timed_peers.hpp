// The timed world: two hosts, segments that age, timers that expire, around the same `react` as every other world.
//
// Time. A segment arrives at most MSL after it was sent. A timer that is due fires: time does not go on before it has.
// Local processing takes none. The rule for ties, here and wherever time is spoken of: *a segment of age MSL may still
// arrive, and what arrives at the instant at which a timer is due arrives before it fires*. So after a timer has fired
// nothing arrives until time has passed, and a timer waits for the segments that must arrive at that instant.
//
// Timers. Retransmission: RFC 6298 section 5, constant or doubled each time, without a limit unless the rules set one.
// TIME-WAIT: W; a FIN that comes again restarts it (see Restart).
//
// The network loses, delays and reorders. How many of the server's FINs and of the client's bare ACKs it may lose is
// bounded: what the claims about TIME-WAIT depend on. It loses nothing else, and copies nothing: a copy of a segment
// arrives within the same MSL, and a FIN that arrives twice restarts TIME-WAIT twice. Of equal segments that are under
// way the same way, the one that was sent first arrives first: who exchanges two equal segments sees the same.
//
// One text for both domains. On integers a step is either a tick, which moves all clocks by one, or something that
// happens now; on reals some time passes first (`later`), as long as nothing is due (`may_pass`).
#pragma once

#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {

/// What the world leaves open in a step.
template <class D> struct TimedInputs {
  BOOST_HANA_DEFINE_STRUCT(TimedInputs<D>,                            //
                           (typename D::template Bits<4>, argument),  // of a delivery: the slot
                           (typename D::Bool,
                            lose));  // what is sent is lost: possible only where the network may lose it
};

class TimedPeers {
 public:
  template <class D> using State = TimedState<D>;
  template <class D> using Parameters = TimeParameters<D>;
  template <class D> using Inputs = TimedInputs<D>;

  explicit TimedPeers(TimedConfig config) : hosts_(config) {}

  static std::vector<std::string> parameter_names() { return {"MSL", "RTO", "W"}; }
  const TimedHosts& hosts() const { return hosts_; }
  const TimedConfig& config() const { return hosts_.config(); }
  /// The argument of a delivery is the segment's slot.
  std::vector<ActionKind> actions() const { return hosts_.actions(config().capacity); }

  template <class D> TimedState<D> initial(const TimeParameters<D>& parameters) const;
  /// Something happens now, or (Tick) a unit of time passes.
  template <class D>
  Step<D, TimedState<D>> step(const TimeParameters<D>& parameters, const TimedState<D>& state, unsigned action,
                              const TimedInputs<D>& inputs) const;
  /// Whether time can go on that long before something has to happen.
  template <class D> typename D::Bool may_pass(const TimedState<D>& state, const typename D::Time& delay) const;
  /// That long later, nothing having happened.
  template <class D> static TimedState<D> later(TimedState<D> state, const typename D::Time& delay);

  /// Counts time from now, and puts the network in an order: states with the same future are the same state.
  void canonicalise(TimedState<ReactionTable::Numbers>& state) const;

  Story narrate(const TimeParameters<ReactionTable::Numbers>& parameters,
                const TimedState<ReactionTable::Numbers>& before, Action action,
                const TimedState<ReactionTable::Numbers>& after) const;

 private:
  template <class D>
  void take_out(Step<D, TimedState<D>>& step, const TimedState<D>& state, unsigned side,
                const typename D::template Bits<4>& slot, typename D::template Bits<6>& segment) const;
  template <class D>
  void put_in(Step<D, TimedState<D>>& step, unsigned from, const typename D::Time& deadline,
              const TimedHosts::Sent<D>& sent) const;

  TimedHosts hosts_;
};

}  // namespace finalack::model
