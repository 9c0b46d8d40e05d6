// k-induction: if no run of fewer than k steps reaches the bad state, and k consecutive good states are never followed
// by a bad one, there is no bad state (Sheeran, Singh and Stalmarck, "Checking safety properties using induction and a
// SAT-solver", 2000). Needed for proofs: the k states may be required to differ, because a shortest run repeats none.
//
// By itself it proves little about TCP: too many unreachable states are good for long. It takes lemmas, each proved
// first.
#pragma once

#include <vector>

#include "checker/property.hpp"
#include "checker/symbolic/relation.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

/// Decides Never and Reachable (others are Unknown); outcomes in the order of `properties`. `lemmas` are predicates
/// that should hold in no reachable state; each is tried in turn with the help of those before it, and used only if
/// proved. Limits.depth is the greatest k (20 if unlimited). As to `system` and replay, see check_bmc.
std::vector<Outcome> check_kinduction(const Relation& relation, const System& system,
                                      const std::vector<Property>& properties, const std::vector<unsigned>& lemmas,
                                      const Limits& limits, const OnProgress& progress = {});

}  // namespace finalack::checker
