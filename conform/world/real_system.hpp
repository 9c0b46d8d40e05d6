// Two real connections as a System: what the explicit engine explores and counterexamples are replayed on.
//
// Predicates and monitors are those of the claims, at 32 bits, and see the pair as the model would (as_model.hpp).
#pragma once

#include <memory>
#include <vector>

#include "checker/system.hpp"
#include "checker/worlds/two_peers_system.hpp"
#include "conform/world/real_peers.hpp"

namespace finalack::conform::world {

/// At most 64 predicates.
std::unique_ptr<checker::System> real_system(RealPeers world, std::shared_ptr<const model::Watch<Domain>> watch,
                                             std::vector<checker::WatchedPredicate<Domain>> predicates);

}  // namespace finalack::conform::world
