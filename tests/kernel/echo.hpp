// The other end of a TUN device as a mirror: what the kernel sends to 192.0.2.2 comes back as if 192.0.2.2 had sent it,
// so that a client of the kernel's connected to 192.0.2.2:80 speaks to the kernel's own server at 192.0.2.1:80. A TCP
// of ours in the mirror's place can be no faster than it.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <thread>

#include "impl/tun/descriptor.hpp"
#include "impl/tun/device.hpp"

namespace finalack::kernel {

/// Swaps the two addresses of an IPv4 or IPv6 packet, which no checksum minds. False, and unchanged, if it is neither.
bool swap_addresses(std::span<std::uint8_t> packet);

/// Swaps the two ports of the UDP datagram or TCP segment that the packet carries, too, which none minds either.
/// Precondition: it does carry one, right behind an IP header without IPv6 extensions.
void swap_ports(std::span<std::uint8_t> packet);

/// Waits until the device has a packet, or `milliseconds` have passed: false.
bool wait_readable(int descriptor, int milliseconds);

/// A thread that mirrors everything from its construction to its destruction.
class RawEcho {
 public:
  /// `device` outlives it, and is used by nobody else meanwhile.
  explicit RawEcho(impl::TunDevice& device);
  ~RawEcho();
  RawEcho(const RawEcho&) = delete;
  RawEcho& operator=(const RawEcho&) = delete;

  std::uint64_t packets() const { return packets_; }
  /// Of those, such as were to be cut into segments.
  std::uint64_t segmented_packets() const { return segmented_packets_; }
  /// Packets that the kernel didn't take back.
  std::uint64_t refused_packets() const { return refused_packets_; }

 private:
  void run();
  void mirror(impl::Packet& packet);

  impl::TunDevice& device_;
  impl::Descriptor stop_;
  std::atomic<std::uint64_t> packets_ = 0;
  std::atomic<std::uint64_t> segmented_packets_ = 0;
  std::atomic<std::uint64_t> refused_packets_ = 0;
  std::thread thread_;
};

}  // namespace finalack::kernel
