// The clocks that a run is held against: how long a segment lives and what timers wait. All in milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace finalack::checker {

using Milliseconds = std::int64_t;

/// What a retransmission timer waits after each retransmission of the same segment.
enum class Backoff : std::uint8_t {
  Constant,
  Exponential,  ///< twice as long each time: RFC 6298 (5.5)
};

struct TimingParameters {
  Milliseconds msl = 120'000;              ///< maximum segment lifetime, RFC 9293 3.4.2
  Milliseconds rto = 1'000;                ///< the retransmission timeout at first, RFC 6298 (2.1)
  std::optional<Milliseconds> time_wait;   ///< absent: 2 MSL, RFC 9293 3.6.1
  Backoff backoff = Backoff::Exponential;  ///< see there
  /// What the RTO is at least once a SYN had to be sent again and text is to follow, RFC 6298 (5.7).
  Milliseconds rto_after_lost_syn = 3'000;
  Milliseconds fin_wait_2 = 60'000;  ///< as deployed: no RFC has that timer
  Milliseconds delayed_ack = 500;    ///< at most, RFC 9293 3.8.6.3

  Milliseconds in_time_wait() const { return time_wait.value_or(2 * msl); }
};

/// "120 s", "1.5 s", "500 ms".
std::string duration_text(Milliseconds duration);

}  // namespace finalack::checker
