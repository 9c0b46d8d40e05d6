// What the kernel left undone in a packet it hands over, and what is left to it in one handed to it.
//
// A TUN device that offers it carries packets of up to 64 KiB of text whose checksums are not filled in and which
// nobody has cut into segments yet: between two ends of one machine neither is ever needed. Virtual I/O Device
// (VIRTIO) 1.1, 5.1.6 (struct virtio_net_hdr); Linux, Documentation/networking/checksum-offloads.rst.
#pragma once

#include <cstdint>
#include <span>

namespace finalack::impl {

/// All zero: an ordinary packet, complete and not yet verified.
struct Offload {
  bool checksum_not_filled = false;   ///< the checksum's field holds the sum of the pseudo header only (NEEDS_CSUM)
  bool checksum_verified = false;     ///< received only: the kernel knows it to be right (DATA_VALID)
  std::uint16_t checksum_start = 0;   ///< if not filled: octets before what it covers, that is before the TCP header
  std::uint16_t checksum_offset = 0;  ///< if not filled: octets from there to its field; 16 for TCP
  std::uint16_t segment_size = 0;     ///< octets of text per segment that the packet is to be cut into; 0: it is one
  std::uint16_t segment_header_size = 0;  ///< if cut: octets of the IP and TCP headers that each segment repeats

  /// Whether the transport's checksum may go unchecked: such a packet never was on a wire where it could be damaged.
  bool checksum_trusted() const { return checksum_not_filled || checksum_verified; }

  bool operator==(const Offload&) const = default;
};

/// Fills in the checksum of `packet` where that was left undone, and says so in `offload`. Nothing is cut: a packet
/// with a segment_size stays the one large packet that its IP header says it is. Returns false, having changed nothing,
/// if the checksum would lie beyond the packet's end.
bool complete_checksum(std::span<std::uint8_t> packet, Offload& offload);

}  // namespace finalack::impl
