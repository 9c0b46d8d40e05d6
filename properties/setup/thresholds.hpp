// The times of connection set-up as a condition on parameters: when a client's first text still completes the
// handshake, although all that it said before was lost.
#pragma once

#include <optional>
#include <string>

#include "checker/timed/parametric.hpp"
#include "model/worlds/timed/setup_ticks.hpp"

namespace finalack::properties {

/// What must never be. The parameters are msl, rto and think.
enum class SetupThreshold : unsigned char {
  TextFails,      ///< the client's first text comes, and the server is not in ESTABLISHED by it
  ServerGivesUp,  ///< the server frees its entry
  ClientIsReset,  ///< a RST ends the client's connection
};

struct SetupCondition {
  checker::ParametricAnswer answer;
  std::string condition;  ///< under which it is never so
};

/// The exact condition, for the given configuration, within the domain. (No proof where more SYN,ACKs can be lost than
/// are sent again: of a client that hears nothing the invariant knows nothing.)
SetupCondition setup_condition(SetupThreshold never, const model::SetupConfig& config, const checker::Limits& limits,
                               const checker::Polyhedron& domain = {});

/// Whether it can come about at a point, by exhaustive search; `run` is the shortest run, if it can.
struct SetupAtPoint {
  std::optional<checker::TimedRun> run;
  checker::Verdict verdict;
};
SetupAtPoint setup_at(SetupThreshold never, const model::SetupConfig& config, const model::SetupTimes& times,
                      const checker::Limits& limits);

}  // namespace finalack::properties
