// RFC 9293's figures 6 to 13, line by line: two endpoints and the numbers that are printed there. Lines that only
// repeat the one before are left out.
#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

/// Peer A on the left, peer B on the right. All numbers are as they are printed.
class Figures : public ::testing::Test {
 protected:
  Figures() { a.iss = 100, b.iss = 300; }

  /// ESTABLISHED on both sides, where A sends `of_a` next and B `of_b`.
  void establish(std::uint32_t of_a, std::uint32_t of_b) {
    a.iss = of_a - 1, b.iss = of_b - 1;
    b.call(EventKind::OpenPassive), a.call(EventKind::OpenActive);
    b.deliver(a.last_sent), a.deliver(b.last_sent);
    EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED, connected");
  }

  Endpoint a{Numbers{}};
  Endpoint b{Numbers{}};
};

TEST_F(Figures, No6BasicThreeWayHandshake) {
  EXPECT_EQ(b.call(EventKind::OpenPassive), "LISTEN");
  EXPECT_EQ(a.call(EventKind::OpenActive), "SYN-SENT <SEQ=100><CTL=SYN>");
  EXPECT_EQ(b.deliver(a.last_sent), "SYN-RECEIVED <SEQ=300><ACK=101><CTL=SYN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "ESTABLISHED <SEQ=101><ACK=301><CTL=ACK>, connected");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED, connected");
  EXPECT_EQ(a.call(EventKind::Send), "ESTABLISHED <SEQ=101><ACK=301><CTL=ACK><DATA>");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED <SEQ=301><ACK=102><CTL=ACK>, delivers 1");
}

TEST_F(Figures, No7SimultaneousOpenAsDrawn) {
  a.rules.crossing_syn_ack = b.rules.crossing_syn_ack = model::CrossingSynAck::Figure;
  EXPECT_EQ(a.call(EventKind::OpenActive), "SYN-SENT <SEQ=100><CTL=SYN>");
  const Segment line2 = a.last_sent;
  EXPECT_EQ(b.call(EventKind::OpenActive), "SYN-SENT <SEQ=300><CTL=SYN>");
  EXPECT_EQ(a.deliver(b.last_sent), "SYN-RECEIVED <SEQ=100><ACK=301><CTL=SYN,ACK>");
  EXPECT_EQ(b.deliver(line2), "SYN-RECEIVED <SEQ=300><ACK=101><CTL=SYN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "ESTABLISHED, connected");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED, connected");
}

TEST_F(Figures, No7SimultaneousOpenByTheLetterTakesTwoMoreSegments) {  // 3.10.7.4, first step; A.2
  a.call(EventKind::OpenActive), b.call(EventKind::OpenActive);
  const Segment line2 = a.last_sent;
  a.deliver(b.last_sent), b.deliver(line2);
  const Segment line5 = a.last_sent;
  EXPECT_EQ(a.deliver(b.last_sent), "SYN-RECEIVED <SEQ=101><ACK=301><CTL=ACK>");
  EXPECT_EQ(b.deliver(line5), "SYN-RECEIVED <SEQ=301><ACK=101><CTL=ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "ESTABLISHED, connected");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED, connected");
}

TEST_F(Figures, No8RecoveryFromOldDuplicateSyn) {
  b.call(EventKind::OpenPassive);
  EXPECT_EQ(a.call(EventKind::OpenActive), "SYN-SENT <SEQ=100><CTL=SYN>");
  const Segment line2 = a.last_sent;
  EXPECT_EQ(b.deliver(b.syn(90)), "SYN-RECEIVED <SEQ=300><ACK=91><CTL=SYN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "SYN-SENT <SEQ=91><CTL=RST>");
  EXPECT_EQ(b.deliver(a.last_sent), "LISTEN");
  b.iss = 400;
  EXPECT_EQ(b.deliver(line2), "SYN-RECEIVED <SEQ=400><ACK=101><CTL=SYN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "ESTABLISHED <SEQ=101><ACK=401><CTL=ACK>, connected");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED, connected");
}

TEST_F(Figures, No9HalfOpenConnectionIsDiscovered) {
  establish(100, 300);
  a.reach(State::Closed);  // the reboot
  a.iss = 400;
  EXPECT_EQ(a.call(EventKind::OpenActive), "SYN-SENT <SEQ=400><CTL=SYN>");
  EXPECT_EQ(b.deliver(a.last_sent), "ESTABLISHED <SEQ=300><ACK=100><CTL=ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "SYN-SENT <SEQ=100><CTL=RST>");
  EXPECT_EQ(b.deliver(a.last_sent), "CLOSED, reset");
  EXPECT_EQ(a.call(EventKind::RetransmissionTimeout), "SYN-SENT <SEQ=400><CTL=SYN>");
}

TEST_F(Figures, No10ActiveSideCausesHalfOpenDiscovery) {
  establish(100, 300);
  a.reach(State::Closed);
  EXPECT_EQ(b.call(EventKind::Send), "ESTABLISHED <SEQ=300><ACK=100><CTL=ACK><DATA>");
  EXPECT_EQ(a.deliver(b.last_sent), "CLOSED <SEQ=100><CTL=RST>");
  EXPECT_EQ(b.deliver(a.last_sent), "CLOSED, reset");
}

TEST_F(Figures, No11OldDuplicateSynInitiatesAResetOnTwoPassiveSockets) {
  a.call(EventKind::OpenPassive), b.call(EventKind::OpenPassive);
  EXPECT_EQ(b.deliver(b.syn(7)), "SYN-RECEIVED <SEQ=300><ACK=8><CTL=SYN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "LISTEN <SEQ=8><CTL=RST>");
  EXPECT_EQ(b.deliver(a.last_sent), "LISTEN");
}

TEST_F(Figures, No12NormalClose) {
  establish(100, 300);
  EXPECT_EQ(a.call(EventKind::Close), "FIN-WAIT-1 <SEQ=100><ACK=300><CTL=FIN,ACK>");
  EXPECT_EQ(b.deliver(a.last_sent), "CLOSE-WAIT <SEQ=300><ACK=101><CTL=ACK>, peer closing");
  EXPECT_EQ(a.deliver(b.last_sent), "FIN-WAIT-2");
  EXPECT_EQ(b.call(EventKind::Close), "LAST-ACK <SEQ=300><ACK=101><CTL=FIN,ACK>");
  EXPECT_EQ(a.deliver(b.last_sent), "TIME-WAIT <SEQ=101><ACK=301><CTL=ACK>, peer closing");
  EXPECT_EQ(b.deliver(a.last_sent), "CLOSED");
  EXPECT_EQ(a.call(EventKind::TimeWaitTimeout), "CLOSED");
}

TEST_F(Figures, No13SimultaneousClose) {
  establish(100, 300);
  EXPECT_EQ(a.call(EventKind::Close), "FIN-WAIT-1 <SEQ=100><ACK=300><CTL=FIN,ACK>");
  EXPECT_EQ(b.call(EventKind::Close), "FIN-WAIT-1 <SEQ=300><ACK=100><CTL=FIN,ACK>");
  const Segment line2 = a.last_sent;
  EXPECT_EQ(a.deliver(b.last_sent), "CLOSING <SEQ=101><ACK=301><CTL=ACK>, peer closing");
  EXPECT_EQ(b.deliver(line2), "CLOSING <SEQ=301><ACK=101><CTL=ACK>, peer closing");
  EXPECT_EQ(a.deliver(b.last_sent), "TIME-WAIT");
  EXPECT_EQ(b.deliver(a.last_sent), "TIME-WAIT");
}

}  // namespace
}  // namespace finalack::testing
