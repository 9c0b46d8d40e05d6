// A network of this process's own: an empty network namespace, in which nothing that a test does to addresses, routes
// and sysctls meets the machine's or another test's, and a TUN device as its only way out. It vanishes with the
// process.
//
// The namespace is entered by the calling thread; threads that it starts afterwards are inside as well. See
// network_namespaces(7), user_namespaces(7).
#pragma once

#include <stdexcept>
#include <string>

#include "impl/tun/device.hpp"
#include "impl/wire/address.hpp"

namespace finalack::kernel {

/// This machine doesn't let a test have what it needs: to be skipped, not failed.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Leaves the current network namespace for a new one whose `lo` is up. Without privilege it enters a user namespace
/// first, as its root; that needs a process of one thread. Throws Unavailable.
void enter_private_network();

/// Throws Unavailable where the system has no TUN devices or doesn't permit one, TunError for what should have worked.
impl::TunDevice open_device(const std::string& name, bool offload);

/// Writes /proc/sys/<path> of the namespace: set_sysctl("net/ipv4/tcp_invalid_ratelimit", "0"). Throws
/// std::system_error if there is none or it takes no such value.
void set_sysctl(const std::string& path, const std::string& value);

/// The kernel's stack on one side, with the addresses that it answers to; on the other whoever reads the device, with
/// the rest of the two subnets (RFC 5737, RFC 4193).
class KernelNetwork {
 public:
  struct Options {
    bool offload = true;  ///< see TunDevice::Options
    unsigned mtu = 1500;  ///< octets
  };

  static const impl::IpAddress kKernelV4;  ///< 192.0.2.1/24
  static const impl::IpAddress kOursV4;    ///< 192.0.2.2
  static const impl::IpAddress kKernelV6;  ///< fd00::1/64
  static const impl::IpAddress kOursV6;    ///< fd00::2

  /// Enters a private network, opens a device in it, gives it the kernel's addresses and brings it up. Throws
  /// Unavailable, or TunError for what should have worked.
  explicit KernelNetwork(Options options);
  KernelNetwork() : KernelNetwork(Options{}) {}

  impl::TunDevice& device() { return device_; }

 private:
  impl::TunDevice device_;
};

}  // namespace finalack::kernel
