// Why octets from the wire are not what they should be.
#pragma once

#include <cstdint>
#include <string_view>

namespace finalack::impl {

enum class [[nodiscard]] ParseError : std::uint8_t{
    None,             ///< parsed
    Truncated,        ///< shorter than its own headers say
    BadVersion,       ///< neither IPv4 nor IPv6
    BadHeaderLength,  ///< of IP: IHL below 5, an extension header beyond the packet's end
    BadTotalLength,   ///< of IP: shorter than its header
    Fragment,         ///< a part of a packet; reassembling is not this stack's
    BadDataOffset,    ///< of TCP: below 5, or beyond the segment's end
    BadOptionLength,  ///< of a TCP option: below 2, beyond the header, or not what its kind has
    BadChecksum,
    UnknownProtocol,  ///< not what was asked for: of a packet, not TCP; of an ICMP error, one about something else
    Malformed,        ///< of IPv6: an extension header that a host must not accept
};

/// A short phrase: "truncated", "bad checksum".
std::string_view to_string(ParseError error);

}  // namespace finalack::impl
