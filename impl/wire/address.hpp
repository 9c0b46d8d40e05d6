// Internet addresses and what TCP names a connection by.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace finalack::impl {

enum class IpVersion : std::uint8_t { V4, V6 };

/// An IPv4 or IPv6 address; one of IPv4 uses the first four octets, and the others are zero.
struct IpAddress {
  IpVersion version = IpVersion::V4;
  std::array<std::uint8_t, 16> octets{};

  auto operator<=>(const IpAddress&) const = default;
  /// For each segment that arrives: of sizes that the compiler knows, it takes no call.
  bool operator==(const IpAddress& other) const {
    if (version != other.version) return false;
    const std::uint8_t* const a = octets.data();
    const std::uint8_t* const b = other.octets.data();
    return version == IpVersion::V4 ? std::memcmp(a, b, 4) == 0 : std::memcmp(a, b, 16) == 0;
  }
};

/// A socket in the words of RFC 9293: an address and a port.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
};

/// What names a connection: the two sockets, seen from here.
struct FourTuple {
  Endpoint local;
  Endpoint remote;

  auto operator<=>(const FourTuple&) const = default;
};

/// Reads "192.0.2.1" or "2001:db8::1"; nothing if it is neither.
std::optional<IpAddress> parse_address(std::string_view text);

/// Reads "192.0.2.1:80" or "[2001:db8::1]:80", a port from 0 to 65,535 in decimal digits; nothing if it is neither.
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// "192.0.2.1" or "2001:db8::1", the form of RFC 5952.
std::string to_string(const IpAddress& address);

/// "192.0.2.1:80" or "[2001:db8::1]:80".
std::string to_string(const Endpoint& endpoint);

}  // namespace finalack::impl
