// What tests that need a kernel have in common.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "impl/tun/device.hpp"
#include "tests/kernel/echo.hpp"
#include "tests/kernel/namespace.hpp"

namespace finalack::kernel {

/// A test in a network of its own; skipped where this machine doesn't allow one.
class KernelTest : public testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(KernelNetwork::Options options) {
    try {
      network_ = std::make_unique<KernelNetwork>(options);
    } catch (const Unavailable& why) {
      GTEST_SKIP() << why.what();
    }
  }

  impl::TunDevice& device() { return network_->device(); }

  /// The next packet of `protocol` (1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6); others are passed over. False after a second.
  bool receive(std::uint8_t protocol, impl::Packet& packet) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (std::chrono::steady_clock::now() < end) {
      if (device().receive(packet) != impl::IoResult::Done) {
        wait_readable(device().descriptor(), 100);
      } else if (packet.octets()[packet.octets()[0] >> 4 == 4 ? 9 : 6] == protocol) {
        return true;
      }
    }
    return false;
  }

 private:
  std::unique_ptr<KernelNetwork> network_;
};

/// The same with offload headers and without: GetParam() says which.
class EitherOffloadTest : public KernelTest, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override { start({.offload = GetParam()}); }
};

inline std::string offload_name(const testing::TestParamInfo<bool>& offload) {
  return offload.param ? "WithOffload" : "Plain";
}

}  // namespace finalack::kernel
