// TCP headers: the octets of RFC 9293 3.1, written by hand, and values that survive being emitted.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/tcp.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

/// A header with these options, which are filled up to a multiple of four.
Octets with_options(std::string_view hex) {
  Octets options = from_hex(hex);
  options.resize((options.size() + 3) / 4 * 4);
  Octets octets = from_hex("9c40 0050 01020304 0a0b0c0d 5010 faf0 0000 0000");
  octets.insert(octets.end(), options.begin(), options.end());
  octets[12] = static_cast<std::uint8_t>(octets.size() / 4 * 16);
  return octets;
}

ParseError parse(View segment, TcpHeader& header) {
  const ExactCopy copy(segment);
  View text;
  return parse_tcp(copy.view(), header, text);
}

ParseError parse(View segment) {
  TcpHeader header;
  return parse(segment, header);
}

TcpOptions options_of(std::string_view hex) {
  TcpHeader header;
  EXPECT_EQ(parse(with_options(hex), header), ParseError::None);
  return header.options;
}

Octets emitted(const TcpHeader& header) {
  Octets octets(encoded_size(header));
  EXPECT_EQ(emit_tcp(header, octets), octets.size());
  return octets;
}

/// The options' part of what is emitted for these.
Octets emitted(const TcpOptions& options) {
  TcpHeader header;
  header.options = options;
  Octets octets = emitted(header);
  octets.erase(octets.begin(), octets.begin() + 20);
  return octets;
}

TEST(TcpHeader, HasItsFieldsWhereRfc9293PutsThem) {
  TcpHeader header;
  ASSERT_EQ(parse(from_hex("9c40 0050 01020304 0a0b0c0d 5012 faf0 beef 1234"), header), ParseError::None);
  EXPECT_EQ(header.source_port, 40000);
  EXPECT_EQ(header.destination_port, 80);
  EXPECT_EQ(header.seq, 0x01020304U);
  EXPECT_EQ(header.ack_number, 0x0a0b0c0dU);
  EXPECT_EQ(header.flags, (Flags{.syn = true, .ack = true}));
  EXPECT_EQ(header.window, 0xfaf0);
  EXPECT_EQ(header.urgent_pointer, 0x1234);
  EXPECT_EQ(header.options, TcpOptions{});
}

TEST(TcpHeader, HasItsFlagsInTheOrderOfRfc9293) {
  const auto octet = [](Flags flags) {
    TcpHeader header;
    header.flags = flags;
    return int{emitted(header)[13]};
  };
  EXPECT_EQ(octet({.fin = true}), 0x01);
  EXPECT_EQ(octet({.syn = true}), 0x02);
  EXPECT_EQ(octet({.rst = true}), 0x04);
  EXPECT_EQ(octet({.psh = true}), 0x08);
  EXPECT_EQ(octet({.ack = true}), 0x10);
  EXPECT_EQ(octet({.urg = true}), 0x20);
  EXPECT_EQ(octet({.ece = true}), 0x40);
  EXPECT_EQ(octet({.cwr = true}), 0x80);
}

TEST(TcpHeader, LeavesReservedBitsAlone) {
  TcpHeader header;
  EXPECT_EQ(parse(from_hex("9c40 0050 01020304 0a0b0c0d 5f10 faf0 0000 0000"), header), ParseError::None);
  EXPECT_EQ(header.flags, Flags{.ack = true});
  EXPECT_EQ(emitted(header)[12], 0x50);
}

TEST(TcpHeader, IsFollowedByTheText) {
  Octets segment = with_options("01 01 08 0a 00000001 00000002");
  const std::size_t size = segment.size();
  segment.insert(segment.end(), {'a', 'b', 'c'});
  TcpHeader header;
  View text;
  ASSERT_EQ(parse_tcp(segment, header, text), ParseError::None);
  EXPECT_EQ(text.data(), segment.data() + size);
  EXPECT_EQ(text.size(), 3U);
}

RC_GTEST_PROP(TcpHeader, IsParsedAsItIsEmitted, ()) {
  const TcpHeader header = any_tcp_header();
  const Octets octets = emitted(header);
  RC_ASSERT(octets.size() >= 20U && octets.size() <= 60U && octets.size() % 4 == 0U);
  TcpHeader again;
  RC_ASSERT(parse(octets, again) == ParseError::None);
  RC_ASSERT(again == header);
}

RC_GTEST_PROP(TcpHeader, OverwritesWhatWasParsedBefore, ()) {
  TcpHeader used = any_tcp_header();
  const TcpHeader header = any_tcp_header();
  RC_ASSERT(parse(emitted(header), used) == ParseError::None);
  RC_ASSERT(used == header);
}

RC_GTEST_PROP(TcpHeader, IsAnErrorWhenTruncated, ()) {
  const Octets octets = emitted(any_tcp_header());
  for (std::size_t size = 0; size < octets.size(); ++size) {
    const ParseError expected = size < 20 ? ParseError::Truncated : ParseError::BadDataOffset;
    RC_ASSERT(parse(View(octets).first(size)) == expected);
  }
}

RC_GTEST_PROP(TcpHeader, OfRandomOctetsIsReadWithinThem, ()) {
  Octets octets = any_octets(70);
  if (octets.size() > 12 && *rc::gen::arbitrary<bool>()) octets[12] = static_cast<std::uint8_t>(octets.size() / 4 << 4);
  (void)parse(octets);
}

TEST(TcpDataOffset, BelowFiveIsBad) {
  for (int offset = 0; offset < 5; ++offset) {
    Octets octets = with_options("");
    octets[12] = static_cast<std::uint8_t>(offset << 4);
    EXPECT_EQ(parse(octets), ParseError::BadDataOffset);
  }
}

TEST(TcpDataOffset, BeyondTheSegmentIsBad) {
  Octets octets = with_options("");
  octets[12] = 0x60;
  EXPECT_EQ(parse(octets), ParseError::BadDataOffset);
}

TEST(TcpOptions, AreReadWhateverTheirAlignment) {
  const TcpOptions options = options_of("02 04 05b4  08 0a 00000001 00000002  04 02  03 03 07  01");
  TcpOptions expected;
  expected.has_mss = expected.has_timestamps = expected.sack_permitted = expected.has_window_scale = true;
  expected.mss = 1460;
  expected.ts_value = 1;
  expected.ts_echo = 2;
  expected.window_scale = 7;
  EXPECT_EQ(options, expected);
}

TEST(TcpOptions, WithAlignedTimestampsOnlyAreRead) {
  const TcpOptions options = options_of("01 01 08 0a 01020304 05060708");
  EXPECT_TRUE(options.has_timestamps);
  EXPECT_EQ(options.ts_value, 0x01020304U);
  EXPECT_EQ(options.ts_echo, 0x05060708U);
}

TEST(TcpOptions, OfFourSackBlocksAreRead) {
  const TcpOptions options =
      options_of("05 22 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 01 01");
  ASSERT_EQ(options.sack_count, 4);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(options.sack[i], (SackBlock{2 * i + 1, 2 * i + 2}));
}

TEST(TcpOptions, OfTheSameKindCountOnceTheLastOne) {
  EXPECT_EQ(options_of("02 04 0001 02 04 0002").mss, 2);
  EXPECT_EQ(options_of("03 03 01 03 03 02").window_scale, 2);
  const TcpOptions options = options_of("05 12 00000001 00000002 00000003 00000004 05 0a 00000005 00000006");
  TcpOptions expected;
  expected.sack_count = 1;
  expected.sack[0] = {5, 6};
  EXPECT_EQ(options, expected);
}

TEST(TcpOptions, OfAnUnknownKindAreSkipped) {
  EXPECT_EQ(options_of("fd 06 01020304 02 04 05b4").mss, 1460);
  EXPECT_EQ(options_of("1c 02 1e 03 ff 02 04 05b4").mss, 1460);
}

TEST(TcpOptions, EndWhereTheListDoes) {
  EXPECT_EQ(options_of("01 00 02 00"), TcpOptions{});
  EXPECT_FALSE(options_of("00 02 04 05b4").has_mss);
}

TEST(TcpOptions, OfALengthBelowTwoAreBad) {
  EXPECT_EQ(parse(with_options("fd 00 01 01")), ParseError::BadOptionLength);
  EXPECT_EQ(parse(with_options("fd 01 01 01")), ParseError::BadOptionLength);
  EXPECT_EQ(parse(with_options("02 00 05 b4")), ParseError::BadOptionLength);
}

TEST(TcpOptions, BeyondTheHeaderAreBad) {
  EXPECT_EQ(parse(with_options("fd 05 01 01")), ParseError::BadOptionLength);
  EXPECT_EQ(parse(with_options("01 01 02 04")), ParseError::BadOptionLength);
  EXPECT_EQ(parse(with_options("01 01 01 02")), ParseError::BadOptionLength) << "a kind, and no length";
  Octets with_text = with_options("01 01 08 0a 00000001");
  with_text.insert(with_text.end(), 4, 0);
  EXPECT_EQ(parse(with_text), ParseError::BadOptionLength) << "the text is not theirs";
}

TEST(TcpOptions, OfALengthThatTheirKindDoesNotHaveAreBad) {
  for (const auto* hex : {"02 03 05 01", "02 05 05b4 00", "03 02 01 01", "03 04 07 00", "04 03 00 01", "04 04 00 00",
                          "08 09 00000001 000000", "08 0b 00000001 00000002 00", "05 02 01 01", "05 06 00000001",
                          "05 0b 00000001 00000002 00", "05 0e 00000001 00000002 00000003"}) {
    EXPECT_EQ(parse(with_options(hex)), ParseError::BadOptionLength) << hex;
  }
}

class TcpOptionsEmitted : public testing::Test {
 protected:
  TcpOptionsEmitted() {
    syn.has_mss = syn.has_window_scale = true;
    syn.mss = 1460;
    syn.window_scale = 7;
  }
  TcpOptions syn;
};

TEST_F(TcpOptionsEmitted, OfASynWithAllAreInTheUsualOrder) {
  syn.sack_permitted = syn.has_timestamps = true;
  syn.ts_value = 0x01020304;
  EXPECT_EQ(emitted(syn), from_hex("02 04 05b4  04 02  08 0a 01020304 00000000  01 03 03 07"));
}

TEST_F(TcpOptionsEmitted, OfASynWithTimestampsAreAligned) {
  syn.has_timestamps = true;
  syn.ts_value = 0x01020304;
  EXPECT_EQ(emitted(syn), from_hex("02 04 05b4  01 01  08 0a 01020304 00000000  01 03 03 07"));
}

TEST_F(TcpOptionsEmitted, OfASynWithSackAreAligned) {
  syn.sack_permitted = true;
  EXPECT_EQ(emitted(syn), from_hex("02 04 05b4  01 01 04 02  01 03 03 07"));
}

TEST_F(TcpOptionsEmitted, OfASynWithNeitherAreTwoWords) {
  EXPECT_EQ(emitted(syn), from_hex("02 04 05b4  01 03 03 07"));
}

TEST_F(TcpOptionsEmitted, WithoutWindowScaleLeaveOutItsNopToo) {
  syn.has_window_scale = false;
  EXPECT_EQ(emitted(syn), from_hex("02 04 05b4"));
}

TEST_F(TcpOptionsEmitted, OfADataSegmentAreAlignedTimestampsThenSack) {
  TcpOptions options;
  options.has_timestamps = true;
  options.ts_value = 1;
  options.ts_echo = 2;
  options.sack_count = 1;
  options.sack[0] = {3, 4};
  EXPECT_EQ(emitted(options), from_hex("01 01 08 0a 00000001 00000002  01 01 05 0a 00000003 00000004"));
}

TEST_F(TcpOptionsEmitted, HaveNoMoreSackBlocksThanThereIsRoomFor) {
  TcpHeader header;
  header.options.sack_count = 4;
  for (std::uint32_t i = 0; i < 4; ++i) header.options.sack[i] = {i, i + 1};
  EXPECT_EQ(encoded_size(header), 56U);
  header.options.has_timestamps = true;
  EXPECT_EQ(encoded_size(header), 60U);
  TcpHeader again;
  ASSERT_EQ(parse(emitted(header), again), ParseError::None);
  EXPECT_EQ(again.options.sack_count, 3);
  EXPECT_EQ(again.options.sack[2], (SackBlock{2, 3}));
}

}  // namespace
}  // namespace finalack::impl
