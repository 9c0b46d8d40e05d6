// The world of two clients behind one address: what is remembered of whom, and for how long.
#include "model/worlds/shared_address.hpp"

#include <string>

#include <gtest/gtest.h>

#include "model/choice.hpp"

namespace finalack::model {
namespace {

using D = Concrete<32>;

/// Driven by the names of actions; what is not enabled fails the test.
class SharedAddressRun {
 public:
  explicit SharedAddressRun(SharedAddressConfig config) : world_(config), state_(world_.initial<D>()) {}

  SharedAddressRun& does(const std::string& action) {
    const auto kinds = world_.actions();
    unsigned kind = 0;
    while (kind < kinds.size() && kinds[kind].name != action) ++kind;
    Choices choices;
    const ChoosingWith choosing(choices);
    const auto step = world_.step<D>(state_, kind, D::Bits<4>(0));
    EXPECT_TRUE(static_cast<bool>(step.enabled)) << action;
    state_ = step.next;
    return *this;
  }
  /// A client opens, and its connection is closed by the server first, up to TIME-WAIT.
  SharedAddressRun& lives(const std::string& who) {
    does("address " + who + ": OPEN (active)")
        .does("server receives from " + who)
        .does("address " + who + ": receives");
    does("server receives from " + who).does("server CLOSE to " + who).does("address " + who + ": receives");
    does("server receives from " + who).does("address " + who + ": CLOSE").does("server receives from " + who);
    return does("address " + who + ": receives");
  }
  const SharedAddressState<D>& state() const { return state_; }
  bool is_turned_away(const std::string& who) {
    does("address " + who + ": OPEN (active)").does("server receives from " + who);
    return static_cast<bool>(state_.turned_away);
  }

 private:
  SharedAddress world_;
  SharedAddressState<D> state_;
};

constexpr SharedAddressConfig kTranslator{.ahead = 2};

TEST(SharedAddress, RemembersTheLatestTimestampOfTimeWait) {
  SharedAddressRun run(kTranslator);
  run.lives("A");
  EXPECT_EQ(run.state().latest[0].raw(), 2U);
  EXPECT_TRUE(static_cast<bool>(run.state().remembers));
}

TEST(SharedAddress, TurnsAwayTheClientWhoseClockIsBehind) {
  SharedAddressRun run(kTranslator);
  EXPECT_TRUE(run.lives("A").is_turned_away("B"));
  EXPECT_EQ(run.state().b().state, State::SynSent);
}

TEST(SharedAddress, TakesItOnceItsClockHasComeSoFar) {
  SharedAddressRun run(kTranslator);
  run.lives("A").does("a tick of every clock").does("a tick of every clock");
  EXPECT_FALSE(run.is_turned_away("B"));
}

TEST(SharedAddress, TakesTheClientWhoseClockIsAhead) {
  SharedAddressRun run(kTranslator);
  EXPECT_FALSE(run.lives("B").is_turned_away("A"));
}

TEST(SharedAddress, TakesBothOfOneHostOrRememberedApart) {
  EXPECT_FALSE(SharedAddressRun({}).lives("A").is_turned_away("B"));
  EXPECT_FALSE(SharedAddressRun({.memory = TimestampMemory::PerConnection, .ahead = 2}).lives("A").is_turned_away("B"));
}

TEST(SharedAddress, LetsAClientSendOneSynInATick) {
  SharedAddressRun run(kTranslator);
  EXPECT_TRUE(run.lives("A").is_turned_away("B"));
  run.does("a tick of every clock").does("address B: retransmission timeout").does("server receives from B");
  EXPECT_TRUE(static_cast<bool>(run.state().turned_away));
  run.does("a tick of every clock").does("address B: retransmission timeout").does("server receives from B");
  EXPECT_FALSE(static_cast<bool>(run.state().turned_away));
}

}  // namespace
}  // namespace finalack::model
