// What the alternatives of model/react/rules.hpp change about text, closing and the defence against forged segments,
// and what they leave alone. Those about opening a connection are in react_opening_variants_test.cpp.
#include <string>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

using MergedFin = Under<[](Rules& rules) { rules.closing = model::Closing::MergedFin; }>;
using NoAckOfFin = Under<[](Rules& rules) { rules.closing = model::Closing::NoAckOfFin; }>;
using NoFinalAck = Under<[](Rules& rules) { rules.closing = model::Closing::NoFinalAck; }>;
using NoTimeWait = Under<[](Rules& rules) { rules.closing = model::Closing::NoTimeWait; }>;
using DelayedAck = Under<[](Rules& rules) { rules.delays_ack = true; }>;
using CloseWaits = Under<[](Rules& rules) { rules.close_waits = true; }>;
using CloseAborts = Under<[](Rules& rules) { rules.close_aborts = true; }>;
using UnreadText = Under<[](Rules& rules) { rules.receive_posted = false; }>;
using Rfc5961 = Under<[](Rules& rules) { rules.rfc5961 = true; }>;
using Window = Under<[](Rules& rules) { rules.window = 3; }>;
FINALACK_AT_EVERY_ISS(MergedFin);
FINALACK_AT_EVERY_ISS(NoAckOfFin);
FINALACK_AT_EVERY_ISS(NoFinalAck);
FINALACK_AT_EVERY_ISS(NoTimeWait);
FINALACK_AT_EVERY_ISS(DelayedAck);
FINALACK_AT_EVERY_ISS(CloseWaits);
FINALACK_AT_EVERY_ISS(CloseAborts);
FINALACK_AT_EVERY_ISS(UnreadText);
FINALACK_AT_EVERY_ISS(Rfc5961);
FINALACK_AT_EVERY_ISS(Window);

TEST_P(MergedFin, AnswersFinWithFinWhateverStillWaits) {
  reach(State::Established);
  for (int units = 0; units < 3; ++units) call(EventKind::Send);
  EXPECT_EQ(deliver(text_fin(1, 1)), "LAST-ACK <SEQ=3><ACK=3><CTL=FIN,ACK>, peer closing, delivers 1");
  EXPECT_EQ(call(EventKind::Transmit), "refused");
  reach(State::FinWait1);
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSING <SEQ=2><ACK=2><CTL=ACK>, peer closing");
}

TEST_P(NoAckOfFin, LeavesTheSecondSegmentOut) {
  reach(State::Established);
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSE-WAIT, peer closing");
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSE-WAIT") << "nor is it acknowledged when it comes again";
  EXPECT_EQ(call(EventKind::Send), "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Close), "LAST-ACK <SEQ=2><ACK=2><CTL=FIN,ACK>");
  EXPECT_EQ(deliver(fin(1, 1)), "LAST-ACK <SEQ=3><ACK=2><CTL=ACK>");
}

TEST_P(NoAckOfFin, LeavesASecondFinUnacknowledgedToo) {
  reach(State::CloseWait);
  EXPECT_EQ(deliver(fin(2, 1)), "CLOSE-WAIT, peer closing");
}

TEST_P(NoFinalAck, LeavesASecondFinUnacknowledgedToo) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(fin(2, 2)), "TIME-WAIT, peer closing");
}

TEST_P(NoFinalAck, LeavesTheFourthSegmentOut) {
  for (const State from : {State::FinWait1, State::FinWait2}) {
    reach(from);
    EXPECT_EQ(deliver(text_fin(1, 2)), "TIME-WAIT, peer closing, delivers 1");
    EXPECT_EQ(deliver(text_fin(1, 2)), "TIME-WAIT") << "nor is it sent when the FIN comes again";
  }
  reach(State::FinWait1);
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSING <SEQ=2><ACK=2><CTL=ACK>, peer closing") << "which has no fourth segment";
}

TEST_P(NoTimeWait, DeletesTheTcbWhereTimeWaitWouldBegin) {
  reach(State::FinWait2);
  EXPECT_EQ(deliver(fin(1, 2)), "CLOSED <SEQ=2><ACK=2><CTL=ACK>, peer closing");
  reach(State::Closing);
  EXPECT_EQ(deliver(ack(2, 2)), "CLOSED");
  reach(State::Closing);
  EXPECT_EQ(deliver(fin(2, 2)), "CLOSED") << "and nothing is left to acknowledge a second FIN";
}

TEST_P(DelayedAck, WaitsForItsTimer) {
  reach(State::Established);
  choice = 1;
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED, delivers 1");
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED, delivers 1");
  EXPECT_EQ(call(EventKind::DelayedAckTimeout), "ESTABLISHED <SEQ=1><ACK=3><CTL=ACK>");
  EXPECT_EQ(call(EventKind::DelayedAckTimeout), "refused");
}

TEST_P(DelayedAck, IsSettledByWhateverCarriesAnAck) {
  const auto owing = [this] {
    choice = 0;
    reach(State::Established);
    call(EventKind::Send);
    choice = 1;
    EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED, delivers 1");
  };
  for (const EventKind kind : {EventKind::Send, EventKind::Close, EventKind::RetransmissionTimeout}) {
    owing();
    EXPECT_NE(call(kind).find("<ACK=2>"), std::string::npos);
    EXPECT_EQ(call(EventKind::DelayedAckTimeout), "refused");
  }
  for (const Segment& seg : {text(1, 1), text(3, 1), ack(2, 9)}) {  // unacceptable, beyond a gap, too new: at once
    owing();
    EXPECT_EQ(deliver(seg), "ESTABLISHED <SEQ=2><ACK=2><CTL=ACK>");
    EXPECT_EQ(call(EventKind::DelayedAckTimeout), "refused");
  }
}

TEST_P(DelayedAck, OfAFinWaitsToo) {
  choice = 1;
  reach(State::Established);
  EXPECT_EQ(deliver(text_fin(1, 1)), "CLOSE-WAIT, peer closing, delivers 1");
  EXPECT_EQ(call(EventKind::Close), "LAST-ACK <SEQ=1><ACK=3><CTL=FIN,ACK>");
  reach(State::FinWait1);
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSING, peer closing");
  EXPECT_EQ(deliver(ack(2, 2)), "TIME-WAIT");
  EXPECT_EQ(call(EventKind::DelayedAckTimeout), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>");
}

TEST_P(DelayedAck, IsAChoiceExceptForTheLastOne) {
  reach(State::Established);
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, delivers 1");
  choice = 1;
  reach(State::FinWait2);
  EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>, peer closing");
}

TEST_P(CloseWaits, ForEstablishedInSynReceived) {
  for (const bool peer_closes : {false, true}) {
    reach(State::SynReceived);
    EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
    EXPECT_EQ(deliver(peer_closes ? fin(1, 1) : ack(1, 1)),
              peer_closes ? "CLOSING <SEQ=1><ACK=2><CTL=ACK>, peer closing" : "FIN-WAIT-1, connected");
    EXPECT_EQ(call(EventKind::Transmit),
              peer_closes ? "CLOSING <SEQ=1><ACK=2><CTL=FIN,ACK>" : "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>");
  }
}

TEST_P(CloseAborts, WhereverAFinWouldBeSent) {
  for (const State from : {State::SynReceived, State::Established, State::CloseWait}) {
    reach(from);
    EXPECT_EQ(call(EventKind::Close), "CLOSED <SEQ=1><CTL=RST>");
  }
}

TEST_P(UnreadText, DoesNotDisturbCloseUnlessTheRulesSaySo) {  // SHLD-3 is of hosts with MAY-1
  EXPECT_FALSE(rules.unread_text_resets);
}

TEST_P(UnreadText, TurnsCloseIntoAReset) {  // MAY-1, SHLD-3
  for (const bool peer_closed : {false, true}) {
    for (const bool resets : {true, false}) {
      rules.unread_text_resets = resets;
      reach(State::Established);
      deliver(peer_closed ? text_fin(1, 1) : text(1, 1));
      const std::string closed = call(EventKind::Close);
      EXPECT_EQ(closed == "CLOSED <SEQ=1><CTL=RST>", resets);
      EXPECT_EQ(closed.find("<CTL=FIN,ACK>") != std::string::npos, !resets);
    }
  }
}

TEST_P(Rfc5961, TakesARstOnlyAtRcvNxt) {  // 3.10.7.4, second step
  for (const State state : kStates) {
    if (state < State::SynReceived) continue;
    reach(state);
    const std::string name(model::name_of(state));
    const std::string ack_now =
        name + " <SEQ=" + std::to_string(nxt()) + "><ACK=" + std::to_string(rcv()) + "><CTL=ACK>";
    EXPECT_EQ(deliver(rst(rcv() + 1)), ack_now) << "a challenge";
    EXPECT_EQ(deliver(rst(rcv() + 2)), name) << "out of the window";
    EXPECT_EQ(deliver(rst(rcv() - 1)), name);
    const bool passive = state == State::SynReceived;
    EXPECT_EQ(deliver(rst(rcv())).substr(0, 6), passive ? "LISTEN" : "CLOSED");
  }
}

TEST_P(Rfc5961, ChallengesEverySyn) {  // fourth step; but SYN-RECEIVED is asked first whether it was passive
  for (const State state : kStates) {
    if (state < State::SynReceived) continue;
    reach(state);
    if (state == State::SynReceived) reach_syn_received_actively();
    const std::string ack_now = std::string(model::name_of(state)) + " <SEQ=" + std::to_string(nxt()) +
                                "><ACK=" + std::to_string(rcv()) + "><CTL=ACK>";
    for (const auto at : {0U - 1, 0U, 1U, 2U, kHalf}) EXPECT_EQ(deliver(syn(rcv() + at)), ack_now);
  }
  reach(State::SynReceived);
  EXPECT_EQ(deliver(syn(1)), "LISTEN");
}

TEST_P(Rfc5961, AcknowledgesAnAckThatIsOlderThanTheWindow) {  // fifth step
  reach(State::Established);
  EXPECT_EQ(deliver(ack(1, 0U - 1)), "ESTABLISHED");
  EXPECT_EQ(deliver(ack(1, 0U - 2)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(text(1, 0U - 2)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  reach(State::SynReceived);
  EXPECT_EQ(deliver(ack(1, 2)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK>") << "before the state is asked for a reset";
  EXPECT_EQ(deliver(ack(1, 0)), "SYN-RECEIVED <SEQ=0><CTL=RST>");
}

TEST_P(Window, BoundsBothDirections) {
  for (const unsigned window : {1U, 2U, 3U}) {
    rules.window = window;
    reach(State::Established);
    EXPECT_EQ(deliver(rst(1 + window)), "ESTABLISHED");
    for (unsigned units = 0; units < window; ++units) EXPECT_NE(call(EventKind::Send), "ESTABLISHED");
    EXPECT_EQ(call(EventKind::Send), "ESTABLISHED") << "which only queues";
    EXPECT_EQ(deliver(rst(window)), "CLOSED, reset");
  }
}

}  // namespace
}  // namespace finalack::testing
