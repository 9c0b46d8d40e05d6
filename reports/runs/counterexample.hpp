// What is printed about one run: the ladder, what went wrong in a sentence, what changed at each step, and the command
// that shows it again.
#pragma once

#include <string>

#include "properties/verification.hpp"
#include "reports/canvas.hpp"
#include "reports/itf/itf.hpp"
#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// "After step 11: the server is ESTABLISHED and ... This must never be."
std::string what_happened(const properties::Case& which, const Narrative& narrative);

/// "On real clocks: realisable (MSL 120 s, RTO 1 s doubling).", or why it is not.
std::string timing_line(const checker::Timing& timing, const TextStyle& style);

/// "finalack trace handshake.agreement --variant two-way"
std::string reproduction(const TraceOrigin& origin);

/// The options that ask for the narrative's clocks again: " --rto 3000ms"; empty for the usual ones.
std::string clock_options(const Narrative& narrative);

/// A command for the shell, over as many lines as it takes where the first has `indent` columns before it: only options
/// begin one.
std::string command_in_lines(const std::string& command, std::size_t columns, std::size_t indent);

/// All of it, with the ladder, or else with the text trace, which tells the changes itself.
std::string counterexample(const properties::Case& which, const TraceOrigin& origin, const Narrative& narrative,
                           bool as_ladder, const TextStyle& style);

}  // namespace finalack::reports
