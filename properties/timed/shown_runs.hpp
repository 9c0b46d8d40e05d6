// Points at which people are shown a run: in numbers that they can give back.
#pragma once

#include "properties/timed/synthesis.hpp"

namespace finalack::properties {

/// Whether run_at can count the times of a point.
bool can_be_shown(const SynthesisQuestion& question, const std::vector<checker::Rational>& point);

/// A solver's point may be one that nobody can count to. If there is another in its piece, in round numbers, the run
/// becomes one there.
void show_at_a_round_point(checker::TimedRun& run, const SynthesisAnswer& answer, checker::Limits limits);

}  // namespace finalack::properties
