#include "impl/tun/driver.hpp"

#include <gtest/gtest.h>

namespace finalack::impl {
namespace {

TEST(DriversSegments, AreWhatAPacketHasRoomFor) {
  EXPECT_EQ(Driver::segments_at_once(1500), 43U);
  EXPECT_EQ(Driver::segments_at_once(32'000), 2U);
}

TEST(DriversSegments, AreNeverNone) {
  for (const std::uint32_t mtu : {65'435U, 65'436U, 65'535U}) EXPECT_EQ(Driver::segments_at_once(mtu), 1U) << mtu;
}

}  // namespace
}  // namespace finalack::impl
