// The kernel's TCP talks to itself through the device: several MiB arrive as they were sent, however many packets of
// whatever size the kernel makes of them.
#include "tests/kernel/echo.hpp"

#include <cstdint>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernel/kernel_test.hpp"
#include "tests/kernel/sockets.hpp"

namespace finalack::kernel {
namespace {

using impl::Descriptor;
using impl::IpAddress;

using RawEchoTest = EitherOffloadTest;

INSTANTIATE_TEST_SUITE_P(Kernel, RawEchoTest, testing::Bool(), offload_name);

std::vector<std::uint8_t> random_text(std::size_t size) {
  std::mt19937 random(20'241);
  std::vector<std::uint8_t> text(size);
  for (std::uint8_t& octet : text) octet = static_cast<std::uint8_t>(random());
  return text;
}

/// Sends a text to the kernel's server by way of the mirror, which sends it back after its end: true if it is the same.
bool text_survives(const IpAddress& kernel, const IpAddress& ours, std::size_t size) {
  const std::vector<std::uint8_t> sent = random_text(size);
  const Descriptor listener = listen_at({kernel, 80});
  std::thread server([&] {
    const Descriptor accepted = accept_from(listener);
    const std::vector<std::uint8_t> received = read_all(accepted);
    write_all(accepted, received);
    finish_writing(accepted);
  });
  const Descriptor client = connect_to({ours, 80});
  write_all(client, sent);
  finish_writing(client);
  const std::vector<std::uint8_t> returned = read_all(client);
  server.join();
  return returned == sent;
}

constexpr std::size_t kSize = 4 << 20;

TEST_P(RawEchoTest, CarriesATransferOverIpv4) {
  const RawEcho echo(device());
  EXPECT_TRUE(text_survives(KernelNetwork::kKernelV4, KernelNetwork::kOursV4, kSize));
  EXPECT_EQ(echo.refused_packets(), 0U);
  EXPECT_EQ(echo.segmented_packets() > 0, GetParam());
}

TEST_P(RawEchoTest, CarriesATransferOverIpv6) {
  const RawEcho echo(device());
  EXPECT_TRUE(text_survives(KernelNetwork::kKernelV6, KernelNetwork::kOursV6, kSize));
  EXPECT_EQ(echo.refused_packets(), 0U);
  EXPECT_EQ(echo.segmented_packets() > 0, GetParam());
}

}  // namespace
}  // namespace finalack::kernel
