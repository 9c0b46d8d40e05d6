// What of connection set-up depends on its times.
#pragma once

#include "properties/timed/question.hpp"

namespace finalack::properties {

ParametricClaim data_completes_region();

}  // namespace finalack::properties
