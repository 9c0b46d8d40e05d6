// What tests do with two real connections.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "conform/world/real_system.hpp"

namespace finalack::conform::world {

template <template <class> class... Monitors> std::shared_ptr<const model::Watch<Domain>> watching() {
  return std::make_shared<model::WatchedBy<Domain, Monitors...>>();
}

/// Takes random steps, and calls `check(state before, step, canonical next)` at each.
inline void walk(const RealPeers& world, Peers state, unsigned seed, unsigned steps,
                 const std::function<void(const Peers&, const RealPeers::Step&)>& check) {
  std::mt19937 random(seed);
  const auto kinds = world.actions();
  for (unsigned i = 0; i < steps; ++i) {
    std::vector<RealPeers::Step> possible;
    for (unsigned kind = 0; kind < kinds.size(); ++kind) {
      for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
        auto step = world.step(state, kind, argument);
        if (step && !step->held_back) possible.push_back(std::move(*step));
      }
    }
    if (possible.empty()) return;
    RealPeers::Step& taken = possible[random() % possible.size()];
    check(state, taken);
    state = std::move(taken.next);
  }
}

}  // namespace finalack::conform::world
