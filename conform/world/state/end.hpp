// What the world of two real connections is made of: one end, a segment in flight, both ends with the network between.
//
// All of it are values. Sequence numbers are real ones, 32 bits wide, and lie around kFirstNumber, far from zero: a
// number that is zero was never set, and stays zero when states are renumbered (numbers.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "impl/connection/connection.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::conform::world {

/// About here every sequence number lies: half a million incarnations away from zero, and from 2^31.
inline constexpr std::uint32_t kFirstNumber = 1U << 24;

/// One side: its connection, and what its host and its user remember between connections.
struct End {
  impl::Connection connection;
  impl::SequenceNumber isn{kFirstNumber};  ///< from where the ISN policy goes on: with Fresh, the last number used
  std::uint8_t opened = 0;                 ///< active OPENs made
  std::uint8_t sent = 0;                   ///< octets given to SEND
  bool crashed = false;
  bool has_more = false;  ///< the connection has another segment to send: nothing else may happen here before
};

/// A segment in flight. Every octet of text is the same one, so its length says all of it.
struct Envelope {
  bool to_server = false;
  bool current = true;  ///< the incarnation that sent it still exists; only monitors look at that
  std::uint8_t text = 0;
  impl::TcpHeader header;

  bool operator==(const Envelope&) const = default;
};

using Slots = std::array<std::optional<Envelope>, model::Network::kMaxCapacity>;

struct Peers {
  std::array<End, 2> ends;  ///< client, server
  Slots network;
};

}  // namespace finalack::conform::world
