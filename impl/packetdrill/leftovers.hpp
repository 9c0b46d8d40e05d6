// Packets in a line each, as scripts have them, for those that a script left behind.
#pragma once

#include <span>
#include <string>

#include "impl/packetdrill/host.hpp"

namespace finalack::impl::packetdrill {

/// "2.000000 192.168.0.2:8080 > 192.0.2.1:5000 S. 17:17(0) ack 4 win 65535 <mss 1460>"; numbers as in the packet, the
/// time in seconds since `start`.
std::string describe(const SentPacket& packet, Time start);

/// A line for each that nobody fetched, behind a line that counts them. Empty: there are none.
std::string leftovers(const Host& host);

}  // namespace finalack::impl::packetdrill
