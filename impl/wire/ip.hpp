// What an IP header says, as values, and its octets: RFC 791, RFC 8200. Only what a host's TCP needs: options and
// extension headers are walked over, and a fragment is refused, for reassembly is not this stack's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "impl/wire/address.hpp"
#include "impl/wire/parse_error.hpp"

namespace finalack::impl {

inline constexpr std::uint8_t kProtocolIcmpV4 = 1;
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolIcmpV6 = 58;

inline constexpr std::size_t kMaxPacket = 65535;  ///< octets; no jumbograms

struct IpHeader {
  IpAddress source;
  IpAddress destination;                 ///< of the same version as `source`
  std::uint8_t protocol = kProtocolTcp;  ///< of the payload: IPv6's last Next Header
  std::uint8_t hop_limit = 64;           ///< or TTL; a host takes a packet whatever this is
  std::uint8_t traffic_class = 0;        ///< DSCP in the upper six bits, ECN in the lower two
  bool dont_fragment = true;             ///< IPv4; nobody else fragments IPv6, so it is true there
  std::uint16_t identification = 0;      ///< IPv4; means nothing where dont_fragment (RFC 6864)
  std::uint32_t flow_label = 0;          ///< IPv6, 20 bits

  bool operator==(const IpHeader&) const = default;
};

/// Reads the header of a packet, and sets `payload` to what it carries: behind options and extension headers, and
/// without what a link padded it with. An IPv4 header's checksum is verified. Whether an address makes sense is not
/// asked. Errors: Truncated, BadVersion, BadHeaderLength, BadTotalLength (also a length of zero, which is a jumbogram's
/// and what a kernel's offload leaves to be filled in), BadChecksum, Fragment, Malformed; then `header` and `payload`
/// are unspecified.
[[nodiscard]] ParseError parse_ip(std::span<const std::uint8_t> packet, IpHeader& header,
                                  std::span<const std::uint8_t>& payload);

/// The octets that emit_ip writes: 20 or 40.
std::size_t encoded_size(const IpHeader& header);

/// Writes the header of a packet with that many octets of payload to the beginning of `out`, without options, with an
/// IPv4 header's checksum; returns encoded_size(header). Precondition: `out` has room, the addresses are of one
/// version, and the packet has at most kMaxPacket octets.
std::size_t emit_ip(const IpHeader& header, std::size_t payload_size, std::span<std::uint8_t> out);

/// Where the payload of an IPv6 packet begins, from its 40 octets of header on: `offset` is set to that, `protocol` to
/// what it is. Errors as of parse_ip. For a packet that an ICMP error quotes, too, of which only a part may be there.
[[nodiscard]] ParseError skip_extension_headers(std::span<const std::uint8_t> packet, std::size_t& offset,
                                                std::uint8_t& protocol);

}  // namespace finalack::impl
