// What is said of a run's times.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checker/timing/parameters.hpp"

namespace finalack::checker {

struct Timing {
  TimingParameters parameters;
  /// Of each step, from 0 on, as early as can be; a lasso's loop is gone through `rounds` times. Empty if untimed only.
  std::vector<Milliseconds> times;
  /// What cannot all be, a sentence each: "step 9 comes exactly 2 s after step 4 (the client's retransmission timer)".
  std::vector<std::string> conflict;
  unsigned rounds = 0;             ///< of the loop that were looked at; 0: there is none
  std::size_t untimed_length = 0;  ///< steps of the shortest run without clocks, which may be shorter than this one
  unsigned tried_up_to = 0;        ///< untimed only: nor do clocks allow another run of up to so many steps; 0: unknown

  bool is_realisable() const { return conflict.empty(); }
};

/// "realisable (MSL 120 s, RTO 1 s doubling)", or "untimed only (...): ..., but ...".
std::string timing_text(const Timing& timing);

}  // namespace finalack::checker
