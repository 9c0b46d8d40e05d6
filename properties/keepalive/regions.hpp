// What of keepalives depends on their times.
#pragma once

#include "properties/timed/question.hpp"

namespace finalack::properties {

ParametricClaim keepalive_frees_region();
ParametricClaim keepalive_kills_good_region();
ParametricClaim keepalive_surely_kills_region();

}  // namespace finalack::properties
