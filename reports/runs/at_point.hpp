// Runs of a timed world at one point of its parameters: what is said of the point, and the run with its times.
#pragma once

#include <string>
#include <vector>

#include "properties/timed/synthesis.hpp"

namespace finalack::reports {

/// Where in the parameters' space a run is, and of which question: its claim, its settings.
struct AtPoint {
  properties::Values values;
  properties::SynthesisQuestion question;
};

/// "MSL=1, RTO=2, W=2.5"
std::string in_words(const properties::Values& values);
/// "finalack trace time-wait.final-ack --at MSL=1,RTO=2,W=2.5 --lost-acks 1 --lost-fins 0 --backoff constant"
std::string reproduction_at(const AtPoint& at);

/// How long a tick is there, in the units of the point. Throws UsageError if there is none that is long enough to
/// count.
checker::Rational tick_of(const properties::Values& values);

/// "t=2.5", of each of its steps, in the units of the point.
std::vector<std::string> times_of(const checker::TimedRun& run);

}  // namespace finalack::reports
