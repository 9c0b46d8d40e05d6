// A run as a person reads it: two columns of states, an arrow for each segment, and in words what else happens.
#pragma once

#include <string>

#include "conform/crosscheck/world.hpp"

namespace finalack::conform {

/// 80 columns wide. The last line says which rule was broken, if one was.
std::string listing(const Case& value, bool unicode);

}  // namespace finalack::conform
