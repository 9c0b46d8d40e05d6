// The user's calls, RFC 9293 3.10.1 to 3.10.5, and the timers, 3.10.8, each in all 11 states, then in the sequences
// that need more than one. A call that the RFC answers with an error, and a timer that doesn't run, read "refused".
#include <string>
#include <vector>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

using Outcomes = std::vector<std::string>;  // by state, from CLOSED to TIME-WAIT
using Open = Beginning<State::Closed>;
using Send = Beginning<State::Established>;
using Receive = Beginning<State::Established>;
using Close = Beginning<State::Established>;
using Abort = Beginning<State::Established>;
using RetransmissionTimer = Beginning<State::Established>;
using OtherTimers = Beginning<State::Established>;
FINALACK_AT_EVERY_ISS(Open);
FINALACK_AT_EVERY_ISS(Send);
FINALACK_AT_EVERY_ISS(Receive);
FINALACK_AT_EVERY_ISS(Close);
FINALACK_AT_EVERY_ISS(Abort);
FINALACK_AT_EVERY_ISS(RetransmissionTimer);
FINALACK_AT_EVERY_ISS(OtherTimers);

TEST_P(Open, PassiveOnlyWhereThereIsNoTcb) {
  EXPECT_EQ(in_every_state(EventKind::OpenPassive),
            (Outcomes{"LISTEN", "refused", "refused", "refused", "refused", "refused", "refused", "refused", "refused",
                      "refused", "refused"}));
}

TEST_P(Open, ActiveFromClosedAndFromListen) {
  EXPECT_EQ(in_every_state(EventKind::OpenActive),
            (Outcomes{"SYN-SENT <SEQ=0><CTL=SYN>", "SYN-SENT <SEQ=0><CTL=SYN>", "refused", "refused", "refused",
                      "refused", "refused", "refused", "refused", "refused", "refused"}));
  for (const State from : {State::Closed, State::Listen}) {
    reach(from);
    call(EventKind::OpenActive);
    EXPECT_EQ(tcb().snd_una.raw(), tcb().iss.raw());
    EXPECT_EQ(nxt(), 1U);
    EXPECT_FALSE(tcb().passive) << "MUST-11";
  }
}

TEST_P(Send, IsSegmentizedOrQueuedByState) {  // in LISTEN the remote socket is unspecified
  EXPECT_EQ(
      in_every_state(EventKind::Send),
      (Outcomes{"refused", "refused", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>",
                "refused", "refused", "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK><DATA>", "refused", "refused", "refused"}));
}

TEST_P(Send, FillsTheWindowThenWaits) {
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED");
  EXPECT_EQ(call(EventKind::Transmit), "refused");
  EXPECT_EQ(deliver(ack(1, 2)), "ESTABLISHED");
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED") << "behind what already waits";
  EXPECT_EQ(call(EventKind::Transmit), "ESTABLISHED <SEQ=3><ACK=1><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Transmit), "refused");
  EXPECT_EQ(deliver(ack(1, 4)), "ESTABLISHED");
  EXPECT_EQ(call(EventKind::Transmit), "ESTABLISHED <SEQ=4><ACK=1><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Transmit), "refused");
}

TEST_P(Send, BeforeEstablishedWaitsForIt) {
  reach(State::SynReceived);
  call(EventKind::Send);
  EXPECT_EQ(call(EventKind::Transmit), "refused");
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected");
  EXPECT_EQ(call(EventKind::Transmit), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
}

TEST_P(Send, InSynSentMayGoWithTheThirdSegment) {  // 3.10.7.3: "Data ... MAY be included"
  for (const unsigned with_it : {0U, 1U}) {
    reach(State::SynSent);
    call(EventKind::Send);
    EXPECT_EQ(call(EventKind::Transmit), "refused");
    choice = with_it;
    EXPECT_EQ(deliver(syn_ack(0, 1)), with_it == 1 ? "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>, connected"
                                                   : "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected");
    EXPECT_EQ(call(EventKind::Transmit), with_it == 1 ? "refused" : "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
  }
}

TEST_P(Send, MayBeDeferred) {
  rules.defers_send = true;
  choice = 1;
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED");
  EXPECT_EQ(call(EventKind::Transmit), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
  choice = 0;
  EXPECT_EQ(call(EventKind::Send), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK><DATA>");
}

TEST_P(Receive, FindsNothingWhereTextIsDeliveredAsItArrives) {
  EXPECT_EQ(in_every_state(EventKind::Receive), Outcomes(11, "refused"));
  deliver(text(1, 1));
  EXPECT_EQ(call(EventKind::Receive), "refused");
}

TEST_P(Receive, TakesOneUnitOfWhatHasArrivedEvenWhenAllIsClosed) {
  rules.receive_posted = false;
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>");
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED <SEQ=1><ACK=3><CTL=ACK>");
  EXPECT_EQ(call(EventKind::Receive), "ESTABLISHED, delivers 1");
  EXPECT_EQ(deliver(fin(3, 1)), "CLOSE-WAIT <SEQ=1><ACK=4><CTL=ACK>, peer closing");
  rules.unread_text_resets = false;
  call(EventKind::Close);
  EXPECT_EQ(call(EventKind::Receive), "LAST-ACK, delivers 1");  // 3.10.3 says error: sockets hand it over
  EXPECT_EQ(call(EventKind::Receive), "refused");
}

TEST_P(Close, SendsAFinByState) {
  EXPECT_EQ(in_every_state(EventKind::Close),
            (Outcomes{"refused", "CLOSED", "CLOSED", "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>",
                      "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>", "refused", "refused",
                      "LAST-ACK <SEQ=1><ACK=2><CTL=FIN,ACK>", "refused", "refused", "refused"}));
}

TEST_P(Close, SendsItsFinBehindTheTextThatWaits) {
  for (const bool after_fin : {false, true}) {
    reach(after_fin ? State::CloseWait : State::Established);
    const std::string now = after_fin ? "CLOSE-WAIT" : "FIN-WAIT-1";  // "in any case, enter FIN-WAIT-1"
    const std::string acked = after_fin ? "><ACK=2>" : "><ACK=1>";
    for (int units = 0; units < 3; ++units) call(EventKind::Send);
    EXPECT_EQ(call(EventKind::Close), now);
    EXPECT_EQ(call(EventKind::Send), "refused");
    EXPECT_EQ(call(EventKind::Close), "refused");
    EXPECT_EQ(deliver(ack(rcv(), 3)), now);
    EXPECT_EQ(call(EventKind::Transmit), now + " <SEQ=3" + acked + "<CTL=ACK><DATA>");
    EXPECT_EQ(deliver(ack(rcv(), 4)), now) << "all text is acknowledged, but the FIN is yet to be sent";
    const std::string then = after_fin ? "LAST-ACK" : "FIN-WAIT-1";
    EXPECT_EQ(call(EventKind::Transmit), then + " <SEQ=4" + acked + "<CTL=FIN,ACK>");
    EXPECT_EQ(call(EventKind::Transmit), "refused");
    EXPECT_EQ(deliver(ack(rcv(), 5)), after_fin ? "CLOSED" : "FIN-WAIT-2");
  }
}

TEST_P(Close, StillSendsTheTextThatWaitsWhenThePeerClosesToo) {  // 3.9.1.4: until all SENDs have been serviced
  for (int units = 0; units < 3; ++units) call(EventKind::Send);
  call(EventKind::Close);
  EXPECT_EQ(deliver(fin(1, 3)), "CLOSING <SEQ=3><ACK=2><CTL=ACK>, peer closing");
  EXPECT_EQ(call(EventKind::Transmit), "CLOSING <SEQ=3><ACK=2><CTL=ACK><DATA>");
  EXPECT_EQ(deliver(ack(2, 4)), "CLOSING");
  EXPECT_EQ(call(EventKind::Transmit), "CLOSING <SEQ=4><ACK=2><CTL=FIN,ACK>");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "CLOSING <SEQ=4><ACK=2><CTL=FIN,ACK>");
  EXPECT_EQ(deliver(ack(2, 5)), "TIME-WAIT");
}

TEST_P(Close, InSynReceivedWaitsForEstablishedWhereTextWaits) {
  reach(State::SynReceived);
  call(EventKind::Send);
  EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
  EXPECT_EQ(call(EventKind::Close), "refused");
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1, connected");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=ACK><DATA>");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=2><ACK=1><CTL=FIN,ACK>");
}

TEST_P(Close, KeepsItsFinWithinTheWindow) {
  for (const unsigned window : {1U, 2U, 3U}) {
    rules.window = window;
    for (const bool after_fin : {false, true}) {
      reach(after_fin ? State::CloseWait : State::Established);
      for (unsigned units = 0; units < window; ++units) call(EventKind::Send);
      const std::string now = after_fin ? "CLOSE-WAIT" : "FIN-WAIT-1";
      EXPECT_EQ(call(EventKind::Close), now);
      EXPECT_EQ(call(EventKind::Transmit), "refused");
      EXPECT_EQ(deliver(ack(rcv(), 2)), now);
      EXPECT_NE(call(EventKind::Transmit).find("<CTL=FIN,ACK>"), std::string::npos);
      EXPECT_EQ(nxt(), window + 2);
    }
  }
}

TEST_P(Close, InSynReceivedWaitsForEstablishedWhereTheSynFillsTheWindow) {
  rules.window = 1;
  reach(State::SynReceived);
  EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1, connected");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>");
}

TEST_P(Close, InSynReceivedWaitsForEstablishedWhereTextWentWithTheSyn) {  // "if no SENDs have been issued"
  rules.syn_text = model::SynText::Queued;
  reach(State::Closed);
  call(EventKind::OpenActiveWithText);
  deliver(syn(0));
  EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
  EXPECT_EQ(deliver(ack(1, 2)), "FIN-WAIT-1, connected");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=2><ACK=1><CTL=FIN,ACK>");
}

TEST_P(Close, InSynReceivedWaitsForEstablishedWhereTextCameWithTheSyn) {  // which is delivered there
  rules.syn_text = model::SynText::Queued;
  reach(State::Listen);
  deliver(with(syn(0), &Segment::text));
  EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
  EXPECT_EQ(deliver(ack(2, 1)), "FIN-WAIT-1, connected, delivers 1");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=1><ACK=2><CTL=FIN,ACK>");
}

TEST_P(Close, InSynReceivedLeavesTheSynToBeAcknowledgedFirst) {
  reach(State::SynReceived);
  call(EventKind::Close);
  EXPECT_TRUE(stands_at(0, 2, 1));
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "FIN-WAIT-1 <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>");
  EXPECT_EQ(deliver(ack(1, 2)), "FIN-WAIT-2");
}

TEST_P(Abort, SendsARstByState) {
  EXPECT_EQ(in_every_state(EventKind::Abort),
            (Outcomes{"refused", "CLOSED", "CLOSED", "CLOSED <SEQ=1><CTL=RST>", "CLOSED <SEQ=1><CTL=RST>",
                      "CLOSED <SEQ=2><CTL=RST>", "CLOSED <SEQ=2><CTL=RST>", "CLOSED <SEQ=1><CTL=RST>", "CLOSED",
                      "CLOSED", "CLOSED"}));
}

TEST_P(RetransmissionTimer, SendsTheOldestSegmentAgainByState) {
  EXPECT_EQ(in_every_state(EventKind::RetransmissionTimeout),
            (Outcomes{"refused", "refused", "SYN-SENT <SEQ=0><CTL=SYN>", "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>",
                      "refused", "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>", "refused", "refused",
                      "CLOSING <SEQ=1><ACK=2><CTL=FIN,ACK>", "LAST-ACK <SEQ=1><ACK=2><CTL=FIN,ACK>", "refused"}));
}

TEST_P(RetransmissionTimer, SendsTheTextBeforeTheFin) {
  rules.retry_limit = Rules::kUnlimited;
  rules.window = 3;
  call(EventKind::Send), call(EventKind::Send), call(EventKind::Close);
  for (const auto* oldest : {"1><ACK=1><CTL=ACK><DATA>", "2><ACK=1><CTL=ACK><DATA>", "3><ACK=1><CTL=FIN,ACK>"}) {
    EXPECT_EQ(call(EventKind::RetransmissionTimeout), std::string("FIN-WAIT-1 <SEQ=") + oldest);
    deliver(ack(1, tcb().snd_una.raw() - tcb().iss.raw() + 1));
  }
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "refused");
}

TEST_P(RetransmissionTimer, GivesUpAtTheLimit) {  // 3.8.3, R2; 3.10.8, USER TIMEOUT
  for (const unsigned limit : {0U, 1U, 2U, 3U}) {
    rules.retry_limit = limit;
    const auto last_word = [&](State from) {
      reach(from);
      for (unsigned i = 0; i < limit; ++i) EXPECT_NE(call(EventKind::RetransmissionTimeout), "refused");
      return call(EventKind::RetransmissionTimeout);
    };
    for (const State from : {State::SynSent, State::FinWait1, State::Closing, State::LastAck}) {
      EXPECT_EQ(last_word(from), "CLOSED, timed out");
    }
    EXPECT_EQ(last_word(State::SynReceived), "LISTEN");  // 3.10.8 says CLOSED for any state: a listener keeps listening
    reach_syn_received_actively();
    for (unsigned i = 0; i < limit; ++i) call(EventKind::RetransmissionTimeout);
    EXPECT_EQ(call(EventKind::RetransmissionTimeout), "CLOSED, timed out");
  }
}

TEST_P(RetransmissionTimer, CountsAnewAfterProgress) {  // 3.8.3 (a): "for the same segment"
  call(EventKind::Send), call(EventKind::Send);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
  deliver(ack(1, 2));
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK><DATA>");
  deliver(ack(1, 2));
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "CLOSED, timed out") << "an old ACK is no progress";
}

TEST_P(RetransmissionTimer, GoesOnForEverWithoutALimit) {
  rules.retry_limit = Rules::kUnlimited;
  reach(State::SynSent);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=0><CTL=SYN>");
}

TEST_P(OtherTimers, TimeWaitEndsInClosed) {
  Outcomes expected(11, "refused");
  expected.back() = "CLOSED";
  EXPECT_EQ(in_every_state(EventKind::TimeWaitTimeout), expected);
}

TEST_P(OtherTimers, FinWait2EndsOnlyByItsVariant) {
  EXPECT_EQ(in_every_state(EventKind::FinWait2Timeout), Outcomes(11, "refused"));
  rules.fin_wait_2_timeout = true;
  Outcomes expected(11, "refused");
  expected[6] = "CLOSED, timed out";
  EXPECT_EQ(in_every_state(EventKind::FinWait2Timeout), expected);
}

TEST_P(OtherTimers, NothingIsTransmittedAndNoAckIsOwedWhereNothingWaits) {
  EXPECT_EQ(in_every_state(EventKind::Transmit), Outcomes(11, "refused"));
  EXPECT_EQ(in_every_state(EventKind::DelayedAckTimeout), Outcomes(11, "refused"));
}

}  // namespace
}  // namespace finalack::testing
