// Segments from ESTABLISHED on, RFC 9293 3.10.7.4: the numbers of ACKs and the send window, text at the edges of the
// receive window, a closed window, and RFC 5961 on and off. Each endpoint begins in ESTABLISHED.
#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

using CoreAck = Beginning<State::Established>;
using CoreSendWindow = Beginning<State::Established>;
using CoreText = Beginning<State::Established>;
using CoreZeroWindow = Beginning<State::Established>;
using CoreRst = Beginning<State::Established>;
using CoreSyn = Beginning<State::Established>;
FINALACK_AT_EVERY_ISS(CoreAck);
FINALACK_AT_EVERY_ISS(CoreSendWindow);
FINALACK_AT_EVERY_ISS(CoreText);
FINALACK_AT_EVERY_ISS(CoreZeroWindow);
FINALACK_AT_EVERY_ISS(CoreRst);
FINALACK_AT_EVERY_ISS(CoreSyn);

constexpr std::array kFromEstablished{State::Established, State::FinWait1, State::FinWait2, State::CloseWait,
                                      State::Closing,     State::LastAck,  State::TimeWait};

TEST_P(CoreAck, AdvancesSndUnaWithinWhatWasSent) {
  transmit(5);
  EXPECT_EQ(deliver(ack(1, 4)), "ESTABLISHED, ACK taken");
  EXPECT_EQ(una(), 4U);
  EXPECT_EQ(deliver(ack(1, 2)), "ESTABLISHED, ACK taken") << "a duplicate";
  EXPECT_EQ(una(), 4U);
  EXPECT_EQ(deliver(ack(1, 6)), "ESTABLISHED, ACK taken");
  EXPECT_EQ(una(), 6U);
}

TEST_P(CoreAck, OfWhatWasNotSentIsAnsweredAndDroppedInEveryState) {  // 3.5.2, third group
  for (const State state : kFromEstablished) {
    for (const auto beyond : {1U, 2U, kHalf - 1, kHalf}) {
      for (const bool rfc5961 : {true, false}) {
        policy.rfc5961 = rfc5961;
        reach(state);
        const Tcb before = tcb();
        const std::string answer = std::string(to_string(state)) + " " + an_ack() + " challenge";
        EXPECT_EQ(deliver(ack(rcv(), nxt() + beyond)), answer);
        EXPECT_EQ(deliver(text_fin(rcv(), nxt() + beyond, 3)), answer);
        EXPECT_TRUE(same(tcb(), before));
      }
    }
  }
}

TEST_P(CoreAck, OlderThanTheLargestWindowIsAnsweredAndDroppedByRfc5961) {  // section 5.2, MAX.SND.WND
  for (const State state : kFromEstablished) {
    reach(state);
    const auto oldest = una() - kPeersWindow;
    const std::string name(to_string(state));
    const std::string answer = name + " " + an_ack() + " challenge";
    EXPECT_EQ(deliver(ack(rcv(), oldest - 1)), answer);
    EXPECT_EQ(deliver(text(rcv(), oldest - 1, 3)), answer);
    EXPECT_EQ(deliver(ack(rcv(), oldest)), name + ", ACK taken");
    policy.rfc5961 = false;
    EXPECT_EQ(deliver(ack(rcv(), oldest - 1)), name + ", ACK taken");
    policy.rfc5961 = true;
  }
}

TEST_P(CoreAck, MayBeAsOldAsTheLargestWindowEvenIfTheWindowShrank) {
  deliver(window_of(ack(1, 1), 0));
  EXPECT_EQ(tcb().snd_wnd, 0U);
  EXPECT_EQ(deliver(ack(1, 1 - kPeersWindow)), "ESTABLISHED, ACK taken");
}

TEST_P(CoreSendWindow, IsTakenFromNewerSegments) {
  EXPECT_EQ(deliver(window_of(ack(1, 1), 50)), "ESTABLISHED, ACK taken");  // the same numbers: taken
  EXPECT_EQ(tcb().snd_wnd, 50U);
  deliver(window_of(ack(3, 1), 60));  // a higher SEG.SEQ
  EXPECT_EQ(tcb().snd_wnd, 60U);
  transmit(5);
  deliver(window_of(ack(3, 4), 70));  // a higher SEG.ACK
  EXPECT_EQ(tcb().snd_wnd, 70U);
  EXPECT_EQ(tcb().max_snd_wnd, kPeersWindow);
  deliver(window_of(ack(3, 4), 200));
  EXPECT_EQ(tcb().max_snd_wnd, 200U);
}

TEST_P(CoreSendWindow, IsStillTakenAfterMoreThanHalfOfAllNumbers) {  // in one direction: SEG.SEQ stays
  for (unsigned i = 0; i < 5; ++i) {
    transmit(1U << 30);
    deliver(window_of(ack(1, nxt()), 50 + i));
    EXPECT_EQ(tcb().snd_wnd, 50 + i);
  }
}

TEST_P(CoreSendWindow, IsNotTakenFromOlderSegments) {
  transmit(5);
  deliver(window_of(ack(4, 3), 60));
  deliver(window_of(ack(2, 4), 70));  // a lower SEG.SEQ, though SEG.ACK is higher
  EXPECT_EQ(una(), 4U);
  EXPECT_EQ(tcb().snd_wnd, 60U);
  deliver(window_of(ack(4, 2), 80));  // a duplicate ACK: SEG.ACK < SND.UNA
  deliver(window_of(ack(5, 3), 80));
  EXPECT_EQ(tcb().snd_wnd, 60U);
  EXPECT_EQ(tcb().snd_wl1.value, tcb().irs.value + 4);
}

TEST_P(CoreText, IsTrimmedAtBothEdges) {
  receive_in_order(4);  // RCV.NXT is 5, the edge 11
  EXPECT_EQ(deliver(text(5, 1, 6)), "ESTABLISHED, ACK taken, keeps 0 to 6");
  EXPECT_EQ(deliver(text(5, 1, 7)), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> now, ACK taken, keeps 0 to 6");
  EXPECT_EQ(deliver(text(2, 1, 9)), "ESTABLISHED, ACK taken, keeps 3 to 9");
  EXPECT_EQ(deliver(text(4, 1, 2)), "ESTABLISHED, ACK taken, keeps 1 to 2");
  EXPECT_EQ(deliver(text(10, 1, 5)), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> now, ACK taken, keeps 0 to 1");
  EXPECT_EQ(deliver(text(2, 1, 3)), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> now") << "all of it is old";
  EXPECT_EQ(deliver(text(11, 1, 1)), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> now") << "all of it is beyond";
}

TEST_P(CoreText, BeyondBothEdgesIsNotAcceptable) {  // table 6 asks where it begins and ends
  EXPECT_EQ(deliver(text(0, 1, 12)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> now, ACK taken") << "appendix A.2: its ACK";
  receive_in_order(2);
  EXPECT_EQ(deliver(text(1, 1, 12)), "ESTABLISHED <SEQ=1><ACK=3><CTL=ACK> now");
}

TEST_P(CoreText, LosesItsFinBeyondTheEdge) {
  EXPECT_EQ(deliver(text_fin(1, 1, 9)), "ESTABLISHED, ACK taken, keeps 0 to 9, keeps FIN");
  EXPECT_EQ(deliver(text_fin(1, 1, 10)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> now, ACK taken, keeps 0 to 10");
  EXPECT_EQ(deliver(text_fin(8, 1, 3)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> now, ACK taken, keeps 0 to 3");
}

TEST_P(CoreText, MayBeOldWithAFinThatIsNew) {
  receive_in_order(4);
  EXPECT_EQ(deliver(text_fin(1, 1, 4)), "ESTABLISHED, ACK taken, keeps FIN");
  EXPECT_EQ(deliver(text_fin(1, 1, 3)), "ESTABLISHED <SEQ=1><ACK=5><CTL=ACK> now") << "the FIN is old, too";
}

TEST_P(CoreText, IsAcknowledgedSoonAndAFinNow) {
  EXPECT_EQ(receive_in_order(3), "ESTABLISHED <SEQ=1><ACK=4><CTL=ACK> soon");
  EXPECT_EQ(edge(), 11U);
  EXPECT_EQ(receive_in_order(2, true), "CLOSE-WAIT <SEQ=1><ACK=7><CTL=ACK> now, closing");
  EXPECT_EQ(edge(), 11U);
}

TEST_P(CoreText, IsNotTakenAfterThePeersFin) {
  for (const State state : {State::CloseWait, State::Closing, State::LastAck, State::TimeWait}) {
    reach(state);
    const Tcb before = tcb();
    receive_in_order(3, true);
    EXPECT_TRUE(same(tcb(), before));
  }
}

TEST_P(CoreText, DoesNotComeWithAnAckThatIsNot) {
  EXPECT_EQ(deliver(text(1, 2, 3)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> challenge");
  EXPECT_EQ(deliver(carrying(bare(1), 3)), "ESTABLISHED") << "no ACK bit";
}

TEST_P(CoreZeroWindow, TakesAnAckAndRefusesText) {  // "special allowance ... to accept valid ACKs, URGs, and RSTs"
  for (const bool leniently : {true, false}) {
    policy.validates_leniently = leniently;
    close_window();
    transmit(5);
    const std::string answer = "ESTABLISHED " + an_ack() + " now";
    EXPECT_EQ(deliver(ack(11, 3)), "ESTABLISHED, ACK taken");
    EXPECT_EQ(una(), 3U);
    EXPECT_EQ(deliver(text(11, 4, 1)), answer + ", ACK taken") << "a probe";
    EXPECT_EQ(una(), 4U);
    EXPECT_EQ(deliver(text_fin(11, 5, 3)), answer + ", ACK taken");
    EXPECT_EQ(deliver(fin(11, 6)), answer + ", ACK taken");
    EXPECT_EQ(una(), 6U);
    EXPECT_EQ(rcv(), 11U);
    EXPECT_EQ(deliver(text(12, 6, 3)), answer) << "beyond RCV.NXT nothing counts";
    EXPECT_EQ(deliver(ack(12, 6)), "ESTABLISHED " + an_ack() + " challenge");
    EXPECT_EQ(deliver(text(11, 7, 3)), "ESTABLISHED " + an_ack() + " challenge") << "not a valid ACK";
  }
}

TEST_P(CoreZeroWindow, TakesARstAtRcvNxtAlone) {
  for (const bool rfc5961 : {true, false}) {
    policy.rfc5961 = rfc5961;
    close_window();
    EXPECT_EQ(deliver(rst(12)), "ESTABLISHED");
    EXPECT_EQ(deliver(rst(10)), "ESTABLISHED");
    EXPECT_EQ(deliver(carrying(rst(11), 3)), "CLOSED, reset");
    close_window();
    EXPECT_EQ(deliver(rst(11)), "CLOSED, reset");
  }
}

TEST_P(CoreZeroWindow, AnswersASyn) {
  close_window();
  EXPECT_EQ(deliver(syn(11)), "ESTABLISHED " + an_ack() + " challenge");
}

TEST_P(CoreZeroWindow, CrossingProbesAcknowledgeEachOtherLeniently) {  // appendix A.2
  close_window();
  transmit(1);
  EXPECT_EQ(deliver(text(10, 2, 1)), "ESTABLISHED " + an_ack() + " now, ACK taken");
  EXPECT_EQ(una(), 2U);
  policy.validates_leniently = false;
  transmit(1);
  EXPECT_EQ(deliver(text(10, 3, 1)), "ESTABLISHED " + an_ack() + " now");
  EXPECT_EQ(una(), 2U);
}

TEST_P(CoreRst, AnywhereInTheWindowEndsWithoutRfc5961) {
  policy.rfc5961 = false;
  policy.rfc1337 = false;
  for (const State state : kFromEstablished) {
    const bool user_is_gone = state >= State::Closing;
    for (const auto at : {0U, 1U, kWindow - 1}) {
      reach(state);
      EXPECT_EQ(deliver(rst(rcv() + at)), user_is_gone ? "CLOSED, finished" : "CLOSED, reset");
    }
    reach(state);
    for (const auto at : {0U - 1, kWindow, kHalf}) EXPECT_EQ(deliver(rst(rcv() + at)), to_string(state));
  }
}

TEST_P(CoreRst, AtRcvNxtAloneEndsByRfc5961) {
  EXPECT_EQ(deliver(rst(2)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK> challenge");
  EXPECT_EQ(deliver(rst_ack(1, 77)), "CLOSED, reset") << "SEG.ACK means nothing";
}

TEST_P(CoreRst, EndsTimeWaitUnlessRfc1337) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(rst(2)), "TIME-WAIT");
  EXPECT_EQ(deliver(rst(3)), "TIME-WAIT");
  policy.rfc1337 = false;
  EXPECT_EQ(deliver(rst(3)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK> challenge");
  EXPECT_EQ(deliver(rst(2)), "CLOSED, finished");
}

TEST_P(CoreSyn, InTheWindowResetsWithoutRfc5961) {
  policy.rfc5961 = false;
  policy.reopens_from_time_wait = false;
  for (const State state : kFromEstablished) {
    reach(state);
    const auto r = rcv();
    EXPECT_EQ(deliver(syn(r)), "CLOSED <SEQ=0><ACK=" + std::to_string(r + 1) + "><CTL=RST,ACK>, reset");
    EXPECT_TRUE(same(tcb(), Tcb{}));
    reach(state);
    EXPECT_EQ(deliver(carrying(syn_ack(r + 9, 77), 5)), "CLOSED <SEQ=77><CTL=RST>, reset");
    reach(state);
    const std::string answer = std::string(to_string(state)) + " " + an_ack() + " challenge";
    EXPECT_EQ(deliver(syn(r - 2)), answer) << "outside: the first step";
    EXPECT_EQ(deliver(syn(r + 10)), answer);
  }
}

}  // namespace
}  // namespace finalack::testing
