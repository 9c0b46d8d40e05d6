// The headers that may stand between IPv6's own and what the packet carries: RFC 8200 section 4. A host that knows none
// of them still has to read them, for some say what to do with a packet that carries something unknown.
#include "impl/wire/ip.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kMaxExtensionHeaders = 8;  // RFC 8504 5.3 lets a host have such limits

constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kDestinationOptions = 60;

/// Whether nothing among the options asks for the packet to be discarded: RFC 8200 4.2. None but padding is known here,
/// and the upper two bits of an unknown one's type are zero if it may be skipped. A jumbogram's are not.
ParseError check_options(std::span<const std::uint8_t> options) {
  while (!options.empty()) {
    constexpr std::uint8_t pad1 = 0;
    constexpr std::uint8_t pad_n = 1;
    if (options[0] == pad1) {
      options = options.subspan(1);
      continue;
    }
    if (options.size() < 2 || std::size_t{options[1]} + 2 > options.size()) return ParseError::BadHeaderLength;
    if (options[0] != pad_n && options[0] >> 6 != 0) return ParseError::Malformed;
    options = options.subspan(std::size_t{options[1]} + 2);
  }
  return ParseError::None;
}

}  // namespace

ParseError skip_extension_headers(std::span<const std::uint8_t> packet, std::size_t& offset, std::uint8_t& protocol) {
  for (std::size_t count = 0; true; ++count) {
    const std::uint8_t kind = protocol;
    if (kind != kHopByHop && kind != kRouting && kind != kFragment && kind != kDestinationOptions) {
      return ParseError::None;
    }
    if (count == kMaxExtensionHeaders) return ParseError::Malformed;
    if (kind == kHopByHop && count != 0) return ParseError::Malformed;  // RFC 8200 4.1: first, or not at all
    if (packet.size() < offset + 8) return ParseError::Truncated;
    const std::span<const std::uint8_t> rest = packet.subspan(offset);
    const std::size_t size = kind == kFragment ? 8 : std::size_t{rest[1]} * 8 + 8;
    if (size > rest.size()) return ParseError::Truncated;
    if (kind == kFragment) {
      constexpr std::uint16_t offset_or_more = 0xfff9;
      // One that says of itself that it is the whole packet is no fragment: RFC 6946.
      if (load16(&rest[2]) & offset_or_more) return ParseError::Fragment;
    } else if (kind == kRouting) {
      // RFC 8200 4.4: this host knows no type of routing, so none may be left to be done.
      if (rest[3] != 0) return ParseError::Malformed;
    } else if (const ParseError error = check_options(rest.subspan(2, size - 2)); error != ParseError::None) {
      return error;
    }
    protocol = rest[0];
    offset += size;
  }
}

}  // namespace finalack::impl
