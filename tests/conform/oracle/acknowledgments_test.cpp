// An owed ACK is one that the peer gets to see: text beyond its window does not bring it.
#include <gtest/gtest.h>

#include "tests/conform/oracle/watched.hpp"

namespace finalack::conform {
namespace {

/// The peer's window is closed, text waits for it, and the peer's own text is still to be acknowledged when the probe
/// is sent.
void probe_with_an_ack_owed(Watched& w) {
  w.peer_window = 0;
  w.establish();
  w.send(5);
  w.arrives(w.from_peer(0), 1);  // the first few are acknowledged at once
  w.now = w.connection.poll_timeout();
  w.arrives_quietly(w.from_peer(1), 600);
  w.connection.on_timeout(w.now);
  w.oracle.on_timeout(w.now, w.seen());
}

TEST(OwedAck, IsNotSentByAProbeThatThePeerDrops) {
  Watched w;
  probe_with_an_ack_owed(w);
  w.leaves = [](impl::Outgoing& out) { return out.text.size() > 0; };  // the bare ACK that follows
  w.drain();
  ASSERT_TRUE(w.oracle.violation());
  EXPECT_EQ(w.oracle.violation()->rule, Rule::Answer) << w.oracle.violation()->text();
}

TEST(OwedAck, FollowsAProbe) {
  Watched w;
  probe_with_an_ack_owed(w);
  w.drain();
  EXPECT_FALSE(w.oracle.violation()) << w.oracle.violation()->text();
  ASSERT_GE(w.sent.size(), 2U);
  EXPECT_EQ(w.sent.back().seq, Watched::kIss + 1);
}

TEST(OwedAck, IsOwedAtOnceForWhatFillsAGap) {
  Watched w;
  w.establish();
  for (std::uint32_t i = 0; i < 4; ++i) w.arrives(w.from_peer(1000 * i), 1000);
  w.arrives(w.from_peer(5000), 100);
  w.leaves = [](impl::Outgoing&) { return false; };
  w.arrives(w.from_peer(4000), 900);  // part of it
  ASSERT_TRUE(w.oracle.violation());
  EXPECT_EQ(w.oracle.violation()->rule, Rule::Answer) << w.oracle.violation()->text();
}

}  // namespace
}  // namespace finalack::conform
