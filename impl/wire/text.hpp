// A segment in a line of text.
#pragma once

#include <string>

#include "impl/wire/tcp.hpp"

namespace finalack::impl {

/// "SYN,ACK": the control bits, without PSH unless there is no other; "-" if there is none.
std::string flags_text(const Flags& flags);

/// "SYN,ACK seq 0 ack 1 win 65535 len 0 <mss 1460, sack ok, ts, scale 5>". Numbers are counted from the two bases:
/// an ISS and an IRS make them small. The acknowledgment is left out where there is none, and so is a length of 0.
std::string describe(const TcpHeader& header, std::size_t text, std::uint32_t seq_base = 0, std::uint32_t ack_base = 0);

}  // namespace finalack::impl
