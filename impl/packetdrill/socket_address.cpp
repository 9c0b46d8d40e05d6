#include "impl/packetdrill/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>

namespace finalack::impl::packetdrill {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

socklen_t encode(const Endpoint& endpoint, int family, sockaddr_storage& storage) {
  const auto& octets = endpoint.address.octets;
  if (family == AF_INET) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(endpoint.port);
    std::memcpy(&in.sin_addr, octets.data(), 4);
    std::memcpy(&storage, &in, sizeof in);
    return sizeof in;
  }
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(endpoint.port);
  auto* const to = reinterpret_cast<std::uint8_t*>(&in.sin6_addr);
  if (endpoint.address.version == IpVersion::V6) {
    std::copy(octets.begin(), octets.end(), to);
  } else {
    std::copy(kMapped.begin(), kMapped.end(), to);
    std::copy_n(octets.begin(), 4, to + 12);
  }
  std::memcpy(&storage, &in, sizeof in);
  return sizeof in;
}

}  // namespace

Result read_address(const struct sockaddr* address, socklen_t size, int family, Endpoint& endpoint) {
  if (address == nullptr) return -EFAULT;
  if (size < sizeof(sa_family_t)) return -EINVAL;
  endpoint = {};
  if (address->sa_family != family) return -EAFNOSUPPORT;
  if (family == AF_INET) {
    sockaddr_in in{};
    if (size < sizeof in) return -EINVAL;
    std::memcpy(&in, address, sizeof in);
    endpoint.port = ntohs(in.sin_port);
    std::memcpy(endpoint.address.octets.data(), &in.sin_addr, 4);
    return 0;
  }
  sockaddr_in6 in{};
  if (size < sizeof in) return -EINVAL;
  std::memcpy(&in, address, sizeof in);
  endpoint.port = ntohs(in.sin6_port);
  const auto* const from = reinterpret_cast<const std::uint8_t*>(&in.sin6_addr);
  if (std::equal(kMapped.begin(), kMapped.end(), from)) {
    std::copy_n(from + 12, 4, endpoint.address.octets.begin());
  } else {
    endpoint.address.version = IpVersion::V6;
    std::copy_n(from, 16, endpoint.address.octets.begin());
  }
  return 0;
}

void write_address(const Endpoint& endpoint, int family, struct sockaddr* address, socklen_t* size) {
  if (address == nullptr || size == nullptr) return;
  sockaddr_storage storage{};
  const socklen_t full = encode(endpoint, family, storage);
  std::memcpy(address, &storage, std::min(*size, full));
  *size = full;
}

bool is_any(const IpAddress& address) {
  return std::all_of(address.octets.begin(), address.octets.end(), [](std::uint8_t octet) { return octet == 0; });
}

IpAddress any_of(IpVersion version) {
  IpAddress any;
  any.version = version;
  return any;
}

}  // namespace finalack::impl::packetdrill
