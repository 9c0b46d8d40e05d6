// From a timed world to its relation over bit-vectors and reals.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "checker/timed/relation.hpp"
#include "model/domain/symbolic.hpp"
#include "model/reflect.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::checker {

/// `bad` is what the claim says is never. `session` is the thread's current one.
TimedRelation lower(const model::TimedPeers& world, const model::TimeParameters<model::Symbolic>& parameters,
                    const std::function<model::Symbolic::Bool(const model::TimedState<model::Symbolic>&)>& bad,
                    model::SymbolicSession& session);

}  // namespace finalack::checker
