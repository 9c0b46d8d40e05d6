// A trace as numbered steps: what happened, what was sent and received, which fields changed. Works for every world.
#pragma once

#include <string>

#include "reports/canvas.hpp"
#include "reports/runs/narrative.hpp"

namespace finalack::reports {

std::string text_trace(const Narrative& narrative, const TextStyle& style);

/// Only the fields that changed, a line or two for each step that changed any: what stands under a ladder.
std::string changed_fields(const Narrative& narrative, const TextStyle& style);

}  // namespace finalack::reports
