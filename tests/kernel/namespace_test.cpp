#include "tests/kernel/namespace.hpp"

#include <fstream>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

#include "tests/kernel/kernel_test.hpp"

namespace finalack::kernel {
namespace {

using PrivateNetwork = KernelTest;

std::string first_word(const std::string& file) {
  std::string word;
  std::ifstream(file) >> word;
  return word;
}

TEST_F(PrivateNetwork, HasSysctlsOfItsOwn) {
  const std::string file = "/proc/sys/net/ipv4/tcp_invalid_ratelimit";
  EXPECT_EQ(first_word(file), "500");
  set_sysctl("net/ipv4/tcp_invalid_ratelimit", "0");
  EXPECT_EQ(first_word(file), "0");
  start({});  // another one
  EXPECT_EQ(first_word(file), "500");
}

TEST_F(PrivateNetwork, HasNoOtherSysctls) {
  EXPECT_THROW(set_sysctl("net/ipv4/no_such_thing", "0"), std::system_error);
  EXPECT_THROW(set_sysctl("net/ipv4/tcp_invalid_ratelimit", "many"), std::system_error);
}

}  // namespace
}  // namespace finalack::kernel
