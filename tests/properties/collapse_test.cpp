// The search goes through states that are collapsed into parts; replay goes through the world's own step. They share
// the first half of a step and nothing else: canonical forms, the network, fresh numbers and what is held back are
// stated twice. So both are asked for the successors of the same states, in every configuration of the catalogue.
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/worlds/two_peers_system.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"
#include "properties/two_peers_subject.hpp"
#include "tests/properties/cases.hpp"

namespace finalack::properties {
namespace {

using checker::Explorer;
using checker::PackedState;
using checker::Successors;
using checker::System;
using model::Action;
using model::TwoPeersConfig;

struct Configuration {
  std::string name;
  TwoPeersConfig config;
  unsigned width;

  friend void PrintTo(const Configuration& c, std::ostream* out) { *out << c.name; }
};

/// Each once, under the name of the first case that uses it.
std::vector<Configuration> configurations() {
  std::vector<Configuration> all;
  const auto add = [&](const std::string& name, const TwoPeersConfig& config, unsigned width) {
    for (const Configuration& known : all) {
      if (known.width == width && known.config == config) return;
    }
    all.push_back({name, config, width});
  };
  for (const Claim& claim : catalogue().claims()) {
    for (const Case& which : claim.cases) {
      const auto* subject = dynamic_cast<const TwoPeersSubject*>(which.subject.get());
      if (subject == nullptr) continue;
      const std::string name = claim.id + "_" + which.variant;
      add(name, subject->configuration(Bounds::Default), 5);
      add(name + "_deep", subject->configuration(Bounds::Deep), 6);
    }
  }
  const auto reordering_off = [](TwoPeersConfig config) {
    config.network.reorders = false;
    return config;
  };
  add("ordered", reordering_off(opening(Bounds::Default)), 5);
  TwoPeersConfig outdone = opening(Bounds::Default);
  outdone.network.outlives = false;
  add("nothing outlives its connection", outdone, 5);
  return all;
}

std::unique_ptr<System> system_of(const Configuration& c) {
  const auto& watch = watches<Acquaintance, Delivery>();
  const model::TwoPeersBase world(c.config);
  if (c.width == 5) return checker::two_peers_system<5>(world, watch.at_5, {});
  return checker::two_peers_system<6>(world, watch.at_6, {});
}

PackedState at(const Successors& successors, std::size_t i, unsigned words) {
  const checker::Word* begin = successors.words.data() + i * words;
  return {begin, begin + words};
}

class Collapse : public testing::TestWithParam<Configuration> {};

TEST_P(Collapse, HasTheSuccessorsOfTheWorldItself) {
  constexpr std::size_t kStates = 3000;
  const auto system = system_of(GetParam());
  const auto explorer = system->explorer();
  std::set<PackedState> seen;
  std::vector<PackedState> queue{explorer->initial()};
  ASSERT_EQ(explorer->unfolded(queue.front().data()), system->initial());

  Successors collapsed;
  Successors plain;
  for (std::size_t next = 0; next < queue.size() && next < kStates; ++next) {
    const PackedState stored = queue[next];
    const PackedState whole = explorer->unfolded(stored.data());
    ASSERT_EQ(system->canonical(whole.data()), whole) << "state " << next << " is not in canonical form";
    explorer->expand(stored.data(), collapsed);
    system->expand(whole.data(), plain);
    ASSERT_EQ(std::vector(collapsed.actions.begin(), collapsed.actions.end()),
              std::vector(plain.actions.begin(), plain.actions.end()))
        << "state " << next;
    ASSERT_EQ(collapsed.held, plain.held) << "state " << next;
    for (std::size_t i = 0; i < collapsed.size(); ++i) {
      const PackedState successor = at(collapsed, i, explorer->words());
      ASSERT_EQ(explorer->unfolded(successor.data()), at(plain, i, system->words()))
          << "state " << next << ", " << system->action_name(collapsed.actions[i]);
      if (seen.insert(successor).second) queue.push_back(successor);
    }
  }
}

TEST_P(Collapse, StoresEqualStatesAsEqualWords) {
  const auto system = system_of(GetParam());
  const auto explorer = system->explorer();
  std::map<PackedState, PackedState> stored_by_state;
  std::vector<PackedState> queue{explorer->initial()};
  Successors successors;
  for (std::size_t next = 0; next < queue.size() && next < 1000; ++next) {
    explorer->expand(PackedState(queue[next]).data(), successors);
    for (std::size_t i = 0; i < successors.size(); ++i) {
      const PackedState stored = at(successors, i, explorer->words());
      const auto [known, is_new] = stored_by_state.emplace(explorer->unfolded(stored.data()), stored);
      ASSERT_EQ(known->second, stored);
      if (is_new) queue.push_back(stored);
    }
  }
}

/// Every state, where that is few: TIME-WAIT is entered too late for the first few thousand of them.
TEST(CollapseOfReopening, HasAsManyStatesAsTheWorldWhereTimeWaitIsReopened) {
  using World = model::TwoPeers<>;
  for (const auto reopening : {model::Reopening::GreaterSeq, model::Reopening::MayReturn}) {
    for (const auto isn : {model::IsnPolicy::Fresh, model::IsnPolicy::Falling, model::IsnPolicy::Reused}) {
      TwoPeersConfig c;
      c.users[0] = {.opens = 2, .closes = true};
      c.users[1].closes = true;
      c.network.capacity = 2;
      c.network.duplicates = false;
      c.rules.reopening = reopening;
      c.isn = isn;
      const std::vector<checker::Property> nothing{{checker::Property::Kind::Never, 0, {}, {}}};
      const checker::ConcreteSystem<World, 5> plain(World(c), {{"nothing", [](const auto&) { return false; }}});
      const auto collapsed = checker::two_peers_system<5>(
          model::TwoPeersBase(c), watches<>().at_5,
          {{"nothing", [](const auto&, const auto&) { return model::concrete::Bool(false); }}});
      const auto of_world = checker::check_explicit(plain, nothing, {}).front();
      const auto of_collapsed = checker::check_explicit(*collapsed, nothing, {}).front();
      EXPECT_EQ(of_world.states, of_collapsed.states);
      EXPECT_EQ(of_world.transitions, of_collapsed.transitions);
      EXPECT_GT(of_world.states, 10000U);
    }
  }
}

std::string name_of(const testing::TestParamInfo<Configuration>& c) { return identifier(c.param.name); }

INSTANTIATE_TEST_SUITE_P(Catalogue, Collapse, testing::ValuesIn(configurations()), name_of);

}  // namespace
}  // namespace finalack::properties
