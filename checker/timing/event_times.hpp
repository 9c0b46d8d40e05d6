// When events may happen: bounds on the time between two of them, and times that keep all bounds.
//
// Events come in an order that is given, one after the other or at the same instant. Every demand of a protocol's
// clocks on a run is then a bound on the difference of two times ("at most MSL later", "exactly RTO later"): a small
// linear program. Z3's arithmetic decides it and says which demands contradict each other. Where there are times, the
// least ones are found by relaxation, as in the Bellman-Ford algorithm: in a system of differences every event has a
// least time, all of them at once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checker/timing/parameters.hpp"

namespace finalack::checker {

/// `later` comes at least, or at most, so long after `earlier`; both are given where it is exactly so long.
struct TimeBound {
  std::size_t earlier;  ///< index of an event
  std::size_t later;    ///< not before `earlier` in the order of events
  std::optional<Milliseconds> at_least;
  std::optional<Milliseconds> at_most;
  std::string why;  ///< what asks for it: "the client's retransmission timer"
};

struct EventTimes {
  /// The least times, of the first event 0; empty if there are none.
  std::vector<Milliseconds> times;
  /// Indices of bounds that cannot all be kept, ascending by `later`; all the others of them can. Empty if there are
  /// times.
  std::vector<std::size_t> conflict;

  bool exist() const { return conflict.empty(); }
};

/// Decides whether events that come in the order 0, 1, ... can keep the bounds. Throws InternalError if Z3 gives up, or
/// if its answer and the times disagree.
EventTimes event_times(std::size_t events, const std::vector<TimeBound>& bounds);

/// The least times alone, by relaxation, which also finds that there are none: for many runs, one after the other.
std::optional<std::vector<Milliseconds>> least_times(std::size_t events, const std::vector<TimeBound>& bounds);

}  // namespace finalack::checker
