#include "impl/tun/offload.hpp"

#include <cstddef>

namespace finalack::impl {
namespace {

/// RFC 1071: the ones' complement of the ones' complement sum of 16-bit words, a last odd octet padded with zero.
std::uint16_t internet_checksum(std::span<const std::uint8_t> octets) {
  std::uint64_t sum = 0;
  std::size_t i = 0;
  for (; i + 1 < octets.size(); i += 2) sum += static_cast<std::uint64_t>(octets[i] << 8 | octets[i + 1]);
  if (i < octets.size()) sum += static_cast<std::uint64_t>(octets[i] << 8);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace

bool complete_checksum(std::span<std::uint8_t> packet, Offload& offload) {
  if (!offload.checksum_not_filled) return true;
  const std::size_t field = std::size_t{offload.checksum_start} + offload.checksum_offset;
  if (field + 2 > packet.size()) return false;
  std::uint16_t checksum = internet_checksum(packet.subspan(offload.checksum_start));
  // Zero means "none" in UDP (RFC 768), and is the same number as this one to whoever verifies.
  if (checksum == 0) checksum = 0xffff;
  packet[field] = static_cast<std::uint8_t>(checksum >> 8);
  packet[field + 1] = static_cast<std::uint8_t>(checksum);
  offload.checksum_not_filled = false;
  offload.checksum_verified = true;
  offload.checksum_start = 0;
  offload.checksum_offset = 0;
  return true;
}

}  // namespace finalack::impl
