// Two real connections as a world: that its states are whole, and that what makes them fewer loses nothing.
#include "tests/conform/real_peers.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "checker/explicit_engine.hpp"
#include "conform/world/real_system.hpp"
#include "conform/world/state/bytes.hpp"
#include "conform/world/state/fields.hpp"
#include "conform/world/state/numbers.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"
#include "properties/two_peers_subject.hpp"

namespace finalack::conform::world {
namespace {

using checker::PackedState;
using checker::Successors;
using model::TwoPeersConfig;
using properties::Bounds;

struct Configuration {
  std::string name;
  TwoPeersConfig config;
  friend void PrintTo(const Configuration& c, std::ostream* out) { *out << c.name; }
};

std::vector<Configuration> configurations() {
  TwoPeersConfig life = properties::one_life(Bounds::Default);
  life.network.capacity = 2;
  TwoPeersConfig text = properties::closing(1, 1)(Bounds::Default);
  text.network.capacity = 2;
  TwoPeersConfig unread = text;
  unread.rules.receive_posted = false;
  unread.rules.unread_text_resets = true;
  TwoPeersConfig patient = properties::on_fair_network(properties::closing(0, 1))(Bounds::Default);
  TwoPeersConfig ordered = life;
  ordered.network.reorders = false;
  ordered.network.duplicates = true;
  TwoPeersConfig outdone = properties::opening(Bounds::Default);
  outdone.network.outlives = false;
  outdone.network.capacity = 2;
  TwoPeersConfig reused = properties::aborting(Bounds::Default);
  reused.isn = model::IsnPolicy::Reused;
  TwoPeersConfig crashing = properties::aborting(Bounds::Default);
  crashing.users[0].crashes = crashing.users[1].crashes = 1;
  crashing.rules.rfc5961 = true;
  TwoPeersConfig waiting = life;
  waiting.time_wait_timer = model::TimeWaitTimer::OutlastsPeer;
  waiting.rules.close_aborts = true;
  return {{"one life", life},         {"text", text},        {"unread text", unread},
          {"patient", patient},       {"ordered", ordered},  {"nothing outlives its connection", outdone},
          {"ISS used again", reused}, {"crashes", crashing}, {"lasting TIME-WAIT", waiting}};
}

class RealPeersIn : public testing::TestWithParam<Configuration> {};
INSTANTIATE_TEST_SUITE_P(Configurations, RealPeersIn, testing::ValuesIn(configurations()),
                         [](const auto& param) { return std::to_string(param.index); });

/// The successors as the system packs them, how often each.
std::map<PackedState, int> unfolded(const checker::Explorer& explorer, const Successors& successors) {
  std::map<PackedState, int> all;
  for (std::size_t i = 0; i < successors.size(); ++i) {
    ++all[explorer.unfolded(successors.words.data() + i * explorer.words())];
  }
  return all;
}

std::map<PackedState, int> packed(const Successors& successors) {
  std::map<PackedState, int> all;
  for (std::size_t i = 0; i < successors.size(); ++i) {
    const checker::Word* words = successors.words.data() + i * 3;
    ++all[{words, words + 3}];
  }
  return all;
}

TEST_P(RealPeersIn, AreTheSameCollapsedAndNot) {
  const auto system =
      real_system(RealPeers(GetParam().config), watching<properties::Kinship, properties::Delivery>(), {});
  const auto explorer = system->explorer();
  const unsigned words = explorer->words();
  std::vector<PackedState> level{explorer->initial()};
  std::mt19937 random(1);
  Successors collapsed;
  Successors whole;
  for (unsigned depth = 0; depth < 30 && !level.empty(); ++depth) {
    std::vector<PackedState> next;
    for (const PackedState& state : level) {
      explorer->expand(state.data(), collapsed);
      system->expand(explorer->unfolded(state.data()).data(), whole);
      ASSERT_EQ(unfolded(*explorer, collapsed), packed(whole));
      ASSERT_EQ(collapsed.held.size(), whole.held.size());
      for (std::size_t i = 0; i < collapsed.size(); ++i) {
        const checker::Word* first = collapsed.words.data() + i * words;
        next.emplace_back(first, first + words);
      }
    }
    std::shuffle(next.begin(), next.end(), random);
    if (next.size() > 60) next.resize(60);
    level = std::move(next);
  }
}

/// The states that `explored` reaches in `depth` steps, as `shown` has them.
std::set<std::string> reachable(const RealPeers& explored, const RealPeers& shown, unsigned depth) {
  std::set<std::string> known;
  std::set<std::string> states;
  std::vector<Peers> level{explored.initial()};
  const auto kinds = explored.actions();
  for (unsigned d = 0; d <= depth; ++d) {
    std::vector<Peers> next;
    for (Peers& state : level) {
      explored.canonicalise(state);
      if (!known.insert(bytes_of(state)).second) continue;
      for (unsigned kind = 0; kind < kinds.size(); ++kind) {
        for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
          auto step = explored.step(state, kind, argument);
          if (step && !step->held_back) next.push_back(std::move(step->next));
        }
      }
      shown.canonicalise(state);
      states.insert(bytes_of(state));
    }
    level = std::move(next);
  }
  return states;
}

TEST_P(RealPeersIn, LoseNothingByCuttingGaps) {
  const RealPeers cutting(GetParam().config);
  RealPeers sparing(GetParam().config);
  sparing.set_longest_gap(cutting.longest_gap() + 5);
  EXPECT_EQ(reachable(cutting, cutting, 8), reachable(sparing, cutting, 8));
}

TEST_P(RealPeersIn, CareWhereNumbersBeginOnlyIfTheyComeAgain) {
  const RealPeers world(GetParam().config);
  const auto canonical_walk = [&](std::uint32_t by, unsigned seed) {
    std::vector<std::string> states;
    Peers state = world.initial();
    for (End& end : state.ends) end.isn = end.isn + by;
    walk(world, state, seed, 60, [&](const Peers&, const RealPeers::Step& step) {
      Peers next = step.next;
      world.canonicalise(next);
      states.push_back(bytes_of(next));
    });
    return states;
  };
  const bool is_fresh = GetParam().config.isn == model::IsnPolicy::Fresh;
  for (unsigned seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(canonical_walk(0, seed) == canonical_walk(12345, seed), is_fresh);
  }
}

TEST_P(RealPeersIn, SendNothingThatTheModelHasNoWordFor) {
  const RealPeers world(GetParam().config);
  for (unsigned seed = 0; seed < 20; ++seed) {
    walk(world, world.initial(), seed, 60, [&](const Peers&, const RealPeers::Step& step) {
      for (const auto& flight : step.next.network) {
        if (!flight) continue;
        EXPECT_LE(flight->text, 1);
        EXPECT_FALSE(flight->header.flags.urg);
        EXPECT_FALSE(flight->header.options.has_timestamps);
        EXPECT_EQ(flight->header.options.sack_count, 0);
      }
      for (const End& end : step.next.ends) EXPECT_LE(end.connection.congestion().window(), 10U);
    });
  }
}

/// Changes the field that it meets as number `chosen`.
struct Changer {
  unsigned chosen;
  unsigned met = 0;
  std::string changed{};

  template <class T> void operator()(const char* name, T& field, Space space) {
    if constexpr (impl::HasFields<T, Changer>) {
      impl::visit_fields(field, *this, space);
    } else if (met++ == chosen) {
      changed = change(field) ? name : "";
    }
  }
  bool change(bool& field) {
    field = !field;
    return true;
  }
  template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
  bool change(T& field) {
    field = static_cast<T>(static_cast<unsigned long>(field) ^ 1U);
    return true;
  }
  bool change(impl::SequenceNumber& field) { return change(field.value); }
  bool change(impl::Time& field) {
    field -= impl::Duration(1);
    return true;
  }
  bool change(impl::Duration& field) {
    field += impl::Duration(1);
    return true;
  }
  bool change(impl::Flags& field) {
    field.psh = !field.psh;
    return true;
  }
  template <class T> bool change(std::optional<T>& field) {
    if (field) {
      field.reset();
    } else {
      field.emplace();
    }
    return true;
  }
  template <class T> bool change(std::vector<T>& field) {
    field.emplace_back();
    return true;
  }
  template <class T, std::size_t N> bool change(std::array<T, N>& field) { return change(field.back()); }
  bool change(impl::SackBlock& field) { return change(field.right); }
  bool change(auto&) { return false; }  // the settings, which all ends share
};

TEST(BytesOf, TellApartEndsThatDifferInAnyField) {
  const End end = RealPeers(properties::one_life(Bounds::Default)).initial().ends[0];
  unsigned changes = 0;
  for (unsigned i = 0;; ++i) {
    End other = end;
    Changer changer{.chosen = i};
    visit_end(other, changer);
    if (i >= changer.met) break;
    if (changer.changed.empty()) continue;
    ++changes;
    EXPECT_NE(bytes_of(end), bytes_of(other)) << changer.changed;
  }
  EXPECT_GT(changes, 70U);
}

TEST(BytesOf, TellApartSegmentsThatDifferInAnyField) {
  for (unsigned i = 0;; ++i) {
    Envelope other;
    Changer changer{.chosen = i};
    visit_envelope(other, changer);
    if (i >= changer.met) break;
    EXPECT_NE(bytes_of(Envelope{}), bytes_of(other)) << changer.changed;
  }
}

TEST(RealPeers, CallWhatAFastRetransmitSendsATimeoutOfTheModels) {
  TwoPeersConfig config = properties::closing(0, 0)(Bounds::Default);
  config.network.capacity = 2;
  const RealPeers world(config);
  unsigned again = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    walk(world, world.initial(), seed, 60, [&](const Peers& before, const RealPeers::Step& step) {
      if (!step.what.emitted.present || !step.what.emitted.segment.fin) return;
      const unsigned side = step.what.at_server ? model::kServer : model::kClient;
      const auto nxt = world.as_model().host(side, before.ends[side]).tcb.snd_nxt;
      const bool is_old = bool(step.what.emitted.segment.seq < nxt);
      again += is_old;
      EXPECT_EQ(is_old, model::Deed(step.what.deed) == model::Deed::RetransmissionTimeout);
    });
  }
  EXPECT_GT(again, 20U);
}

/// Steps of this kind in random walks; `check(before, after)` of the end concerned.
unsigned count_of(const TwoPeersConfig& config, Happens::Own own,
                  const std::function<void(const End& before, const End& after)>& check) {
  const RealPeers world(config);
  unsigned seen = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    walk(world, world.initial(), seed, 60, [&](const Peers& before, const RealPeers::Step&) {
      for (unsigned kind = 0; kind < world.entries().size(); ++kind) {
        const auto& [what, side] = world.entries()[kind];
        if (what.own != own) continue;
        const auto step = world.step(before, kind, 0);
        if (!step || step->held_back) continue;
        ++seen;
        check(before.ends[side], step->next.ends[side]);
      }
    });
  }
  return seen;
}

TEST(RealPeers, MayThrowAwayTextBehindAGap) {
  TwoPeersConfig config = properties::closing(2, 0)(Bounds::Default);
  config.users[0].closes = config.users[1].closes = false;
  const auto check = [](const End& before, const End& after) {
    EXPECT_TRUE(before.connection.received().has_gap());
    EXPECT_FALSE(after.connection.received().has_gap());
    EXPECT_EQ(before.connection.tcb().rcv_nxt, after.connection.tcb().rcv_nxt);
  };
  EXPECT_GT(count_of(config, Happens::Own::HeldText, check), 0U);
}

TEST(RealPeers, ProbeAClosedWindow) {
  TwoPeersConfig config = properties::closing(3, 0)(Bounds::Default);
  config.users[0].closes = config.users[1].closes = false;
  config.rules.receive_posted = false;
  const auto check = [](const End& before, const End& after) {
    EXPECT_GT(before.connection.unsent(), 0U);
    EXPECT_EQ(before.connection.tcb().snd_una, before.connection.tcb().snd_nxt);
    EXPECT_EQ(after.connection.tcb().snd_nxt - before.connection.tcb().snd_nxt, 1U);
  };
  EXPECT_GT(count_of(config, Happens::Own::Persist, check), 0U);
}

}  // namespace
}  // namespace finalack::conform::world
