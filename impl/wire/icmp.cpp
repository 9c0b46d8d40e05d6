#include "impl/wire/icmp.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "impl/wire/checksum.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kIcmpHeader = 8;
constexpr std::size_t kQuotedTcp = 8;  // ports and sequence number

enum TypeV4 : std::uint8_t { UnreachableV4 = 3, TimeExceededV4 = 11, ParameterProblemV4 = 12 };
enum TypeV6 : std::uint8_t { UnreachableV6 = 1, PacketTooBigV6 = 2, TimeExceededV6 = 3, ParameterProblemV6 = 4 };

IcmpKind classify_v4(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case UnreachableV4:
      switch (code) {
        case 2:  // protocol
        case 3:  // port
          return IcmpKind::HardError;
        case 4: return IcmpKind::PacketTooBig;
        default: return code <= 15 ? IcmpKind::SoftError : IcmpKind::Ignored;
      }
    case TimeExceededV4:
    case ParameterProblemV4: return IcmpKind::SoftError;
    default: return IcmpKind::Ignored;
  }
}

IcmpKind classify_v6(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case UnreachableV6:
      if (code == 4) return IcmpKind::HardError;  // port
      return code <= 6 ? IcmpKind::SoftError : IcmpKind::Ignored;
    case PacketTooBigV6: return IcmpKind::PacketTooBig;  // whatever the code: RFC 4443 3.2
    case TimeExceededV6:
    case ParameterProblemV6: return IcmpKind::SoftError;
    default: return IcmpKind::Ignored;
  }
}

/// The checksum of an ICMPv4 message is of itself only; ICMPv6 has the pseudo-header too. RFC 4443 2.3.
std::uint16_t icmp_checksum(const IpHeader& ip, std::span<const std::uint8_t> message) {
  ChecksumSum sum;
  if (ip.source.version == IpVersion::V6) {
    sum.add_pseudo_header(ip.source, ip.destination, kProtocolIcmpV6, message.size());
  }
  sum.add(message);
  return sum.finish();
}

void set_address(IpAddress& address, IpVersion version, const std::uint8_t* from) {
  address = {.version = version};
  std::copy_n(from, version == IpVersion::V4 ? 4 : 16, address.octets.begin());
}

/// The beginning of a segment of TCP.
ParseError read_quoted_tcp(std::span<const std::uint8_t> octets, IcmpError& error) {
  if (octets.size() < kQuotedTcp) return ParseError::Truncated;
  error.connection.local.port = load16(&octets[0]);
  error.connection.remote.port = load16(&octets[2]);
  error.seq = load32(&octets[4]);
  return ParseError::None;
}

/// A header as this host once sent it, with what routers did to it since: its checksum is not looked at.
ParseError read_quoted_v4(std::span<const std::uint8_t> quoted, IcmpError& error) {
  if (quoted.size() < 20) return ParseError::Truncated;
  if (quoted[0] >> 4 != 4) return ParseError::BadVersion;
  const std::size_t header_size = std::size_t{quoted[0]} % 16 * 4;
  if (header_size < 20) return ParseError::BadHeaderLength;
  if (quoted.size() < header_size) return ParseError::Truncated;
  if (quoted[9] != kProtocolTcp) return ParseError::UnknownProtocol;
  if (load16(&quoted[6]) & 0x1fff) return ParseError::Fragment;  // of the first one the ports are there
  error.packet_size = load16(&quoted[2]);
  set_address(error.connection.local.address, IpVersion::V4, &quoted[12]);
  set_address(error.connection.remote.address, IpVersion::V4, &quoted[16]);
  return read_quoted_tcp(quoted.subspan(header_size), error);
}

ParseError read_quoted_v6(std::span<const std::uint8_t> quoted, IcmpError& error) {
  std::size_t offset = 40;
  if (quoted.size() < offset) return ParseError::Truncated;
  if (quoted[0] >> 4 != 6) return ParseError::BadVersion;
  std::uint8_t protocol = quoted[6];
  if (const ParseError failure = skip_extension_headers(quoted, offset, protocol); failure != ParseError::None) {
    return failure;
  }
  if (protocol != kProtocolTcp) return ParseError::UnknownProtocol;
  error.packet_size = static_cast<std::uint16_t>(std::min<std::size_t>(load16(&quoted[4]) + 40, kMaxPacket));
  set_address(error.connection.local.address, IpVersion::V6, &quoted[8]);
  set_address(error.connection.remote.address, IpVersion::V6, &quoted[24]);
  return read_quoted_tcp(quoted.subspan(offset), error);
}

}  // namespace

IcmpKind classify_icmp(IpVersion version, std::uint8_t type, std::uint8_t code) {
  return version == IpVersion::V4 ? classify_v4(type, code) : classify_v6(type, code);
}

ParseError parse_icmp(const IpHeader& ip, std::span<const std::uint8_t> message, IcmpError& error) {
  const bool v4 = ip.source.version == IpVersion::V4;
  if (ip.protocol != (v4 ? kProtocolIcmpV4 : kProtocolIcmpV6)) return ParseError::UnknownProtocol;
  if (message.size() < kIcmpHeader) return ParseError::Truncated;
  if (icmp_checksum(ip, message) != 0) return ParseError::BadChecksum;
  error = {};
  error.type = message[0];
  error.code = message[1];
  error.kind = classify_icmp(ip.source.version, error.type, error.code);
  if (error.kind == IcmpKind::Ignored) return ParseError::None;
  if (error.kind == IcmpKind::PacketTooBig) error.mtu = v4 ? load16(&message[6]) : load32(&message[4]);
  const std::span<const std::uint8_t> quoted = message.subspan(kIcmpHeader);
  return v4 ? read_quoted_v4(quoted, error) : read_quoted_v6(quoted, error);
}

std::uint16_t next_lower_mtu(std::uint16_t packet_size) {
  constexpr std::array<std::uint16_t, 10> plateaus{32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};
  const auto* const lower =
      std::find_if(plateaus.begin(), plateaus.end(), [&](std::uint16_t plateau) { return plateau < packet_size; });
  return lower == plateaus.end() ? plateaus.back() : *lower;
}

std::size_t emit_icmp_error(const IpHeader& ip, std::uint8_t type, std::uint8_t code, std::uint32_t mtu,
                            std::span<const std::uint8_t> quoted, std::span<std::uint8_t> out) {
  const bool v4 = ip.source.version == IpVersion::V4;
  IpHeader header = ip;
  header.protocol = v4 ? kProtocolIcmpV4 : kProtocolIcmpV6;
  const std::size_t most = v4 ? 576 : 1280;
  const std::size_t before = encoded_size(header) + kIcmpHeader;
  quoted = quoted.first(std::min(quoted.size(), most - before));
  assert(out.size() >= before + quoted.size());
  const std::size_t header_size = emit_ip(header, kIcmpHeader + quoted.size(), out);
  const std::span<std::uint8_t> message = out.subspan(header_size, kIcmpHeader + quoted.size());
  message[0] = type;
  message[1] = code;
  store32(&message[4], classify_icmp(ip.source.version, type, code) == IcmpKind::PacketTooBig ? mtu : 0);
  std::copy(quoted.begin(), quoted.end(), message.begin() + kIcmpHeader);
  store16(&message[2], 0);
  store16(&message[2], icmp_checksum(header, message));
  return header_size + message.size();
}

}  // namespace finalack::impl
