// RFC 5961: what an attacker who guesses has to get past, and how often he is answered (section 7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

/// How many of `count` resets in the window, none of them at RCV.NXT, are answered if one comes every `interval`.
std::size_t answered(Subject& s, int count, Duration interval) {
  std::size_t answers = 0;
  for (int i = 0; i < count; ++i) {
    s.rst(100);
    const std::vector<Sent> sent = s.pass(interval);
    answers += sent.size();
    for (const Sent& segment : sent) EXPECT_EQ(segment.acknowledged, 0U);
  }
  EXPECT_EQ(s->state(), State::Established);
  return answers;
}

TEST(ChallengeAck, TellsWhereTheConnectionStands) {
  Subject s;
  s.establish({});
  s.rst(100);
  const Sent challenge = s.one();
  EXPECT_EQ(challenge.header.seq, Subject::kIss + 1);
  EXPECT_EQ(challenge.header.ack_number, Subject::kIrs + 1);
  EXPECT_FALSE(challenge.header.flags.rst);
}

TEST(ChallengeAck, IsNotSentMoreThanTenTimesInFiveSeconds) {
  Subject s;
  s.establish({});
  EXPECT_EQ(answered(s, 400, 10ms), 10U);  // for four seconds
  EXPECT_EQ(answered(s, 200, 10ms), 10U);  // one later, the next ten
}

TEST(ChallengeAck, IsSentOnceInHalfASecondAsByLinux) {
  Subject s(linux_profile());
  s.establish({});
  EXPECT_EQ(answered(s, 20, 1us), 1U);
  s.pass(500ms);
  EXPECT_EQ(answered(s, 1, 1us), 1U);
}

TEST(ChallengeAck, HasNoLimitIfItsPeriodIsZero) {
  Settings settings = rfc_profile();
  settings.challenge_period = 0s;
  Subject s(settings);
  s.establish({});
  EXPECT_EQ(answered(s, 40, 0us), 40U);
}

TEST(ChallengeAck, LimitsNoAnswerToText) {
  Subject s(linux_profile());
  s.establish({});
  s.text(0, 100);
  s.pass(1s);
  for (int i = 0; i < 20; ++i) {
    s.text(0, 100);  // its sender did not see the ACK
    EXPECT_EQ(s.one().acknowledged, 100U);
  }
}

}  // namespace
}  // namespace finalack::impl
