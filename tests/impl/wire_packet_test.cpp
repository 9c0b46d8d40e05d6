// Whole packets: one whose octets are written by hand from RFC 791 and RFC 9293 (its checksums were worked out apart
// from this code), and random ones.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/octets.hpp"
#include "impl/wire/packet.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

constexpr auto kSyn =
    "45 00 003c 1c46 4000 40 06 323f c0000201 c6336402"  // 192.0.2.1 to 198.51.100.2, 60 octets
    "9c40 0050 6ba1f0c5 00000000 a002 faf0 6731 0000"    // 40000 to 80, SYN, window 64,240
    "0204 05b4 0402 080a 00c0ffee 00000000 01 0303 07";  // as Linux sends them

constexpr auto kSynV6 =
    "60 000000 0028 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
    "9c40 0050 6ba1f0c5 00000000 a002 faf0 f7f3 0000"
    "0204 05b4 0402 080a 00c0ffee 00000000 01 0303 07";

TcpHeader syn() {
  TcpHeader tcp;
  tcp.source_port = 40000;
  tcp.destination_port = 80;
  tcp.seq = 0x6ba1f0c5;
  tcp.flags.syn = true;
  tcp.window = 64240;
  tcp.options.has_mss = tcp.options.has_window_scale = true;
  tcp.options.sack_permitted = tcp.options.has_timestamps = true;
  tcp.options.mss = 1460;
  tcp.options.window_scale = 7;
  tcp.options.ts_value = 0x00c0ffee;
  return tcp;
}

IpHeader ip_header(const char* source, const char* destination) {
  IpHeader ip;
  ip.source = *parse_address(source);
  ip.destination = *parse_address(destination);
  return ip;
}

IpHeader ip_v4() {
  IpHeader ip = ip_header("192.0.2.1", "198.51.100.2");
  ip.identification = 0x1c46;
  return ip;
}

ParseError parse(View packet, bool verified_elsewhere = false) {
  const ExactCopy copy(packet);
  IpHeader ip;
  TcpHeader tcp;
  View text;
  return parse_packet(copy.view(), ip, tcp, text, verified_elsewhere);
}

Octets emitted(const IpHeader& ip, const TcpHeader& tcp, View text_a = {}, View text_b = {}) {
  Octets out(encoded_size(ip) + encoded_size(tcp) + text_a.size() + text_b.size());
  EXPECT_EQ(emit_packet(ip, tcp, text_a, text_b, out), out.size());
  return out;
}

TEST(Packet, OfASynIsEmittedAsWrittenByHand) {
  EXPECT_EQ(emitted(ip_v4(), syn()), from_hex(kSyn));
  EXPECT_EQ(emitted(ip_header("2001:db8::1", "2001:db8::2"), syn()), from_hex(kSynV6));
}

TEST(Packet, OfASynIsParsedAsWrittenByHand) {
  IpHeader ip;
  TcpHeader tcp;
  View text;
  const Octets v4 = from_hex(kSyn), v6 = from_hex(kSynV6);
  ASSERT_EQ(parse_packet(v4, ip, tcp, text), ParseError::None);
  EXPECT_EQ(ip, ip_v4());
  EXPECT_EQ(tcp, syn());
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(parse_packet(v6, ip, tcp, text), ParseError::None);
  EXPECT_EQ(ip, ip_header("2001:db8::1", "2001:db8::2"));
  EXPECT_EQ(tcp, syn());
}

RC_GTEST_PROP(Packet, IsParsedAsItIsEmitted, ()) {
  const IpHeader ip = any_ip_header();
  const TcpHeader tcp = any_tcp_header();
  const Octets a = any_octets(50), b = any_octets(50);
  const Octets packet = emitted(ip, tcp, a, b);
  IpHeader ip_again;
  TcpHeader tcp_again;
  View text;
  RC_ASSERT(parse_packet(packet, ip_again, tcp_again, text) == ParseError::None);
  RC_ASSERT(ip_again == ip);
  RC_ASSERT(tcp_again == tcp);
  Octets both = a;
  both.insert(both.end(), b.begin(), b.end());
  RC_ASSERT(Octets(text.begin(), text.end()) == both);
}

RC_GTEST_PROP(Packet, IsAnErrorWhenTruncated, ()) {
  const Octets packet = emitted(any_ip_header(), any_tcp_header(), any_octets(50));
  for (std::size_t size = 0; size < packet.size(); ++size) {
    RC_ASSERT(parse(View(packet).first(size), true) != ParseError::None);
  }
}

RC_GTEST_PROP(Packet, WithAWrongBitInItsSegmentIsAnError, ()) {
  const IpHeader ip = any_ip_header();
  Octets packet = emitted(ip, any_tcp_header(), any_octets(50));
  const auto bit = *rc::gen::inRange<std::size_t>(encoded_size(ip) * 8, packet.size() * 8);
  packet[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  RC_ASSERT(parse(packet) != ParseError::None);
}

RC_GTEST_PROP(Packet, OfRandomOctetsIsReadWithinThem, ()) {
  Octets octets = any_octets(120);
  if (octets.size() > 12 && *rc::gen::arbitrary<bool>()) octets[0] = *rc::gen::element<std::uint8_t>(0x45, 0x60);
  (void)parse(octets, *rc::gen::arbitrary<bool>());
}

TEST(Packet, LeavesTheOctetsBehindItAlone) {
  Octets out(64, 0x5a);
  EXPECT_EQ(emit_packet(ip_v4(), syn(), {}, {}, out), 60U);
  EXPECT_EQ(Octets(out.begin() + 60, out.end()), Octets(4, 0x5a));
}

TEST(Packet, CanBeOfTheGreatestLength) {
  const Octets text(kMaxPacket - 60, 0xff);
  EXPECT_EQ(parse(emitted(ip_v4(), syn(), text)), ParseError::None);
}

TEST(Packet, WithAWrongTcpChecksumIsBadUnlessItWasVerifiedElsewhere) {
  Octets packet = from_hex(kSyn);
  packet[37] ^= 1;
  EXPECT_EQ(parse(packet), ParseError::BadChecksum);
  EXPECT_EQ(parse(packet, true), ParseError::None);
}

TEST(Packet, WithAWrongIpChecksumIsBadAnyway) {
  Octets packet = from_hex(kSyn);
  packet[11] ^= 1;
  EXPECT_EQ(parse(packet, true), ParseError::BadChecksum);
}

TEST(Packet, ForAnotherHostHasAWrongChecksum) {
  Octets packet = from_hex(kSynV6);
  packet[39] ^= 1;  // IPv6's header has no checksum of its own
  EXPECT_EQ(parse(packet), ParseError::BadChecksum);
}

TEST(Packet, OfAnotherProtocolIsLeftToOthers) {
  Octets packet(28);
  IpHeader udp = ip_v4();
  udp.protocol = 17;
  emit_ip(udp, 8, packet);
  IpHeader ip;
  TcpHeader tcp;
  View text;
  EXPECT_EQ(parse_packet(packet, ip, tcp, text), ParseError::UnknownProtocol);
  EXPECT_EQ(ip, udp);
}

TEST(ParseErrorText, IsDifferentForEach) {
  std::vector<std::string_view> texts;
  for (int i = 0; i <= static_cast<int>(ParseError::Malformed); ++i) {
    const auto text = to_string(static_cast<ParseError>(i));
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(std::count(texts.begin(), texts.end(), text), 0) << text;
    texts.push_back(text);
  }
}

}  // namespace
}  // namespace finalack::impl
