// The bridge between Term and z3::expr, for the engines. Nothing in model/ includes this but term.cpp.
#pragma once

#include <z3++.h>

#include "model/domain/term.hpp"

namespace finalack::model {

z3::expr to_z3(const Term& term);
/// The term must belong to a context that outlives the handle.
Term from_z3(const z3::expr& expression);

}  // namespace finalack::model
