// A verdict's run on real clocks.
#pragma once

#include <optional>

#include "properties/verification.hpp"

namespace finalack::properties {

/// When the steps of the outcome's run happen. Where no clocks allow it, and another one that they allow is found near
/// it, that takes its place. Nothing without a run, or without clocks in its world.
std::optional<checker::Timing> hold_against_clocks(const Selected& selected, const VerificationOptions& options,
                                                   checker::Outcome& outcome);

}  // namespace finalack::properties
