// The two-peer world as a symbolic relation: compiled once, whatever watches it.
#pragma once

#include <vector>

#include "checker/symbolic/relation.hpp"
#include "checker/worlds/two_peers_system.hpp"
#include "model/domain/symbolic.hpp"

namespace finalack::checker {

/// As `lower` (checker/symbolic/lowering.hpp): the history's variables come first, then the core's.
Relation lower_two_peers(const model::TwoPeersBase& world, const model::Watch<model::Symbolic>& watch,
                         const std::vector<WatchedPredicate<model::Symbolic>>& predicates,
                         model::SymbolicSession& session);

}  // namespace finalack::checker
