#include "impl/tun/device.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

namespace finalack::impl {
namespace {

constexpr const char* kNode = "/dev/net/tun";

/// struct virtio_net_hdr, in the machine's byte order. <linux/virtio_net.h> has a member named `class`.
struct VirtioHeader {
  static constexpr std::uint8_t kNeedsChecksum = 1, kDataValid = 2;
  static constexpr std::uint8_t kNotSegmented = 0, kTcpV4 = 1, kTcpV6 = 4;

  std::uint8_t flags = 0;
  std::uint8_t gso_type = kNotSegmented;
  std::uint16_t hdr_len = 0;
  std::uint16_t gso_size = 0;
  std::uint16_t csum_start = 0;
  std::uint16_t csum_offset = 0;
};
static_assert(sizeof(VirtioHeader) == 10);

/// Asks for offload headers if the kernel knows them.
unsigned short wanted_flags(int fd, bool offload) {
  unsigned features = 0;
  const bool known = offload && ::ioctl(fd, TUNGETFEATURES, &features) == 0 && (features & IFF_VNET_HDR) != 0;
  return static_cast<unsigned short>(IFF_TUN | IFF_NO_PI | (known ? IFF_VNET_HDR : 0));
}

/// Says what the kernel may leave undone. An older one may refuse segmentation only.
void accept_offload(int fd, bool offload) {
  constexpr unsigned long checksum = TUN_F_CSUM;
  constexpr unsigned long segmentation = TUN_F_TSO4 | TUN_F_TSO6;
  if (!offload) {
    // An interface that outlived an earlier program still has what that one asked for.
    ::ioctl(fd, TUNSETOFFLOAD, 0UL);
  } else if (::ioctl(fd, TUNSETOFFLOAD, checksum | segmentation) != 0) {
    ::ioctl(fd, TUNSETOFFLOAD, checksum);
  }
}

IoResult from_errno(int error) {
  switch (error) {
    case EAGAIN: return IoResult::WouldBlock;
    case ENOBUFS:
    case ENOMEM: return IoResult::NoBuffers;
    case EIO: return IoResult::Down;
    case EBADFD: return IoResult::Gone;
    default: return IoResult::Refused;
  }
}

Offload from_header(const VirtioHeader& header) {
  Offload offload;
  offload.checksum_not_filled = (header.flags & VirtioHeader::kNeedsChecksum) != 0;
  offload.checksum_verified = (header.flags & VirtioHeader::kDataValid) != 0;
  if (offload.checksum_not_filled) {
    offload.checksum_start = header.csum_start;
    offload.checksum_offset = header.csum_offset;
  }
  if (header.gso_type != VirtioHeader::kNotSegmented) {
    offload.segment_size = header.gso_size;
    offload.segment_header_size = header.hdr_len;
  }
  return offload;
}

VirtioHeader to_header(const Offload& offload, std::uint8_t first_octet) {
  VirtioHeader header;
  if (offload.checksum_not_filled) {
    header.flags = VirtioHeader::kNeedsChecksum;
    header.csum_start = offload.checksum_start;
    header.csum_offset = offload.checksum_offset;
  } else if (offload.checksum_verified) {
    header.flags = VirtioHeader::kDataValid;
  }
  if (offload.segment_size != 0) {
    header.gso_type = first_octet >> 4 == 6 ? VirtioHeader::kTcpV6 : VirtioHeader::kTcpV4;
    header.gso_size = offload.segment_size;
    header.hdr_len = offload.segment_header_size;
  }
  return header;
}

iovec to_iovec(std::span<const std::uint8_t> octets) {
  // writev doesn't write to it, but shares its type with readv.
  return {const_cast<std::uint8_t*>(octets.data()), octets.size()};
}

}  // namespace

TunDevice::TunDevice(const std::string& name, Options options) {
  ifreq request{};
  if (name.size() >= sizeof request.ifr_name) {
    throw TunError(TunError::Cause::Other, "'" + name + "' is no name for an interface: at most 15 characters");
  }
  descriptor_ = Descriptor(::open(kNode, O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor_) throw_tun_error(errno, name, std::string("open ") + kNode);
  std::memcpy(request.ifr_name, name.data(), name.size());
  const unsigned short flags = wanted_flags(descriptor_.get(), options.offload);
  request.ifr_flags = static_cast<short>(flags);
  if (::ioctl(descriptor_.get(), TUNSETIFF, &request) != 0) {
    if (errno == EINVAL) {
      throw TunError(
          TunError::Cause::Other,
          "'" + name + "' is no name for an interface, or that of one which is no (single-queue) TUN device");
    }
    throw_tun_error(errno, name, "attach to a TUN device");
  }
  name_ = request.ifr_name;
  offload_ = (flags & IFF_VNET_HDR) != 0;
  if (offload_) {
    int size = sizeof(VirtioHeader);
    ::ioctl(descriptor_.get(), TUNSETVNETHDRSZ, &size);
  }
  accept_offload(descriptor_.get(), offload_);
}

IoResult TunDevice::receive(Packet& packet) {
  VirtioHeader header;
  const std::span<std::uint8_t> storage = packet.storage();
  std::array<iovec, 2> parts{iovec{&header, offload_ ? sizeof header : 0}, iovec{storage.data(), storage.size()}};
  ssize_t size = 0;
  do {
    size = ::readv(descriptor_.get(), parts.data(), static_cast<int>(parts.size()));
  } while (size < 0 && errno == EINTR);
  if (size < 0) return from_errno(errno);
  if (static_cast<std::size_t>(size) < parts[0].iov_len) return IoResult::Incomplete;
  packet.resize(static_cast<std::size_t>(size) - parts[0].iov_len);
  packet.offload = from_header(header);
  return IoResult::Done;
}

IoResult TunDevice::send(const Offload& offload, std::span<const std::uint8_t> header,
                         std::span<const std::uint8_t> text, std::span<const std::uint8_t> wrapped_text) {
  const bool plain = !offload.checksum_not_filled && offload.segment_size == 0;
  if (header.empty() || (!offload_ && !plain)) return IoResult::Refused;
  VirtioHeader facts = to_header(offload, header.front());
  const std::array<iovec, 4> parts{iovec{&facts, offload_ ? sizeof facts : 0}, to_iovec(header), to_iovec(text),
                                   to_iovec(wrapped_text)};
  std::size_t whole = 0;
  for (const iovec& part : parts) whole += part.iov_len;
  ssize_t size = 0;
  do {
    size = ::writev(descriptor_.get(), parts.data(), static_cast<int>(parts.size()));
  } while (size < 0 && errno == EINTR);
  if (size < 0) return from_errno(errno);
  return static_cast<std::size_t>(size) == whole ? IoResult::Done : IoResult::Incomplete;
}

}  // namespace finalack::impl
