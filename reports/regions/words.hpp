// What is said of a synthesised region, in sentences: shared by the text, the picture and what programs read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/timed/synthesis.hpp"
#include "reports/runs/at_point.hpp"

namespace finalack::reports {

/// What was assumed, a sentence each.
std::vector<std::string> assumptions(const properties::SynthesisAnswer& answer);

/// "proved outside of the violated region for every number of retransmissions (9 obligations, ...)", "no counterexample
/// of up to 8 steps ...", "incomplete: time budget ...".
std::string how_sure(const properties::SynthesisAnswer& answer, const checker::Limits& limits);

/// Of what is outside of the violated region: "it holds"; weaker where there is no proof.
std::string words_of_the_rest(const properties::SynthesisAnswer& answer);

/// "time-wait.final-ack holds exactly where"; weaker where there is no proof.
std::string headline(const properties::SynthesisAnswer& answer);

/// The condition, one line for each of what all has to be so: "W >= RTO + MSL"; in words where nothing or everything
/// does.
std::vector<std::string> condition_lines(const properties::SynthesisAnswer& answer);
/// The same with the values of what is fixed: "W >= 4"; none where that says no more.
std::vector<std::string> lines_at_fixed(const properties::SynthesisAnswer& answer);

/// The run that the engine gives for a piece of the region; none if it has none.
const checker::TimedRun* run_of(const properties::SynthesisAnswer& answer, const checker::Polyhedron& piece);

/// Where that run is.
AtPoint point_of(const properties::SynthesisAnswer& answer, const checker::TimedRun& run);

}  // namespace finalack::reports
