// What `ip address add` and `ip link set` do, without the command: it isn't installed everywhere. Each needs
// CAP_NET_ADMIN in the interface's network namespace, and throws TunError.
#pragma once

#include <string>

#include "impl/tun/error.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl {

/// Gives the kernel's end an address; `prefix` in bits, of which 24 makes the kernel route the other addresses of
/// 192.0.2.1/24 to the interface. Nobody else is asked whether they have it (RFC 4862 5.4), but an IPv6 address takes
/// the kernel some milliseconds nevertheless, in which it drops what comes in for it. Adding what is there changes
/// nothing.
void add_address(const std::string& name, const IpAddress& address, unsigned prefix);

/// The longest packet, in octets, that isn't cut into segments.
void set_mtu(const std::string& name, unsigned octets);

void bring_up(const std::string& name);

}  // namespace finalack::impl
