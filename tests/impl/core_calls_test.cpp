// The user's calls, RFC 9293 3.10.1 to 3.10.5, and the timeouts, 3.10.8: each in all 11 states, then in the sequences
// that need more than one.
#include <string>
#include <vector>

#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

using Outcomes = std::vector<std::string>;  // by state, from CLOSED to TIME-WAIT

/// One event's outcome in each of the 11 states.
class CoreCalls : public AtEveryIss {
 protected:
  Outcomes in_every_state(EventKind kind) {
    Outcomes outcomes;
    for (const State state : kEveryState) {
      reach(state);
      const Tcb before = tcb();
      outcomes.push_back(call(kind));
      if (outcomes.back() == to_string(state) && kind != EventKind::Close) {
        EXPECT_TRUE(same(tcb(), before));
      }
      if (outcomes.back().find("error") != std::string::npos) {
        EXPECT_TRUE(same(tcb(), before));
      }
      if (tcb().state == State::Closed) {
        EXPECT_TRUE(same(tcb(), Tcb{}));
      }
    }
    return outcomes;
  }
};
FINALACK_AT_EVERY_ISS(CoreCalls);

Outcomes refused_in_the_others(Outcomes first, const std::string& error) {
  for (std::size_t n = first.size(); n < kEveryState.size(); ++n) {
    first.push_back(std::string(to_string(kEveryState[n])) + ", error: " + error);
  }
  return first;
}

TEST_P(CoreCalls, OpenPassiveOnlyWhereThereIsNoTcb) {
  EXPECT_EQ(in_every_state(EventKind::OpenPassive), refused_in_the_others({"LISTEN"}, "already exists"));
}

TEST_P(CoreCalls, OpenActiveFromClosedAndListen) {
  EXPECT_EQ(in_every_state(EventKind::OpenActive),
            refused_in_the_others({"SYN-SENT <SEQ=0><CTL=SYN>", "SYN-SENT <SEQ=0><CTL=SYN>"}, "already exists"));
  for (const State from : {State::Closed, State::Listen}) {
    reach(from);
    call(EventKind::OpenActive);
    EXPECT_EQ(una(), 0U);
    EXPECT_EQ(nxt(), 1U);
    EXPECT_FALSE(tcb().passive);
  }
}

TEST_P(CoreCalls, CloseInEveryState) {
  EXPECT_EQ(in_every_state(EventKind::Close),
            (Outcomes{"CLOSED, error: no connection", "CLOSED, finished", "CLOSED, finished", "SYN-RECEIVED",
                      "FIN-WAIT-1", "FIN-WAIT-1, error: closing", "FIN-WAIT-2, error: closing", "CLOSE-WAIT",
                      "CLOSING, error: closing", "LAST-ACK, error: closing", "TIME-WAIT, error: closing"}));
}

// "<SEQ=SND.NXT><CTL=RST>" while the peer may wait for more; "respond with ok" where both have closed.
TEST_P(CoreCalls, AbortInEveryState) {
  const std::string first = "CLOSED <SEQ=1><CTL=RST>, reset";
  const std::string second = "CLOSED <SEQ=2><CTL=RST>, reset";
  EXPECT_EQ(in_every_state(EventKind::Abort),
            (Outcomes{"CLOSED, error: no connection", "CLOSED, reset", "CLOSED, reset", first, first, second, second,
                      first, "CLOSED, finished", "CLOSED, finished", "CLOSED, finished"}));
}

TEST_P(CoreCalls, SendIsPossibleUntilClose) {
  using enum impl::CallError;
  std::vector<impl::CallError> errors;
  for (const State state : kEveryState) {
    reach(state);
    errors.push_back(impl::send_error(tcb()));
  }
  EXPECT_EQ(errors, (std::vector{NoConnection, NoConnection, None, None, None, ConnectionClosing, ConnectionClosing,
                                 None, ConnectionClosing, ConnectionClosing, ConnectionClosing}));
  for (const State state : {State::SynReceived, State::CloseWait}) {
    reach(state);
    call(EventKind::Close);
    EXPECT_EQ(impl::send_error(tcb()), ConnectionClosing);
  }
}

TEST_P(CoreCalls, TextMayLeaveUntilTheFinDid) {
  std::vector<bool> may;
  for (const State state : kEveryState) {
    reach(state);
    may.push_back(impl::may_transmit(tcb()));
  }
  EXPECT_EQ(may, (std::vector{false, false, false, false, true, false, false, true, false, false, false}));
}

TEST_P(CoreCalls, UserTimeoutEndsWhatHasTimers) {  // a passive OPEN goes on listening
  const std::string ends = "CLOSED, timed out";
  EXPECT_EQ(in_every_state(EventKind::UserTimeout),
            (Outcomes{"CLOSED", "LISTEN", ends, "LISTEN", ends, ends, ends, ends, ends, ends, ends}));
  reach_syn_received_actively();
  EXPECT_EQ(call(EventKind::UserTimeout), ends);
}

TEST_P(CoreCalls, TimeWaitTimeoutEndsTimeWaitAlone) {
  auto outcomes = in_every_state(EventKind::TimeWaitTimeout);
  EXPECT_EQ(outcomes.back(), "CLOSED, finished");
  for (std::size_t n = 0; n + 1 < outcomes.size(); ++n) EXPECT_EQ(outcomes[n], to_string(kEveryState[n]));
}

TEST_P(CoreCalls, FinWait2TimeoutEndsFinWait2Alone) {
  auto outcomes = in_every_state(EventKind::FinWait2Timeout);
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    EXPECT_EQ(outcomes[n], kEveryState[n] == State::FinWait2 ? "CLOSED, timed out" : to_string(kEveryState[n]));
  }
}

TEST_P(CoreCalls, CloseWaitsForEstablishedInSynReceived) {
  reach(State::SynReceived);
  EXPECT_EQ(close(false, false), "SYN-RECEIVED");
  EXPECT_EQ(close(false, false), "SYN-RECEIVED, error: closing");
  EXPECT_FALSE(impl::may_transmit(tcb()));
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1, connected, ACK taken");
  EXPECT_TRUE(impl::may_transmit(tcb()));
}

TEST_P(CoreCalls, CloseDoesNotWaitInSynReceivedByTheLetter) {
  policy.close_waits = false;
  reach(State::SynReceived);
  EXPECT_EQ(close(true, false), "SYN-RECEIVED") << "something was sent, or waits";
  reach(State::SynReceived);
  EXPECT_EQ(close(false, false), "FIN-WAIT-1");
  transmit(0, true);
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1, ACK taken") << "of the SYN, not of the FIN";
  EXPECT_EQ(deliver(ack(1, 2)), "FIN-WAIT-2, ACK taken");
}

TEST_P(CoreCalls, CloseWithUnreadTextResets) {  // SHLD-3
  reach(State::Established);
  EXPECT_EQ(close(false, true), "CLOSED <SEQ=1><CTL=RST>, reset");
  reach(State::CloseWait);
  EXPECT_EQ(close(false, true), "CLOSED <SEQ=1><CTL=RST>, reset");
  reach(State::CloseWait);
  close(true, false);
  EXPECT_EQ(close(false, true), "CLOSE-WAIT, error: closing") << "CLOSE was called before";
}

TEST_P(CoreCalls, CloseInCloseWaitWaitsForWhatIsQueued) {
  reach(State::CloseWait);
  EXPECT_EQ(close(true, false), "CLOSE-WAIT");
  EXPECT_EQ(transmit(5), "CLOSE-WAIT");
  EXPECT_EQ(transmit(3, true), "LAST-ACK");
  EXPECT_EQ(nxt(), 10U);
  EXPECT_EQ(close(false, false), "LAST-ACK, error: closing");
}

TEST_P(CoreCalls, AWindowThatIsAdvertisedMovesTheEdgeRightOnly) {  // SHLD-14
  reach(State::Established);
  EXPECT_EQ(advertise(4), "ESTABLISHED");
  EXPECT_EQ(edge(), 11U);
  advertise(12);
  EXPECT_EQ(edge(), 13U);
  receive_in_order(5);
  EXPECT_EQ(edge(), 13U);
  EXPECT_EQ(tcb().last_ack_sent.value + 5, tcb().rcv_nxt.value);
  advertise(0);
  EXPECT_EQ(edge(), 13U);
  EXPECT_EQ(tcb().last_ack_sent, tcb().rcv_nxt);
}

}  // namespace
}  // namespace finalack::testing
