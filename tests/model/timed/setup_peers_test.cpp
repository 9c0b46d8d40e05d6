// The world of connection set-up, step by step on integers: when things may happen, and when they must.
#include "model/worlds/timed/setup_peers.hpp"

#include <string>

#include <gtest/gtest.h>

#include "model/domain/ticks.hpp"

namespace finalack::model {
namespace {

using D = InTicks<Concrete<5>>;

constexpr unsigned kFirst = 0;   // client receives: a SYN,ACK; server receives: what it answers
constexpr unsigned kSecond = 1;  // a RST; text

/// Drives the world; MSL 4, RTO 3, think 2 ticks unless something else is said.
class Drive {
 public:
  explicit Drive(const SetupConfig& config = {}, const SetupParameters<D>& parameters = {4, 3, 2})
      : peers_(config), parameters_(parameters), state_(peers_.initial<D>(parameters)) {}

  bool can(const std::string& name, unsigned argument = 0) const { return bool(taken(name, argument).enabled); }
  bool step(const std::string& name, unsigned argument = 0) {
    const auto step = taken(name, argument);
    if (step.enabled) state_ = step.next;
    return bool(step.enabled);
  }
  bool pass(unsigned ticks) {
    for (unsigned i = 0; i < ticks; ++i) {
      if (!step("time passes")) return false;
    }
    return true;
  }
  /// The server's timer fires, all of its interval having passed.
  bool expires(unsigned interval) { return pass(interval) && step("server retransmission timeout"); }

  bool client_in(State state) const { return bool(peers_.client_is<D>(state_, state)); }
  bool server_in(State state) const { return bool(peers_.server_is<D>(state_, state)); }
  unsigned syn_acks() const {
    unsigned count = 0;
    for (const auto& sent : state_.syn_acks) count += sent.present.raw();
    return count;
  }
  const SetupState<D>& state() const { return state_; }
  const SetupHistory<D>& history() const { return state_.history; }

 private:
  Step<D, SetupState<D>> taken(const std::string& name, unsigned argument) const {
    const auto kinds = peers_.actions();
    for (unsigned kind = 0; kind < kinds.size(); ++kind) {
      if (kinds[kind].name != name) continue;
      SetupInputs<D> inputs;
      inputs.argument = argument;
      return peers_.step<D>(parameters_, state_, kind, inputs);
    }
    return {};
  }

  SetupPeers peers_;
  SetupParameters<D> parameters_;
  SetupState<D> state_;
};

TEST(SetupPeers, BeginWithTheFirstSynAckUnderWay) {
  const Drive run;
  EXPECT_TRUE(run.client_in(State::SynSent) && run.server_in(State::SynReceived));
  EXPECT_EQ(run.syn_acks(), 1U);
}

TEST(SetupPeers, CompleteTheHandshakeByTheThirdSegment) {
  Drive run;
  EXPECT_TRUE(run.step("client receives", kFirst));
  EXPECT_TRUE(run.client_in(State::Established));
  EXPECT_TRUE(run.step("server receives", kFirst));
  EXPECT_TRUE(run.server_in(State::Established));
  EXPECT_FALSE(run.history().completed) << "it was not the text";
  EXPECT_TRUE(run.pass(2)) << "the server's timer is off";
}

TEST(SetupPeers, CompleteTheHandshakeByTextWhereTheThirdSegmentIsLost) {
  Drive run;
  EXPECT_TRUE(run.step("client receives, its answer is lost"));
  EXPECT_FALSE(run.can("server receives", kFirst));
  EXPECT_TRUE(run.step("client SEND"));
  EXPECT_TRUE(run.step("server receives", kSecond));
  EXPECT_TRUE(run.server_in(State::Established));
  EXPECT_TRUE(run.history().answer_lost & run.history().completed & !run.history().failed);
}

TEST(SetupPeers, DeliverWithinMsl) {
  Drive run({}, {4, 9, 2});
  EXPECT_TRUE(run.pass(4));
  EXPECT_FALSE(run.can("time passes"));  // a segment of age MSL may still arrive, and nothing is older
  EXPECT_TRUE(run.step("client receives", kFirst));
  EXPECT_TRUE(run.can("time passes"));
}

TEST(SetupPeers, SendTheSynAckAgainWhenTheTimerIsDueAndNotBefore) {
  Drive run;
  EXPECT_TRUE(run.pass(2));
  EXPECT_FALSE(run.can("server retransmission timeout"));
  EXPECT_TRUE(run.pass(1));
  EXPECT_FALSE(run.can("time passes"));  // a timer that is due fires
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_EQ(run.syn_acks(), 2U);
}

TEST(SetupPeers, DoubleTheIntervalUntilTheServerGivesUp) {
  Drive run({.retry_limit = 2}, {50, 2, 2});
  EXPECT_TRUE(run.expires(2) && run.expires(4));
  EXPECT_FALSE(run.history().gave_up);
  EXPECT_TRUE(run.expires(8));
  EXPECT_TRUE(run.history().gave_up);
  EXPECT_TRUE(run.server_in(State::Listen));
  EXPECT_EQ(run.syn_acks(), 3U);
}

TEST(SetupPeers, CountWhatATcbDoesNot) {
  Drive run({.retry_limit = 5}, {200, 1, 2});
  EXPECT_TRUE(run.expires(1) && run.expires(2) && run.expires(4) && run.expires(8) && run.expires(16));
  EXPECT_EQ(run.syn_acks(), 6U);
  EXPECT_FALSE(run.history().gave_up);
  EXPECT_TRUE(run.expires(32));
  EXPECT_TRUE(run.history().gave_up);
  EXPECT_TRUE(run.server_in(State::Listen));
}

TEST(SetupPeers, KeepTheIntervalWhereItIsConstant) {
  Drive run({.retry_limit = 2, .backoff = Backoff::Constant}, {50, 2, 2});
  EXPECT_TRUE(run.expires(2) && run.expires(2) && run.expires(2));
  EXPECT_TRUE(run.history().gave_up);
}

TEST(SetupPeers, LetWhatArrivesComeBeforeTheTimer) {
  Drive run({}, {3, 3, 2});
  EXPECT_TRUE(run.pass(3));
  EXPECT_FALSE(run.can("server retransmission timeout"));  // the SYN,ACK is MSL old: it arrives first
  EXPECT_TRUE(run.step("client receives", kFirst));
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_FALSE(run.can("client receives", kFirst));  // and after a timer nothing arrives at this instant
  EXPECT_FALSE(run.can("server receives", kFirst));
  EXPECT_TRUE(run.pass(1));
  EXPECT_TRUE(run.can("client receives", kFirst) && run.can("server receives", kFirst));
}

TEST(SetupPeers, LetTheClientSpeakWithinItsTimeAndNoLater) {
  Drive run({}, {9, 9, 2});
  EXPECT_FALSE(run.can("client SEND")) << "it is not yet ESTABLISHED";
  EXPECT_TRUE(run.pass(1));
  EXPECT_TRUE(run.step("client receives, its answer is lost"));
  EXPECT_TRUE(run.can("client SEND"));
  EXPECT_TRUE(run.pass(2));
  EXPECT_FALSE(run.can("time passes"));
  EXPECT_TRUE(run.step("client SEND"));
  EXPECT_FALSE(run.can("client SEND")) << "it has one unit to say";
}

TEST(SetupPeers, DoNotGiveTheClientMoreTimeForASynAckThatComesAgain) {
  Drive run({}, {4, 1, 3});
  EXPECT_TRUE(run.step("client receives, its answer is lost"));
  EXPECT_TRUE(run.expires(1));
  EXPECT_TRUE(run.pass(1));
  EXPECT_TRUE(run.step("client receives, its answer is lost"));
  EXPECT_EQ(run.state().speaks_by.raw(), 3U);
}

TEST(SetupPeers, AnswerASynAckThatComesAgain) {
  Drive run;
  EXPECT_TRUE(run.step("client receives, its answer is lost") && run.step("client SEND"));
  EXPECT_TRUE(run.expires(3) && run.pass(1));
  EXPECT_TRUE(run.step("client receives", kFirst));
  EXPECT_TRUE(run.step("server receives", kFirst)) << "the answer overtakes the text";
  EXPECT_TRUE(run.server_in(State::Established));
}

TEST(SetupPeers, ResetAClientWhoseTextIsTooLate) {
  Drive run({.retry_limit = 0}, {4, 3, 2});
  EXPECT_TRUE(run.step("client receives, its answer is lost") && run.pass(2) && run.step("client SEND"));
  EXPECT_TRUE(run.expires(1));
  EXPECT_FALSE(run.can("server receives", kSecond)) << "not at the very instant at which the timer fired";
  EXPECT_TRUE(run.pass(1));
  EXPECT_TRUE(run.step("server receives", kSecond));
  EXPECT_TRUE(run.history().failed & run.history().drew_rst & !run.history().completed);
  EXPECT_TRUE(run.step("client receives", kSecond));
  EXPECT_TRUE(run.client_in(State::Closed));
  EXPECT_TRUE(run.history().was_reset);
}

TEST(SetupPeers, ResetAClientWhoseAnswerIsTooLate) {
  Drive run({.retry_limit = 0}, {4, 3, 9});
  EXPECT_TRUE(run.step("client receives", kFirst) && run.expires(3) && run.pass(1));
  EXPECT_TRUE(run.step("server receives", kFirst));
  EXPECT_TRUE(run.step("client receives", kSecond));
  EXPECT_TRUE(run.history().was_reset & !run.history().drew_rst) << "there was no text";
  EXPECT_FALSE(run.can("client SEND"));
}

TEST(SetupPeers, LoseNoMoreAnswersThanIsSaid) {
  Drive run({.answers_to_lose = 1});
  EXPECT_TRUE(run.step("client receives, its answer is lost"));
  EXPECT_TRUE(run.step("client SEND") && run.expires(3) && run.pass(1));
  EXPECT_FALSE(run.can("client receives, its answer is lost"));
  EXPECT_TRUE(run.can("client receives", kFirst));
}

TEST(SetupPeers, LoseNoMoreSynAcksThanIsSaid) {
  EXPECT_FALSE(Drive().can("network: loses a SYN,ACK"));
  Drive run({.syn_acks_to_lose = 1});
  EXPECT_TRUE(run.step("network: loses a SYN,ACK"));
  EXPECT_FALSE(run.can("client receives", kFirst));
  EXPECT_TRUE(run.expires(3));
  EXPECT_FALSE(run.can("network: loses a SYN,ACK"));
}

TEST(SetupPeers, RefuseWhatCannotBeCounted) {
  EXPECT_THROW(SetupPeers({.retry_limit = 6}), std::logic_error);
  EXPECT_THROW(SetupPeers({.answers_to_lose = 16}), std::logic_error);
  EXPECT_THROW(SetupPeers({.syn_acks_to_lose = 16}), std::logic_error);
}

/// What the world leaves out, because nothing depends on it.
TEST(SetupPeers, NeedNoSynThatIsSentAgain) {
  const SetupPeers peers({});
  const auto& table = peers.table();
  const auto& client = table.hosts(kClient).front();
  Rules rules;
  Event<ReactionTable::Numbers> event{EventKind::RetransmissionTimeout};
  const auto again = react(rules, client, event);
  ASSERT_TRUE(again.sends && again.segment.syn);
  event = {EventKind::SegmentArrives, again.segment};
  const auto answered = react(rules, table.hosts(kServer).front(), event);
  EXPECT_TRUE(same(answered.tcb, table.hosts(kServer).front()));
  event.segment = answered.segment;
  const auto ignored = react(rules, client, event);
  EXPECT_TRUE(same(ignored.tcb, client) && !ignored.sends);
}

}  // namespace
}  // namespace finalack::model
