#include "reports/timing_json.hpp"

namespace finalack::reports {

nlohmann::ordered_json timing_json(const checker::Timing& timing) {
  const checker::TimingParameters& p = timing.parameters;
  nlohmann::ordered_json out = {{"realisable", timing.is_realisable()},
                                {"msl_ms", p.msl},
                                {"rto_ms", p.rto},
                                {"backoff", p.backoff == checker::Backoff::Constant ? "constant" : "exponential"},
                                {"time_wait_ms", p.in_time_wait()}};
  if (timing.rounds > 0) out["rounds"] = timing.rounds;
  if (timing.is_realisable()) {
    out["times_ms"] = timing.times;
  } else {
    out["conflict"] = timing.conflict;
  }
  return out;
}

}  // namespace finalack::reports
