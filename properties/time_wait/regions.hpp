// What of TIME-WAIT depends on MSL, RTO and W.
#pragma once

#include "checker/timed/close_problem.hpp"
#include "properties/timed/question.hpp"

namespace finalack::properties {

ParametricClaim final_ack_region();
/// What it asks of the timed close.
checker::CloseProblem final_ack_problem(const SynthesisQuestion& question);

}  // namespace finalack::properties
