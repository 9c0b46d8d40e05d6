// What a run may still cost, in one place: the clock, the memory limit, the caller's wish to stop, and the reports
// about it.
//
// Search and analysis ask `spent` every few thousand transitions; looking at the clock each time is what keeps the
// search of a slow system, too, answerable.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "checker/property.hpp"

namespace finalack::checker::explicit_search {

/// Why a search ended before it had seen everything.
enum class Stop : std::uint8_t { None, Decided, Depth, Memory, Time, Cancelled };

/// The same, as a verdict says it: Nothing where the search could have gone on.
EndedBy ended_by(Stop stop);

/// 1,234,567
std::string grouped(std::uint64_t number);
/// "1 step", "7 steps", "1,234 states"
std::string counted(std::uint64_t number, const std::string& noun);

class Budget {
 public:
  Budget(const Limits& limits, const OnProgress& on_progress, std::string what);

  const Limits& limits() const { return limits_; }
  double seconds() const;
  /// Time or Cancelled when that is so; also reports progress when it is due. Cheap enough for every hundredth state.
  Stop spent();

  /// What the progress reports say; kept up to date by whoever is at work.
  Progress progress;

  /// Why states can't be stored any more, although there is memory for them; otherwise empty.
  std::string unstorable;

  /// "memory budget of 64 MiB reached at depth 7, with 1,234 states"
  std::string reason(Stop stop) const;

 private:
  using Clock = std::chrono::steady_clock;

  const Limits& limits_;
  const OnProgress& on_progress_;
  Clock::time_point started_ = Clock::now();
  double reported_ = 0;
};

/// Asks a budget once in a number of calls: for loops whose single steps are too short for the clock.
class Poll {
 public:
  explicit Poll(Budget& budget) : budget_(budget) {}
  /// Stop::None most of the time. Once it is something else, it stays so.
  Stop operator()() {
    if (stop_ == Stop::None && ++calls_ % kEvery == 0) stop_ = budget_.spent();
    return stop_;
  }

 private:
  static constexpr unsigned kEvery = 1U << 14U;

  Budget& budget_;
  unsigned calls_ = 0;
  Stop stop_ = Stop::None;
};

}  // namespace finalack::checker::explicit_search
