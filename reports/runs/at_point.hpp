// Runs of a timed world at one point of its parameters: what is said of the point, and the run with its times.
#pragma once

#include <string>

#include "properties/timed/synthesis.hpp"
#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// Where in the parameters' space a run is, and of which question: its claim, its settings.
struct AtPoint {
  properties::Values values;
  properties::SynthesisQuestion question;
};

/// "2.5", "3", and "7/3" where no few decimals do.
std::string number_text(const checker::Rational& number);
/// "MSL=1, RTO=2, W=2.5"
std::string in_words(const properties::Values& values);
/// "finalack trace time-wait.final-ack --at MSL=1,RTO=2,W=2.5 --lost-acks 1 --lost-fins 0 --backoff constant"
std::string reproduction_at(const AtPoint& at);

/// A narrative of the world on integers, told in the units of the point: passing time is no step of its own, each step
/// has its time, which is the run's. What changed is left out: it counts in ticks.
Narrative without_ticks(const Narrative& in_ticks, const checker::TimedRun& run);

}  // namespace finalack::reports
