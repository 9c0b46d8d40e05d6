// RFC 9293 3.8.4: whether the peer is still there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

Subject with_keepalive() {
  Settings settings = rfc_profile();
  settings.keepalive = true;
  Subject s(settings);
  s.establish({});
  return s;
}

TEST(Keepalive, IsOffByDefault) {  // MUST-25
  Subject s;
  s.establish({});
  EXPECT_EQ(s->poll_timeout(), kNever);
}

TEST(Keepalive, ProbesAfterTwoHours) {  // MUST-28
  Subject s = with_keepalive();
  EXPECT_TRUE(s.pass(2h - 1s).empty());
  const std::vector<Sent> probes = s.pass(1s);
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].header.seq, Subject::kIss);  // SND.NXT - 1
  EXPECT_TRUE(probes[0].text.empty());
}

TEST(Keepalive, GivesUpAfterItsProbes) {
  Subject s = with_keepalive();
  EXPECT_EQ(s.pass(2h + 8 * 75s).size(), 9U);
  EXPECT_EQ(s->state(), State::Established);  // MUST-29: not at the first
  s.pass(75s);
  EXPECT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->reason(), Signal::TimedOut);
}

TEST(Keepalive, BeginsAnewWithAnAnswer) {
  Subject s = with_keepalive();
  s.pass(2h + 8 * 75s);
  s.ack(0);
  EXPECT_TRUE(s.pass(2h - 1s).empty());
  EXPECT_EQ(s.pass(1s).size(), 1U);
}

TEST(Keepalive, WaitsForTwoHoursOfSilence) {  // MUST-26
  Subject s = with_keepalive();
  s.pass(1h);
  s.text(0, 10);
  s.pass(1s);
  EXPECT_TRUE(s.pass(2h - 2s).empty());
  EXPECT_EQ(s.pass(2s).size(), 1U);
}

TEST(Keepalive, CanBeSwitchedOnAndOff) {  // MUST-24
  Subject s;
  s.establish({});
  s->set_keepalive(s.now(), true);
  EXPECT_EQ(s.pass(2h).size(), 1U);
  s->set_keepalive(s.now(), false);
  EXPECT_TRUE(s.pass(10h).empty());
  EXPECT_EQ(s->state(), State::Established);
}

TEST(Keepalive, SettlesNoAckThatIsOwed) {          // to the peer the probe is old: it need not look at its ACK
  for (const std::uint32_t position : {0U, 5U}) {  // in order, and behind a gap
    Subject s = with_keepalive();
    s->on_timeout(s.now() + 2h);
    s.text(position, 10);
    const std::vector<Sent> sent = s.sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].header.seq, Subject::kIss);
    EXPECT_EQ(sent[1].header.seq, Subject::kIss + 1);
    EXPECT_EQ(sent[1].acknowledged, position == 0 ? 10U : 0U);
  }
}

TEST(Keepalive, IsAnsweredByAnAck) {
  Subject s;
  s.establish({});
  s.text(0, 10);
  s.pass(1s);
  s.arrives(s.from_peer(9));
  EXPECT_EQ(s.one().acknowledged, 10U);
}

}  // namespace
}  // namespace finalack::impl
