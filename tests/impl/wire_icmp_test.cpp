#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/checksum.hpp"
#include "impl/wire/icmp.hpp"
#include "impl/wire/octets.hpp"
#include "impl/wire/packet.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

/// An error, the packet that it quotes as long as that, and the packet that it comes in.
struct Message {
  IpHeader router;
  IpHeader quoted_ip;
  TcpHeader quoted_tcp;
  Octets quoted;
  Octets packet;
};

Message message_about(IpVersion version, std::uint8_t type, std::uint8_t code, std::uint32_t mtu = 0,
                      std::size_t quoted_text = 100) {
  Message message;
  const bool v4 = version == IpVersion::V4;
  message.quoted_ip.source = *parse_address(v4 ? "192.0.2.1" : "2001:db8::1");
  message.quoted_ip.destination = *parse_address(v4 ? "198.51.100.2" : "2001:db8::2");
  message.router.source = *parse_address(v4 ? "203.0.113.3" : "2001:db8::3");
  message.router.destination = message.quoted_ip.source;
  message.quoted_tcp.source_port = 40000;
  message.quoted_tcp.destination_port = 80;
  message.quoted_tcp.seq = 0x01020304;
  const Octets text(quoted_text, 'x');
  message.quoted.resize(60 + quoted_text);
  message.quoted.resize(emit_packet(message.quoted_ip, message.quoted_tcp, text, {}, message.quoted));
  message.packet.resize(1280);
  message.packet.resize(emit_icmp_error(message.router, type, code, mtu, message.quoted, message.packet));
  return message;
}

ParseError parse(View packet, IcmpError& error) {
  const ExactCopy copy(packet);
  IpHeader ip;
  View payload;
  if (const ParseError failure = parse_ip(copy.view(), ip, payload); failure != ParseError::None) return failure;
  return parse_icmp(ip, payload, error);
}

/// What comes of an ICMP message with this body (from its type on), whose checksum is set right.
ParseError parse_body(IpVersion version, std::string_view hex, IcmpError& error) {
  IpHeader ip = message_about(version, 0, 0).router;
  ip.protocol = version == IpVersion::V4 ? kProtocolIcmpV4 : kProtocolIcmpV6;
  Octets body = from_hex(hex);
  ChecksumSum sum;
  if (version == IpVersion::V6) sum.add_pseudo_header(ip.source, ip.destination, ip.protocol, body.size());
  sum.add(body);
  store16(&body[2], sum.finish());
  const ExactCopy copy(body);
  return parse_icmp(ip, copy.view(), error);
}

TEST(Icmp, OfIPv4TellsWhatItIsAbout) {
  IcmpError error;
  ASSERT_EQ(parse_body(IpVersion::V4,
                       "03 04 0000 0000 0514 "
                       "45 00 05dc 0000 4000 01 06 dead c0000201 c6336402 9c40 0050 01020304",
                       error),
            ParseError::None);
  EXPECT_EQ(error.kind, IcmpKind::PacketTooBig);
  EXPECT_EQ(error.mtu, 1300U);
  EXPECT_EQ(error.packet_size, 1500U);
  EXPECT_EQ(to_string(error.connection.local), "192.0.2.1:40000");
  EXPECT_EQ(to_string(error.connection.remote), "198.51.100.2:80");
  EXPECT_EQ(error.seq, 0x01020304U);
}

TEST(Icmp, OfIPv6TellsWhatItIsAbout) {
  IcmpError error;
  ASSERT_EQ(parse_body(IpVersion::V6,
                       "02 00 0000 00000514"
                       "60000000 05b4 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
                       "06 00 0104 00000000 9c40 0050 01020304",
                       error),
            ParseError::None);
  EXPECT_EQ(error.kind, IcmpKind::PacketTooBig);
  EXPECT_EQ(error.mtu, 1300U);
  EXPECT_EQ(error.packet_size, 1500U);
  EXPECT_EQ(to_string(error.connection.local), "[2001:db8::1]:40000");
  EXPECT_EQ(to_string(error.connection.remote), "[2001:db8::2]:80");
  EXPECT_EQ(error.seq, 0x01020304U);
}

TEST(Icmp, OfIPv4IsClassifiedAsRfc9293Does) {
  const auto kind = [](int type, int code) {
    return classify_icmp(IpVersion::V4, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code));
  };
  for (const int code : {0, 1, 5, 6, 7, 11, 12, 13}) EXPECT_EQ(kind(3, code), IcmpKind::SoftError) << code;
  for (const int code : {2, 3}) EXPECT_EQ(kind(3, code), IcmpKind::HardError) << code;
  EXPECT_EQ(kind(3, 4), IcmpKind::PacketTooBig);
  EXPECT_EQ(kind(3, 16), IcmpKind::Ignored);
  for (const int code : {0, 1}) EXPECT_EQ(kind(11, code), IcmpKind::SoftError) << code;
  EXPECT_EQ(kind(12, 0), IcmpKind::SoftError);
  EXPECT_EQ(kind(4, 0), IcmpKind::Ignored) << "source quench, MUST-55";
  for (const int type : {0, 5, 8, 13}) EXPECT_EQ(kind(type, 0), IcmpKind::Ignored) << type;
}

TEST(Icmp, OfIPv6IsClassifiedAsRfc9293Does) {
  const auto kind = [](int type, int code) {
    return classify_icmp(IpVersion::V6, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code));
  };
  for (const int code : {0, 1, 3}) EXPECT_EQ(kind(1, code), IcmpKind::SoftError) << code;
  EXPECT_EQ(kind(1, 4), IcmpKind::HardError);
  EXPECT_EQ(kind(1, 7), IcmpKind::Ignored);
  EXPECT_EQ(kind(2, 0), IcmpKind::PacketTooBig);
  for (const int code : {0, 1}) EXPECT_EQ(kind(3, code), IcmpKind::SoftError) << code;
  for (const int code : {0, 1, 2}) EXPECT_EQ(kind(4, code), IcmpKind::SoftError) << code;
  for (const int type : {0, 100, 128, 135, 137}) EXPECT_EQ(kind(type, 0), IcmpKind::Ignored) << type;
}

RC_GTEST_PROP(Icmp, IsParsedAsItIsEmitted, ()) {
  const bool v4 = *rc::gen::arbitrary<bool>();
  const auto type = v4 ? *rc::gen::element<std::uint8_t>(3, 11, 12) : *rc::gen::inRange<std::uint8_t>(1, 5);
  const auto code = *rc::gen::inRange<std::uint8_t>(0, 6);
  const auto mtu = v4 ? *rc::gen::arbitrary<std::uint16_t>() : *rc::gen::arbitrary<std::uint32_t>();
  const auto text = *rc::gen::inRange<std::size_t>(0, 1500);
  const Message message = message_about(v4 ? IpVersion::V4 : IpVersion::V6, type, code, mtu, text);
  RC_ASSERT(message.packet.size() <= (v4 ? 576U : 1280U));

  IcmpError expected;
  expected.kind = classify_icmp(v4 ? IpVersion::V4 : IpVersion::V6, type, code);
  expected.type = type;
  expected.code = code;
  if (expected.kind == IcmpKind::PacketTooBig) expected.mtu = mtu;
  expected.connection.local = {message.quoted_ip.source, 40000};
  expected.connection.remote = {message.quoted_ip.destination, 80};
  expected.seq = 0x01020304;
  expected.packet_size = static_cast<std::uint16_t>(message.quoted.size());
  IcmpError error;
  RC_ASSERT(parse(message.packet, error) == ParseError::None);
  RC_ASSERT(error == expected);
}

TEST(Icmp, ThatQuotesLessThanEightOctetsOfTheSegmentIsTruncated) {
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    const Message whole = message_about(version, 3, 0);
    for (std::size_t size = 0; size <= 60; ++size) {
      Octets out(1280);
      out.resize(emit_icmp_error(whole.router, 3, 0, 0, View(whole.quoted).first(size), out));
      IcmpError error;
      const bool enough = size >= encoded_size(whole.quoted_ip) + 8;
      EXPECT_EQ(parse(out, error), enough ? ParseError::None : ParseError::Truncated) << size;
    }
  }
}

TEST(Icmp, IsAnErrorWhenTruncated) {
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    const Message message = message_about(version, 3, 0);
    IcmpError error;
    for (std::size_t size = 0; size < message.packet.size(); ++size) {
      EXPECT_NE(parse(View(message.packet).first(size), error), ParseError::None) << size;
    }
  }
}

TEST(Icmp, WithAWrongChecksumIsBad) {
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    Message message = message_about(version, 3, 0);
    message.packet.back() ^= 1;
    IcmpError error;
    EXPECT_EQ(parse(message.packet, error), ParseError::BadChecksum);
  }
}

TEST(Icmp, OfIPv6HasThePseudoHeaderInItsChecksum) {
  Message message = message_about(IpVersion::V6, 3, 0);
  message.packet[39] ^= 1;  // of the destination
  IcmpError error;
  EXPECT_EQ(parse(message.packet, error), ParseError::BadChecksum);
}

TEST(Icmp, OfTheOtherVersionIsNone) {
  IpHeader ip = message_about(IpVersion::V4, 3, 0).router;
  IcmpError error;
  for (const std::uint8_t protocol : {kProtocolIcmpV6, kProtocolTcp}) {
    ip.protocol = protocol;
    EXPECT_EQ(parse_icmp(ip, Octets(64), error), ParseError::UnknownProtocol);
  }
}

TEST(Icmp, AboutAnotherProtocolIsNotForTcp) {
  IcmpError error;
  EXPECT_EQ(parse_body(IpVersion::V4,
                       "03 03 0000 00000000 45 00 001c 0000 4000 01 11 dead c0000201 c6336402 "
                       "9c40 0050 01020304",
                       error),
            ParseError::UnknownProtocol);
}

TEST(Icmp, AboutALaterFragmentSaysNoPort) {
  IcmpError error;
  EXPECT_EQ(parse_body(IpVersion::V4,
                       "03 03 0000 00000000 45 00 001c 0000 0001 01 06 dead c0000201 c6336402 "
                       "9c40 0050 01020304",
                       error),
            ParseError::Fragment);
  EXPECT_EQ(parse_body(IpVersion::V4,
                       "03 03 0000 00000000 45 00 001c 0000 2000 01 06 dead c0000201 c6336402 "
                       "9c40 0050 01020304",
                       error),
            ParseError::None)
      << "the first one has it";
}

TEST(Icmp, ThatQuotesAnotherVersionIsBad) {
  IcmpError error;
  EXPECT_EQ(parse_body(IpVersion::V6,
                       "01 04 0000 00000000 "
                       "45 00 05dc 0000 4000 01 06 dead c0000201 c6336402 9c40 0050 01020304"
                       "0102030405060708 01020304",
                       error),
            ParseError::BadVersion);
}

TEST(Icmp, ThatIsNoErrorIsIgnoredUnread) {
  IcmpError error;
  ASSERT_EQ(parse_body(IpVersion::V4, "08 00 0000 0001 0001", error), ParseError::None);
  EXPECT_EQ(error.kind, IcmpKind::Ignored);
  EXPECT_EQ(error.type, 8);
}

TEST(Icmp, OfRandomOctetsIsReadWithinThem) {
  rc::check([] {
    const IpVersion version = any_version();
    Octets octets = any_octets(100);
    octets.resize(std::max<std::size_t>(octets.size(), 8));
    octets[0] = *rc::gen::inRange<std::uint8_t>(1, 13);
    if (octets.size() > 8)
      octets[8] = version == IpVersion::V4 ? *rc::gen::element<std::uint8_t>(0x45, 0x46, 0x4f) : 0x60;
    if (octets.size() > 17) octets[version == IpVersion::V4 ? 17 : 14] = *rc::gen::element<std::uint8_t>(6, 0, 60, 44);
    std::string hex;
    for (const std::uint8_t octet : octets) {
      hex += "0123456789abcdef"[octet / 16];
      hex += "0123456789abcdef"[octet % 16];
    }
    hex.replace(4, 4, "0000");
    IcmpError error;
    RC_ASSERT(parse_body(version, hex, error) != ParseError::BadChecksum);
  });
}

TEST(Plateau, IsTheNextLowerOneOfRfc1191) {
  EXPECT_EQ(next_lower_mtu(65535), 32000);
  EXPECT_EQ(next_lower_mtu(1500), 1492);
  EXPECT_EQ(next_lower_mtu(1492), 1006);
  EXPECT_EQ(next_lower_mtu(69), 68);
  EXPECT_EQ(next_lower_mtu(68), 68);
  EXPECT_EQ(next_lower_mtu(0), 68);
}

}  // namespace
}  // namespace finalack::impl
