// A run of the two-peer world, written down by its stories, on clocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/timing/realisation.hpp"
#include "checker/worlds/two_peers_system.hpp"
#include "tests/support/play.hpp"

namespace finalack::checker {

using Stories = std::vector<std::string>;

/// A client that opens once and closes, a server that listens and closes; nothing is copied.
inline model::TwoPeersConfig uncopied() {
  model::TwoPeersConfig config;
  config.users[0] = {.opens = 1, .sends = 2, .closes = true, .aborts = true};
  config.users[1] = {.listens = true, .sends = 1, .closes = true};
  config.network.duplicates = false;
  config.network.capacity = 4;
  return config;
}

inline std::unique_ptr<System> peers(const model::TwoPeersConfig& config,
                                     std::vector<WatchedPredicate<model::Concrete<5>>> predicates = {}) {
  return two_peers_system<5>(model::TwoPeersBase(config), std::make_shared<model::WatchedBy<model::Concrete<5>>>(),
                             std::move(predicates));
}

inline Timing timed(const model::TwoPeersConfig& config, const Stories& stories,
                    const TimingParameters& parameters = {}) {
  const auto system = peers(config);
  return *realisation(*system, testing::play(*system, stories), parameters);
}

/// What stands before, then the rest.
inline Stories operator+(Stories before, const Stories& rest) {
  before.insert(before.end(), rest.begin(), rest.end());
  return before;
}

inline Stories opened() {
  return {"client OPEN (active)", "server receives SYN", "client receives SYN,ACK", "server receives ACK"};
}

/// To TIME-WAIT and LAST-ACK; the fourth segment is in flight.
inline Stories closed_but_for_the_last_ack() {
  return opened() + Stories{"client CLOSE", "server receives FIN,ACK", "client receives ACK", "server CLOSE",
                            "client receives FIN,ACK"};
}

}  // namespace finalack::checker
