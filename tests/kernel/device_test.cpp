// A TUN device against the kernel that makes it: packets both ways, what is offered, and what the errors say.
#include "impl/tun/device.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "impl/tun/interface.hpp"
#include "tests/kernel/kernel_test.hpp"
#include "tests/kernel/sockets.hpp"

namespace finalack::kernel {
namespace {

using impl::Descriptor;
using impl::IoResult;
using impl::Packet;
using impl::TunDevice;
using impl::TunError;
using testing::HasSubstr;

constexpr std::uint8_t kUdp = 17;
const std::vector<std::uint8_t> kHello{'h', 'e', 'l', 'l', 'o'};

using TunDeviceTest = KernelTest;
using TunDeviceOffload = EitherOffloadTest;

INSTANTIATE_TEST_SUITE_P(Kernel, TunDeviceOffload, testing::Bool(), offload_name);

bool ends_with(std::span<const std::uint8_t> packet, std::span<const std::uint8_t> text) {
  return packet.size() >= text.size() && std::ranges::equal(packet.last(text.size()), text);
}

TEST_P(TunDeviceOffload, IsAsWished) {
  EXPECT_EQ(device().offload(), GetParam());
  EXPECT_EQ(device().name(), "finalack0");
}

TEST_P(TunDeviceOffload, HandsOverADatagramToOurAddress) {
  for (const auto& [kernel, ours, header] : {std::tuple{KernelNetwork::kKernelV4, KernelNetwork::kOursV4, 20U},
                                             std::tuple{KernelNetwork::kKernelV6, KernelNetwork::kOursV6, 40U}}) {
    const Descriptor socket = bind_udp({kernel, 0});
    send_to(socket, {ours, 7}, kHello);
    Packet packet;
    ASSERT_TRUE(receive(kUdp, packet));
    EXPECT_EQ(packet.octets().size(), header + 8 + kHello.size());
    EXPECT_TRUE(ends_with(packet.octets(), kHello));
    EXPECT_EQ(packet.offload.checksum_not_filled, GetParam());
    if (GetParam()) {
      EXPECT_EQ(packet.offload.checksum_start, header);
      EXPECT_EQ(packet.offload.checksum_offset, 6) << "of UDP";
    }
    EXPECT_EQ(packet.offload.segment_size, 0);
  }
}

TEST_P(TunDeviceOffload, SendsWhatASocketReceives) {
  for (const auto& [kernel, ours] : {std::pair{KernelNetwork::kKernelV4, KernelNetwork::kOursV4},
                                     std::pair{KernelNetwork::kKernelV6, KernelNetwork::kOursV6}}) {
    const Descriptor socket = bind_udp({kernel, 0});
    send_to(socket, {ours, 7}, kHello);
    Packet packet;
    ASSERT_TRUE(receive(kUdp, packet));
    ASSERT_TRUE(swap_addresses(packet.octets()));
    swap_ports(packet.octets());
    ASSERT_EQ(device().send(packet.offload, packet.octets()), IoResult::Done);
    EXPECT_EQ(read_some(socket), kHello);
  }
}

TEST_P(TunDeviceOffload, JoinsHeaderAndTwoPiecesOfText) {
  const Descriptor socket = bind_udp({KernelNetwork::kKernelV4, 0});
  send_to(socket, {KernelNetwork::kOursV4, 7}, kHello);
  Packet packet;
  ASSERT_TRUE(receive(kUdp, packet));
  swap_addresses(packet.octets());
  swap_ports(packet.octets());
  const std::span<const std::uint8_t> octets = packet.octets();
  ASSERT_EQ(device().send(packet.offload, octets.first(28), octets.subspan(28, 2), octets.subspan(30)), IoResult::Done);
  EXPECT_EQ(read_some(socket), kHello);
}

TEST_F(TunDeviceTest, CompletesTheChecksumThatTheKernelLeftUndone) {
  const Descriptor socket = bind_udp({KernelNetwork::kKernelV4, 0});
  send_to(socket, {KernelNetwork::kOursV4, 7}, kHello);
  Packet packet;
  ASSERT_TRUE(receive(kUdp, packet));
  ASSERT_TRUE(packet.offload.checksum_not_filled);
  swap_addresses(packet.octets());
  swap_ports(packet.octets());
  ASSERT_TRUE(complete_checksum(packet.octets(), packet.offload));
  // Nothing is left to the kernel, which verifies it.
  ASSERT_EQ(device().send({}, packet.octets()), IoResult::Done);
  EXPECT_EQ(read_some(socket), kHello);

  packet.octets().back() ^= 1;
  ASSERT_EQ(device().send({}, packet.octets()), IoResult::Done);
  EXPECT_TRUE(read_some(socket, 100, 50).empty()) << "the kernel took a damaged datagram";
}

TEST_F(TunDeviceTest, HasNothingToReceiveAtFirst) {
  Packet packet;
  IoResult result = IoResult::Done;
  // The kernel itself may have something to say about its new IPv6 addresses.
  for (int i = 0; i < 100 && result == IoResult::Done; ++i) result = device().receive(packet);
  EXPECT_EQ(result, IoResult::WouldBlock);
}

TEST_F(TunDeviceTest, RefusesWhatIsNoPacket) {
  EXPECT_EQ(device().send({}, {}), IoResult::Refused);
  EXPECT_EQ(device().send({}, std::array<std::uint8_t, 3>{0xf0, 1, 2}), IoResult::Refused);
}

TEST_F(TunDeviceTest, IsDownBeforeItIsBroughtUp) {
  TunDevice other("other%d");
  EXPECT_EQ(other.name(), "other0");
  const std::array<std::uint8_t, 20> packet{0x45, 0, 0, 20};
  EXPECT_EQ(other.send({}, packet), IoResult::Down);
}

TEST_F(TunDeviceTest, WithoutOffloadTakesNone) {
  TunDevice plain("plain", {.offload = false});
  impl::bring_up("plain");
  const std::array<std::uint8_t, 20> packet{0x45, 0, 0, 20};
  EXPECT_EQ(plain.send({.checksum_not_filled = true}, packet), IoResult::Refused);
  EXPECT_EQ(plain.send({}, packet), IoResult::Done);
}

// --- errors
// -----------------------------------------------------------------------------------------------------------

/// What `action` throws; fails if it doesn't.
template <typename Action> TunError error_of(Action action) {
  try {
    action();
  } catch (const TunError& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {TunError::Cause::Other, ""};
}

TEST_F(TunDeviceTest, BelongsToOneProcess) {
  EXPECT_EQ(error_of([] { TunDevice("finalack0"); }).cause(), TunError::Cause::Busy);
}

TEST_F(TunDeviceTest, SaysWhichNamesAreNone) {
  EXPECT_THAT(error_of([] { TunDevice("sixteen-letters-"); }).what(), HasSubstr("at most 15"));
  EXPECT_THAT(error_of([] { TunDevice("lo"); }).what(), HasSubstr("'lo' is no name"));
}

/// From now on this thread is root in name only.
void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  ASSERT_EQ(::syscall(SYS_capset, &header, none.data()), 0);
}

TEST_F(TunDeviceTest, NeedsPrivilegeToBeMadeAndSaysWhichWaysThereAre) {
  std::thread([] {
    drop_capabilities();
    const TunError error = error_of([] { TunDevice("mine"); });
    EXPECT_EQ(error.cause(), TunError::Cause::NotPermitted);
    EXPECT_THAT(error.what(), HasSubstr("setcap cap_net_admin+ep"));
    EXPECT_THAT(error.what(), HasSubstr("ip tuntap add dev mine mode tun user USER"));
  }).join();
}

/// As `ip tuntap add dev NAME mode tun user USER` does, for the user that we are.
void make_persistent(const std::string& name) {
  const Descriptor node(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::memcpy(request.ifr_name, name.data(), name.size());
  ASSERT_EQ(::ioctl(node.get(), TUNSETIFF, &request), 0);
  ASSERT_EQ(::ioctl(node.get(), TUNSETOWNER, static_cast<unsigned long>(::geteuid())), 0);
  ASSERT_EQ(::ioctl(node.get(), TUNSETPERSIST, 1UL), 0);
}

TEST_F(TunDeviceTest, NeedsNoPrivilegeIfMadeForItsUserBefore) {
  make_persistent("prepared");
  impl::bring_up("prepared");
  std::thread([] {
    drop_capabilities();
    TunDevice prepared("prepared");
    EXPECT_TRUE(prepared.offload());
    const std::array<std::uint8_t, 20> packet{0x45, 0, 0, 20};
    EXPECT_EQ(prepared.send({}, packet), IoResult::Done);
  }).join();
}

TEST_F(TunDeviceTest, IsConfiguredByWhoMay) {
  EXPECT_EQ(error_of([] { impl::set_mtu("nowhere", 1500); }).cause(), TunError::Cause::Other);
  EXPECT_THAT(error_of([] { impl::set_mtu("finalack0", 1'000'000); }).what(), HasSubstr("can't set the MTU"));
  EXPECT_THAT(error_of([] { impl::add_address("finalack0", KernelNetwork::kOursV4, 33); }).what(), HasSubstr("prefix"));
  std::thread([] {
    drop_capabilities();
    const TunError error = error_of([] { impl::add_address("finalack0", KernelNetwork::kOursV4, 24); });
    EXPECT_EQ(error.cause(), TunError::Cause::NotPermitted);
  }).join();
}

TEST_F(TunDeviceTest, TakesTheSameAddressTwice) {
  EXPECT_NO_THROW(impl::add_address("finalack0", KernelNetwork::kKernelV4, 24));
  EXPECT_NO_THROW(impl::add_address("finalack0", KernelNetwork::kKernelV6, 64));
}

}  // namespace
}  // namespace finalack::kernel
