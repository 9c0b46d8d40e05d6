// SYN cookies: what a listener would have to remember of a SYN is put into the SYN,ACK, and comes back with the third
// segment. Bernstein, 1996; RFC 4987 section 3.6.
//
// The cookie is the ISS: 32 bits of a keyed hash of the connection's name, the peer's ISS and the time, in which three
// bits say the MSS, by exclusive or. One that is guessed is right with a probability of 2^-28: two periods are
// accepted, and eight values of the MSS. What else the SYN offered stands in the lowest bits of our timestamp, which
// the peer echoes; without timestamps it is lost.
#pragma once

#include <optional>

#include "impl/stack/keyed_hash.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

/// Accepted in the period in which it was made and in the next: for 64 to 128 seconds.
inline constexpr Duration kCookiePeriod = std::chrono::seconds(64);

/// The ISS for a SYN,ACK to this SYN.
SequenceNumber make_cookie(const KeyedHash& hash, Time now, const FourTuple& tuple, const TcpHeader& syn,
                           std::uint16_t default_mss);

/// The MSS, if `header`, a third segment or a later one without other text before it, acknowledges a cookie of ours.
std::optional<std::uint16_t> check_cookie(const KeyedHash& hash, Time now, const FourTuple& tuple,
                                          const TcpHeader& header);

/// What a SYN offered, as far as a timestamp can say it.
struct CookieOptions {
  bool sack = false;
  std::optional<std::uint8_t> window_scale;

  bool operator==(const CookieOptions&) const = default;
};

/// A TSval not later than `ticks` that says so.
std::uint32_t timestamp_with(const CookieOptions& options, std::uint32_t ticks);
CookieOptions options_of_timestamp(std::uint32_t ts_value);

}  // namespace finalack::impl
