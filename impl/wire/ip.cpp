#include "impl/wire/ip.hpp"

#include <algorithm>
#include <cassert>

#include "impl/wire/checksum.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kHeaderV4 = 20;
constexpr std::size_t kHeaderV6 = 40;
constexpr std::uint16_t kDontFragment = 0x4000;
constexpr std::uint16_t kMoreFragmentsOrOffset = 0x3fff;

IpAddress address_at(const std::uint8_t* from, IpVersion version) {
  IpAddress address{.version = version};
  if (version == IpVersion::V4) {  // of a size that the compiler knows
    std::copy_n(from, 4, address.octets.begin());
  } else {
    std::copy_n(from, 16, address.octets.begin());
  }
  return address;
}

ParseError parse_v4(std::span<const std::uint8_t> packet, IpHeader& header, std::span<const std::uint8_t>& payload) {
  if (packet.size() < kHeaderV4) return ParseError::Truncated;
  const std::size_t header_size = std::size_t{packet[0]} % 16 * 4;
  if (header_size < kHeaderV4) return ParseError::BadHeaderLength;
  if (header_size > packet.size()) return ParseError::Truncated;
  const std::size_t total = load16(&packet[2]);
  if (total < header_size) return ParseError::BadTotalLength;
  if (total > packet.size()) return ParseError::Truncated;
  ChecksumSum sum;
  sum.add_header(packet.first(header_size));
  if (sum.finish() != 0) return ParseError::BadChecksum;
  const std::uint16_t fragmentation = load16(&packet[6]);
  if (fragmentation & kMoreFragmentsOrOffset) return ParseError::Fragment;

  header.source = address_at(&packet[12], IpVersion::V4);
  header.destination = address_at(&packet[16], IpVersion::V4);
  header.protocol = packet[9];
  header.hop_limit = packet[8];
  header.traffic_class = packet[1];
  header.dont_fragment = (fragmentation & kDontFragment) != 0;
  header.identification = load16(&packet[4]);
  header.flow_label = 0;
  payload = packet.subspan(header_size, total - header_size);
  return ParseError::None;
}

ParseError parse_v6(std::span<const std::uint8_t> packet, IpHeader& header, std::span<const std::uint8_t>& payload) {
  if (packet.size() < kHeaderV6) return ParseError::Truncated;
  const std::size_t payload_length = load16(&packet[4]);
  if (payload_length == 0) return ParseError::BadTotalLength;  // RFC 2675's, or the offload's; a TCP header has 20
  if (payload_length > packet.size() - kHeaderV6) return ParseError::Truncated;
  packet = packet.first(kHeaderV6 + payload_length);
  std::size_t offset = kHeaderV6;
  std::uint8_t protocol = packet[6];
  if (const ParseError error = skip_extension_headers(packet, offset, protocol); error != ParseError::None) {
    // All of the packet is here: what doesn't fit into it has a wrong length.
    return error == ParseError::Truncated ? ParseError::BadHeaderLength : error;
  }

  const std::uint32_t first = load32(&packet[0]);
  header.source = address_at(&packet[8], IpVersion::V6);
  header.destination = address_at(&packet[24], IpVersion::V6);
  header.protocol = protocol;
  header.hop_limit = packet[7];
  header.traffic_class = static_cast<std::uint8_t>(first >> 20);
  header.dont_fragment = true;
  header.identification = 0;
  header.flow_label = first & 0xfffff;
  payload = packet.subspan(offset);
  return ParseError::None;
}

void emit_v4(const IpHeader& header, std::size_t total, std::span<std::uint8_t> out) {
  store32(&out[0],
          std::uint32_t{0x45} << 24 | std::uint32_t{header.traffic_class} << 16 | static_cast<std::uint16_t>(total));
  store32(&out[4], std::uint32_t{header.identification} << 16 | (header.dont_fragment ? kDontFragment : 0U));
  store32(&out[8], std::uint32_t{header.hop_limit} << 24 | std::uint32_t{header.protocol} << 16);
  std::copy_n(header.source.octets.begin(), 4, &out[12]);
  std::copy_n(header.destination.octets.begin(), 4, &out[16]);
  ChecksumSum sum;
  sum.add_header(out.first(kHeaderV4));
  store16(&out[10], sum.finish());
}

void emit_v6(const IpHeader& header, std::size_t payload_size, std::span<std::uint8_t> out) {
  store32(&out[0], std::uint32_t{6} << 28 | std::uint32_t{header.traffic_class} << 20 | (header.flow_label & 0xfffff));
  store16(&out[4], static_cast<std::uint16_t>(payload_size));
  out[6] = header.protocol;
  out[7] = header.hop_limit;
  std::copy_n(header.source.octets.begin(), 16, &out[8]);
  std::copy_n(header.destination.octets.begin(), 16, &out[24]);
}

}  // namespace

ParseError parse_ip(std::span<const std::uint8_t> packet, IpHeader& header, std::span<const std::uint8_t>& payload) {
  if (packet.empty()) return ParseError::Truncated;
  switch (packet[0] >> 4) {
    case 4: return parse_v4(packet, header, payload);
    case 6: return parse_v6(packet, header, payload);
    default: return ParseError::BadVersion;
  }
}

std::size_t encoded_size(const IpHeader& header) {
  return header.source.version == IpVersion::V4 ? kHeaderV4 : kHeaderV6;
}

std::size_t emit_ip(const IpHeader& header, std::size_t payload_size, std::span<std::uint8_t> out) {
  const std::size_t size = encoded_size(header);
  assert(header.source.version == header.destination.version);
  assert(out.size() >= size && size + payload_size <= kMaxPacket);
  if (size == kHeaderV4) {
    emit_v4(header, size + payload_size, out);
  } else {
    emit_v6(header, payload_size, out);
  }
  return size;
}

}  // namespace finalack::impl
