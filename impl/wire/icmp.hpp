// ICMP errors about segments that this host sent: RFC 792, RFC 4443, and what TCP makes of them, RFC 9293 3.9.2.2.
//
// Anyone can send one, so what they quote is handed over too: RFC 5927 4.1 has TCP check that the quoted sequence
// number is of something in flight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "impl/wire/address.hpp"
#include "impl/wire/ip.hpp"
#include "impl/wire/parse_error.hpp"

namespace finalack::impl {

/// What RFC 9293 3.9.2.2 has TCP do.
enum class IcmpKind : std::uint8_t {
  Ignored,       ///< no error, or none for TCP: source quench (MUST-55), redirects, echoes
  SoftError,     ///< not to abort a connection for (MUST-56), but to report
  HardError,     ///< to abort a connection for (SHLD-26): no such protocol or port
  PacketTooBig,  ///< the path takes less: RFC 1191, RFC 8201
};

/// An ICMP error about a TCP segment. Of an ignored message only type and code are set.
struct IcmpError {
  IcmpKind kind = IcmpKind::Ignored;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t mtu = 0;          ///< PacketTooBig: octets of the largest packet that is let through; 0: the router
                                  ///< doesn't say (next_lower_mtu). As it stands there: it may be absurdly small
  FourTuple connection;           ///< of the quoted segment, seen from its sender: `local` is this host
  std::uint32_t seq = 0;          ///< SEG.SEQ of the quoted segment
  std::uint16_t packet_size = 0;  ///< octets of the quoted packet, as its header says, not as much as is quoted

  bool operator==(const IcmpError&) const = default;
};

/// What type and code mean to TCP. RFC 9293 3.9.2.2; where it names no code: RFC 1122 3.2.2.1, RFC 4443. Codes that
/// forbid the way (administratively prohibited) are soft, which is the safe side of RFC 5927.
IcmpKind classify_icmp(IpVersion version, std::uint8_t type, std::uint8_t code);

/// Reads what a packet with this header carries: ICMPv4 or ICMPv6, checksum verified. Errors: Truncated (it must quote
/// the IP header and 8 octets of the segment), BadVersion, BadHeaderLength, BadChecksum, Malformed of the message or
/// the packet that it quotes; UnknownProtocol if this is no ICMP, or it is about no TCP segment; Fragment if what it
/// quotes is a later part of one. Then `error` is unspecified.
[[nodiscard]] ParseError parse_icmp(const IpHeader& ip, std::span<const std::uint8_t> message, IcmpError& error);

/// The plateau below a packet of that many octets, for routers that don't tell the next hop's MTU: RFC 1191
/// section 7.1. At least 68, the least that IPv4 has.
std::uint16_t next_lower_mtu(std::uint16_t packet_size);

/// Writes an ICMP packet (IP header, message, checksums) from `ip.source` to `ip.destination` that quotes as much of
/// `quoted` as a router does: 576 octets in all for IPv4 (RFC 1812 4.3.2.3), 1,280 for IPv6 (RFC 4443 2.4 c). The MTU
/// is written where `type` and `code` are PacketTooBig's. `ip.protocol` is ignored. Returns the octets written, at most
/// those numbers. Precondition: `out` has room.
std::size_t emit_icmp_error(const IpHeader& ip, std::uint8_t type, std::uint8_t code, std::uint32_t mtu,
                            std::span<const std::uint8_t> quoted, std::span<std::uint8_t> out);

}  // namespace finalack::impl
