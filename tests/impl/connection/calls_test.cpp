// What each user call answers in each state: RFC 9293 3.10.1 to 3.10.6; what is told unasked; and that all is a value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/impl/connection/subject.hpp"

namespace finalack::impl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Subject in_state(State state) {
  Subject s;
  if (state == State::Closed) return s;
  if (state == State::SynSent) {
    s.connect();
  } else if (state == State::Listen || state == State::SynReceived) {
    s.listen();
    if (state == State::SynReceived) s.peer_syn({}, false);
  } else {
    s.establish({});
  }
  const bool closes_first =
      state == State::FinWait1 || state == State::FinWait2 || state == State::Closing || state == State::TimeWait;
  if (closes_first) (void)s->shutdown(s.now());
  s.sent();
  if (state == State::FinWait2 || state == State::TimeWait) s.ack(1);
  if (state == State::Closing || state == State::TimeWait) s.fin(0);
  if (state == State::CloseWait || state == State::LastAck) s.fin(0);
  if (state == State::LastAck) (void)s->shutdown(s.now());
  s.sent();
  EXPECT_EQ(s->state(), state);
  s.notices();
  return s;
}

struct Answers {
  State state;
  OpenError connect;
  OpenError listen;
  SendError send;
  ReceiveError receive;
  CloseError close;
  CloseError abort;
};

class EachState : public testing::TestWithParam<Answers> {};

TEST_P(EachState, AnswersEachCall) {
  const Answers& expected = GetParam();
  std::vector<std::uint8_t> octets(1);
  EXPECT_EQ(in_state(expected.state)->connect(Time(1h), {}), expected.connect);
  EXPECT_EQ(in_state(expected.state)->open_passive({}), expected.listen);
  EXPECT_EQ(in_state(expected.state)->send(Time(1h), octets).error, expected.send);
  EXPECT_EQ(in_state(expected.state)->receive(Time(1h), octets).error, expected.receive);
  EXPECT_EQ(in_state(expected.state)->shutdown(Time(1h)), expected.close);
  EXPECT_EQ(in_state(expected.state)->abort(), expected.abort);
}

constexpr auto kExists = OpenError::AlreadyExists;

INSTANTIATE_TEST_SUITE_P(Calls, EachState,
                         testing::Values(Answers{State::Closed, OpenError::None, OpenError::None,
                                                 SendError::NoConnection, ReceiveError::NoConnection,
                                                 CloseError::NoConnection, CloseError::NoConnection},
                                         Answers{State::Listen, OpenError::None, kExists, SendError::NoConnection,
                                                 ReceiveError::NothingYet, CloseError::None, CloseError::None},
                                         Answers{State::SynSent, kExists, kExists, SendError::None,
                                                 ReceiveError::NothingYet, CloseError::None, CloseError::None},
                                         Answers{State::SynReceived, kExists, kExists, SendError::None,
                                                 ReceiveError::NothingYet, CloseError::None, CloseError::None},
                                         Answers{State::Established, kExists, kExists, SendError::None,
                                                 ReceiveError::NothingYet, CloseError::None, CloseError::None},
                                         Answers{State::FinWait1, kExists, kExists, SendError::Closing,
                                                 ReceiveError::NothingYet, CloseError::Closing, CloseError::None},
                                         Answers{State::FinWait2, kExists, kExists, SendError::Closing,
                                                 ReceiveError::NothingYet, CloseError::Closing, CloseError::None},
                                         Answers{State::CloseWait, kExists, kExists, SendError::None,
                                                 ReceiveError::EndOfText, CloseError::None, CloseError::None},
                                         Answers{State::Closing, kExists, kExists, SendError::Closing,
                                                 ReceiveError::EndOfText, CloseError::Closing, CloseError::None},
                                         Answers{State::LastAck, kExists, kExists, SendError::Closing,
                                                 ReceiveError::EndOfText, CloseError::Closing, CloseError::None},
                                         Answers{State::TimeWait, kExists, kExists, SendError::Closing,
                                                 ReceiveError::EndOfText, CloseError::Closing, CloseError::None}));

TEST(Send, TakesWhatThereIsRoomForAndTellsWhenThereIsMore) {
  Settings settings = rfc_profile();
  settings.send_buffer = 1000;
  Subject s(settings);
  s.establish({});
  EXPECT_EQ(s.say(1500), 1000U);
  EXPECT_EQ(s->send(s.now(), std::vector<std::uint8_t>(1)).error, SendError::NoRoom);
  s.sent();
  EXPECT_THAT(s.notices(), IsEmpty());
  s.ack(400);
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Writable));
  EXPECT_EQ(s.say(1500), 400U);
}

TEST(Send, IsNotToldOfRoomByTheAckOfAFin) {
  Subject s;
  s.establish();
  EXPECT_EQ(s->send(s.now(), {}).error, SendError::NoRoom);
  (void)s->shutdown(s.now());
  s.sent();
  s.ack(1);
  EXPECT_THAT(s.notices(), IsEmpty());
}

TEST(Notices, AreToldOnceAndInOrder) {
  Subject s;
  s.connect();
  s.sent();
  s.peer_syn({}, true);
  s.text(0, 5);
  s.text(5, 5);
  s.fin(10);
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Connected, Notice::Readable, Notice::PeerClosed));
  EXPECT_THAT(s.notices(), IsEmpty());
  s.rst(11);
  EXPECT_THAT(s.notices(), ElementsAre(Notice::Closed));
}

TEST(Status, CountsWhatIsQueued) {
  Subject s;
  EXPECT_EQ(s->unsent(), 0U);
  s.connect();
  s.say(100);
  EXPECT_EQ(s->unsent(), 100U);
  s.sent();
  s.peer_syn({.window = 60}, true);
  s->set_nagle(false);
  s.sent();
  EXPECT_EQ(s->unsent(), 40U);
  EXPECT_EQ(s->unacknowledged(), 60U);
  s.rst(0);
  EXPECT_EQ(s->unsent(), 0U);
}

TEST(Text, QueuedBeforeEstablishedIsSentThen) {
  Subject s;
  s.connect();
  s.say("early");
  EXPECT_EQ(s.one().text, "");
  s.peer_syn({}, true);
  EXPECT_EQ(s.one().text, "early");
}

TEST(Connection, IsAValue) {
  Subject s;
  s.establish({.mss = 1000, .sack = true, .timestamps = true});
  s.say(30'000);
  s.sent();
  s.text(50, 20);
  s.ack_with_sack(0, {{2000, 3000}});
  s.pass(300ms);
  Subject copy = s;
  for (Subject* one : {&s, &copy}) {
    EXPECT_FALSE(one->pass(1s).empty());
    one->text(0, 50);
    EXPECT_EQ(one->hear().size(), 70U);
    one->ack(20'000);
  }
  std::vector<Sent> of_original = s.pass(10s);
  std::vector<Sent> of_copy = copy.pass(10s);
  ASSERT_EQ(of_original.size(), of_copy.size());
  for (std::size_t i = 0; i < of_copy.size(); ++i) {
    EXPECT_EQ(of_original[i].at, of_copy[i].at);
    EXPECT_EQ(of_original[i].header, of_copy[i].header);
    EXPECT_EQ(of_original[i].text, of_copy[i].text);
  }
}

}  // namespace
}  // namespace finalack::impl
