// The relation says what the concrete step does, on random states of every toy and of the two-peer world; and what
// lowering does besides: bounds of the inputs, steps in halves, state that never changes.
#include <gtest/gtest.h>

#include "checker/symbolic/relation.hpp"
#include "model/worlds/two_peers.hpp"
#include "tests/checker/symbolic_agreement.hpp"

namespace finalack::checker {
namespace {

TEST(RelationAgrees, OnTheCounter) { expect_agreement(toys::Counter{}, 40); }
TEST(RelationAgrees, OnPeterson) {
  expect_agreement(toys::Peterson{}, 100);
  expect_agreement(toys::Peterson{.polite = false}, 100);
}
TEST(RelationAgrees, OnTheLossyChannel) { expect_agreement(toys::LossyChannel{}, 20); }
TEST(RelationAgrees, OnLocks) {
  expect_agreement(toys::Locks{}, 40);
  expect_agreement(toys::Locks{.same_order = true}, 40);
}
TEST(RelationAgrees, OnTickets) {
  using Tickets = toys::Tickets<false>;
  expect_agreement<4>(Tickets{}, 200);
  expect_agreement<16>(Tickets{}, 200);
}
TEST(RelationAgrees, OnTheBoundedQueue) { expect_agreement(toys::BoundedQueue{}, 40); }
TEST(RelationAgrees, OnDice) { expect_agreement(toys::Dice{}, 60); }
TEST(RelationAgrees, OnCells) { expect_agreement(toys::Cells<3>{}, 60); }

TEST(Relation, DoesNotEnableInputsOutOfRange) {
  const SymbolicToy toy(toys::Cells<3>{});
  const Numbers state(toy.relation.variables.size(), 0);
  EXPECT_TRUE(evaluated(toy.relation, state, {0, 2, 0}).enabled);
  EXPECT_FALSE(evaluated(toy.relation, state, {0, 3, 0}).enabled);
  EXPECT_FALSE(evaluated(toy.relation, state, {1, 0, 0}).enabled);
}

TEST(Relation, TakesAChoiceOutOfRangeForTheLastAlternative) {
  const SymbolicToy dice(toys::Dice{});
  EXPECT_EQ(evaluated(dice.relation, {0}, {0, 0, 7}).next, evaluated(dice.relation, {0}, {0, 0, 5}).next);
}

TEST(Relation, SaysWhichEncodingsAreStates) {
  const SymbolicToy locks(toys::Locks{});
  EXPECT_TRUE(evaluated(locks.relation, {2, 0}, {}).well_formed);
  EXPECT_FALSE(evaluated(locks.relation, {3, 0}, {}).well_formed);
  const SymbolicToy peterson(toys::Peterson{});  // four places in two bits
  EXPECT_EQ(peterson.relation.well_formed.truth(), true);
}

/// Remembers something of every part of a step that monitors see.
template <class D> struct Recorder {
  BOOST_HANA_DEFINE_STRUCT(Recorder<D>, (typename D::Bool, reset_seen), (typename D::Seq, last_arrived));

  void observe(const model::Moment<D>& moment) {
    if (moment.what.deed == model::Deed::Deliver) {
      if (moment.what.consumed.segment.rst) reset_seen = true;
      last_arrived = moment.what.consumed.segment.seq;
    }
    reset_seen = reset_seen & !(moment.after.server().state == model::State::Listen);
  }
};

/// Configurations that together use every piece of the world.
std::vector<model::TwoPeersConfig> two_peers() {
  std::vector<model::TwoPeersConfig> all(8);
  for (model::TwoPeersConfig& c : all) {
    for (model::User& user : c.users) {
      user.closes = user.aborts = true;
      user.sends = 2;
    }
    c.users[0].opens = 2;
  }
  all[1].rules.handshake = model::Handshake::TwoWay;
  all[1].isn = model::IsnPolicy::Constant;
  all[2].rules.handshake = model::Handshake::FourWay;
  all[2].network.reorders = false;
  all[3].network.duplicates = false;
  all[3].users[1].listens = false;
  all[3].users[1].opens = 1;
  all[4].rules.delays_ack = all[4].rules.defers_send = true;
  all[4].rules.receive_posted = false;
  all[4].network.capacity = 5;
  all[5].network.outlives = false;
  all[5].time_wait_timer = model::TimeWaitTimer::OutlastsPeer;
  all[5].users[0].crashes = 1;
  all[6].rules.syn_text = model::SynText::Queued;
  all[6].rules.rfc5961 = true;
  all[6].isn = model::IsnPolicy::Reused;
  all[7].network.capacity = 6;
  all[7].rules.closing = model::Closing::MergedFin;
  all[7].rules.fin_wait_2_timeout = true;
  return all;
}

TEST(RelationAgrees, OnTwoPeers) {
  for (const model::TwoPeersConfig& config : two_peers()) {
    expect_agreement<5>(model::TwoPeers<Recorder>(config), 15);
    expect_agreement<32>(model::TwoPeers<Recorder>(config), 15);
    if (HasFatalFailure()) return;
  }
}

template <class D> struct TwoState {
  BOOST_HANA_DEFINE_STRUCT(TwoState<D>, (typename D::template Bits<3>, used), (typename D::template Bits<3>, unused),
                           (typename D::Bool, latch));
};
template <class D> struct TwoEffect {
  BOOST_HANA_DEFINE_STRUCT(TwoEffect<D>, (typename D::template Bits<3>, add), (typename D::Bool, odd));
};

/// Adds one or two in halves; `unused` moves only once `latch` is set, which nothing does.
struct InHalves {
  template <class D> using State = TwoState<D>;
  template <class D> using Effect = TwoEffect<D>;
  std::string name() const { return "in halves"; }
  std::vector<model::ActionKind> actions() const { return {{"one"}, {"two"}}; }
  model::Scope scope() const { return {}; }
  template <class D> State<D> initial() const {
    State<D> s;
    s.unused = 5;
    return s;
  }
  template <class D> Effect<D> begin(const State<D>&, unsigned action, typename D::template Bits<4>) const {
    return {action + 1, action == 0};
  }
  template <class D> model::Step<D, State<D>> finish(const State<D>& before, const Effect<D>& effect) const {
    State<D> next = before;
    next.used = before.used + effect.add;
    next.unused = D::select(before.latch, before.unused + 1, before.unused);
    return {effect.odd | (before.used != 0), false, next};
  }
  template <class D>
  model::Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4> argument) const {
    return finish<D>(s, begin<D>(s, action, argument));
  }
};

TEST(RelationAgrees, OnAWorldWhoseStepHasTwoHalves) { expect_agreement(InHalves{}, 20); }

TEST(Relation, PutsLiteralsForStateThatNeverChanges) {
  const SymbolicToy toy(InHalves{}, Both{"p", [](const auto& s) { return s.unused == 6; }});
  const auto& variables = toy.relation.variables;
  ASSERT_EQ(variables.size(), 3U);
  EXPECT_FALSE(variables[0].fixed);
  EXPECT_TRUE(variables[1].fixed);
  EXPECT_EQ(variables[1].current.number(), 5U);
  EXPECT_TRUE(variables[2].fixed);
  EXPECT_EQ(toy.relation.predicates[0].holds.truth(), false);
}

TEST(Relation, CountsItsPaths) {
  const SymbolicToy toy(InHalves{});
  EXPECT_EQ(toy.relation.paths, 4U);  // initial, one per kind, the second half once
  EXPECT_NE(toy.relation.statistics().find("4 paths, "), std::string::npos);
  EXPECT_NE(toy.relation.statistics().find("2 of 3 variables fixed"), std::string::npos);
}

}  // namespace
}  // namespace finalack::checker
