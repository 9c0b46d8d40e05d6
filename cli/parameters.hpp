// Reading the parameters of a timed claim: "MSL=1,RTO=2,W=5/2".
#pragma once

#include <string>

#include "properties/timed/synthesis.hpp"

namespace finalack::cli {

/// In the order in which they are given. Throws UsageError where it is no list of NAME=NUMBER, names one twice, or has
/// a number that is no time above zero; which names there are, properties/ knows.
properties::Values parse_parameters(const std::string& text);

}  // namespace finalack::cli
