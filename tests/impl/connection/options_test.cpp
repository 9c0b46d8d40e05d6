// What the SYNs agree on, and what timestamps are for: RFC 9293 3.7.1, RFC 7323 sections 3 and 5. And urgent text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::ElementsAre;

TEST(Mss, Is536IfThePeersSynHasNone) {  // MUST-15
  Subject s;
  s.establish({.mss = std::nullopt});
  EXPECT_EQ(s->segment_text(), 536U);
}

TEST(Mss, IsTheSmallerOfPeerAndPath) {  // MUST-16
  Settings settings = rfc_profile();
  settings.path_mss = 1200;
  Subject s(settings);
  s.establish({.mss = 1460});
  EXPECT_EQ(s->segment_text(), 1200U);
  Subject t(settings);
  t.establish({.mss = 700});
  EXPECT_EQ(t->segment_text(), 700U);
}

TEST(Mss, LeavesRoomForTimestamps) {
  Subject s;
  s.establish({.timestamps = true});
  s.say(5000);
  EXPECT_EQ(s.sent().front().text.size(), 1448U);
}

TEST(Mss, OfAPeerThatIsAbsurdIsNotFollowed) {
  Subject s;
  s.establish({.mss = 0});
  s.say(1000);
  EXPECT_LE(s.sent().size(), 16U);
}

TEST(Mss, IsSaidInBothSyns) {  // MUST-14, SHLD-5
  Subject s;
  s.connect();
  EXPECT_EQ(s.one().header.options.mss, 1460);
  Subject t;
  t.listen();
  t.peer_syn({}, false);
  EXPECT_EQ(t.one().header.options.mss, 1460);
}

TEST(SackPermitted, IsAnsweredOnlyIfAskedFor) {
  for (const bool asked : {false, true}) {
    Subject s;
    s.listen();
    s.peer_syn({.sack = asked}, false);
    EXPECT_EQ(s.one().header.options.sack_permitted, asked);
    EXPECT_EQ(s->has_sack(), asked);
  }
}

TEST(Timestamps, AreInEverySegmentIfBothSynsHadThem) {  // RFC 7323 section 3.2
  Subject s;
  const Sent ack = s.establish({.timestamps = true});
  EXPECT_TRUE(ack.header.options.has_timestamps);
  EXPECT_EQ(ack.header.options.ts_echo, 7000U);
  s.say("x");
  EXPECT_TRUE(s.one().header.options.has_timestamps);
}

TEST(Timestamps, AreInNoneOtherwise) {
  Subject s;
  const Sent ack = s.establish({.timestamps = false});
  EXPECT_FALSE(ack.header.options.has_timestamps);
  Settings without = rfc_profile();
  without.offers_timestamps = false;
  Subject t(without);
  EXPECT_FALSE(t.establish({.timestamps = true}).header.options.has_timestamps);
}

TEST(Timestamps, EchoTheSegmentThatAdvancedTheWindow) {  // section 4.3
  Subject s;
  s.establish({.timestamps = true});
  const auto text_at = [&](std::uint32_t position, std::uint32_t value) {
    TcpHeader header = s.from_peer(position);
    header.options.has_timestamps = true;
    header.options.ts_value = value;
    s.arrives(header, "0123456789");
  };
  text_at(0, 8000);
  text_at(10, 8005);
  EXPECT_EQ(s.one().header.options.ts_echo, 8000U);  // of a delayed ACK: the earliest
  text_at(30, 8010);
  EXPECT_EQ(s.one().header.options.ts_echo, 8000U);  // behind a gap
  text_at(20, 8020);
  EXPECT_EQ(s.one().header.options.ts_echo, 8020U);  // what fills it
}

TEST(Timestamps, ThatAreMissingGetASegmentDropped) {
  Subject s;
  s.establish({.timestamps = true});
  const TcpHeader header = s.from_peer(0);
  const std::uint8_t octet = 1;
  s->on_segment(s.now(), header, {&octet, 1});
  EXPECT_TRUE(s.is_silent());
  EXPECT_EQ(s->readable(), 0U);
}

TEST(Paws, RejectsOldText) {  // section 5.3
  Subject s;
  s.establish({.timestamps = true});
  TcpHeader header = s.from_peer(0);
  header.options.has_timestamps = true;
  header.options.ts_value = 6999;
  s.arrives(header, "old");
  EXPECT_EQ(s.one().acknowledged, 0U);
  EXPECT_EQ(s->readable(), 0U);
}

TEST(Paws, ForgetsAfterTwentyFourDays) {  // section 5.5
  Subject s;
  s.establish({.timestamps = true});
  s.pass(std::chrono::hours(24 * 24) + 1s);
  TcpHeader header = s.from_peer(0);
  header.options.has_timestamps = true;
  header.options.ts_value = 6999;
  s.arrives(header, "new");
  EXPECT_EQ(s.hear(), "new");
}

TEST(Paws, IsNotForgottenForASegmentWithoutATimestamp) {
  Subject s;
  s.establish({.timestamps = true});
  s.pass(std::chrono::hours(24 * 24) + 1s);
  s->on_segment(s.now(), s.from_peer(0), {});
  EXPECT_EQ(s->tcb().ts_recent.value, 7000U);
}

TEST(Paws,
     IsNotForgottenForASegmentThatIsNotAcceptable) {  // or anybody could have the peer's text rejected from then on
  Subject s;
  s.establish({.timestamps = true});
  s.pass(std::chrono::hours(24 * 24) + 1s);
  TcpHeader header = s.from_peer(1'000'000);
  header.options.has_timestamps = true;
  header.options.ts_value = 7000 + (1U << 30);
  s.arrives(header, "forged");
  EXPECT_EQ(s->tcb().ts_recent.value, 7000U);
  header = s.from_peer(0);
  header.options.has_timestamps = true;
  header.options.ts_value = 7001;
  s.arrives(header, "new");
  EXPECT_EQ(s.hear(), "new");
}

TEST(Urgent, TextIsPointedBehind) {  // MUST-30, RFC 6093
  Subject s;
  s.establish({});
  s.say("quiet ");
  const std::string_view urgent = "loud";
  (void)s->send(s.now(), {reinterpret_cast<const std::uint8_t*>(urgent.data()), urgent.size()}, true);
  s->set_nagle(false);
  const Sent sent = s.one();
  EXPECT_TRUE(sent.header.flags.urg);
  EXPECT_EQ(sent.header.urgent_pointer, 10);
  s.ack(10);
  s.say("quiet again");
  EXPECT_FALSE(s.one().header.flags.urg);
}

TEST(Urgent, TextIsAnnouncedWhileItStillWaits) {  // MUST-31: of any length
  Subject s;
  s.establish({.window = 1460});
  const std::vector<std::uint8_t> urgent(100'000);
  (void)s->send(s.now(), urgent, true);
  const Sent sent = s.one();
  EXPECT_TRUE(sent.header.flags.urg);
  EXPECT_EQ(sent.header.urgent_pointer, 65535);
}

TEST(Urgent, TextIsNotCutUpBelow) {  // whoever cuts it would copy the pointer, which counts from each segment's SEQ
  Subject s;
  s.establish();
  const std::vector<std::uint8_t> urgent(4000);
  (void)s->send(s.now(), urgent, true);
  s.say(4000);
  const std::vector<Sent> sent = s.sent(8);
  ASSERT_EQ(sent.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LE(sent[i].text.size(), 1460U);
    EXPECT_EQ(sent[i].position + sent[i].header.urgent_pointer, 4000U);
  }
  EXPECT_FALSE(sent[3].header.flags.urg);
  EXPECT_GT(sent[3].text.size(), 1460U);
}

TEST(Urgent, IsNotInASyn) {
  Subject s;
  s.connect();
  const std::uint8_t octet = 1;
  (void)s->send(s.now(), {&octet, 1}, true);
  EXPECT_FALSE(s.one().header.flags.urg);
  s.peer_syn({}, true);
  EXPECT_TRUE(s.one().header.flags.urg);
}

TEST(Urgent, TextIsToldOfOnceUntilItIsRead) {  // MUST-32, MUST-33
  Subject s;
  s.establish({});
  TcpHeader header = s.from_peer(0);
  header.flags.urg = true;
  header.urgent_pointer = 4;
  s.arrives(header, "loud and quiet");
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Readable, Notice::Urgent));
  EXPECT_EQ(s->urgent_octets(), 4U);
  s.arrives(header, "loud and quiet");
  EXPECT_THAT(s.notices(), ElementsAre());
  EXPECT_EQ(s.hear(3), "lou");
  EXPECT_EQ(s->urgent_octets(), 1U);
  s.hear(1);
  EXPECT_EQ(s->urgent_octets(), 0U);
  header = s.from_peer(14);
  header.flags.urg = true;
  header.urgent_pointer = 1;
  s.arrives(header, "!");
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Readable, Notice::Urgent));
}

TEST(Urgent, TextThatWasReadIsNotToldOf) {
  Subject s;
  s.establish({});
  s.text(0, "read");
  s.hear();
  s.notices();
  TcpHeader header = s.from_peer(4);
  header.flags.urg = true;
  header.urgent_pointer = 0;
  s.arrives(header);
  EXPECT_THAT(s.notices(), ElementsAre());
}

TEST(Urgent, TextIsToldOfBeforeItArrives) {
  Subject s;
  s.establish({});
  TcpHeader header = s.from_peer(0);
  header.flags.urg = true;
  header.urgent_pointer = 500;
  s.arrives(header);
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Urgent));
  EXPECT_EQ(s->urgent_octets(), 500U);
}

TEST(Urgent, TextIsCountedRightAfterTheFin) {
  Subject s;
  s.establish({});
  TcpHeader header = s.from_peer(0);
  header.flags.urg = header.flags.fin = true;
  header.urgent_pointer = 4;
  s.arrives(header, "loud and quiet");
  EXPECT_EQ(s->urgent_octets(), 4U);
}

}  // namespace
}  // namespace finalack::impl
