// Whether a run of an untimed world can happen on real clocks, and when each of its steps then does.
//
// An untimed world lets a timer fire whenever it runs and a segment be under way for as long as it likes. That is sound
// for what can never happen; a run found in it may ask for times that no clock allows. What a world's steps ask of the
// clocks, the world says (System::time_bounds); here it is decided.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"
#include "checker/timing/event_times.hpp"

namespace finalack::checker {

struct Timing {
  TimingParameters parameters;
  /// Of each step, from 0 on, as early as can be; a lasso's loop is gone through `rounds` times. Empty if untimed only.
  std::vector<Milliseconds> times;
  /// What cannot all be, a sentence each: "step 9 comes exactly 2 s after step 4 (the client's retransmission timer)".
  std::vector<std::string> conflict;
  unsigned rounds = 0;  ///< of the loop that were looked at; 0: there is none

  bool is_realisable() const { return conflict.empty(); }
};

/// Nothing if the world says nothing of time. Of a lasso, the loop is gone through twice: for ever is not looked at.
/// Throws NotEnabled if the trace doesn't replay.
std::optional<Timing> realisation(const System& system, const Trace& trace, const TimingParameters& parameters);

/// "realisable (MSL 120 s, RTO 1 s doubling)", or "untimed only: ..., but ... (...)".
std::string timing_text(const Timing& timing);

}  // namespace finalack::checker
