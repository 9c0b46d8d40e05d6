// A synthesised region for people and for programs.
#pragma once

#include <string>

#include "properties/timed/synthesis.hpp"
#include "reports/canvas.hpp"

namespace finalack::reports {

/// The condition, what was assumed, how sure it is, a run for each violated piece, and a small picture. `limits`: those
/// under which it was sought.
std::string region_text(const properties::SynthesisAnswer& answer, const checker::Limits& limits,
                        const TextStyle& style);

/// One object, indented, ending with a newline. docs/cli.md has the keys.
std::string region_json(const properties::SynthesisAnswer& answer);

/// A self-contained picture of 800 by 600. Throws UsageError unless exactly two parameters are free, or ratios of
/// three.
std::string region_svg(const properties::SynthesisAnswer& answer);

}  // namespace finalack::reports
