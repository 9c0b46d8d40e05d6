// Runs of a two-peer world that a test writes down by the names of their steps, and golden files.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "checker/concrete_system.hpp"
#include "model/worlds/two_peers.hpp"
#include "reports/runs/narrative.hpp"
#include "tests/support/play.hpp"

namespace finalack::reports {

template <unsigned Width> using Peers = checker::ConcreteSystem<model::TwoPeers<>, Width>;

/// A client that opens once and closes, a server that listens and closes.
inline model::TwoPeersConfig one_connection() {
  model::TwoPeersConfig config;
  config.users[0] = {.opens = 1, .closes = true};
  config.users[1] = {.listens = true, .listens_again = true, .closes = true};
  return config;
}

using finalack::testing::play;

inline Narrative told(const model::TwoPeersConfig& config, const std::vector<std::string>& stories,
                      std::optional<std::size_t> loop_start = std::nullopt) {
  const Peers<5> system{model::TwoPeers<>(config)};
  checker::Trace trace = play(system, stories);
  trace.loop_start = loop_start;
  return narrate(system, trace);
}

/// From CLOSED to CLOSED without a hitch.
inline std::vector<std::string> whole_life() {
  return {"client OPEN (active)",
          "server receives SYN",
          "client receives SYN,ACK",
          "server receives ACK",
          "client CLOSE",
          "server receives FIN,ACK",
          "client receives ACK",
          "server CLOSE",
          "client receives FIN,ACK",
          "server receives ACK",
          "client time-wait timeout"};
}

/// Some run of the system: at each state the successor that the next of `picks` points at.
inline checker::Trace wander(const checker::System& system, const std::vector<unsigned>& picks) {
  checker::Trace trace;
  checker::PackedState state = system.raw_initial();
  checker::Successors successors;
  for (const unsigned pick : picks) {
    system.expand_raw(state.data(), successors);
    if (successors.size() == 0) break;
    const std::size_t i = pick % successors.size();
    trace.actions.push_back(successors.actions[i]);
    const auto* after = successors.words.data() + i * system.words();
    state.assign(after, after + system.words());
  }
  return trace;
}

/// Compares with tests/reports/golden/`name`; with FINALACK_UPDATE_GOLDEN set, writes it.
inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::string file = std::string(FINALACK_SOURCE_DIR) + "/tests/reports/golden/" + name;
  if (std::getenv("FINALACK_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file) << actual;
    return;
  }
  std::ifstream in(file);
  ASSERT_TRUE(in) << file << " is missing; FINALACK_UPDATE_GOLDEN=1 writes it";
  std::ostringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(actual, expected.str()) << "differs from " << file << "; FINALACK_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace finalack::reports
