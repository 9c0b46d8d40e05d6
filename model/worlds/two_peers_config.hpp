// What a two-peer world is put together from: small pieces, each of which a claim names in words.
#pragma once

#include <array>
#include <compare>
#include <string>

#include "model/react/rules.hpp"

namespace finalack::model {

/// What the network between the peers may do to a segment, and how many it holds.
struct Network {
  static constexpr unsigned kMaxCapacity = 6;

  unsigned capacity = 3;  ///< segments in flight, both directions together; an action that needs more is held back
  bool loses = true;
  bool duplicates = true;  ///< any segment in flight may be delivered and stay (equal segments are then one segment)
  bool reorders = true;    ///< without: first in, first out, in each direction
  bool outlives = true;    ///< a segment may be delayed past its connection's end
  bool fair = false;       ///< what is sent again and again arrives again and again (strong fairness, by content)

  auto operator<=>(const Network&) const = default;
};

/// How a host chooses its initial send sequence numbers.
enum class IsnPolicy : unsigned char {
  Fresh,     ///< ahead of every number it used before, and never within a window of a number still in flight
  Reused,    ///< each incarnation starts where the first one did
  Constant,  ///< every incarnation of either side starts at zero
  /// Fresh, but not in order: each OPEN of the client's begins below every number that it used before. The server's are
  /// as with Fresh.
  Falling,
};

/// When the TIME-WAIT timer may fire. Untimed: at any moment. OutlastsPeer: only when nothing is in flight and the peer
/// has nothing left to retransmit, which is what 2MSL is meant to achieve.
enum class TimeWaitTimer : unsigned char { AnyTime, OutlastsPeer };

/// What the user of one endpoint may do. Nothing of it must happen, but for `closes_for_sure`.
struct User {
  unsigned opens = 0;    ///< active OPENs, at most 3
  bool listens = false;  ///< begins in LISTEN
  bool listens_again =
      false;           ///< a listener stands behind the endpoint: when its TCB is deleted it is in LISTEN, not CLOSED
  unsigned sends = 0;  ///< text units, at most 3
  bool closes = false;
  bool closes_for_sure = false;  ///< CLOSE is not put off for ever where it is possible (for liveness claims)
  bool sends_for_sure = false;   ///< likewise SEND
  bool aborts = false;
  unsigned crashes = 0;  ///< times the host loses its TCB without a word, and comes back; at most 1

  auto operator<=>(const User&) const = default;
};

inline constexpr unsigned kClient = 0;
inline constexpr unsigned kServer = 1;

struct TwoPeersConfig {
  Rules rules{};
  Network network{};
  IsnPolicy isn = IsnPolicy::Fresh;
  TimeWaitTimer time_wait_timer = TimeWaitTimer::AnyTime;
  std::array<User, 2> users{User{.opens = 1}, User{.listens = true, .listens_again = true}};
  std::array<std::string, 2> names{"client", "server"};

  /// How a side chooses.
  IsnPolicy isn_of(unsigned side) const {
    return isn == IsnPolicy::Falling && side == kServer ? IsnPolicy::Fresh : isn;
  }

  auto operator<=>(const TwoPeersConfig&) const = default;
};

}  // namespace finalack::model
