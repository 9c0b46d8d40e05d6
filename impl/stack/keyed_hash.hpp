// SipHash-2-4 (Aumasson, Bernstein, 2012) over what names a connection: whoever lacks the key can neither guess its
// values nor choose connections that collide.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "impl/core/native.hpp"
#include "impl/time.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl {

class KeyedHash {
 public:
  using Key = std::array<std::uint8_t, 16>;

  KeyedHash() = default;
  explicit KeyedHash(const Key& key) : key_(key) {}

  /// A key of the system's random numbers.
  static Key random_key();

  std::uint64_t operator()(std::span<const std::uint8_t> octets) const;

  /// Of both sockets, and of two numbers with them.
  std::uint64_t operator()(const FourTuple& tuple, std::uint32_t a = 0, std::uint32_t b = 0) const;

 private:
  Key key_{};
};

/// The initial send sequence number of RFC 6528: a clock of 4 microseconds plus a hash of the connection's name.
/// Numbers of one name rise; those of others tell nothing of them.
SequenceNumber initial_sequence_number(const KeyedHash& hash, Time now, const FourTuple& tuple);

/// What is added to the clock in TSval, so that it doesn't tell how long this host has been up. RFC 7323 section 5.4.
std::uint32_t timestamp_offset(const KeyedHash& hash, const FourTuple& tuple);

}  // namespace finalack::impl
