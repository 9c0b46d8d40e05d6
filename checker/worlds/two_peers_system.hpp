// The two-peer world as a System: compiled once per width, whatever watches it.
//
// Replay and everything that people read go through the world's own step, on states packed leaf by leaf: the history
// first, then the core, as the symbolic relation lists its variables. The search goes through the collapsed form
// (model/worlds/collapse), which is several times as fast and half as large. Tests hold the two against each other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checker/system.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::checker {

/// A predicate over a core and the history that the watch keeps of it.
template <class D> struct WatchedPredicate {
  std::string name;
  std::function<typename D::Bool(const model::TwoPeersCore<D>&, const model::History<D>&)> holds;
};

/// `width` is 5, 6 or 32, and that of `D` is Concrete<width>. At most 64 predicates.
template <unsigned Width>
std::unique_ptr<System> two_peers_system(model::TwoPeersBase world,
                                         std::shared_ptr<const model::Watch<model::Concrete<Width>>> watch,
                                         std::vector<WatchedPredicate<model::Concrete<Width>>> predicates);

}  // namespace finalack::checker
