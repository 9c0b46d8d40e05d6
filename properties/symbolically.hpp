// Deciding properties with Z3: a world is lowered to a relation, and every counterexample replayed on native integers.
#pragma once

#include <functional>
#include <vector>

#include "checker/property.hpp"
#include "checker/symbolic/relation.hpp"
#include "checker/system.hpp"

namespace finalack::properties {

using Lowering = std::function<checker::Relation(model::SymbolicSession&)>;

/// Bounded model checking, or k-induction, at this width. The time that lowering takes is part of the budget.
std::vector<checker::Outcome> check_lowered(const Lowering& lowering, const checker::System& replayed_on,
                                            unsigned width, bool induction,
                                            const std::vector<checker::Property>& properties,
                                            const checker::Limits& limits, const checker::OnProgress& progress);

}  // namespace finalack::properties
