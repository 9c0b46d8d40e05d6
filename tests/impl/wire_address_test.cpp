#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/address.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

TEST(Address, OfIPv4IsRead) {
  const auto address = parse_address("192.0.2.1");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->version, IpVersion::V4);
  EXPECT_EQ(address->octets, (std::array<std::uint8_t, 16>{192, 0, 2, 1}));
}

TEST(Address, OfIPv6IsRead) {
  const auto address = parse_address("2001:db8::1");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->version, IpVersion::V6);
  EXPECT_EQ(address->octets, (std::array<std::uint8_t, 16>{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(Address, IsNoOtherText) {
  using namespace std::string_view_literals;
  for (const auto text :
       {""sv, "1"sv, "1.2.3"sv, "1.2.3.4.5"sv, "1.2.3.256"sv, " 1.2.3.4"sv, "1.2.3.4\0"sv, "::g"sv, ":"sv, "1::2::3"sv,
        "[::1]"sv, "fe80::1%eth0"sv, "localhost"sv, "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"sv}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

RC_GTEST_PROP(Address, IsReadAsItIsWritten, ()) {
  const IpAddress address = any_address(any_version());
  RC_ASSERT(parse_address(to_string(address)) == address);
}

TEST(EndpointText, OfIPv6HasBrackets) {
  EXPECT_EQ(to_string(Endpoint{*parse_address("192.0.2.1"), 80}), "192.0.2.1:80");
  EXPECT_EQ(to_string(Endpoint{*parse_address("2001:db8::1"), 443}), "[2001:db8::1]:443");
}

TEST(EndpointText, IsNoOtherText) {
  for (const auto* text : {"", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:+1",
                           "192.0.2.1:8o", "192.0.2.1: 80", "[192.0.2.1]:80", "::1:80:", "2001:db8::1:80", "[::1]",
                           "[::1:80", "::1]:80", "[]:80", "[::1]80", "192.0.2.1:80 "}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

RC_GTEST_PROP(EndpointText, IsReadAsItIsWritten, (std::uint16_t port)) {
  const Endpoint endpoint{.address = any_address(any_version()), .port = port};
  RC_ASSERT(parse_endpoint(to_string(endpoint)) == endpoint);
}

}  // namespace
}  // namespace finalack::impl
