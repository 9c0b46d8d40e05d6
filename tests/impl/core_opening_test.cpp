// Opening, RFC 9293 3.5 and 3.10.7.1 to 3.10.7.4: what the table of all segments doesn't say, that is other numbers,
// variables, both origins of SYN-RECEIVED, and both ways of opening at once.
#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

using CoreClosed = Beginning<State::Closed>;
using CoreListen = Beginning<State::Listen>;
using CoreSynSent = Beginning<State::SynSent>;
using CoreSynReceived = Beginning<State::SynReceived>;
using CoreSimultaneousOpen = Beginning<State::SynSent>;
FINALACK_AT_EVERY_ISS(CoreClosed);
FINALACK_AT_EVERY_ISS(CoreListen);
FINALACK_AT_EVERY_ISS(CoreSynSent);
FINALACK_AT_EVERY_ISS(CoreSynReceived);
FINALACK_AT_EVERY_ISS(CoreSimultaneousOpen);

TEST_P(CoreClosed, ResetsWithTheLengthOfTheSegmentInTheAck) {
  EXPECT_EQ(deliver(syn(7)), "CLOSED <SEQ=0><ACK=8><CTL=RST,ACK>");
  EXPECT_EQ(deliver(with(carrying(syn(7), 5), &Segment::fin)), "CLOSED <SEQ=0><ACK=14><CTL=RST,ACK>");
  EXPECT_EQ(deliver(text_fin(7, 77, 5)), "CLOSED <SEQ=77><CTL=RST>");
}

TEST_P(CoreClosed, IgnoresARstWithAnythingOnIt) {
  EXPECT_EQ(deliver(with(carrying(rst_ack(7, 77), 5), &Segment::syn)), "CLOSED");
  EXPECT_TRUE(same(tcb(), Tcb{}));
}

TEST_P(CoreListen, TakesTheNumbersOfTheSyn) {
  EXPECT_EQ(deliver(window_of(syn(0), 55)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_TRUE(tcb().passive);
  EXPECT_EQ(una(), 0U);
  EXPECT_EQ(nxt(), 1U);
  EXPECT_EQ(tcb().rcv_wnd, kWindow);
  EXPECT_EQ(tcb().snd_wnd, 55U);
  EXPECT_EQ(tcb().max_snd_wnd, 55U);
  EXPECT_EQ(tcb().last_ack_sent, tcb().rcv_nxt);
}

TEST_P(CoreListen, DoesNotKeepTextAndFinOnTheSyn) {
  EXPECT_EQ(deliver(with(carrying(syn(0), 5), &Segment::fin)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
}

TEST_P(CoreListen, LooksAtRstThenAckThenSyn) {
  EXPECT_EQ(deliver(with(rst_ack(0, 5), &Segment::syn)), "LISTEN");
  EXPECT_EQ(deliver(syn_ack(0, 5)), "LISTEN <SEQ=5><CTL=RST>");
  EXPECT_EQ(deliver(text_fin(0, 5, 2)), "LISTEN <SEQ=5><CTL=RST>");
}

TEST_P(CoreSynSent, AnswersAnAckOfTheIssItselfWithReset) {  // SEG.ACK =< ISS
  for (const auto acked : {0U, 0U - 1, 2U, 0U - kHalf, kHalf + 1}) {
    const std::string reset = "SYN-SENT <SEQ=" + std::to_string(acked) + "><CTL=RST>";
    EXPECT_EQ(deliver(ack(7, acked)), reset);
    EXPECT_EQ(deliver(syn_ack(7, acked)), reset);
    EXPECT_EQ(deliver(text_fin(7, acked, 3)), reset);
    EXPECT_EQ(deliver(rst_ack(7, acked)), "SYN-SENT");
  }
}

TEST_P(CoreSynSent, IsRefusedByARstThatAcknowledgesTheSyn) {
  EXPECT_EQ(deliver(rst(7)), "SYN-SENT");
  EXPECT_EQ(deliver(with(rst(7), &Segment::syn)), "SYN-SENT");
  EXPECT_EQ(deliver(with(rst_ack(7, 1), &Segment::syn)), "CLOSED, refused");
  EXPECT_TRUE(same(tcb(), Tcb{}));
}

TEST_P(CoreSynSent, TakesTheNumbersOfASynAck) {
  EXPECT_EQ(deliver(window_of(syn_ack(0, 1), 55)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> now, connected, ACK taken");
  EXPECT_EQ(una(), 1U);
  EXPECT_EQ(rcv(), 1U);
  EXPECT_EQ(tcb().snd_wnd, 55U);
  EXPECT_EQ(tcb().snd_wl1.value, tcb().irs.value);
  EXPECT_EQ(tcb().snd_wl2, tcb().snd_una);
  EXPECT_EQ(tcb().rcv_wnd, kWindow);
}

TEST_P(CoreSynSent, KeepsTextAndFinOnASynAck) {  // "continue processing at the sixth step"
  const std::string begin = "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> now, connected, ACK taken";
  EXPECT_EQ(deliver(carrying(syn_ack(0, 1), 4)), begin + ", keeps 0 to 4");
  EXPECT_EQ(receive_in_order(4), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> soon");
  reach(State::SynSent);
  EXPECT_EQ(deliver(with(syn_ack(0, 1), &Segment::fin)), begin + ", keeps FIN");
  reach(State::SynSent);
  EXPECT_EQ(deliver(with(carrying(syn_ack(0, 1), 12), &Segment::fin)), begin + ", keeps 0 to 10");
}

TEST_P(CoreSynReceived, IsEstablishedByTheAckOfItsSynAlone) {
  for (const auto acked : {0U, 0U - 1, 2U, kHalf, kHalf + 1, 0U - 1000}) {
    const std::string reset = "SYN-RECEIVED <SEQ=" + std::to_string(acked) + "><CTL=RST>";
    EXPECT_EQ(deliver(ack(1, acked)), reset);
    EXPECT_EQ(deliver(text_fin(1, acked, 3)), reset);
  }
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected, ACK taken");
  EXPECT_FALSE(tcb().passive);
}

TEST_P(CoreSynReceived, BeginsWithTheWindowOfTheSynAndNoAck) {  // a SYN has none: its ACK field says nothing
  EXPECT_EQ(tcb().snd_wl1.value, tcb().irs.value);
  EXPECT_EQ(tcb().snd_wl2, tcb().snd_una);
}

TEST_P(CoreSynReceived, TakesTheWindowOfTheAck) {
  deliver(window_of(ack(1, 1), 77));
  EXPECT_EQ(tcb().snd_wnd, 77U);
  EXPECT_EQ(tcb().max_snd_wnd, kPeersWindow);
  EXPECT_EQ(tcb().snd_wl1, tcb().rcv_nxt);
  EXPECT_EQ(tcb().snd_wl2, tcb().snd_una);
}

TEST_P(CoreSynReceived, ReturnsToWhereItCameFromAtARst) {
  EXPECT_EQ(deliver(rst(1)), "LISTEN");
  reach_syn_received_actively();
  EXPECT_EQ(deliver(rst(1)), "CLOSED, refused");
}

TEST_P(CoreSynReceived, ReturnsToListenAtASynInTheWindowUnlessItOpenedActively) {
  for (const auto at : {1U, 4U, 10U}) {
    reach(State::SynReceived);
    EXPECT_EQ(deliver(syn(at)), "LISTEN");
    reach_syn_received_actively();
    EXPECT_EQ(deliver(syn(at)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK> challenge");
    EXPECT_EQ(deliver(syn_ack(at, 1)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK> challenge");
  }
}

TEST_P(CoreSynReceived, AnswersTheSynAgain) {
  for (int times = 0; times < 2; ++times) EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED " + an_ack() + " challenge");
}

// Its text is new, but what comes without an ACK is dropped; that it is a SYN is to be answered all the same: "if the
// SYN bit is set, irrespective of the sequence number" (RFC 9293 3.10.7.4, fourth step; RFC 5961 4.2).
TEST_P(CoreSynReceived, AnswersTheSynAgainWithItsText) {
  EXPECT_EQ(deliver(carrying(syn(0), 4)), "SYN-RECEIVED " + an_ack() + " challenge");
  reach(State::Established);
  EXPECT_EQ(deliver(carrying(syn(0), 4)), "ESTABLISHED " + an_ack() + " challenge");
  policy.rfc5961 = false;  // the letter: what is left of it has no ACK, "drop the segment and return"
  EXPECT_EQ(deliver(carrying(syn(0), 4)), "ESTABLISHED");
}

TEST_P(CoreSynReceived, KeepsTextAndFinBehindItsAck) {
  EXPECT_EQ(deliver(text_fin(1, 1, 3)), "ESTABLISHED, connected, ACK taken, keeps 0 to 3, keeps FIN");
  EXPECT_EQ(receive_in_order(3, true), "CLOSE-WAIT <SEQ=1><ACK=5><CTL=ACK> now, closing");
}

TEST_P(CoreSimultaneousOpen, BecomesEstablishedByTheAckOfEither) {  // figure 8
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_FALSE(tcb().passive);
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected, ACK taken");
}

TEST_P(CoreSimultaneousOpen, TakesTheAckOfACrossingSynAckLeniently) {  // figure 8, line 7; appendix A.2
  deliver(syn(0));
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> challenge, connected, ACK taken");
  EXPECT_EQ(rcv(), 1U);
}

TEST_P(CoreSimultaneousOpen, OnlyAnswersACrossingSynAckByTheLetter) {  // first step: SEG.SEQ < RCV.NXT
  policy.validates_leniently = false;
  deliver(syn(0));
  EXPECT_EQ(deliver(syn_ack(0, 1)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK> challenge");
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected, ACK taken") << "the peer answers likewise";
}

TEST_P(CoreSimultaneousOpen, DoesNotKeepTextAndFinOnTheSyn) {
  EXPECT_EQ(deliver(with(carrying(syn(0), 5), &Segment::fin)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
}

// The SYN is cut off, what is behind it is new: a SYN,ACK that crossed, with text.
TEST_P(CoreSimultaneousOpen, KeepsTextBehindACrossingSynAck) {
  deliver(syn(0));
  EXPECT_EQ(deliver(carrying(syn_ack(0, 1), 4)), "ESTABLISHED, connected, ACK taken, keeps 0 to 4");
}

}  // namespace
}  // namespace finalack::testing
