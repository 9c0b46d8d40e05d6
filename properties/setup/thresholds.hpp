// The times of connection set-up as a condition on parameters: when a client's first text still completes the
// handshake, although all that it said before was lost.
#pragma once

#include <memory>
#include <string>

#include "model/worlds/timed/setup_ticks.hpp"
#include "properties/timed/world_in_ticks.hpp"

namespace finalack::properties {

/// What must never be. The parameters are MSL, RTO and think.
enum class SetupThreshold : unsigned char {
  TextFails,      ///< the client's first text comes, and the server is not in ESTABLISHED by it
  ServerGivesUp,  ///< the server frees its entry
  ClientIsReset,  ///< a RST ends the client's connection
};

/// What is asked of the world with this configuration. `session` is the thread's current one.
checker::SynthesisProblem setup_problem(SetupThreshold never, const model::SetupConfig& config,
                                        model::SymbolicSession& session);

struct SetupCondition {
  checker::SynthesisResult answer;
  std::string condition;  ///< under which it is never so
};

/// The exact condition, for the given configuration, within the domain. (No proof where more SYN,ACKs can be lost than
/// are sent again: of a client that hears nothing the invariant knows nothing.)
SetupCondition setup_condition(SetupThreshold never, const model::SetupConfig& config, const checker::Limits& limits,
                               const checker::Polyhedron& domain = {});

/// The world at a point; predicate 0 is that it is so. Throws UsageError if its clocks can't be counted.
std::shared_ptr<const checker::System> setup_system(SetupThreshold never, const model::SetupConfig& config,
                                                    const model::SetupTimes& times);

/// Whether it can come about at a point, by exhaustive search.
PointInTicks setup_at(SetupThreshold never, const model::SetupConfig& config, const model::SetupTimes& times,
                      const checker::Limits& limits);

}  // namespace finalack::properties
