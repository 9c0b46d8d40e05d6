// Known sizes. A change to the model, the packing or the symmetry that adds or loses states shows here first; one that
// is meant changes these numbers, and says why.
#include <gtest/gtest.h>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "model/worlds/two_peers.hpp"
#include "properties/configurations.hpp"

namespace finalack::properties {
namespace {

struct Size {
  std::uint64_t states;
  std::uint64_t transitions;
  friend bool operator==(const Size&, const Size&) = default;
  friend void PrintTo(const Size& size, std::ostream* out) { *out << size.states << " states, " << size.transitions; }
};

Size size_of(const TwoPeersConfig& config) {
  using World = model::TwoPeers<>;
  const checker::ConcreteSystem<World, 5> system(World(config), {{"nothing", [](const auto&) { return false; }}});
  const auto outcome = checker::check_explicit(system, {{checker::Property::Kind::Never, 0, {}, {}}}, {}).front();
  EXPECT_EQ(outcome.verdict.kind, checker::VerdictKind::Proved);
  return {outcome.states, outcome.transitions};
}

TwoPeersConfig small() {
  TwoPeersConfig c;
  c.network.capacity = 2;
  c.users[0].closes = c.users[1].closes = true;
  return c;
}

TEST(StateCount, OfTheThreeWayHandshake) { EXPECT_EQ(size_of(small()), (Size{15691, 89234})); }

TEST(StateCount, OfTheTwoWayHandshake) {
  TwoPeersConfig c = small();
  c.rules.handshake = model::Handshake::TwoWay;
  EXPECT_EQ(size_of(c), (Size{10342, 58033}));
}

TEST(StateCount, OfTheFourWayHandshake) {
  TwoPeersConfig c = small();
  c.rules.handshake = model::Handshake::FourWay;
  EXPECT_EQ(size_of(c), (Size{37711, 215260}));
}

TEST(StateCount, WithTwoIncarnationsOfTheClient) {
  TwoPeersConfig c = small();
  c.users[0].opens = 2;
  EXPECT_EQ(size_of(c), (Size{58929, 340605}));
}

TEST(StateCount, WithTextBothWays) {
  TwoPeersConfig c = small();
  c.users[0].sends = c.users[1].sends = 1;
  EXPECT_EQ(size_of(c), (Size{303592, 1763225}));
}

TEST(StateCount, OfANetworkThatKeepsOrder) {
  TwoPeersConfig c = small();
  c.network.reorders = false;
  EXPECT_EQ(size_of(c), (Size{9612, 49066}));
}

}  // namespace
}  // namespace finalack::properties
