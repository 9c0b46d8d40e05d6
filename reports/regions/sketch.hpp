// A region as a picture of characters.
#pragma once

#include <string>

#include "properties/timed/synthesis.hpp"
#include "reports/canvas.hpp"

namespace finalack::reports {

/// Empty unless two parameters are free, or ratios of three.
std::string region_sketch(const properties::SynthesisAnswer& answer, const TextStyle& style);

}  // namespace finalack::reports
