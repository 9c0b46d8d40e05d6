// What a user may want otherwise: sizes, times and limits of a connection, and the protocol's own choices (Policy).
#pragma once

#include <cstdint>

#include "impl/core/decision.hpp"
#include "impl/time.hpp"

namespace finalack::impl {

struct Settings {
  Policy policy;

  std::uint32_t send_buffer = 1 << 20;     ///< octets that SEND may queue; memory is taken as needed
  std::uint32_t receive_buffer = 1 << 20;  ///< octets: the largest window that is advertised
  std::uint16_t mss = 1460;                ///< octets of text that one segment to us may have: what we say in a SYN
  std::uint16_t path_mss = 1460;           ///< and what the path lets us send, TCP options included (MMS_S - 20)
  std::uint16_t default_mss = 536;         ///< the peer's, if its SYN has none (MUST-15): 536 octets, over IPv6 1220
  bool offers_window_scale = true;
  bool offers_timestamps = true;
  bool offers_sack = true;
  bool nagle = true;  ///< RFC 9293 3.7.4

  std::uint32_t initial_window = 10;  ///< segments: RFC 6928; RFC 5681 has 2 to 4

  Duration rto_initial = std::chrono::seconds(1);  ///< RFC 6298 (2.1)
  Duration rto_min = std::chrono::seconds(1);      ///< (2.4)
  Duration rto_max = std::chrono::seconds(60);     ///< (2.5)
  unsigned syn_linear_retries = 0;                 ///< that many retransmissions of a SYN come without backing off
  unsigned syn_retries = 7;      ///< retransmissions of a SYN before giving up: MUST-23 wants 3 minutes
  unsigned syn_ack_retries = 7;  ///< of a SYN,ACK
  Duration syn_received_limit = Duration::zero();  ///< a passive open that is not established by then ends; zero: none
  unsigned data_retries = 8;  ///< of anything else: R2 of RFC 9293 3.8.3, SHLD-11 wants 100 seconds

  Duration delayed_ack = std::chrono::milliseconds(200);  ///< MUST-40: less than 500 ms
  unsigned quick_acks = 0;                                ///< that many segments of text are acknowledged at once

  bool resets_acknowledge = false;  ///< ABORT's reset has the ACK and the timestamps of the connection's other segments

  /// Text behind a gap is thrown away when the peer has been silent for so long; it has to send it again anyway, if it
  /// ever fills the gap. RFC 2018 section 8.
  Duration held_text = std::chrono::minutes(2);

  Duration msl = std::chrono::minutes(2);  ///< TIME-WAIT lasts 2 MSL
  Duration fin_wait_2 = Duration::zero();  ///< FIN-WAIT-2 after close() ends then; zero: it has no end
  unsigned challenge_acks = 10;  ///< challenge ACKs that one connection sends in `challenge_period`: RFC 5961 section 7
  Duration challenge_period = std::chrono::seconds(5);  ///< zero: no limit

  bool keepalive = false;                           ///< off by default (MUST-25)
  Duration keepalive_idle = std::chrono::hours(2);  ///< MUST-28: no less than two hours by default
  Duration keepalive_interval = std::chrono::seconds(75);
  unsigned keepalive_probes = 9;
  Duration user_timeout = Duration::zero();  ///< for which text may stay unacknowledged; zero: no limit

  bool operator==(const Settings&) const = default;
};

/// The figures that RFC 9293 and RFC 6298 give.
Settings rfc_profile();

/// The figures that Linux has, by which its users test. What they were measured on is in docs/implementation.md.
Settings linux_profile();

}  // namespace finalack::impl
