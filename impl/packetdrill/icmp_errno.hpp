// What Linux reports to the user of a connection for an ICMP error.
#pragma once

#include "impl/wire/icmp.hpp"

namespace finalack::impl::packetdrill {

/// An errno; 0: nothing is reported.
int errno_of_icmp(IpVersion version, const IcmpError& error);

}  // namespace finalack::impl::packetdrill
