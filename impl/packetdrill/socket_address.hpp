// sockaddr and what it means. An IPv4 address may come as IPv6 has it, "mapped" (RFC 4291 section 2.5.5.2).
#pragma once

#include <optional>

#include <sys/socket.h>

#include "impl/packetdrill/result.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl::packetdrill {

/// Reads an address for a socket of that family. -EFAULT, -EINVAL: too short, -EAFNOSUPPORT.
Result read_address(const struct sockaddr* address, socklen_t size, int family, Endpoint& endpoint);

/// Writes it as accept() does: cut off where there is no room, `*size` its full size. Null: nothing is written.
void write_address(const Endpoint& endpoint, int family, struct sockaddr* address, socklen_t* size);

bool is_any(const IpAddress& address);
IpAddress any_of(IpVersion version);

}  // namespace finalack::impl::packetdrill
