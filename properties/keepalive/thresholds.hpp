// The times of keepalives as conditions on parameters: when a connection is freed, and what an outage has to last to
// kill it.
#pragma once

#include <cstdint>
#include <string>

#include "checker/timed/parametric.hpp"
#include "model/worlds/timed/keepalive_ticks.hpp"

namespace finalack::properties {

/// What must never be. The parameters are idle, interval, outage and bound.
enum class KeepaliveThreshold : unsigned char {
  HeldLonger,   ///< a connection is held longer than `bound` after the last segment came
  FreedBefore,  ///< it is freed before
  KilledGood,   ///< an outage kills a connection whose client is there
  Survived,     ///< a connection survives an outage: a segment comes after it
};

struct KeepaliveCondition {
  checker::ParametricAnswer answer;
  std::string condition;  ///< under which it is never so: "outage <= 8 interval"
};

/// The exact condition, for the given number of probes.
KeepaliveCondition keepalive_condition(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                       const checker::Limits& limits);

/// Whether it can come about at a point, by exhaustive search; `run` is the shortest run, if it can.
struct KeepaliveAtPoint {
  std::optional<checker::TimedRun> run;
  checker::Verdict verdict;
};
KeepaliveAtPoint keepalive_at(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                              const model::KeepaliveTimes& times, const checker::Limits& limits);

}  // namespace finalack::properties
