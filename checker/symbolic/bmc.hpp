// Bounded model checking: is there a run of k steps, for k = 0, 1, 2, ... (Biere, Cimatti, Clarke and Zhu, "Symbolic
// model checking without BDDs", 1999).
//
// It finds shortest counterexamples, at any width of sequence numbers, where explicit search drowns in states. It
// proves nothing: a Never that survives holds to a depth, a Reachable that isn't reached is unknown, and what needs
// infinite runs or all successors at once (Eventually, Recoverable, DeadlockFree) it does not decide.
#pragma once

#include <vector>

#include "checker/property.hpp"
#include "checker/symbolic/relation.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

/// Decides what it can within the limits; outcomes in the order of `properties`. `system` is the same world with
/// numbers of the same width and the same predicates; every run is replayed on it, and one that doesn't replay throws
/// InternalError. An unlimited depth means 20.
std::vector<Outcome> check_bmc(const Relation& relation, const System& system, const std::vector<Property>& properties,
                               const Limits& limits, const OnProgress& progress = {});

}  // namespace finalack::checker
