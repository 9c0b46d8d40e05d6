// What the toy worlds share: names, and the two ways in which a step without bounds can end.
#pragma once

#include "model/world.hpp"

namespace finalack::checker::toys {

using model::ActionKind;
using model::Fairness;
using model::Scope;
using model::Step;

/// The step that is taken, and the one that is not enabled.
template <class D, class S> Step<D, S> taken(const S& next) { return {true, false, next}; }
template <class D, class S> Step<D, S> disabled(const S& same) { return {false, false, same}; }

}  // namespace finalack::checker::toys
