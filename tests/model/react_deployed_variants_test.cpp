// Alternatives of model/react/rules.hpp that real connections need: what deployed stacks do besides, or against, the
// letter of 3.10.7.4; and windows that are zero.
#include <string>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

using Rfc1337 = Under<[](Rules& rules) { rules.rfc1337 = true; }>;
using Lenient = Under<[](Rules& rules) { rules.validates_leniently = true; }>;
using Reopening = Under<[](Rules& rules) { rules.reopening = model::Reopening::Elsewhere; }>;
using GreaterSeq = Under<[](Rules& rules) { rules.reopening = model::Reopening::GreaterSeq; }>;
using MayReturn = Under<[](Rules& rules) { rules.reopening = model::Reopening::MayReturn; }>;
using AcksAtWill = Under<[](Rules& rules) { rules.acks_at_will = true; }>;
using UserTimeout = AtEveryIss;
using ClosedWindow = Under<[](Rules& rules) { rules.window = 0; }>;
using HalfOpenResets = Under<[](Rules& rules) {
  rules.rfc5961 = true;
  rules.half_open_resets_bad_ack = true;
}>;
FINALACK_AT_EVERY_ISS(Rfc1337);
FINALACK_AT_EVERY_ISS(Lenient);
FINALACK_AT_EVERY_ISS(Reopening);
FINALACK_AT_EVERY_ISS(GreaterSeq);
FINALACK_AT_EVERY_ISS(MayReturn);
FINALACK_AT_EVERY_ISS(AcksAtWill);
FINALACK_AT_EVERY_ISS(UserTimeout);
FINALACK_AT_EVERY_ISS(ClosedWindow);
FINALACK_AT_EVERY_ISS(HalfOpenResets);

TEST_P(Rfc1337, IgnoresARstInTimeWaitOnly) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(rst(2)), "TIME-WAIT");
  reach(State::FinWait2);
  EXPECT_EQ(deliver(rst(1)), "CLOSED, reset");
}

TEST_P(Lenient, TakesTheAckOfWhatBeginsOneBefore) {  // appendix A.2
  reach(State::FinWait1);
  EXPECT_EQ(deliver(ack(0, 2)), "FIN-WAIT-2 <SEQ=2><ACK=1><CTL=ACK>");
  reach_syn_received_actively();
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected");
  reach(State::LastAck);
  EXPECT_EQ(deliver(fin(1, 2)), "CLOSED") << "a FIN that crossed ours, and acknowledges it";
}

TEST_P(Lenient, TakesTheAckOfABareSegmentAtTheRightEdge) {
  reach(State::FinWait1);
  EXPECT_EQ(deliver(ack(1 + rules.window, 2)), "FIN-WAIT-2 <SEQ=2><ACK=1><CTL=ACK>");
}

TEST_P(Lenient, TakesNothingElseOfIt) {
  reach(State::Established);
  EXPECT_EQ(deliver(rst(0)), "ESTABLISHED");
  EXPECT_EQ(deliver(text(1 + rules.window, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(ack(0U - 1, 2)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
}

TEST_P(Reopening, MayEndTimeWaitAtASyn) {
  choice = 1;
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(3)), "CLOSED");
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn_ack(0, 1)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>") << "it does not ask for a connection";
  choice = 0;
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(0)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>");
}

TEST_P(GreaterSeq, TakesASynBeyondRcvNxtAsAListenerWould) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(3)), "SYN-RECEIVED <SEQ=4><ACK=4><CTL=SYN,ACK>") << "a window beyond its own last number";
  EXPECT_EQ(deliver(ack(4, 5)), "ESTABLISHED, connected");
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(1)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>");
  EXPECT_EQ(deliver(syn_ack(3, 2)), "CLOSED <SEQ=2><CTL=RST>, reset") << "it does not ask for a connection";
  reach(State::TimeWait);
  iss = 9;
  EXPECT_EQ(deliver(syn(3)), "SYN-RECEIVED <SEQ=9><ACK=4><CTL=SYN,ACK>") << "an ISS that is larger already";
  EXPECT_EQ(deliver(rst(4)), "LISTEN");
}

TEST_P(MayReturn, GoesBackToTimeWaitIfTheSynWasOld) {  // 3.6.1
  for (const bool by_timer : {false, true}) {
    reach(State::TimeWait);
    EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=4><ACK=1><CTL=SYN,ACK>");
    EXPECT_EQ(by_timer ? call(EventKind::UserTimeout) : deliver(rst(1)), "TIME-WAIT");
    EXPECT_TRUE(stands_at(2, 2, 2));
    EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>");
  }
}

TEST_P(MayReturn, DoesNotGoBackFromEstablished) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(3)), "SYN-RECEIVED <SEQ=4><ACK=4><CTL=SYN,ACK>");
  EXPECT_EQ(deliver(ack(4, 5)), "ESTABLISHED, connected");
  EXPECT_EQ(deliver(rst(4)), "CLOSED, reset");
}

TEST_P(AcksAtWill, AcknowledgesWheneverThereIsSomethingToAcknowledge) {
  for (const State state : kStates) {
    reach(state);
    const std::string ack_now = std::string(model::name_of(state)) + " <SEQ=" + std::to_string(nxt()) +
                                "><ACK=" + std::to_string(rcv()) + "><CTL=ACK>";
    EXPECT_EQ(call(EventKind::DelayedAckTimeout), state <= State::SynSent ? "refused" : ack_now);
  }
}

TEST_P(UserTimeout, EndsTheConnectionInAnyState) {  // 3.10.8; a listener's half-open one goes back to it
  const std::string ended = "CLOSED, timed out";
  EXPECT_EQ(in_every_state(EventKind::UserTimeout),
            (std::vector<std::string>{"refused", "refused", ended, "LISTEN", ended, ended, ended, ended, ended, ended,
                                      ended}));
}

TEST_P(ClosedWindow, TakesBareSegmentsAtRcvNxtOnly) {  // table 6, first and second line
  rules.window = 2;
  reach(State::Established);
  rules.window = 0;
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED");
  EXPECT_EQ(deliver(ack(2, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>") << "a probe";
}

TEST_P(ClosedWindow, StillTakesAcksAndResets) {  // "special allowance should be made"
  rules.window = 2;
  reach(State::FinWait1);
  rules.window = 0;
  EXPECT_EQ(deliver(text(1, 2)), "FIN-WAIT-2 <SEQ=2><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(rst(2)), "FIN-WAIT-2");
  EXPECT_EQ(deliver(rst(1)), "CLOSED, reset");
}

TEST_P(HalfOpenResets, AnswersAnyBadAckWithARst) {  // figure 9
  reach(State::SynReceived);
  EXPECT_EQ(deliver(ack(1, 2)), "SYN-RECEIVED <SEQ=2><CTL=RST>");
  EXPECT_EQ(deliver(ack(1, 0)), "SYN-RECEIVED <SEQ=0><CTL=RST>");
  reach(State::Established);
  EXPECT_EQ(deliver(ack(1, 2)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
}

}  // namespace
}  // namespace finalack::testing
