// Segments that arrive while there is no connection yet: CLOSED, LISTEN, SYN-SENT and SYN-RECEIVED, RFC 9293 3.10.7.1
// to 3.10.7.4. What SYN-RECEIVED has in common with the synchronized states is in react_synchronized_test.cpp.
#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

using Closed = Beginning<State::Closed>;
using Listen = Beginning<State::Listen>;
using SynSent = Beginning<State::SynSent>;
using SynReceived = Beginning<State::SynReceived>;
FINALACK_AT_EVERY_ISS(Closed);
FINALACK_AT_EVERY_ISS(Listen);
FINALACK_AT_EVERY_ISS(SynSent);
FINALACK_AT_EVERY_ISS(SynReceived);

TEST_P(Closed, DiscardsEveryRst) {
  for (const Segment& reset : {rst(0), rst_ack(0, 1), unnumbered_rst(1)}) EXPECT_EQ(deliver(reset), "CLOSED");
}

TEST_P(Closed, AnswersAnAckWithTheNumberItAcknowledges) {
  EXPECT_EQ(deliver(ack(5, 7)), "CLOSED <SEQ=7><CTL=RST>");
  EXPECT_EQ(deliver(syn_ack(0, 1)), "CLOSED <SEQ=1><CTL=RST>");
  EXPECT_EQ(deliver(text_fin(1, kHalf)), "CLOSED <SEQ=2147483648><CTL=RST>");
}

TEST_P(Closed, AnswersOtherSegmentsByAcknowledgingAllTheyOccupy) {
  EXPECT_EQ(deliver(syn(0)), "CLOSED <SEQ=0><ACK=1><CTL=RST,ACK>");
  EXPECT_TRUE(last_sent.unnumbered) << "SEQ=0 is no number of the circle";
  EXPECT_EQ(deliver(bare(3)), "CLOSED <SEQ=0><ACK=3><CTL=RST,ACK>");
  EXPECT_EQ(deliver(without_ack(text_fin(3, 0))), "CLOSED <SEQ=0><ACK=5><CTL=RST,ACK>");
  EXPECT_EQ(deliver(with(with(syn(0), &Segment::text), &Segment::fin)), "CLOSED <SEQ=0><ACK=3><CTL=RST,ACK>");
}

TEST_P(Listen, IgnoresEveryRst) {
  for (const Segment& reset : {rst(0), rst_ack(0, 1), unnumbered_rst(1), with(rst(0), &Segment::syn)}) {
    EXPECT_EQ(deliver(reset), "LISTEN");
  }
}

TEST_P(Listen, AnswersEveryAckWithARst) {
  EXPECT_EQ(deliver(ack(5, 7)), "LISTEN <SEQ=7><CTL=RST>");
  EXPECT_EQ(deliver(syn_ack(0, 1)), "LISTEN <SEQ=1><CTL=RST>");  // 3.5.1, figure 11
  EXPECT_EQ(deliver(fin(1, 1)), "LISTEN <SEQ=1><CTL=RST>");
  EXPECT_EQ(deliver(text(1, 1)), "LISTEN <SEQ=1><CTL=RST>");
}

TEST_P(Listen, AnswersASynWithSynAck) {
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_TRUE(stands_at(0, 1, 1));
  EXPECT_TRUE(tcb().passive) << "MUST-11";
}

TEST_P(Listen, LeavesTextAndFinOnASynToBeSentAgain) {  // the RFC has them queued; unacknowledged, they come again
  EXPECT_EQ(deliver(with(with(syn(0), &Segment::text), &Segment::fin)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected");
}

TEST_P(Listen, DropsWhatIsNeitherRstNorAckNorSyn) {
  for (const Segment& seg : {bare(0), without_ack(text(0, 0)), without_ack(fin(0, 0))}) {
    EXPECT_EQ(deliver(seg), "LISTEN");
  }
}

TEST_P(SynSent, BecomesEstablishedByASynThatAcknowledgesItsOwn) {
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected");
  EXPECT_TRUE(stands_at(1, 1, 1));
}

TEST_P(SynSent, AnswersAnAckThatIsNotOfItsSynWithARst) {
  for (const auto* number : {"0", "2", "2147483648", "2147483649", "4294967295"}) {
    const auto acked = static_cast<std::uint32_t>(std::stoul(number));
    const std::string answer = std::string("SYN-SENT <SEQ=") + number + "><CTL=RST>";
    EXPECT_EQ(deliver(ack(5, acked)), answer);  // 3.5.1, figure 9
    EXPECT_EQ(deliver(syn_ack(0, acked)), answer);
    EXPECT_EQ(deliver(fin(5, acked)), answer);
    EXPECT_EQ(deliver(text(5, acked)), answer);
  }
}

TEST_P(SynSent, IgnoresRstThatAcknowledgesSomethingElse) {
  for (const std::uint32_t acked : {0U, 2U, kHalf, 0U - 1}) {
    EXPECT_EQ(deliver(rst_ack(0, acked)), "SYN-SENT");
    EXPECT_EQ(deliver(unnumbered_rst(acked)), "SYN-SENT");
  }
}

TEST_P(SynSent, IgnoresRstWithoutAck) {
  EXPECT_EQ(deliver(rst(0)), "SYN-SENT");
  EXPECT_EQ(deliver(with(rst(0), &Segment::syn)), "SYN-SENT");
}

TEST_P(SynSent, IsRefusedByRstThatAcknowledgesItsSyn) {  // 3.10.7.3 words the signal "connection reset"
  EXPECT_EQ(deliver(unnumbered_rst(1)), "CLOSED, refused");
  reach(State::SynSent);
  EXPECT_EQ(deliver(rst_ack(77, 1)), "CLOSED, refused") << "its number cannot be checked: 3.5.3";
}

TEST_P(SynSent, DropsWhatIsNeitherSynNorRst) {
  for (const Segment& seg : {ack(0, 1), fin(0, 1), text(0, 1), bare(0), without_ack(text_fin(0, 0))}) {
    EXPECT_EQ(deliver(seg), "SYN-SENT");
  }
  EXPECT_EQ(tcb().snd_una.raw(), tcb().iss.raw());
}

TEST_P(SynSent, EntersSynReceivedByASynWithoutAck) {  // 3.5, figure 7
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
  EXPECT_TRUE(stands_at(0, 1, 1));
  EXPECT_FALSE(tcb().passive) << "MUST-11";
}

TEST_P(SynSent, LeavesTextAndFinOnASynToBeSentAgain) {  // the RFC goes on at its sixth step, or queues them
  const Segment laden = with(with(syn_ack(0, 1), &Segment::text), &Segment::fin);
  EXPECT_EQ(deliver(laden), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected");
  reach(State::SynSent);
  EXPECT_EQ(deliver(without_ack(laden)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
}

TEST_P(SynReceived, BecomesEstablishedByTheAckOfItsSyn) {
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected");
  EXPECT_TRUE(stands_at(1, 1, 1));
  EXPECT_FALSE(tcb().passive) << "which is of no use any more";
  reach_syn_received_actively();
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected");
}

TEST_P(SynReceived, GoesOnWithTheTextOfThatAck) {
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, connected, delivers 1");
  reach(State::SynReceived);
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected") << "beyond a gap";
}

TEST_P(SynReceived, GoesOnWithTheFinOfThatAck) {  // of the two signals the later one is told
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK>, peer closing");
  reach(State::SynReceived);
  EXPECT_EQ(deliver(text_fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=3><CTL=ACK>, peer closing, delivers 1");
}

TEST_P(SynReceived, AnswersAnAckThatIsNotOfItsSynWithARst) {
  EXPECT_EQ(deliver(ack(1, 0)), "SYN-RECEIVED <SEQ=0><CTL=RST>");
  EXPECT_EQ(deliver(ack(1, 2)), "SYN-RECEIVED <SEQ=2><CTL=RST>");
  EXPECT_EQ(deliver(text_fin(1, kHalf)), "SYN-RECEIVED <SEQ=2147483648><CTL=RST>");
  EXPECT_TRUE(stands_at(0, 1, 1));
}

TEST_P(SynReceived, ReturnsToListenOnRstWhenPassive) {
  for (const Segment& reset : {rst(1), rst(2), rst_ack(1, 1)}) {
    reach(State::SynReceived);
    EXPECT_EQ(deliver(reset), "LISTEN");
    EXPECT_EQ(deliver(syn(5)), "SYN-RECEIVED <SEQ=0><ACK=6><CTL=SYN,ACK>");
  }
}

TEST_P(SynReceived, IsRefusedByRstWhenActive) {
  for (const Segment& reset : {rst(1), rst(2), rst_ack(1, 1)}) {
    reach_syn_received_actively();
    EXPECT_EQ(deliver(reset), "CLOSED, refused");
  }
}

TEST_P(SynReceived, AnswersTheSameSynAgainWithAnAck) {  // the first step knows no retransmitted SYN
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(syn_ack(0, 1)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK>") << "its ACK is not looked at: A.2";
}

TEST_P(SynReceived, ReturnsToListenOnASynInTheWindowWhenPassive) {
  for (const Segment& seg : {syn(1), syn(2), syn_ack(1, 1)}) {
    reach(State::SynReceived);
    EXPECT_EQ(deliver(seg), "LISTEN");
  }
}

TEST_P(SynReceived, IsResetByASynInTheWindowWhenActive) {
  reach_syn_received_actively();
  EXPECT_EQ(deliver(syn(1)), "CLOSED <SEQ=0><ACK=2><CTL=RST,ACK>, reset");
  reach_syn_received_actively();
  EXPECT_EQ(deliver(syn_ack(2, 1)), "CLOSED <SEQ=1><CTL=RST>, reset");
}

TEST_P(SynReceived, DropsASegmentWithoutAck) {
  EXPECT_EQ(deliver(without_ack(text_fin(1, 1))), "SYN-RECEIVED");
  EXPECT_EQ(deliver(bare(1)), "SYN-RECEIVED");
}

}  // namespace
}  // namespace finalack::testing
