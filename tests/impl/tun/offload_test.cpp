#include "impl/tun/offload.hpp"

#include <array>
#include <cstdint>

#include <gtest/gtest.h>

namespace finalack::impl {
namespace {

using Octets = std::array<std::uint8_t, 12>;

// RFC 1071's own example, 00 01 f2 03 f4 f5 f6 f7, whose sum is ddf2: behind two octets that are not covered, and with
// the words that the field at 8 takes part with.
TEST(CompleteChecksum, IsTheComplementOfTheSumFromTheStart) {
  Octets packet{0xaa, 0xbb, 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7, 0x00, 0x00};
  Offload offload{.checksum_not_filled = true, .checksum_start = 2, .checksum_offset = 6};
  ASSERT_TRUE(complete_checksum(packet, offload));
  EXPECT_EQ(packet, (Octets{0xaa, 0xbb, 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0x22, 0x0d, 0x00, 0x00}));
  EXPECT_EQ(offload, (Offload{.checksum_verified = true}));
}

TEST(CompleteChecksum, TakesALastOddOctetForTheHigherOne) {
  std::array<std::uint8_t, 5> packet{0x00, 0x01, 0x00, 0x00, 0x12};
  Offload offload{.checksum_not_filled = true, .checksum_offset = 2};
  ASSERT_TRUE(complete_checksum(packet, offload));
  EXPECT_EQ(packet, (std::array<std::uint8_t, 5>{0x00, 0x01, 0xed, 0xfe, 0x12}));
}

TEST(CompleteChecksum, IsNeverZero) {
  std::array<std::uint8_t, 4> packet{0xff, 0xff, 0x00, 0x00};
  Offload offload{.checksum_not_filled = true, .checksum_offset = 2};
  ASSERT_TRUE(complete_checksum(packet, offload));
  EXPECT_EQ(packet, (std::array<std::uint8_t, 4>{0xff, 0xff, 0xff, 0xff}));
}

TEST(CompleteChecksum, LeavesACompletePacketAlone) {
  const Octets before{1, 2, 3};
  Octets packet = before;
  Offload offload;
  EXPECT_TRUE(complete_checksum(packet, offload));
  EXPECT_EQ(packet, before);
  EXPECT_EQ(offload, Offload{});
}

TEST(CompleteChecksum, LeavesAPacketThatEndsBeforeItsFieldAlone) {
  const Octets before{1, 2, 3};
  const Offload beyond{.checksum_not_filled = true, .checksum_start = 4, .checksum_offset = 7};
  Octets packet = before;
  Offload offload = beyond;
  EXPECT_FALSE(complete_checksum(packet, offload));
  EXPECT_EQ(packet, before);
  EXPECT_EQ(offload, beyond);
}

}  // namespace
}  // namespace finalack::impl
