// From what a solver found to a trace: every run is taken step by step on the concrete system before anybody sees it.
#pragma once

#include <vector>

#include "checker/property.hpp"
#include "checker/symbolic/unrolling.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

/// The actions by which the concrete system goes through the states of `run` (the last one's step is not taken), ending
/// in one where the predicate holds. Throws InternalError where it doesn't: then the relation and the system disagree.
Trace replayed(const Relation& relation, const System& system, const std::vector<Snapshot>& run, unsigned predicate);

}  // namespace finalack::checker
