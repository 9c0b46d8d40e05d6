// Any octets, as a packet and as a segment: what is parsed can be emitted, and is then parsed to the same values. Since
// hardly any mutation leaves a checksum right, each input is tried once more with its checksums repaired.
#include <algorithm>

#include "impl/wire/checksum.hpp"
#include "impl/wire/icmp.hpp"
#include "impl/wire/octets.hpp"
#include "impl/wire/packet.hpp"
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {
namespace {

using namespace impl;
using View = std::span<const std::uint8_t>;

bool within(View part, View whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Emitting may leave out SACK blocks that have no room, which aligned options take more of.
bool same_but_for_room(TcpHeader parsed, const TcpHeader& emitted) {
  const std::size_t kept = emitted.options.sack_count;
  if (kept > parsed.options.sack_count) return false;
  std::fill(parsed.options.sack.begin() + static_cast<std::ptrdiff_t>(kept), parsed.options.sack.end(), SackBlock{});
  parsed.options.sack_count = emitted.options.sack_count;
  return parsed == emitted;
}

void check_segment(View segment) {
  TcpHeader parsed;
  View text;
  if (parse_tcp(segment, parsed, text) != ParseError::None) return;
  require(within(text, segment), "the text lies within the segment");
  require(parsed.options.sack_count <= TcpOptions::kMaxSackBlocks, "there are at most four SACK blocks");

  Octets out(encoded_size(parsed));
  require(out.size() >= 20 && out.size() <= 60 && out.size() % 4 == 0, "a header has 20 to 60 octets");
  require(emit_tcp(parsed, out) == out.size(), "a header has the size that was said");
  TcpHeader again;
  require(parse_tcp(out, again, text) == ParseError::None, "an emitted header is one");
  require(same_but_for_room(parsed, again) && text.empty(), "an emitted header is what was parsed");
}

void check_round_trip(const IpHeader& ip, const TcpHeader& tcp, View text) {
  const std::size_t size = encoded_size(ip) + encoded_size(tcp) + text.size();
  if (size > kMaxPacket) return;
  Octets out(size);
  const View first_half = text.first(text.size() / 2);
  const std::size_t emitted = emit_packet(ip, tcp, first_half, text.subspan(first_half.size()), out);
  require(emitted == size, "a packet has the size that was said");

  IpHeader ip_again;
  TcpHeader tcp_again;
  View text_again;
  require(parse_packet(out, ip_again, tcp_again, text_again) == ParseError::None, "an emitted packet is one");
  require(ip_again == ip, "an emitted IP header is what was parsed");
  require(same_but_for_room(tcp, tcp_again), "an emitted TCP header is what was parsed");
  require(std::equal(text.begin(), text.end(), text_again.begin(), text_again.end()), "an emitted text is the text");

  // Where: as good as random.
  const std::size_t bit = (tcp.seq ^ tcp.ack_number ^ tcp.window) % ((size - encoded_size(ip)) * 8);
  out[encoded_size(ip) + bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  require(parse_packet(out, ip_again, tcp_again, text_again) != ParseError::None, "one wrong bit is noticed");
}

void check_icmp(const IpHeader& ip, View message) {
  IcmpError parsed;
  if (parse_icmp(ip, message, parsed) != ParseError::None || parsed.kind == IcmpKind::Ignored) return;
  require(parsed.connection.local.address.version == ip.source.version, "an error quotes a packet of its version");

  IpHeader quoted_ip;
  quoted_ip.source = parsed.connection.local.address;
  quoted_ip.destination = parsed.connection.remote.address;
  TcpHeader quoted_tcp;
  quoted_tcp.source_port = parsed.connection.local.port;
  quoted_tcp.destination_port = parsed.connection.remote.port;
  quoted_tcp.seq = parsed.seq;
  Octets quoted(100);
  quoted.resize(emit_packet(quoted_ip, quoted_tcp, {}, {}, quoted));
  Octets out(1280);
  out.resize(emit_icmp_error(ip, parsed.type, parsed.code, parsed.mtu, quoted, out));

  IpHeader outer;
  View payload;
  IcmpError again;
  require(parse_ip(out, outer, payload) == ParseError::None, "an emitted ICMP packet is one");
  require(parse_icmp(outer, payload, again) == ParseError::None, "an emitted ICMP error is one");
  again.packet_size = parsed.packet_size;
  require(again == parsed, "an emitted ICMP error is what was parsed");
}

void check_packet(View packet) {
  IpHeader ip;
  View payload;
  if (parse_ip(packet, ip, payload) != ParseError::None) return;
  require(within(payload, packet), "the payload lies within the packet");
  check_icmp(ip, payload);

  TcpHeader tcp;
  View text;
  const ParseError unverified = parse_packet(packet, ip, tcp, text, true);
  if (unverified == ParseError::None) {
    require(within(text, payload), "the text lies within the payload");
    check_round_trip(ip, tcp, text);
  }
  const ParseError verified = parse_packet(packet, ip, tcp, text);
  require(verified == unverified || (unverified == ParseError::None && verified == ParseError::BadChecksum),
          "a checksum is all that verifying looks at");
}

/// With the checksums of an IPv4 header and of ICMP that they should have.
void repair_checksums(Octets& packet) {
  if (packet.size() >= 20 && packet[0] >> 4 == 4) {
    const std::size_t size = std::min(std::size_t{packet[0]} % 16 * 4, packet.size());
    store16(&packet[10], 0);
    ChecksumSum sum;
    sum.add(View(packet).first(size));
    store16(&packet[10], sum.finish());
  }
  IpHeader ip;
  View payload;
  if (parse_ip(packet, ip, payload) != ParseError::None || payload.size() < 4) return;
  if (ip.protocol != kProtocolIcmpV4 && ip.protocol != kProtocolIcmpV6) return;
  std::uint8_t* const field = packet.data() + (payload.data() - packet.data()) + 2;
  store16(field, 0);
  ChecksumSum sum;
  if (ip.protocol == kProtocolIcmpV6) sum.add_pseudo_header(ip.source, ip.destination, ip.protocol, payload.size());
  sum.add(payload);
  store16(field, sum.finish());
}

}  // namespace

void fuzz_wire(View input) {
  check_segment(input);
  check_packet(input);
  Octets repaired(input.begin(), input.end());
  repair_checksums(repaired);
  check_packet(repaired);
}

}  // namespace finalack::fuzz
