#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/checksum.hpp"
#include "impl/wire/ip.hpp"
#include "impl/wire/octets.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

ParseError parse(View packet) {
  const ExactCopy copy(packet);
  IpHeader header;
  View payload;
  return parse_ip(copy.view(), header, payload);
}

Octets packet_of(const IpHeader& header, View payload) {
  Octets packet(encoded_size(header));
  EXPECT_EQ(emit_ip(header, payload.size(), packet), packet.size());
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

/// An IPv4 packet with eight octets of payload, and its checksum set right after `change`.
template <class Change> Octets v4_packet(Change change) {
  Octets packet = from_hex("45 00 001c 1234 4000 40 06 0000 c0000201 c6336402 0102030405060708");
  change(packet);
  store16(&packet[10], 0);
  ChecksumSum sum;
  sum.add(View(packet).first(std::min<std::size_t>(packet[0] % 16 * 4, packet.size())));
  store16(&packet[10], sum.finish());
  return packet;
}

/// An IPv6 packet with these octets behind its header, the first of them of this kind.
Octets v6_packet(std::uint8_t next_header, std::string_view hex) {
  Octets packet = from_hex("6 00 00000 0000 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002");
  const Octets rest = from_hex(hex);
  packet[6] = next_header;
  store16(&packet[4], static_cast<std::uint16_t>(rest.size()));
  packet.insert(packet.end(), rest.begin(), rest.end());
  return packet;
}

TEST(IpV4, IsEmittedAsRfc791Has) {
  IpHeader header;
  header.source = *parse_address("192.0.2.1");
  header.destination = *parse_address("198.51.100.2");
  header.traffic_class = 0x02;
  header.identification = 0x1234;
  EXPECT_EQ(packet_of(header, {}), from_hex("45 02 0014 1234 4000 40 06 3c77 c0000201 c6336402"));
}

TEST(IpV6, IsEmittedAsRfc8200Has) {
  IpHeader header;
  header.source = *parse_address("2001:db8::1");
  header.destination = *parse_address("2001:db8::2");
  header.traffic_class = 0xab;
  header.flow_label = 0x12345;
  EXPECT_EQ(packet_of(header, from_hex("ff")),
            from_hex("6 ab 12345 0001 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002 ff"));
}

RC_GTEST_PROP(Ip, IsParsedAsItIsEmitted, ()) {
  IpHeader header = any_ip_header();
  header.protocol = *rc::gen::element(kProtocolTcp, kProtocolIcmpV4, kProtocolIcmpV6);
  Octets sent = any_octets(100);
  sent.push_back(1);
  Octets packet = packet_of(header, sent);
  const Octets padding = any_octets(20);
  packet.insert(packet.end(), padding.begin(), padding.end());
  IpHeader again;
  View payload;
  RC_ASSERT(parse_ip(packet, again, payload) == ParseError::None);
  RC_ASSERT(again == header);
  RC_ASSERT(Octets(payload.begin(), payload.end()) == sent);
}

RC_GTEST_PROP(Ip, IsAnErrorWhenTruncated, ()) {
  const Octets packet = packet_of(any_ip_header(), any_octets(30));
  for (std::size_t size = 0; size < packet.size(); ++size)
    RC_ASSERT(parse(View(packet).first(size)) != ParseError::None);
}

RC_GTEST_PROP(Ip, OfRandomOctetsIsReadWithinThem, ()) {
  Octets octets = any_octets(120);
  if (!octets.empty()) octets[0] = *rc::gen::element<std::uint8_t>(0x45, 0x46, 0x4f, 0x60, 0x00);
  if (octets.size() > 40 && octets[0] == 0x60) {
    store16(&octets[4], static_cast<std::uint16_t>(octets.size() - 40));
    octets[6] = *rc::gen::element<std::uint8_t>(0, 43, 44, 60);
    octets[40] = *rc::gen::element<std::uint8_t>(6, 43, 44, 60);
    if (octets.size() > 41) octets[41] = *rc::gen::inRange<std::uint8_t>(0, 10);
  }
  (void)parse(octets);
}

TEST(Ip, OfNoOctetsIsTruncated) { EXPECT_EQ(parse({}), ParseError::Truncated); }

TEST(Ip, OfAnotherVersionIsBad) {
  for (int version = 0; version < 16; ++version) {
    if (version == 4 || version == 6) continue;
    Octets packet(60);
    packet[0] = static_cast<std::uint8_t>(version << 4 | 5);
    EXPECT_EQ(parse(packet), ParseError::BadVersion);
  }
}

TEST(IpV4, TakesAnyTtl) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[8] = 0; })), ParseError::None);
}

TEST(IpV4, WithOptionsIsReadBehindThem) {
  const Octets packet = v4_packet([](Octets& it) {
    it[0] = 0x46;
    it[3] += 4;
    it.insert(it.begin() + 20, {1, 1, 1, 0});
  });
  IpHeader header;
  View payload;
  ASSERT_EQ(parse_ip(packet, header, payload), ParseError::None);
  EXPECT_EQ(Octets(payload.begin(), payload.end()), from_hex("0102030405060708"));
}

TEST(IpV4, WithAHeaderBelowFiveWordsIsBad) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[0] = 0x44; })), ParseError::BadHeaderLength);
}

TEST(IpV4, WithAHeaderBeyondThePacketIsTruncated) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[0] = 0x4f; })), ParseError::Truncated);
}

TEST(IpV4, ShorterThanItsHeaderIsBad) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[3] = 19; })), ParseError::BadTotalLength);
}

TEST(IpV4, WhoseLengthAnOffloadLeftToBeFilledInIsBad) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[3] = 0; })), ParseError::BadTotalLength);
}

TEST(IpV4, LongerThanItIsIsTruncated) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[3]++; })), ParseError::Truncated);
}

TEST(IpV4, OfTheGreatestLengthIsRead) {
  const Octets packet = v4_packet([](Octets& it) {
    store16(&it[2], 0xffff);
    it.resize(0xffff);
  });
  EXPECT_EQ(parse(packet), ParseError::None);
}

TEST(IpV4, WithAWrongChecksumIsBad) {
  Octets packet = v4_packet([](Octets&) {});
  packet[10] ^= 1;
  EXPECT_EQ(parse(packet), ParseError::BadChecksum);
}

TEST(IpV4, InFragmentsIsRefused) {
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[6] = 0x20; })), ParseError::Fragment) << "more follow";
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[6] = 0x00, packet[7] = 1; })), ParseError::Fragment);
  EXPECT_EQ(parse(v4_packet([](Octets& packet) { packet[6] = 0x00; })), ParseError::None) << "it may be fragmented";
}

TEST(IpV6, IsReadBehindItsExtensionHeaders) {
  const Octets packet = v6_packet(0,
                                  "3c 00 0502 0000 0100"                 // hop-by-hop: router alert, PadN
                                  "2b 01 010c 000000000000000000000000"  // destination: PadN
                                  "2c 00 02 00 00000000"                 // routing: nothing left to do
                                  "06 00 0000 00000007"                  // fragment: all of it
                                  "0102030405060708");
  IpHeader header;
  View payload;
  ASSERT_EQ(parse_ip(packet, header, payload), ParseError::None);
  EXPECT_EQ(header.protocol, kProtocolTcp);
  EXPECT_EQ(Octets(payload.begin(), payload.end()), from_hex("0102030405060708"));
}

TEST(IpV6, InFragmentsIsRefused) {
  EXPECT_EQ(parse(v6_packet(44, "06 00 0001 00000007 0102030405060708")), ParseError::Fragment);
  EXPECT_EQ(parse(v6_packet(44, "06 00 0008 00000007 0102030405060708")), ParseError::Fragment);
  EXPECT_EQ(parse(v6_packet(44, "06 00 0006 00000007 0102030405060708")), ParseError::None) << "reserved bits";
}

TEST(IpV6, WithAnExtensionHeaderBeyondThePacketIsBad) {
  EXPECT_EQ(parse(v6_packet(60, "06 01 0104 00000000")), ParseError::BadHeaderLength);
  EXPECT_EQ(parse(v6_packet(60, "06 00 0104 0000")), ParseError::BadHeaderLength);
  EXPECT_EQ(parse(v6_packet(60, "06")), ParseError::BadHeaderLength);
}

TEST(IpV6, WithAnOptionBeyondItsHeaderIsBad) {
  EXPECT_EQ(parse(v6_packet(60, "06 00 0105 00000000 0102030405060708")), ParseError::BadHeaderLength);
  EXPECT_EQ(parse(v6_packet(60, "06 00 0102 0000 0001 0102030405060708")), ParseError::BadHeaderLength);
}

TEST(IpV6, WithAnOptionThatMustBeKnownIsRefused) {
  EXPECT_EQ(parse(v6_packet(60, "06 00 1e04 00000000 0102030405060708")), ParseError::None);
  for (const auto* hex : {"06 00 5e04 00000000 01", "06 00 9e04 00000000 01", "06 00 de04 00000000 01"}) {
    EXPECT_EQ(parse(v6_packet(60, hex)), ParseError::Malformed) << hex;
  }
}

TEST(IpV6, ThatIsAJumbogramIsRefused) {
  Octets packet = v6_packet(0, "06 00 c204 00010000 0102030405060708");
  EXPECT_EQ(parse(packet), ParseError::Malformed);
  store16(&packet[4], 0);
  EXPECT_EQ(parse(packet), ParseError::BadTotalLength);
}

TEST(IpV6, WithRoutingLeftToDoIsRefused) {
  EXPECT_EQ(parse(v6_packet(43, "06 00 00 01 00000000 0102030405060708")), ParseError::Malformed);
}

TEST(IpV6, WithHopByHopOptionsElsewhereThanFirstIsRefused) {
  EXPECT_EQ(parse(v6_packet(60, "00 00 0104 00000000 06 00 0104 00000000 01")), ParseError::Malformed);
}

TEST(IpV6, WithTooManyExtensionHeadersIsRefused) {
  std::string headers;
  for (int i = 0; i < 7; ++i) headers += "3c 00 0104 00000000";
  EXPECT_EQ(parse(v6_packet(60, headers + "06 00 0104 00000000 01")), ParseError::None);
  EXPECT_EQ(parse(v6_packet(60, headers + "3c 00 0104 00000000 06 00 0104 00000000 01")), ParseError::Malformed);
}

TEST(IpV6, LongerThanItIsIsTruncated) {
  Octets packet = v6_packet(6, "01020304");
  packet.pop_back();
  EXPECT_EQ(parse(packet), ParseError::Truncated);
}

}  // namespace
}  // namespace finalack::impl
