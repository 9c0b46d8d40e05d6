// Time, as this TCP sees it: microseconds on a clock that the caller has. Nothing in impl/ reads a clock.
#pragma once

#include <chrono>

namespace finalack::impl {

using Duration = std::chrono::microseconds;

/// Names the caller's clock, so that its times aren't mistaken for others. Only their differences mean anything.
struct Clock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Clock, duration>;
  static constexpr bool is_steady = true;
};

using Time = Clock::time_point;

/// The deadline of what has none.
inline constexpr Time kNever = Time::max();

}  // namespace finalack::impl
