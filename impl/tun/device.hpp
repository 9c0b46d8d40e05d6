// A TUN device: the kernel's end of a wire whose other end is this process. Every read is one IP packet that the kernel
// routed to the interface, every write one that it receives from it.
//
// With offload headers a packet is up to 64 KiB of text in one read or write, its checksum left undone (offload.hpp):
// the copy and the system call are then paid once for some forty segments. Linux, Documentation/networking/tuntap.rst.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "impl/tun/descriptor.hpp"
#include "impl/tun/error.hpp"
#include "impl/tun/offload.hpp"

namespace finalack::impl {

/// What became of one packet.
enum class [[nodiscard]] IoResult : std::uint8_t{
    Done,
    WouldBlock,  ///< nothing to receive, or no room to send: poll the descriptor
    NoBuffers,   ///< the kernel is out of memory for it; the packet is lost, as packets may be
    Down,        ///< the interface is not up
    Gone,        ///< the interface was deleted: the device is of no more use
    Refused,     ///< the kernel finds the packet, or its offload facts, malformed, or this device takes no offload
    Incomplete,  ///< a part of the packet went out, which the kernel will find damaged; never seen from a TUN device
};

/// Room for any packet that the kernel may hand over, reused from one to the next.
class Packet {
 public:
  /// Octets: an IPv6 header with the longest payload (RFC 8200 section 3); what IPv4 can have is shorter.
  static constexpr std::size_t kCapacity = 40 + 65'535;

  Packet() : storage_(std::make_unique_for_overwrite<std::uint8_t[]>(kCapacity)) {}

  std::span<std::uint8_t> octets() { return {storage_.get(), size_}; }
  std::span<const std::uint8_t> octets() const { return {storage_.get(), size_}; }
  std::span<std::uint8_t> storage() { return {storage_.get(), kCapacity}; }
  /// Precondition: at most kCapacity.
  void resize(std::size_t size) { size_ = size; }

  Offload offload;

 private:
  std::unique_ptr<std::uint8_t[]> storage_;
  std::size_t size_ = 0;
};

/// Owns the descriptor; the interface goes with it, unless it is persistent.
class TunDevice {
 public:
  struct Options {
    bool offload = true;  ///< ask for offload headers; where the kernel has none, the device works without
  };

  /// Opens the interface `name`, or makes it. A "%d" in it is replaced by a number, and an empty name is the kernel's
  /// choice. One that root made for this user beforehand needs no privilege. Throws TunError.
  TunDevice(const std::string& name, Options options);
  explicit TunDevice(const std::string& name) : TunDevice(name, Options{}) {}

  const std::string& name() const { return name_; }
  /// Whether packets are received, and may be sent, with anything but an Offload of zeros.
  bool offload() const { return offload_; }
  /// For poll: readable when a packet waits. It never blocks.
  int descriptor() const { return descriptor_.get(); }

  /// Takes the next packet that the kernel routed here, complete with its IP header. `packet` is unspecified unless
  /// Done.
  IoResult receive(Packet& packet);

  /// Hands the kernel one packet: its headers, and its text in two pieces, as it lies in a ring buffer. Any may be
  /// empty; none is copied but by the kernel.
  IoResult send(const Offload& offload, std::span<const std::uint8_t> header, std::span<const std::uint8_t> text = {},
                std::span<const std::uint8_t> wrapped_text = {});

 private:
  Descriptor descriptor_;
  std::string name_;
  bool offload_ = false;
};

}  // namespace finalack::impl
