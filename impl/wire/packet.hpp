// A whole packet that carries a TCP segment: IP header, TCP header and text, in one call each way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "impl/wire/ip.hpp"
#include "impl/wire/parse_error.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

/// Writes a packet to the beginning of `out`, both checksums filled in, and returns its octets. The text comes in two
/// parts, because a ring buffer has it so; either may be empty. `ip.protocol` is taken for TCP. Precondition: `out` has
/// room for encoded_size(ip) + encoded_size(tcp) + text, which is at most kMaxPacket, and holds none of the text.
std::size_t emit_packet(const IpHeader& ip, const TcpHeader& tcp, std::span<const std::uint8_t> text_a,
                        std::span<const std::uint8_t> text_b, std::span<std::uint8_t> out);

/// Reads a packet, and sets `text` to the segment's text, which stays where it is. TCP's checksum is verified, unless
/// the network interface did so (or it never left this machine, and was never filled in). Errors: those of parse_ip and
/// parse_tcp; UnknownProtocol if the packet carries something else, and then `ip` is set; BadChecksum. Otherwise all is
/// unspecified after an error.
[[nodiscard]] ParseError parse_packet(std::span<const std::uint8_t> packet, IpHeader& ip, TcpHeader& tcp,
                                      std::span<const std::uint8_t>& text, bool checksum_is_verified_elsewhere = false);

}  // namespace finalack::impl
