// What two hosts do in time, whatever network is between them: their reactions, their timers, the budgets of losses.
//
// The exact timed world (timed_peers.hpp) and the one in which any number of segments are in flight (crowded_peers.hpp)
// are compositions around it.
#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "model/world.hpp"
#include "model/worlds/timed/reactions.hpp"
#include "model/worlds/timed/timed_state.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::model {

/// MSL, the initial RTO, and how long TIME-WAIT lasts. All are above zero.
template <class D> struct TimeParameters {
  BOOST_HANA_DEFINE_STRUCT(TimeParameters<D>, (typename D::Time, msl), (typename D::Time, rto), (typename D::Time, w));
};

enum class Backoff : unsigned char { Constant, Exponential };

/// What restarts TIME-WAIT's timer.
enum class Restart : unsigned char {
  /// A FIN that is not acceptable but ends at RCV.NXT: the one that was acknowledged, sent again.
  FinAgain,
  /// By the letter of 3.10.7.4 such a FIN is answered in the first step, and never comes to the eighth, which restarts
  /// it.
  Never,
};

/// Where the world begins.
enum class Beginning : unsigned char {
  Established,  ///< nothing is in flight; either user may CLOSE at any time
  /// The client is in FIN-WAIT-2, the server in CLOSE-WAIT, nothing is in flight; time begins with the server's CLOSE.
  ServersClose,
};

struct TimedConfig {
  Rules rules{.retry_limit = Rules::kUnlimited};
  Beginning beginning = Beginning::ServersClose;
  Backoff backoff = Backoff::Constant;
  Restart restart = Restart::FinAgain;
  unsigned fins_to_lose = 0;  ///< 0 to 15; or unlimited, if the backoff is constant
  unsigned acks_to_lose = 0;
  /// Of unlimited FINs as many may be lost as W allows for: each costs an RTO, and all of them W - RTO - MSL at most.
  /// That f FINs may be lost is to say W >= (f + 1) RTO + MSL, so this speaks of every f at once.
  bool fins_within_w = false;
  unsigned capacity = 16;  ///< segments in flight; more are held back
  /// A bare ACK is not put beside an equal one in flight, whose deadline is earlier. That takes nothing but RSTs from a
  /// server that is CLOSED, so it is right only where the client ignores those (rules.rfc1337).
  bool merges_acks = false;
  /// When both are CLOSED, after TIME-WAIT, the same two sockets may be connected again, at any time. The new
  /// connection is ESTABLISHED at once, as a handshake may take no time, and its numbers are an adversary's choice: one
  /// that need not be made before an old segment arrives, so all that is known of them is which segments there are
  /// numbers for. The new connection's own segments are no part of the world.
  bool reopens = false;

  /// Those that are counted; none of unlimited ones.
  static constexpr unsigned counted(unsigned losses) { return losses == Rules::kUnlimited ? 0 : losses; }

  auto operator<=>(const TimedConfig&) const = default;
};

/// A kind of step, and whose.
enum class TimedDeed : unsigned char { Tick, Close, Deliver, RetransmissionTimeout, TimeWaitTimeout, Reopen };

class TimedHosts {
 public:
  struct Entry {
    TimedDeed deed;
    unsigned side = 0;
  };

  explicit TimedHosts(TimedConfig config);

  const TimedConfig& config() const { return config_; }
  const ReactionTable& table() const { return *table_; }
  /// The FIN of the server's that the world is about.
  unsigned fin() const { return fin_; }
  /// A new connection's hosts may take that segment for one of theirs (see TimedConfig::reopens).
  bool may_be_mistaken(unsigned segment) const { return mistaken_[segment]; }
  /// Ticks first, then what happens.
  const std::vector<Entry>& entries() const { return entries_; }
  /// `arguments`: how many each delivery is tried with.
  std::vector<ActionKind> actions(unsigned arguments) const;
  std::vector<Scope::Bound> bounds() const;

  template <class D> TimedEnds<D> initial_ends(const TimeParameters<D>& parameters) const;
  /// Whether no timer is due before that time has passed.
  template <class D> typename D::Bool timers_allow(const TimedEnds<D>& ends, const typename D::Time& delay) const;
  template <class D> static TimedEnds<D> later(TimedEnds<D> ends, const typename D::Time& delay);

  /// What a host's reaction leaves to the network: a segment, or none.
  template <class D> struct Sent {
    typename D::Bool accepted{};  ///< the step is possible
    typename D::template Bits<6> segment{};
    typename D::Bool leaves{};  ///< there is a segment, and it is not lost
    typename D::Bool is_fin{};
    typename D::Bool is_ack{};  ///< a bare one of the client's
  };
  /// A host reacts to a segment that arrives. `lose`: what it sends is lost, which is possible only within the budgets.
  template <class D>
  Sent<D> arrives(const TimeParameters<D>& parameters, TimedEnds<D>& ends, unsigned side, const typename D::Bool& lose,
                  const typename D::template Bits<6>& segment) const;
  /// A host's user or timer acts.
  template <class D>
  Sent<D> acts(const TimeParameters<D>& parameters, TimedEnds<D>& ends, const Entry& entry,
               const typename D::Bool& lose) const;

  /// The host is in one of these states; a new connection's is ESTABLISHED.
  template <class D>
  typename D::Bool is_in(const TimedEnds<D>& ends, unsigned side, std::initializer_list<State> states) const;

 private:
  template <class D> struct Outcome;
  template <class D, class Value, class Of> Value by_host(const TimedHost<D>& host, unsigned side, Of&& of) const;
  template <class D>
  Outcome<D> at_new_connection(const TimedHost<D>& host, const typename D::template Bits<6>& segment) const;
  template <class D> Sent<D> reopen(TimedEnds<D>& ends) const;
  template <class D>
  typename D::Bool pay_for(const TimeParameters<D>& parameters, TimedEnds<D>& ends, const typename D::Bool& lost_fin,
                           const typename D::Bool& lost_ack) const;
  template <class D>
  Sent<D> take(const TimeParameters<D>& parameters, TimedEnds<D>& ends, unsigned side, const typename D::Bool& lose,
               const Outcome<D>& what) const;

  TimedConfig config_;
  std::shared_ptr<const ReactionTable> table_;
  std::array<unsigned, 2> first_hosts_{};
  unsigned fin_ = 0;
  std::vector<bool> mistaken_;  ///< by segment; empty unless the world reopens
  std::vector<Entry> entries_;
};

}  // namespace finalack::model
