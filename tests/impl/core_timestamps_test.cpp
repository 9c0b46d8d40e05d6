// Timestamps: which segments PAWS refuses, which TS.Recent is taken from (RFC 7323), and what they say of a SYN in
// TIME-WAIT (RFC 6191). The peer's clock is somewhere below the wrap.
#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

constexpr std::uint32_t kNow = 0U - 2;  ///< what the peer's clock said at the SYN

/// Both sides have offered timestamps; the endpoint is in ESTABLISHED.
class CoreTimestamps : public AtEveryIss {
 protected:
  void SetUp() override {
    timestamps = true;
    stamped = true;
    clock = kNow;
    reach(State::Established);
  }
  std::uint32_t ts_recent() const { return tcb().ts_recent.value - kNow; }
  std::string name() const { return std::string(to_string(tcb().state)); }
};
FINALACK_AT_EVERY_ISS(CoreTimestamps);

constexpr std::array kWithConnection{State::SynReceived, State::Established, State::FinWait1, State::FinWait2,
                                     State::CloseWait,   State::Closing,     State::LastAck,  State::TimeWait};

TEST_P(CoreTimestamps, NeedBothSides) {
  EXPECT_TRUE(tcb().timestamps);
  reach(State::Listen);
  deliver(unstamped(syn(0)));
  EXPECT_FALSE(tcb().timestamps);
  reach(State::SynSent);
  EXPECT_TRUE(tcb().timestamps);
  deliver(unstamped(syn_ack(0, 1)));
  EXPECT_FALSE(tcb().timestamps);
  timestamps = false;
  reach(State::SynSent);
  deliver(syn_ack(0, 1));
  EXPECT_FALSE(tcb().timestamps);
  EXPECT_EQ(deliver(at_time(ack(1, 1), kNow - 5)), "ESTABLISHED, ACK taken") << "then they mean nothing";
  EXPECT_EQ(tcb().ts_recent, SequenceNumber{});
}

TEST_P(CoreTimestamps, AreTakenFromTheSyn) {
  for (const State state : {State::Listen, State::SynSent}) {
    reach(state);
    deliver(at_time(state == State::Listen ? syn(0) : syn_ack(0, 1), kNow + 3));
    EXPECT_EQ(ts_recent(), 3U);
  }
}

TEST_P(CoreTimestamps, AnOldOneIsAnsweredAndDropped) {  // RFC 7323 5.3, R1
  for (const State state : kWithConnection) {
    for (const auto back : {1U, 2U, kHalf}) {
      reach(state);
      const Tcb before = tcb();
      EXPECT_EQ(deliver(at_time(ack(rcv(), nxt()), kNow - back)), name() + " " + an_ack() + " challenge");
      EXPECT_EQ(deliver(at_time(text(rcv(), nxt(), 3), kNow - back)), name() + " " + an_ack() + " now");
      EXPECT_EQ(deliver(at_time(fin(rcv(), nxt()), kNow - back)), name() + " " + an_ack() + " now");
      EXPECT_TRUE(same(tcb(), before));
    }
  }
}

TEST_P(CoreTimestamps, AnOldOneOnARstMeansNothing) {  // RFC 7323 5.2
  EXPECT_EQ(deliver(at_time(rst(1), kNow - 5)), "CLOSED, reset");
  reach(State::Established);
  EXPECT_EQ(deliver(unstamped(rst(1))), "CLOSED, reset");
}

TEST_P(CoreTimestamps, AMissingOneIsDroppedSilently) {  // RFC 7323 3.2
  for (const State state : kWithConnection) {
    reach(state);
    const Tcb before = tcb();
    for (const Segment& seg : {ack(rcv(), nxt()), ack(rcv() - 5, nxt()), text(rcv(), nxt(), 3), fin(rcv(), nxt()),
                               fin(rcv() - 1, nxt()), text(rcv() + 20, nxt(), 3)}) {
      EXPECT_EQ(deliver(unstamped(seg)), name());
    }
    EXPECT_TRUE(same(tcb(), before));
  }
}

TEST_P(CoreTimestamps, ASynWithoutOneIsAnsweredAllTheSame) {  // of a peer that began anew
  EXPECT_EQ(deliver(unstamped(syn(5))), "ESTABLISHED " + an_ack() + " challenge");
}

TEST_P(CoreTimestamps, TsRecentIsNotTakenFromBehindAGap) {  // RFC 7323 4.3
  EXPECT_EQ(deliver(at_time(text(4, 1, 3), kNow + 5)), "ESTABLISHED, ACK taken, keeps 0 to 3");
  EXPECT_EQ(ts_recent(), 0U);
  deliver(at_time(text(1, 1, 3), kNow + 6));
  EXPECT_EQ(ts_recent(), 6U);
}

TEST_P(CoreTimestamps, TsRecentIsTakenFromTheFirstSegmentThatADelayedAckCovers) {
  deliver(at_time(text(1, 1, 2), kNow + 5));
  receive_in_order(2);
  deliver(at_time(text(3, 1, 2), kNow + 6));
  receive_in_order(2);
  EXPECT_EQ(ts_recent(), 5U);
  advertise(kWindow);  // the ACK left
  deliver(at_time(text(5, 1, 2), kNow + 7));
  EXPECT_EQ(ts_recent(), 7U);
}

TEST_P(CoreTimestamps, TsRecentIsNotTakenFromWhatIsDropped) {
  deliver(at_time(text(1, 2, 2), kNow + 5));         // acknowledges what was not sent
  deliver(at_time(text(0U - 9, 1, 2), kNow + 5));    // old
  deliver(at_time(carrying(bare(1), 2), kNow + 5));  // no ACK
  deliver(at_time(syn(1), kNow + 5));                // challenged
  deliver(at_time(text(50, 1, 2), kNow + 5));        // beyond the window
  EXPECT_EQ(ts_recent(), 0U);
}

TEST_P(CoreTimestamps, AFinAgainRestarts2MslWhateverItsTime) {
  reach(State::TimeWait);
  EXPECT_EQ(deliver(at_time(fin(1, 2), kNow - 1)), "TIME-WAIT " + an_ack() + " now, 2MSL");
}

TEST_P(CoreTimestamps, ANewerSynReopens) {  // RFC 6191 section 2
  const std::string reopens = "CLOSED, finished, reopens";
  const auto outcome = [this](const Segment& seg) {
    reach(State::TimeWait);
    return deliver(seg);
  };
  EXPECT_EQ(outcome(at_time(syn(5), kNow + 1)), reopens);
  EXPECT_EQ(outcome(at_time(syn(0U - 5), kNow + 1)), reopens) << "whatever its number";
  EXPECT_EQ(outcome(at_time(syn(5), kNow)), reopens) << "the same time, a higher number";
  EXPECT_EQ(outcome(unstamped(syn(5))), reopens) << "no timestamp, a higher number";
  reach(State::TimeWait);
  const std::string answer = "TIME-WAIT " + an_ack() + " challenge";
  EXPECT_EQ(outcome(at_time(syn(0U - 5), kNow)), answer);
  EXPECT_EQ(outcome(at_time(syn(2), kNow)), answer);
  EXPECT_EQ(outcome(at_time(syn(5), kNow - 1)), answer) << "older";
  EXPECT_EQ(outcome(unstamped(syn(0U - 5))), answer);
}

}  // namespace
}  // namespace finalack::testing
