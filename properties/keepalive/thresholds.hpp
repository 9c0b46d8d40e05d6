// The times of keepalives as conditions on parameters: when a connection is freed, and what an outage has to last to
// kill it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/worlds/timed/keepalive_ticks.hpp"
#include "properties/timed/world_in_ticks.hpp"

namespace finalack::properties {

/// What must never be. The parameters are idle, interval, outage and bound.
enum class KeepaliveThreshold : unsigned char {
  HeldLonger,   ///< a connection is held longer than `bound` after the last segment came
  FreedBefore,  ///< it is freed before
  KilledGood,   ///< an outage kills a connection whose client is there
  Survived,     ///< a connection survives an outage: a segment comes after it
};

/// What is asked of the world with this configuration. `session` is the thread's current one.
checker::SynthesisProblem keepalive_problem(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                            model::SymbolicSession& session);

struct KeepaliveCondition {
  checker::SynthesisResult answer;
  std::string condition;  ///< under which it is never so: "outage <= 8 interval"
};

/// The exact condition, for the given number of probes.
KeepaliveCondition keepalive_condition(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                       const checker::Limits& limits);

/// The world at a point; predicate 0 is that it is so. Throws UsageError if its clocks can't be counted.
std::shared_ptr<const checker::System> keepalive_system(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                                                        const model::KeepaliveTimes& times);

/// Whether it can come about at a point, by exhaustive search.
PointInTicks keepalive_at(KeepaliveThreshold never, const model::KeepaliveConfig& config,
                          const model::KeepaliveTimes& times, const checker::Limits& limits);

}  // namespace finalack::properties
