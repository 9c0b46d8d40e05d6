// What the alternatives of model/react/rules.hpp change about opening a connection, and what they leave alone. The
// rules as the RFC has them are the subject of the other react tests.
#include <string>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

using TwoWay = Under<[](Rules& rules) { rules.handshake = model::Handshake::TwoWay; }>;
using FourWay = Under<[](Rules& rules) { rules.handshake = model::Handshake::FourWay; }>;
using CrossingSynAck = Under<[](Rules& rules) { rules.crossing_syn_ack = model::CrossingSynAck::Figure; }>;
using SynReceivedTimer = Under<[](Rules& rules) { rules.syn_received_timer = model::SynReceivedTimer::ResetsAtOnce; }>;
using SynText = Under<[](Rules& rules) { rules.syn_text = model::SynText::Queued; }>;
FINALACK_AT_EVERY_ISS(TwoWay);
FINALACK_AT_EVERY_ISS(FourWay);
FINALACK_AT_EVERY_ISS(CrossingSynAck);
FINALACK_AT_EVERY_ISS(SynReceivedTimer);
FINALACK_AT_EVERY_ISS(SynText);

TEST_P(TwoWay, ListenerIsEstablishedByTheSynAndAsksForNoAnswer) {
  reach(State::Listen);
  EXPECT_EQ(deliver(syn(0)), "ESTABLISHED <SEQ=0><ACK=1><CTL=SYN,ACK>, connected");
  EXPECT_TRUE(stands_at(1, 1, 1));
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "refused");
  EXPECT_EQ(deliver(syn(0)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>") << "a lost SYN,ACK is lost for good";
}

TEST_P(TwoWay, OpenerSendsNoThirdSegment) {
  reach(State::SynSent);
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED, connected");
}

TEST_P(FourWay, ListenerSendsItsSynApart) {
  reach(State::Listen);
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=ACK>");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "refused");
  EXPECT_EQ(deliver(ack(1, 1)), "SYN-RECEIVED <SEQ=1><CTL=RST>") << "its SYN is not sent yet";
  EXPECT_EQ(call(EventKind::Transmit), "SYN-RECEIVED <SEQ=0><CTL=SYN>");
  EXPECT_EQ(call(EventKind::Transmit), "refused");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-RECEIVED <SEQ=0><CTL=SYN>");
  EXPECT_EQ(deliver(ack(1, 1)), "ESTABLISHED, connected");
}

TEST_P(FourWay, CloseBeforeTheSynWaitsForIt) {
  reach(State::SynReceived);
  EXPECT_EQ(call(EventKind::Close), "SYN-RECEIVED");
  EXPECT_EQ(call(EventKind::Transmit), "SYN-RECEIVED <SEQ=0><CTL=SYN>");
  EXPECT_EQ(deliver(ack(1, 1)), "FIN-WAIT-1, connected");
  EXPECT_EQ(call(EventKind::Transmit), "FIN-WAIT-1 <SEQ=1><ACK=1><CTL=FIN,ACK>");
}

TEST_P(FourWay, OpenerRemembersThatItsSynWasAcknowledged) {
  reach(State::SynSent);
  EXPECT_EQ(deliver(ack(0, 0)), "SYN-SENT <SEQ=0><CTL=RST>");
  EXPECT_EQ(deliver(ack(0, 1)), "SYN-SENT");
  EXPECT_EQ(deliver(ack(0, 1)), "SYN-SENT");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=0><CTL=SYN>") << "to ask for the peer's SYN";
  EXPECT_EQ(deliver(syn(0)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>, connected");
}

TEST_P(FourWay, OpenerThatMissesTheAckTakesTheSynForACrossingOne) {
  reach(State::SynSent);
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=0><ACK=1><CTL=SYN,ACK>");
}

TEST_P(CrossingSynAck, EstablishesAsFigure7Draws) {
  reach_syn_received_actively();
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED, connected");
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>") << "only SYN-RECEIVED knows it";
}

TEST_P(CrossingSynAck, IsCheckedLikeAnyAck) {
  reach_syn_received_actively();
  EXPECT_EQ(deliver(syn_ack(0, 0)), "SYN-RECEIVED <SEQ=0><CTL=RST>");
  EXPECT_EQ(deliver(syn_ack(0, 2)), "SYN-RECEIVED <SEQ=2><CTL=RST>");
  EXPECT_EQ(deliver(syn(0)), "SYN-RECEIVED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(with(syn_ack(0, 1), &Segment::rst)), "SYN-RECEIVED");
  EXPECT_EQ(deliver(syn_ack(1, 1)), "CLOSED <SEQ=1><CTL=RST>, reset") << "a SYN of another number";
}

TEST_P(SynReceivedTimer, MayResetAtOnce) {
  reach(State::SynReceived);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "LISTEN <SEQ=1><CTL=RST>");
  reach_syn_received_actively();
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "CLOSED <SEQ=1><CTL=RST>, timed out");
  reach(State::SynSent);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=0><CTL=SYN>");
}

TEST_P(SynReceivedTimer, MayNotExist) {
  rules.syn_received_timer = model::SynReceivedTimer::None;
  reach(State::SynReceived);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "refused");
  reach(State::LastAck);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "LAST-ACK <SEQ=1><ACK=2><CTL=FIN,ACK>");
}

TEST_P(SynText, GoesWithTheSynAndComesAgainWithIt) {
  EXPECT_EQ(call(EventKind::OpenActiveWithText), "SYN-SENT <SEQ=0><CTL=SYN><DATA>");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=0><CTL=SYN><DATA>");
  EXPECT_EQ(deliver(syn_ack(0, 3)), "SYN-SENT <SEQ=3><CTL=RST>");
  EXPECT_EQ(deliver(syn_ack(0, 2)), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK>, connected");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "refused");
  reach(State::SynSent);
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=0><CTL=SYN>") << "there may be none";
}

TEST_P(SynText, NeedNotBeAcknowledgedWithTheSyn) {  // 3.10.7.3: why the check is not SEG.ACK == SND.NXT
  call(EventKind::OpenActiveWithText);
  EXPECT_EQ(deliver(syn_ack(0, 1)), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK>, connected");
  EXPECT_EQ(call(EventKind::RetransmissionTimeout), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
}

TEST_P(SynText, WaitsForEstablishedAtTheListener) {  // 3.5
  for (const bool posted : {true, false}) {
    rules.receive_posted = posted;
    reach(State::Listen);
    EXPECT_EQ(deliver(with(syn(0), &Segment::text)), "SYN-RECEIVED <SEQ=0><ACK=2><CTL=SYN,ACK>");
    EXPECT_EQ(call(EventKind::Receive), "refused");
    EXPECT_EQ(deliver(ack(2, 1)), posted ? "ESTABLISHED, connected, delivers 1" : "ESTABLISHED, connected");
    EXPECT_EQ(call(EventKind::Receive), posted ? "refused" : "ESTABLISHED, delivers 1");
  }
  reach(State::Listen);
  deliver(with(syn(0), &Segment::text));
  EXPECT_EQ(deliver(rst(2)), "LISTEN");
  EXPECT_EQ(tcb().unread.raw(), 0U) << "with the half-open connection its text is gone";
}

TEST_P(SynText, MayBeAnsweredAtOnce) {  // RFC 7413
  rules.syn_text = model::SynText::AnsweredAtOnce;
  reach(State::Listen);
  EXPECT_EQ(deliver(with(syn(0), &Segment::text)), "SYN-RECEIVED <SEQ=0><ACK=2><CTL=SYN,ACK>, delivers 1");
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED <SEQ=1><ACK=3><CTL=ACK>, connected, delivers 1");
}

TEST_P(SynText, IsQueuedWhereTheSynCarriesNone) {  // 3.10.1, LISTEN
  rules.syn_text = model::SynText::None;
  EXPECT_EQ(call(EventKind::OpenActiveWithText), "SYN-SENT <SEQ=0><CTL=SYN>");
  deliver(syn_ack(0, 1));
  EXPECT_EQ(call(EventKind::Transmit), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK><DATA>");
}

}  // namespace
}  // namespace finalack::testing
