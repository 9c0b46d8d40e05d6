#include "impl/wire/packet.hpp"

#include <cassert>

#include "impl/wire/checksum.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {

std::size_t emit_packet(const IpHeader& ip, const TcpHeader& tcp, std::span<const std::uint8_t> text_a,
                        std::span<const std::uint8_t> text_b, std::span<std::uint8_t> out) {
  IpHeader header = ip;
  header.protocol = kProtocolTcp;
  const std::size_t tcp_size = encoded_size(tcp);
  const std::size_t segment_size = tcp_size + text_a.size() + text_b.size();
  assert(out.size() >= encoded_size(header) + segment_size);
  const std::size_t ip_size = emit_ip(header, segment_size, out);
  const std::span<std::uint8_t> segment = out.subspan(ip_size, segment_size);
  emit_tcp(tcp, segment);

  ChecksumSum sum;
  sum.add_pseudo_header(ip.source, ip.destination, kProtocolTcp, segment_size);
  sum.add_header(segment.first(tcp_size));
  copy_and_add(segment.subspan(tcp_size), text_a, sum);
  copy_and_add(segment.subspan(tcp_size + text_a.size()), text_b, sum);
  store16(&segment[kTcpChecksumOffset], sum.finish());
  return ip_size + segment_size;
}

ParseError parse_packet(std::span<const std::uint8_t> packet, IpHeader& ip, TcpHeader& tcp,
                        std::span<const std::uint8_t>& text, bool checksum_is_verified_elsewhere) {
  std::span<const std::uint8_t> segment;
  if (const ParseError error = parse_ip(packet, ip, segment); error != ParseError::None) return error;
  if (ip.protocol != kProtocolTcp) return ParseError::UnknownProtocol;
  if (const ParseError error = parse_tcp(segment, tcp, text); error != ParseError::None) return error;
  if (!checksum_is_verified_elsewhere && !tcp_checksum_ok(ip.source, ip.destination, segment)) {
    return ParseError::BadChecksum;
  }
  return ParseError::None;
}

}  // namespace finalack::impl
