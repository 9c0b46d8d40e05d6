// Segments that arrive from ESTABLISHED on, RFC 9293 3.10.7.4: first what its steps say of all these states together,
// then state by state. Every endpoint here has come to its state by a passive OPEN: see Endpoint::reach for the
// numbers.
#include <functional>
#include <string>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

/// Runs a test in every state from a given one on.
class Synchronized : public AtEveryIss {
 protected:
  template <class F> void in_each(State first, F&& test) {
    for (const State state : kStates) {
      if (state < first) continue;
      reach(state);
      name = std::string(model::name_of(state));
      SCOPED_TRACE(name);
      ack_now = name + " <SEQ=" + std::to_string(nxt()) + "><ACK=" + std::to_string(rcv()) + "><CTL=ACK>";
      const Tcb before = tcb();
      again = [this, before](const Segment& seg) {  // delivers to the state as it was reached
        reach(State(before.state));
        return deliver(seg);
      };
      unchanged = [this, before] { return model::same(before, tcb()); };
      test();
    }
  }

  std::string name;     ///< of the state
  std::string ack_now;  ///< the reaction "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, and nothing else"
  std::function<std::string(const Segment&)> again;
  std::function<bool()> unchanged;
};
FINALACK_AT_EVERY_ISS(Synchronized);

TEST_P(Synchronized, AcknowledgeAnUnacceptableSegment) {  // first step
  in_each(State::SynReceived, [&] {
    const auto r = rcv();
    for (const Segment& seg :
         {ack(r - 1, 1), ack(r + 2, 1), ack(r + kHalf, 1), syn(r - 1), syn_ack(r + 2, 1), fin(r - 1, 1), text(r - 1, 1),
          text(r + 2, 1), text_fin(r - 2, 1), text_fin(r + 2, 1), bare(r - 1)}) {
      EXPECT_EQ(deliver(seg), ack_now);
      EXPECT_TRUE(unchanged());
    }
  });
}

TEST_P(Synchronized, DropARstOutsideTheWindow) {  // first step
  in_each(State::SynReceived, [&] {
    for (const auto at : {0U - 1, 2U, kHalf, 0U - kHalf + 1}) {
      EXPECT_EQ(deliver(rst(rcv() + at)), name);
      EXPECT_EQ(deliver(rst_ack(rcv() + at, nxt())), name);
    }
    EXPECT_EQ(deliver(unnumbered_rst(nxt())), name);
    EXPECT_TRUE(unchanged());
  });
}

TEST_P(Synchronized, EndAtARstInTheWindow) {  // second step: its number is all that counts
  in_each(State::Established, [&] {
    const bool user_is_gone = name == "CLOSING" || name == "LAST-ACK" || name == "TIME-WAIT";
    const auto r = rcv();
    for (const Segment& seg :
         {rst(r), rst(r + 1), rst_ack(r, nxt()), rst_ack(r, nxt() + 5), with(rst(r), &Segment::text)}) {
      EXPECT_EQ(again(seg), user_is_gone ? "CLOSED" : "CLOSED, reset");
      EXPECT_TRUE(model::same(tcb(), Tcb{}));
    }
  });
}

TEST_P(Synchronized, AreResetByASynInTheWindow) {  // fourth step, RFC 793's behaviour; MAY-2 is not modelled
  in_each(State::Established, [&] {
    const auto r = rcv();
    EXPECT_EQ(again(syn(r)), "CLOSED <SEQ=0><ACK=" + std::to_string(r + 1) + "><CTL=RST,ACK>, reset");
    EXPECT_EQ(again(syn(r + 1)), "CLOSED <SEQ=0><ACK=" + std::to_string(r + 2) + "><CTL=RST,ACK>, reset");
    EXPECT_EQ(again(syn_ack(r, 1)), "CLOSED <SEQ=1><CTL=RST>, reset");
  });
}

TEST_P(Synchronized, DropASegmentWithoutAck) {  // fifth step
  in_each(State::SynReceived, [&] {
    for (const Segment& seg : {bare(rcv()), without_ack(text(rcv(), 0)), without_ack(fin(rcv(), 0))}) {
      EXPECT_EQ(deliver(seg), name);
      EXPECT_TRUE(unchanged());
    }
  });
}

TEST_P(Synchronized, AcknowledgeAnAckOfSomethingNotYetSent) {  // fifth step: and drop the segment
  in_each(State::Established, [&] {
    for (const auto beyond : {1U, 2U, kHalf - 1}) {
      EXPECT_EQ(deliver(ack(rcv(), nxt() + beyond)), ack_now);
      EXPECT_EQ(deliver(text_fin(rcv(), nxt() + beyond)), ack_now);
      EXPECT_TRUE(unchanged());
    }
  });
}

TEST_P(Synchronized, IgnoreAnOldAck) {  // fifth step
  in_each(State::Established, [&] {
    for (const auto acked : {1U, 0U, 0U - 5, 0U - kHalf + 5}) EXPECT_EQ(deliver(ack(rcv(), acked)), name);
    EXPECT_TRUE(unchanged());
  });
}

using Established = Beginning<State::Established>;
using FinWait1 = Beginning<State::FinWait1>;
using FinWait2 = Beginning<State::FinWait2>;
using CloseWait = Beginning<State::CloseWait>;
using Closing = Beginning<State::Closing>;
using LastAck = Beginning<State::LastAck>;
using TimeWait = Beginning<State::TimeWait>;
FINALACK_AT_EVERY_ISS(Established);
FINALACK_AT_EVERY_ISS(FinWait1);
FINALACK_AT_EVERY_ISS(FinWait2);
FINALACK_AT_EVERY_ISS(CloseWait);
FINALACK_AT_EVERY_ISS(Closing);
FINALACK_AT_EVERY_ISS(LastAck);
FINALACK_AT_EVERY_ISS(TimeWait);

TEST_P(Established, TakesAnAcceptableAck) {
  call(EventKind::Send);
  EXPECT_EQ(deliver(ack(1, 2)), "ESTABLISHED");
  EXPECT_TRUE(stands_at(2, 2, 1));
}

TEST_P(Established, TakesPartOfWhatIsUnacknowledged) {
  call(EventKind::Send), call(EventKind::Send);
  EXPECT_EQ(deliver(ack(1, 2)), "ESTABLISHED");
  EXPECT_TRUE(stands_at(2, 3, 1));
}

TEST_P(Established, DeliversTextOnce) {
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, delivers 1");
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>");
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED <SEQ=1><ACK=3><CTL=ACK>, delivers 1");
}

TEST_P(Established, AcknowledgesWhatLiesBeyondAGapAndDoesNotKeepIt) {  // MAY-13; not SHLD-31
  EXPECT_EQ(deliver(text(2, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(fin(2, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
  EXPECT_EQ(deliver(text(1, 1)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, delivers 1");
}

TEST_P(Established, TakesTheAckOfASegmentBeyondAGap) {
  call(EventKind::Send);
  EXPECT_EQ(deliver(text(2, 2)), "ESTABLISHED <SEQ=2><ACK=1><CTL=ACK>");
  EXPECT_TRUE(stands_at(2, 2, 1));
}

TEST_P(Established, TakesOnlyTheNewPartOfAnOverlappingSegment) {
  EXPECT_EQ(deliver(with(syn_ack(0, 1), &Segment::text)), "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, delivers 1");
  EXPECT_EQ(deliver(text_fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=3><CTL=ACK>, peer closing");
}

TEST_P(Established, EntersCloseWaitOnFin) {
  EXPECT_EQ(deliver(fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=2><CTL=ACK>, peer closing");
  reach(State::Established);
  EXPECT_EQ(deliver(text_fin(1, 1)), "CLOSE-WAIT <SEQ=1><ACK=3><CTL=ACK>, peer closing, delivers 1");
  EXPECT_TRUE(stands_at(1, 1, 3));
}

TEST_P(FinWait1, EntersFinWait2ByTheAckOfItsFin) {
  EXPECT_EQ(deliver(ack(1, 2)), "FIN-WAIT-2");
  EXPECT_TRUE(stands_at(2, 2, 1));
}

TEST_P(FinWait1, StaysUntilItsFinIsAcknowledgedAndNotOnlyTheTextBeforeIt) {
  reach(State::Established);
  call(EventKind::Send);
  EXPECT_EQ(call(EventKind::Close), "FIN-WAIT-1 <SEQ=2><ACK=1><CTL=FIN,ACK>");
  EXPECT_EQ(deliver(ack(1, 2)), "FIN-WAIT-1");
  EXPECT_EQ(deliver(ack(1, 3)), "FIN-WAIT-2");
}

TEST_P(FinWait1, DeliversText) {
  EXPECT_EQ(deliver(text(1, 1)), "FIN-WAIT-1 <SEQ=2><ACK=2><CTL=ACK>, delivers 1");
  EXPECT_EQ(deliver(text(2, 2)), "FIN-WAIT-2 <SEQ=2><ACK=3><CTL=ACK>, delivers 1");
}

TEST_P(FinWait1, EntersClosingOnFin) {  // 3.6, figure 13
  EXPECT_EQ(deliver(text_fin(1, 1)), "CLOSING <SEQ=2><ACK=3><CTL=ACK>, peer closing, delivers 1");
}

TEST_P(FinWait1, EntersTimeWaitOnAFinThatAcknowledgesItsOwn) {
  EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>, peer closing");
}

TEST_P(FinWait2, DeliversText) {  // 3.6.1, half-closed
  EXPECT_EQ(deliver(text(1, 2)), "FIN-WAIT-2 <SEQ=2><ACK=2><CTL=ACK>, delivers 1");
}

TEST_P(FinWait2, EntersTimeWaitOnFin) {  // 3.6, figure 12
  EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>, peer closing");
  reach(State::FinWait2);
  EXPECT_EQ(deliver(text_fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=3><CTL=ACK>, peer closing, delivers 1");
  EXPECT_TRUE(stands_at(2, 2, 3));
}

TEST_P(CloseWait, TakesAnAcceptableAck) {
  call(EventKind::Send);
  EXPECT_EQ(deliver(ack(2, 2)), "CLOSE-WAIT");
  EXPECT_TRUE(stands_at(2, 2, 2));
}

TEST_P(CloseWait, IgnoresTextBeyondTheFin) {  // seventh step: "this should not occur"
  for (const Segment& seg : {text(2, 1), text_fin(2, 1)}) EXPECT_EQ(deliver(seg), "CLOSE-WAIT");
  EXPECT_TRUE(stands_at(1, 1, 2));
}

TEST_P(CloseWait, AcknowledgesAFinBeyondTheFinAndRemains) {  // eighth step
  EXPECT_EQ(deliver(fin(2, 1)), "CLOSE-WAIT <SEQ=1><ACK=3><CTL=ACK>, peer closing");
  EXPECT_TRUE(stands_at(1, 1, 3));
}

TEST_P(Closing, EntersTimeWaitByTheAckOfItsFin) {
  EXPECT_EQ(deliver(ack(2, 2)), "TIME-WAIT");
  reach(State::Closing);
  EXPECT_EQ(deliver(text_fin(2, 2)), "TIME-WAIT") << "and ignores text beyond the peer's FIN, and a FIN behind that";
  EXPECT_TRUE(stands_at(2, 2, 2));
}

TEST_P(Closing, IgnoresWhateverDoesNotAcknowledgeItsFin) {  // fifth step
  for (const Segment& seg : {ack(2, 1), text(2, 1), fin(2, 1)}) EXPECT_EQ(deliver(seg), "CLOSING");
  EXPECT_TRUE(stands_at(1, 2, 2));
}

TEST_P(Closing, AcknowledgesAFinBeyondTheFinInTimeWait) {  // eighth step, after the fifth
  EXPECT_EQ(deliver(fin(2, 2)), "TIME-WAIT <SEQ=2><ACK=3><CTL=ACK>, peer closing");
}

TEST_P(Closing, DoesNotSeeTheAckOnTheFinSentAgain) {  // A.2: the first step stops at its number
  EXPECT_EQ(deliver(fin(1, 2)), "CLOSING <SEQ=2><ACK=2><CTL=ACK>");
  EXPECT_TRUE(stands_at(1, 2, 2));
}

TEST_P(LastAck, DeletesTheTcbByTheAckOfItsFin) {
  EXPECT_EQ(deliver(ack(2, 2)), "CLOSED");
  EXPECT_TRUE(model::same(tcb(), Tcb{}));
}

TEST_P(LastAck, StaysUntilItsFinIsAcknowledgedAndNotOnlyTheTextBeforeIt) {
  reach(State::CloseWait);
  call(EventKind::Send), call(EventKind::Close);
  EXPECT_EQ(deliver(ack(2, 2)), "LAST-ACK");
  EXPECT_EQ(deliver(ack(2, 3)), "CLOSED");
}

TEST_P(LastAck, AcknowledgesAFinBeyondTheFinAndRemains) {  // eighth step
  EXPECT_EQ(deliver(fin(2, 1)), "LAST-ACK <SEQ=2><ACK=3><CTL=ACK>, peer closing");
  EXPECT_EQ(deliver(text_fin(3, 1)), "LAST-ACK") << "text is ignored, and a FIN behind it";
  EXPECT_TRUE(stands_at(1, 2, 3));
}

TEST_P(TimeWait, AcknowledgesTheFinSentAgain) {
  for (int times = 0; times < 3; ++times) EXPECT_EQ(deliver(fin(1, 2)), "TIME-WAIT <SEQ=2><ACK=2><CTL=ACK>");
}

TEST_P(TimeWait, IgnoresTextBeyondTheFin) {
  for (const Segment& seg : {text(2, 2), text_fin(2, 2)}) EXPECT_EQ(deliver(seg), "TIME-WAIT");
  EXPECT_TRUE(stands_at(2, 2, 2));
}

TEST_P(TimeWait, AcknowledgesAFinBeyondTheFinAndRemains) {  // eighth step
  EXPECT_EQ(deliver(fin(2, 2)), "TIME-WAIT <SEQ=2><ACK=3><CTL=ACK>, peer closing");
}

}  // namespace
}  // namespace finalack::testing
