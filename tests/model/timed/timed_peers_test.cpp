// The timed world, step by step on integers: when things may happen, and when they must.
#include "model/worlds/timed/timed_peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace finalack::model {
namespace {

using D = ReactionTable::Numbers;

TimedConfig losing(unsigned fins, unsigned acks) {
  TimedConfig config;
  config.rules.rfc1337 = true;
  config.fins_to_lose = fins;
  config.acks_to_lose = acks;
  return config;
}

/// Drives the world; MSL 4, RTO 2, W 5 ticks.
class Drive {
 public:
  explicit Drive(const TimedConfig& config = losing(0, 0), TimeParameters<D> parameters = {4, 2, 5})
      : peers_(config), parameters_(parameters), state_(peers_.initial<D>(parameters)) {}

  /// The step of that name, "server CLOSE"; false if it can't be taken. `from`: a delivery's sender sent it first.
  bool can(const std::string& name, bool lose = false) const { return find(name, lose).has_value(); }
  bool step(const std::string& name, bool lose = false) {
    const auto next = find(name, lose);
    if (next) state_ = *next;
    return next.has_value();
  }
  bool pass(unsigned ticks) {
    for (unsigned i = 0; i < ticks; ++i) {
      if (!step("time passes")) return false;
    }
    return true;
  }
  bool client_in(State state) const { return bool(peers_.hosts().is_in<D>(state_.ends, kClient, {state})); }
  bool server_in(State state) const { return bool(peers_.hosts().is_in<D>(state_.ends, kServer, {state})); }
  unsigned in_flight() const {
    unsigned count = 0;
    for (const auto& flight : state_.network) count += flight.present.raw();
    return count;
  }
  const TimedHistory<D>& history() const { return state_.ends.history; }
  TimedState<D>& state() { return state_; }
  const TimedPeers& peers() const { return peers_; }

 private:
  std::optional<TimedState<D>> find(const std::string& name, bool lose) const {
    const auto kinds = peers_.actions();
    for (unsigned kind = 0; kind < kinds.size(); ++kind) {
      if (kinds[kind].name != name) continue;
      for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
        TimedInputs<D> inputs;
        inputs.argument = argument;
        inputs.lose = lose;
        const auto step = peers_.step<D>(parameters_, state_, kind, inputs);
        if (step.enabled) return step.next;
      }
    }
    return std::nullopt;
  }

  TimedPeers peers_;
  TimeParameters<D> parameters_;
  TimedState<D> state_;
};

TEST(TimedPeers, BeginWithTheServersClose) {
  Drive run;
  EXPECT_TRUE(run.client_in(State::FinWait2) && run.server_in(State::CloseWait));
  EXPECT_FALSE(run.can("time passes"));
  EXPECT_TRUE(run.step("server CLOSE"));
  EXPECT_TRUE(run.server_in(State::LastAck));
  EXPECT_EQ(run.in_flight(), 1U);
}

TEST(TimedPeers, RetransmitAtTheirTimeAndNotBefore) {
  Drive run;
  run.step("server CLOSE");
  EXPECT_TRUE(run.pass(1));
  EXPECT_FALSE(run.can("server retransmission timeout"));
  EXPECT_TRUE(run.pass(1));
  EXPECT_FALSE(run.can("time passes"));  // a timer that is due fires
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_EQ(run.in_flight(), 2U);
}

TEST(TimedPeers, DoubleTheIntervalWhereTheyAreSaidTo) {
  TimedConfig config = losing(0, 0);
  config.backoff = Backoff::Exponential;
  Drive run(config, {20, 2, 5});
  run.step("server CLOSE");
  for (const unsigned interval : {2U, 4U, 8U}) {
    EXPECT_TRUE(run.pass(interval - 1));
    EXPECT_FALSE(run.can("server retransmission timeout"));
    EXPECT_TRUE(run.pass(1));
    EXPECT_TRUE(run.step("server retransmission timeout"));
  }
}

TEST(TimedPeers, DeliverWithinMsl) {
  Drive run(losing(0, 0), {4, 9, 5});
  run.step("server CLOSE");
  EXPECT_TRUE(run.pass(4));
  EXPECT_FALSE(run.can("time passes"));  // a segment of age MSL may still arrive, and nothing is older
  EXPECT_TRUE(run.step("client receives"));
  EXPECT_TRUE(run.client_in(State::TimeWait));
}

TEST(TimedPeers, LetWhatArrivesComeBeforeTheTimer) {
  Drive run(losing(0, 1), {4, 4, 8});
  run.step("server CLOSE");
  EXPECT_TRUE(run.pass(4));
  EXPECT_FALSE(run.can("server retransmission timeout"));  // the FIN is MSL old: it arrives first
  EXPECT_TRUE(run.step("client receives", true));
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_FALSE(run.can("client receives"));  // and after a timer nothing arrives at this instant
  EXPECT_TRUE(run.pass(1));
  EXPECT_TRUE(run.can("client receives"));
}

TEST(TimedPeers, RestartTimeWaitAtAFinThatComesAgain) {
  Drive run(losing(0, 1));
  run.step("server CLOSE");
  EXPECT_TRUE(run.step("client receives", true));
  EXPECT_TRUE(run.pass(2) && run.step("server retransmission timeout") && run.pass(1));
  EXPECT_TRUE(run.step("client receives"));
  EXPECT_EQ(run.state().ends.hosts[kClient].time_wait.raw(), 3U + 5U);
}

TEST(TimedPeers, DontRestartItByTheLetter) {
  TimedConfig config = losing(0, 1);
  config.restart = Restart::Never;
  Drive run(config);
  run.step("server CLOSE");
  EXPECT_TRUE(run.step("client receives", true));
  EXPECT_TRUE(run.pass(2) && run.step("server retransmission timeout") && run.pass(1) && run.step("client receives"));
  EXPECT_EQ(run.state().ends.hosts[kClient].time_wait.raw(), 5U);
}

TEST(TimedPeers, LoseNoMoreThanTheBudgets) {
  Drive run(losing(1, 0));
  EXPECT_TRUE(run.step("server CLOSE", true));
  EXPECT_EQ(run.in_flight(), 0U);
  EXPECT_TRUE(run.pass(2));
  EXPECT_FALSE(run.can("server retransmission timeout", true));
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_FALSE(run.can("client receives", true));
}

/// MSL 4, RTO 2, W 10: room for two more RTOs than the FIN that arrives needs.
TEST(TimedPeers, LoseAsManyFinsAsWAllowsFor) {
  TimedConfig config = losing(Rules::kUnlimited, 0);
  config.fins_within_w = true;
  Drive run(config, {4, 2, 10});
  EXPECT_TRUE(run.step("server CLOSE", true));
  EXPECT_TRUE(run.pass(2) && run.step("server retransmission timeout", true));
  EXPECT_TRUE(run.pass(2));
  EXPECT_FALSE(run.can("server retransmission timeout", true));
  EXPECT_TRUE(run.step("server retransmission timeout"));
  EXPECT_FALSE(Drive(config, {4, 2, 7}).can("server CLOSE", true));
  EXPECT_FALSE(Drive(config, {4, 2, 1}).can("server CLOSE", true));
}

TEST(TimedPeers, LoseAnyNumberWhereThatIsSaid) {
  Drive run(losing(Rules::kUnlimited, Rules::kUnlimited));
  EXPECT_TRUE(run.step("server CLOSE", true));
  for (unsigned i = 0; i < 40; ++i) EXPECT_TRUE(run.pass(2) && run.step("server retransmission timeout", true));
}

TEST(TimedPeers, RefuseBudgetsThatCannotBe) {
  EXPECT_THROW(TimedHosts(losing(16, 0)), std::logic_error);
  TimedConfig doubling = losing(0, Rules::kUnlimited);
  doubling.backoff = Backoff::Exponential;
  EXPECT_THROW(TimedHosts{doubling}, std::logic_error);
  TimedConfig both = losing(3, 0);
  both.fins_within_w = true;
  EXPECT_THROW(TimedHosts{both}, std::logic_error);
}

TEST(TimedPeers, RememberAFinThatComesTooLate) {
  Drive run(losing(0, 1), {4, 3, 4});
  run.step("server CLOSE");
  EXPECT_TRUE(run.step("client receives", true) && run.pass(3) && run.step("server retransmission timeout"));
  EXPECT_TRUE(run.pass(1) && run.step("client time-wait timeout"));
  EXPECT_FALSE(run.history().fin_too_late);
  EXPECT_TRUE(run.pass(1) && run.step("client receives"));
  EXPECT_TRUE(bool(run.history().fin_too_late));
  EXPECT_TRUE(run.step("server receives"));
  EXPECT_TRUE(bool(run.history().fin_was_reset));
}

TEST(TimedPeers, AcceptWhatIsLeftOfTheOldConnectionInANewOne) {
  TimedConfig config = losing(0, 0);
  config.reopens = true;
  Drive run(config, {4, 2, 7});  // W is above RTO + MSL, and below 2 MSL
  run.step("server CLOSE");
  EXPECT_TRUE(run.pass(2) && run.step("client receives") && run.step("server retransmission timeout"));
  EXPECT_TRUE(run.pass(1) && run.step("client receives"));
  EXPECT_TRUE(run.pass(1) && run.step("server receives") && run.server_in(State::Closed));
  EXPECT_FALSE(run.can("both OPEN again"));  // the client is in TIME-WAIT
  EXPECT_TRUE(run.pass(3) && run.step("server receives"));
  EXPECT_TRUE(run.pass(3) && run.step("client time-wait timeout"));
  EXPECT_TRUE(run.step("both OPEN again"));
  EXPECT_TRUE(run.client_in(State::Established) && run.server_in(State::Established));
  EXPECT_FALSE(run.can("both OPEN again"));
  EXPECT_EQ(run.in_flight(), 1U);  // the RST that the second ACK drew
  EXPECT_FALSE(run.history().old_accepted);
  EXPECT_TRUE(run.pass(1) && run.step("client receives"));
  EXPECT_TRUE(bool(run.history().old_accepted));
}

TEST(TimedPeers, CountTimeFromNowInCanonicalForm) {
  Drive run(losing(0, 0), {4, 9, 5});
  run.step("server CLOSE");
  TimedState<D> early = run.state();
  run.peers().canonicalise(early);
  EXPECT_TRUE(run.pass(1));
  TimedState<D> late = run.state();
  run.peers().canonicalise(late);
  EXPECT_EQ(late.ends.now.raw(), 0U);
  EXPECT_EQ(late.network[0].deadline.raw(), 3U);
  EXPECT_FALSE(same(early, late));
}

TEST(ReactionTable, HasTheHostsAndSegmentsOfAClose) {
  const TimedHosts hosts(losing(0, 0));
  const ReactionTable& table = hosts.table();
  EXPECT_EQ(table.hosts(kClient).size(), 3U);  // FIN-WAIT-2, TIME-WAIT, CLOSED
  EXPECT_EQ(table.hosts(kServer).size(), 3U);  // CLOSE-WAIT, LAST-ACK, CLOSED
}

TEST(ReactionTable, IsReactItself) {
  const TimedHosts hosts(losing(0, 0));
  const ReactionTable& table = hosts.table();
  for (unsigned side = 0; side < 2; ++side) {
    for (unsigned host = 0; host < table.hosts(side).size(); ++host) {
      for (unsigned segment = 1; segment < table.segments().size(); ++segment) {
        Event<D> event{EventKind::SegmentArrives};
        event.segment = table.segments()[segment];
        const Reaction<D> r = react(hosts.config().rules, table.hosts(side)[host], event);
        const auto& outcome = table.arrival(side, host, segment);
        EXPECT_TRUE(same(table.hosts(side)[outcome.host], r.tcb));
        EXPECT_EQ(outcome.segment != ReactionTable::kNoSegment, bool(r.sends));
        EXPECT_TRUE(!r.sends || same(table.segments()[outcome.segment], r.segment));
      }
    }
  }
}

TEST(ReactionTable, RefusesRulesThatLeaveAChoice) {
  TimedConfig config = losing(0, 0);
  config.rules.delays_ack = true;
  config.beginning = Beginning::Established;  // where text and FINs are acknowledged
  EXPECT_THROW(TimedHosts{config}, std::logic_error);
}

}  // namespace
}  // namespace finalack::model
