// What each parametric claim asks of the timed world.
#pragma once

#include <string>

#include "properties/timed/synthesis.hpp"

namespace finalack::properties {

/// The question must name a parametric claim.
checker::TimedProblem problem_of(const SynthesisQuestion& question);
std::string statement_of(const std::string& claim);

}  // namespace finalack::properties
