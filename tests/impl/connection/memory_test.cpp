// Memory: bounded, none taken per segment, and given back when nothing needs it. And sequence numbers: all of them.
#include <algorithm>
#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/counting_new.hpp"
#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

/// Two connections, with nothing between them.
struct Direct {
  std::shared_ptr<const Settings> settings = std::make_shared<const Settings>(rfc_profile());
  Connection a{settings};
  Connection b{settings};
  Time now{1h};

  Direct() {
    (void)b.open_passive({SequenceNumber(0x7ffffff0)});
    (void)a.connect(now, {SequenceNumber(0xfffffff0)});
    exchange();
  }

  bool move(Connection& from, Connection& to) {
    bool any = false;
    while (const auto out = from.poll_transmit(now)) {
      to.on_segment(now, out->header, out->text.second.empty() ? out->text.first : joined(out->text));
      any = true;
    }
    return any;
  }

  void exchange() {
    while (move(a, b) || move(b, a)) {
    }
  }

  std::span<const std::uint8_t> joined(const Pieces& text) {
    std::copy(text.first.begin(), text.first.end(), buffer.begin());
    std::copy(text.second.begin(), text.second.end(), buffer.begin() + static_cast<long>(text.first.size()));
    return std::span(buffer).first(text.size());
  }

  /// A sends, B reads everything.
  void transfer(std::span<const std::uint8_t> text, std::span<std::uint8_t> to) {
    (void)a.send(now, text);
    exchange();
    (void)b.receive(now, to);
    exchange();
    now += 1ms;
    for (Connection* c : {&a, &b}) {
      if (c->poll_timeout() <= now) c->on_timeout(now);
    }
    exchange();
  }

  std::array<std::uint8_t, 2000> buffer{};
};

TEST(Memory, IsNotTakenPerSegment) {
  Direct pair;
  std::vector<std::uint8_t> text(100'000);
  std::vector<std::uint8_t> to(200'000);
  for (int i = 0; i < 20; ++i) pair.transfer(text, to);  // the rings grow
  const std::size_t before = allocations();
  for (int i = 0; i < 200; ++i) pair.transfer(text, to);
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(pair.b.tcb().rcv_nxt - pair.b.tcb().irs, 220U * 100'000 + 1);
}

TEST(Memory, OfTextBehindAGapIsGivenBackWhenThePeerFallsSilent) {  // RFC 2018 section 8
  Subject s;
  s.establish({.sack = true});
  s.text(60'000, 1);
  EXPECT_GE(s->memory(), 60'000U);
  s.pass(119s);
  EXPECT_GE(s->memory(), 60'000U);
  s.pass(2s);
  EXPECT_EQ(s->memory(), 0U);
  EXPECT_EQ(s->poll_timeout(), kNever);
  s.text(0, 1000);  // and if it was alive after all, it sends again what was reported
  EXPECT_EQ(s.pass(1s).back().acknowledged, 1000U);
  s.text(1000, 59'001);
  EXPECT_EQ(s.pass(1s).back().acknowledged, 60'001U);
  EXPECT_EQ(s.hear().size(), 60'001U);
}

TEST(Memory, IsGivenBackByAConnectionThatIsIdle) {
  for (const std::size_t octets : {100'000U, 100U}) {
    Direct pair;
    std::vector<std::uint8_t> text(octets);
    std::vector<std::uint8_t> to(200'000);
    pair.transfer(text, to);
    EXPECT_GT(pair.a.memory(), octets);
    for (int i = 0; i < 10; ++i) {
      pair.now += 1s;
      for (Connection* c : {&pair.a, &pair.b}) {
        if (c->poll_timeout() <= pair.now) c->on_timeout(pair.now);
      }
      pair.exchange();
    }
    EXPECT_EQ(pair.a.memory(), 0U) << octets;
    EXPECT_EQ(pair.b.memory(), 0U) << octets;
    EXPECT_EQ(pair.a.poll_timeout(), kNever);
    EXPECT_EQ(pair.b.poll_timeout(), kNever);
  }
}

TEST(Memory, IsKeptForTextThatNobodyReads) {
  Subject s;
  s.establish();
  s.text(0, 60'000);
  s.pass(1h);
  EXPECT_EQ(s.hear().size(), 60'000U);
  EXPECT_GT(s->memory(), 0U);
  s.pass(1h);
  EXPECT_EQ(s->memory(), 0U);
}

TEST(Memory, IsGivenBackWhenTheLastTextIsRead) {
  Subject s;
  s.establish();
  s.text(0, 60'000);
  s.fin(60'000);
  s.hear();
  EXPECT_EQ(s->memory(), 0U);
}

TEST(Memory, IsGivenBackBeforeTimeWait) {
  Subject s;
  s.establish();
  s.text(0, 60'000);
  s.hear();
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  s.fin(60'000);
  s.sent();
  ASSERT_EQ(s->state(), State::TimeWait);
  EXPECT_EQ(s->memory(), 0U);
}

TEST(Memory, IsGivenBackAtTheEnd) {
  Subject s;
  s.establish();
  s.text(0, 60'000);
  s.hear();
  s.fin(60'000);
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  ASSERT_EQ(s->state(), State::Closed);
  EXPECT_EQ(s->memory(), 0U);
}

TEST(SequenceNumbers, MayAllBeUsed) {  // RFC 9293 3.4: the ISS comes again after 2^32 octets
  Settings settings = rfc_profile();
  settings.path_mss = 65535;
  settings.nagle = false;
  Subject s(settings);
  s.establish({.mss = 65535, .scale = 14});
  const std::string text(1 << 20, 'y');
  std::uint64_t left = (1ULL << 32) - 1;
  for (int i = 0; i < 6000 && !(s->tcb().snd_una == s->tcb().iss); ++i) {
    left -= s.say(std::string_view(text).substr(0, std::min<std::uint64_t>(left, text.size())));
    while (s->poll_transmit(s.now(), 44)) {
    }
    s.ack(s->tcb().snd_nxt - s->tcb().iss - 1);
  }
  ASSERT_EQ(left, 0U);
  ASSERT_EQ(s->tcb().snd_una, s->tcb().iss);
  s.say("again");
  const Sent again = s.one();
  EXPECT_EQ(again.text, "again");
  EXPECT_EQ(again.header.seq, Subject::kIss);
  s.ack(again.end());
  EXPECT_EQ(s->unacknowledged(), 0U);
}

}  // namespace
}  // namespace finalack::impl
