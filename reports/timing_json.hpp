// A run's timing for programs.
#pragma once

#include <nlohmann/json.hpp>

#include "checker/timing/timing.hpp"

namespace finalack::reports {

/// {"realisable": true, "msl_ms", "rto_ms", "backoff", "time_wait_ms", "times_ms": [...]}, or instead of times why
/// there are none: "conflict": [...]. A lasso has "rounds": how often its loop was gone through, for each of which
/// there are times.
nlohmann::ordered_json timing_json(const checker::Timing& timing);

}  // namespace finalack::reports
