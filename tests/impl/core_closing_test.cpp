// Closing, RFC 9293 3.6 and 3.10.7.4: which FIN is acknowledged by what, in every order, and TIME-WAIT.
#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

using CoreFinWait1 = Beginning<State::Established>;
using CoreFinWait2 = Beginning<State::FinWait2>;
using CoreCloseWait = Beginning<State::CloseWait>;
using CoreClosing = Beginning<State::FinWait1>;
using CoreLastAck = Beginning<State::LastAck>;
using CoreTimeWait = Beginning<State::TimeWait>;
FINALACK_AT_EVERY_ISS(CoreFinWait1);
FINALACK_AT_EVERY_ISS(CoreFinWait2);
FINALACK_AT_EVERY_ISS(CoreCloseWait);
FINALACK_AT_EVERY_ISS(CoreClosing);
FINALACK_AT_EVERY_ISS(CoreLastAck);
FINALACK_AT_EVERY_ISS(CoreTimeWait);

TEST_P(CoreFinWait1, IsNotLeftByAnAckOfTextBeforeTheFin) {
  transmit(3);
  call(EventKind::Close);
  EXPECT_EQ(deliver(ack(1, 4)), "FIN-WAIT-1, ACK taken") << "all is acknowledged, but the FIN did not leave";
  EXPECT_EQ(transmit(2, true), "FIN-WAIT-1");
  EXPECT_EQ(nxt(), 7U);
  EXPECT_EQ(deliver(ack(1, 4)), "FIN-WAIT-1, ACK taken") << "the same again";
  EXPECT_EQ(deliver(ack(1, 6)), "FIN-WAIT-1, ACK taken") << "the text before the FIN";
  EXPECT_EQ(deliver(ack(1, 7)), "FIN-WAIT-2, ACK taken");
  EXPECT_FALSE(impl::may_transmit(tcb()));
}

TEST_P(CoreFinWait1, TakesFinAndItsAckTogether) {  // figure 5, note 2
  call(EventKind::Close);
  transmit(0, true);
  EXPECT_EQ(deliver(fin(1, 2)), "FIN-WAIT-2, ACK taken, keeps FIN");
  EXPECT_EQ(receive_in_order(0, true), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> now, closing, 2MSL");
}

TEST_P(CoreFinWait1, StillReceives) {
  call(EventKind::Close);
  transmit(0, true);
  EXPECT_EQ(deliver(text(1, 1, 3)), "FIN-WAIT-1, ACK taken, keeps 0 to 3");
  EXPECT_EQ(receive_in_order(3), "FIN-WAIT-1 <SEQ=2><ACK=4><CTL=ACK> soon");
}

TEST_P(CoreFinWait2, ReceivesUntilTheFin) {
  EXPECT_EQ(deliver(text_fin(1, 2, 3)), "FIN-WAIT-2, ACK taken, keeps 0 to 3, keeps FIN");
  EXPECT_EQ(receive_in_order(3), "FIN-WAIT-2 <SEQ=2><ACK=4><CTL=ACK> soon");
  EXPECT_EQ(receive_in_order(0, true), "TIME-WAIT <SEQ=2><ACK=5><CTL=ACK> now, closing, 2MSL");
}

TEST_P(CoreFinWait2, KeepsAFinBehindAGapForLater) {
  EXPECT_EQ(deliver(text_fin(4, 2, 3)), "FIN-WAIT-2, ACK taken, keeps 0 to 3, keeps FIN");
  EXPECT_EQ(rcv(), 1U);
}

TEST_P(CoreCloseWait, AnswersTheFinAgain) {
  const Tcb before = tcb();
  EXPECT_EQ(deliver(text_fin(0, 1, 1)), "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK> now") << "one that is longer";
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK> now, ACK taken");
  EXPECT_TRUE(same(tcb(), before));
  EXPECT_EQ(deliver(fin(2, 1)), "CLOSE-WAIT, ACK taken") << "another FIN means nothing";
  EXPECT_EQ(rcv(), 2U);
}

TEST_P(CoreCloseWait, StillTransmits) {
  transmit(5);
  EXPECT_EQ(deliver(ack(2, 6)), "CLOSE-WAIT, ACK taken");
  EXPECT_EQ(una(), 6U);
}

TEST_P(CoreClosing, ComesFromAFinWithoutTheAckOfOurs) {  // figure 13
  EXPECT_EQ(deliver(fin(1, 1)), "FIN-WAIT-1, ACK taken, keeps FIN");
  EXPECT_EQ(receive_in_order(0, true), "CLOSING <SEQ=2><ACK=2><CTL=ACK> now, closing");
  EXPECT_EQ(deliver(ack(2, 1)), "CLOSING, ACK taken");
  EXPECT_EQ(deliver(ack(2, 2)), "TIME-WAIT, ACK taken, 2MSL");
}

TEST_P(CoreClosing, TakesTheAckOfACrossingFinLeniently) {  // appendix A.2: FINs sent again cross, carrying the ACKs
  receive_fin();
  EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> now, ACK taken, 2MSL");
}

TEST_P(CoreClosing, OnlyAnswersACrossingFinByTheLetter) {
  policy.validates_leniently = false;
  receive_fin();
  EXPECT_EQ(deliver(fin(1, 2)), "CLOSING <SEQ=2><ACK=2><CTL=ACK> now");
}

TEST_P(CoreClosing, TransmitsWhatStillWaitsAndThenTheFin) {
  reach(State::Established);
  transmit(3);
  call(EventKind::Close);
  receive_fin();
  EXPECT_TRUE(impl::may_transmit(tcb()));
  EXPECT_EQ(deliver(ack(2, 4)), "CLOSING, ACK taken") << "all is acknowledged, but the FIN did not leave";
  EXPECT_EQ(transmit(2, true), "CLOSING");
  EXPECT_EQ(deliver(ack(2, 6)), "CLOSING, ACK taken");
  EXPECT_EQ(deliver(ack(2, 7)), "TIME-WAIT, ACK taken, 2MSL");
}

TEST_P(CoreLastAck, EndsWithTheAckOfItsFin) {
  EXPECT_EQ(deliver(ack(2, 1)), "LAST-ACK, ACK taken");
  EXPECT_EQ(deliver(text(2, 2, 3)), "CLOSED, finished") << "whatever else comes with it";
  EXPECT_TRUE(same(tcb(), Tcb{}));
}

TEST_P(CoreLastAck, EndsWithTheAckOfACrossingFinLeniently) { EXPECT_EQ(deliver(fin(1, 2)), "CLOSED, finished"); }

TEST_P(CoreTimeWait, AcknowledgesTheFinAgainAndRestarts) {  // fifth step
  for (const bool leniently : {true, false}) {
    policy.validates_leniently = leniently;
    const std::string taken = leniently ? ", ACK taken" : "";
    EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> now" + taken + ", 2MSL");
    EXPECT_EQ(deliver(text_fin(0U - 4, 2, 5)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> now, 2MSL") << "with its text";
  }
}

TEST_P(CoreTimeWait, RestartsForNothingElse) {
  for (const Segment& seg :
       {ack(2, 2), ack(1, 2), ack(0, 2), ack(50, 2), text(2, 2, 3), text(0U - 3, 2, 5), text(1, 2, 1), fin(0, 2),
        fin(2, 2), fin(3, 2), text_fin(1, 2, 4), syn(0), syn(2), rst(2), rst(1), fin(2, 3), bare(2)}) {
    EXPECT_EQ(deliver(seg).find("2MSL"), std::string::npos);
    EXPECT_EQ(tcb().state, State::TimeWait);
  }
}

TEST_P(CoreTimeWait, ReopensAtASynWithAHigherNumber) {  // MAY-2
  for (const auto at : {3U, 5U, 12U, kHalf}) {
    reach(State::TimeWait);
    EXPECT_EQ(deliver(syn(at)), "CLOSED, finished, reopens");
  }
  reach(State::TimeWait);
  EXPECT_EQ(deliver(syn(2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> challenge") << "not higher";
  EXPECT_EQ(deliver(syn(0U - 9)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> challenge");
  EXPECT_EQ(deliver(syn_ack(5, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> challenge");
  EXPECT_EQ(deliver(with(syn(5), &Segment::rst)), "TIME-WAIT");
  policy.reopens_from_time_wait = false;
  EXPECT_EQ(deliver(syn(5)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> challenge");
}

TEST_P(CoreTimeWait, OnlyReopensFromTimeWait) {
  for (const State state : {State::FinWait2, State::Closing, State::LastAck, State::CloseWait}) {
    reach(state);
    EXPECT_EQ(deliver(syn(rcv() + 5)), std::string(to_string(state)) + " " + an_ack() + " challenge");
  }
}

}  // namespace
}  // namespace finalack::testing
