// The states of a connection, RFC 9293 3.3.2.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace finalack::impl {

enum class State : std::uint8_t {
  Closed,
  Listen,
  SynSent,
  SynReceived,
  Established,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
};

inline constexpr std::size_t kStates = 11;

/// The RFC's name: "SYN-SENT".
constexpr std::string_view to_string(State state) {
  constexpr std::array<std::string_view, kStates> names{"CLOSED",      "LISTEN",     "SYN-SENT",   "SYN-RECEIVED",
                                                        "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT",
                                                        "CLOSING",     "LAST-ACK",   "TIME-WAIT"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace finalack::impl
