// Segments as packetdrill's scripts write them: "S. 0:0(0) ack 1 win 65535 <mss 1460,nop,wscale 7>".
//
// Written from scratch, without impl/wire/, so that both are not wrong in the same way. The options stand in the order
// of the packet. Times in "TS val" and numbers of the sequence space are relative (Numbers).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace finalack::packetdrill {

using Octets = std::vector<std::uint8_t>;

struct Host {
  Octets address;  ///< 4 or 16
  std::uint16_t port = 0;
};

/// What the numbers of a script count from. Ours are in `local`, the script's own segments are `remote`'s.
struct Numbers {
  std::optional<std::uint32_t> local_isn;
  std::optional<std::uint32_t> local_ts;
  std::uint32_t remote_isn = 1'000'000;
};

/// A packet from the script to the stack, its text zeros.
Octets encode(std::string_view text, const Host& from, const Host& to, const Numbers& numbers);

struct Decoded {
  Host from;
  Host to;
  std::string text;     ///< without the options
  std::string window;   ///< " win 65535"
  std::string options;  ///< " <mss 1460>"; empty if there are none
};

/// A packet from the stack; notes in `numbers` what it is the first to say.
Decoded decode(const Octets& packet, Numbers& numbers);

/// An ICMP error from the first address about a packet that was sent.
Octets encode_icmp_error(std::uint8_t type, std::uint8_t code, std::uint16_t mtu, const Octets& from,
                         const Octets& about);

}  // namespace finalack::packetdrill
