// The timed world: two hosts, segments that age, timers that expire, around the same `react` as every other world.
//
// Time. A segment arrives at most MSL after it was sent. A timer that is due fires: time does not go on before it has. Local
// processing takes none. The rule for ties, here and wherever time is spoken of: *a segment of age MSL may still arrive, and
// what arrives at the instant at which a timer is due arrives before it fires*. So after a timer has fired nothing arrives
// until time has passed, and a timer waits for the segments that must arrive at that instant.
//
// Timers. Retransmission: RFC 6298 section 5, constant or doubled each time, without a limit unless the rules set one.
// TIME-WAIT: W; a FIN that comes again restarts it (see Restart).
//
// The network loses, delays and reorders. How many of the server's FINs and of the client's bare ACKs it may lose is bounded:
// what the claims about TIME-WAIT depend on. It loses nothing else, and copies nothing: a copy of a segment arrives within
// the same MSL, and a FIN that arrives twice restarts TIME-WAIT twice. Of equal segments that are under way the same way, the
// one that was sent first arrives first: who exchanges two equal segments sees the same.
//
// One text for both domains. On integers a step is either a tick, which moves all clocks by one, or something that happens
// now; on reals (step_after) some time passes first, as long as nothing is due.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "model/world.hpp"
#include "model/worlds/timed/reactions.hpp"
#include "model/worlds/timed/timed_state.hpp"

namespace finalack::model {

/// MSL, the initial RTO, and how long TIME-WAIT lasts. All are above zero.
template <class D> struct TimeParameters {
  typename D::Time msl, rto, w;
};

enum class Backoff : unsigned char { Constant, Exponential };

/// What restarts TIME-WAIT's timer.
enum class Restart : unsigned char {
  /// A FIN that is not acceptable but ends at RCV.NXT: the one that was acknowledged, sent again.
  FinAgain,
  /// By the letter of 3.10.7.4 such a FIN is answered in the first step, and never comes to the eighth, which restarts it.
  Never,
};

/// Where the world begins.
enum class Beginning : unsigned char {
  Established,  ///< nothing is in flight; either user may CLOSE at any time
  /// The client is in FIN-WAIT-2, and the server's FIN has just been sent (unless it is lost at once).
  LastAck,
};

struct TimedConfig {
  Rules rules{.retry_limit = Rules::kUnlimited};
  Beginning beginning = Beginning::LastAck;
  Backoff backoff = Backoff::Constant;
  Restart restart = Restart::FinAgain;
  unsigned fins_to_lose = 0;  ///< 0 to 15
  unsigned acks_to_lose = 0;
  unsigned capacity = TimedState<Concrete<5>>::kMostFlights;  ///< segments in flight; more are held back
  /// A bare ACK is not put beside an equal one in flight, whose deadline is earlier. That takes nothing but RSTs from a
  /// server that is CLOSED, so it is right only where the client ignores those (rules.rfc1337).
  bool merges_acks = false;

  auto operator<=>(const TimedConfig&) const = default;
};

/// A kind of step, and whose.
enum class TimedDeed : unsigned char { Tick, Close, Deliver, RetransmissionTimeout, TimeWaitTimeout };

class TimedPeers {
 public:
  struct Entry {
    TimedDeed deed;
    unsigned side = 0;
  };

  explicit TimedPeers(TimedConfig config);

  const TimedConfig& config() const { return config_; }
  const ReactionTable& table() const { return *table_; }
  const std::vector<Entry>& entries() const { return entries_; }

  /// The argument of Deliver is the segment's slot.
  std::vector<ActionKind> actions() const;
  Scope scope() const;

  template <class D> TimedState<D> initial(const TimeParameters<D>& parameters) const;
  /// Something happens now, or (Tick) a unit of time passes. `lose`: what is sent is lost, which is a step of its own, and
  /// possible only where the network may lose it.
  template <class D>
  Step<D, TimedState<D>> step(const TimeParameters<D>& parameters, const TimedState<D>& state, unsigned action,
                              const typename D::template Bits<4>& argument, const typename D::Bool& lose) const;
  /// Whether time can go on that long before something has to happen.
  template <class D> typename D::Bool may_pass(const TimedState<D>& state, const typename D::Time& delay) const;
  /// That long later, nothing having happened.
  template <class D> static TimedState<D> later(TimedState<D> state, const typename D::Time& delay);

  /// The host is in one of these states.
  template <class D>
  typename D::Bool is_in(const TimedState<D>& state, unsigned side, std::initializer_list<State> states) const;
  /// Nothing is in flight.
  template <class D> typename D::Bool is_quiet(const TimedState<D>& state) const;

  /// Counts time from now, and puts the network in an order: states with the same future are the same state.
  void canonicalise(TimedState<ReactionTable::Numbers>& state) const;

  Story narrate(const TimeParameters<ReactionTable::Numbers>& parameters, const TimedState<ReactionTable::Numbers>& before,
                Action action, const TimedState<ReactionTable::Numbers>& after) const;

 private:
  /// Those of a table's values that the host's number selects.
  template <class D, class Value, class Of> Value by_host(const TimedHost<D>& host, unsigned side, Of&& of) const;
  template <class D>
  void react_at(const TimeParameters<D>& parameters, Step<D, TimedState<D>>& step, unsigned side,
                const typename D::Bool& lose, const TimedFlight<D>* arriving, LocalEvent event) const;

  TimedConfig config_;
  std::shared_ptr<const ReactionTable> table_;
  std::array<unsigned, 2> first_hosts_{};
  unsigned first_segment_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace finalack::model
