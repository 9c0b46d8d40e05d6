#include "tests/kernel/namespace.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include "impl/tun/interface.hpp"

namespace finalack::kernel {
namespace {

using impl::IpAddress;
using impl::IpVersion;
using impl::TunDevice;
using impl::TunError;

void write_file(const std::string& path, const std::string& text) {
  const impl::Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), path);
  }
}

/// Root of the new user namespace is who we are outside: /proc/sys/net is writable for it.
void become_root_of_user_namespace() {
  const std::string uid = std::to_string(::geteuid());
  const std::string gid = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER) != 0) {
    const std::error_code why(errno, std::generic_category());
    throw Unavailable("needs root, or a kernel that lets users have namespaces of their own: unshare: " +
                      why.message());
  }
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", "0 " + uid + " 1");
  write_file("/proc/self/gid_map", "0 " + gid + " 1");
}

/// IPv6 addresses become the kernel's own a moment later, in a task of its own: until they have a local route, packets
/// to them are dropped. Throws std::runtime_error after five seconds.
void wait_for_local_route(const IpAddress& address) {
  std::string wanted;
  for (const std::uint8_t octet : address.octets) wanted += fmt::format("{:02x}", octet);
  wanted += " 80 ";  // the prefix, 128
  for (int i = 0; i < 5'000; ++i) {
    std::ifstream routes("/proc/thread-self/net/ipv6_route");
    for (std::string route; std::getline(routes, route);) {
      if (route.starts_with(wanted)) return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  throw std::runtime_error("the kernel has no local route to " + wanted);
}

TunDevice enter_and_open(bool offload) {
  enter_private_network();
  // The kernel would look for a router, and its packets would come in between ours.
  set_sysctl("net/ipv6/conf/default/router_solicitations", "0");
  return open_device("finalack0", offload);
}

}  // namespace

TunDevice open_device(const std::string& name, bool offload) {
  try {
    return TunDevice(name, {.offload = offload});
  } catch (const TunError& error) {
    if (error.cause() == TunError::Cause::NoDeviceNode || error.cause() == TunError::Cause::NotPermitted) {
      throw Unavailable(error.what());
    }
    throw;
  }
}

const IpAddress KernelNetwork::kKernelV4{IpVersion::V4, {192, 0, 2, 1}};
const IpAddress KernelNetwork::kOursV4{IpVersion::V4, {192, 0, 2, 2}};
const IpAddress KernelNetwork::kKernelV6{IpVersion::V6, {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
const IpAddress KernelNetwork::kOursV6{IpVersion::V6, {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};

void enter_private_network() {
  if (::unshare(CLONE_NEWNET) != 0) {
    become_root_of_user_namespace();
    if (::unshare(CLONE_NEWNET) != 0) {
      const std::error_code why(errno, std::generic_category());
      throw Unavailable("needs a network namespace of its own: unshare: " + why.message());
    }
  }
  impl::bring_up("lo");
}

void set_sysctl(const std::string& path, const std::string& value) { write_file("/proc/sys/" + path, value); }

KernelNetwork::KernelNetwork(Options options) : device_(enter_and_open(options.offload)) {
  impl::set_mtu(device_.name(), options.mtu);
  impl::add_address(device_.name(), kKernelV4, 24);
  impl::add_address(device_.name(), kKernelV6, 64);
  impl::bring_up(device_.name());
  wait_for_local_route(kKernelV6);
}

}  // namespace finalack::kernel
