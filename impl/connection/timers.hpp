// The timers of one connection: a deadline for each, and nothing that runs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "impl/connection/fields.hpp"
#include "impl/time.hpp"

namespace finalack::impl {

enum class Timer : unsigned char {
  Retransmission,
  Persist,  ///< text waits, nothing is in flight, and the window is too small (MUST-36; SWS override, MUST-38)
  DelayedAck,
  Keepalive,
  TimeWait,
  FinWait2,
  User,    ///< the user timeout
  Memory,  ///< buffers that are empty, or hold what is stale, are given back, unless something happened meanwhile
};

inline constexpr std::size_t kTimers = 8;

class Timers {
 public:
  Timers() { deadlines_.fill(kNever); }

  void set(Timer timer, Time deadline) { at(timer) = deadline; }
  void stop(Timer timer) { at(timer) = kNever; }
  void stop_all() { deadlines_.fill(kNever); }

  bool runs(Timer timer) const { return deadline(timer) != kNever; }
  bool expired(Timer timer, Time now) const { return deadline(timer) <= now; }
  Time deadline(Timer timer) const { return deadlines_[static_cast<std::size_t>(timer)]; }

  /// The earliest; kNever if none runs.
  Time next() const { return *std::min_element(deadlines_.begin(), deadlines_.end()); }

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [deadlines] = self;
    visit("deadlines", deadlines, Space::None);
  }

  bool operator==(const Timers&) const = default;

 private:
  Time& at(Timer timer) { return deadlines_[static_cast<std::size_t>(timer)]; }

  std::array<Time, kTimers> deadlines_;
};

}  // namespace finalack::impl
