// What the user is told, of which connection, and how often.
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class StackNotices : public ::testing::Test {
 protected:
  /// The notices of the server that came since, as "Connected* Readable": with a star where one can be accepted.
  std::string of_server() { return in_words(notices(pair_.server)); }
  std::string of_client() { return in_words(notices(pair_.client)); }

  static std::string in_words(const std::vector<StackNotice>& all) {
    constexpr std::array names{"Connected", "Readable", "Urgent", "Writable", "PeerClosed", "SoftError", "Closed"};
    std::string words;
    for (const StackNotice& notice : all) {
      if (!words.empty()) words += ' ';
      words += names[static_cast<std::size_t>(notice.notice)];
      if (notice.is_acceptable) words += '*';
    }
    return words;
  }

  StackPair pair_;
  ListenerId listener_ = pair_.listen(80);
};

TEST_F(StackNotices, OfEachConnectionInItsOrder) {
  const ConnectionId id = pair_.connect(80);
  pair_.exchange();
  EXPECT_EQ(of_client(), "Connected");
  const auto at_server = notices(pair_.server);
  ASSERT_EQ(at_server.size(), 1U);
  EXPECT_TRUE(at_server[0].is_acceptable);
  EXPECT_EQ(at_server[0].listener, listener_);
  EXPECT_EQ(at_server[0].connection, pair_.server.accept(listener_));

  pair_.client.send(pair_.now, id, view("text"));
  pair_.client.shutdown(pair_.now, id);
  pair_.exchange();
  EXPECT_EQ(of_server(), "Readable PeerClosed");
  EXPECT_EQ(of_server(), "");
  pair_.server.abort(pair_.now, at_server[0].connection);
  pair_.exchange();
  EXPECT_EQ(of_server(), "") << "whoever aborted knows";
  EXPECT_EQ(of_client(), "Closed");
}

TEST_F(StackNotices, EachThatWaitsIsToldOnce) {
  std::vector<ConnectionId> told;
  for (int i = 0; i < 5; ++i) pair_.connect(80);
  pair_.exchange();
  for (const StackNotice& notice : notices(pair_.server)) {
    EXPECT_TRUE(notice.is_acceptable);
    told.push_back(notice.connection);
  }
  EXPECT_EQ(told.size(), 5U);
  for (const ConnectionId id : told) EXPECT_EQ(pair_.server.accept(listener_), id);
  EXPECT_FALSE(pair_.server.accept(listener_));
  EXPECT_EQ(of_server(), "");
}

TEST_F(StackNotices, WhatWasAcceptedUnaskedIsToldNoMore) {
  pair_.establish(listener_);
  EXPECT_EQ(of_server(), "");
  pair_.connect(80);
  pair_.exchange();
  EXPECT_EQ(of_server(), "Connected*");
}

TEST_F(StackNotices, OneThatEndedBeforeItWasAcceptedCanBeAccepted) {
  const ConnectionId id = pair_.connect(80);
  pair_.exchange();
  pair_.client.send(pair_.now, id, view("text"));
  pair_.exchange();
  pair_.client.abort(pair_.now, id);
  pair_.exchange();
  EXPECT_EQ(of_server(), "Connected* Readable Closed");
  const auto accepted = pair_.server.accept(listener_);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(pair_.server.connection(*accepted)->reason(), Signal::Reset);
  pair_.server.release(pair_.now, *accepted);
  expect_empty(pair_.server, pair_.now);
}

TEST_F(StackNotices, NoneOfHalfOpenOrReleasedConnections) {
  pair_.answers(endpoint("198.51.100.7:1"), pair_.at_server(80), syn(1));
  pair_.answers(endpoint("198.51.100.7:1"), pair_.at_server(80), rst(2));
  EXPECT_EQ(of_server(), "");
  const auto ends = pair_.establish(listener_);
  pair_.client.close(pair_.now, ends.client);
  pair_.exchange();
  pair_.server.send(pair_.now, ends.server, view("nobody reads this"));
  pair_.exchange();
  EXPECT_EQ(of_client(), "");
}

TEST_F(StackNotices, WhoNeverAsksKeepsNothingFromEnding) {
  for (int i = 0; i < 100; ++i) {
    const auto ends = pair_.establish(listener_);
    pair_.client.send(pair_.now, ends.client, view("text"));
    pair_.exchange();
    pair_.server.abort(pair_.now, ends.server);
    pair_.exchange();
    pair_.client.release(pair_.now, ends.client);
    pair_.exchange();
  }
  EXPECT_EQ(pair_.client.connections(), 0U);
  EXPECT_EQ(pair_.server.connections(), 0U);
  EXPECT_FALSE(pair_.client.poll_notice());
  EXPECT_FALSE(pair_.server.poll_notice());
}

TEST_F(StackNotices, NoneForTheNextConnectionInASlot) {
  const auto ends = pair_.establish(listener_, 5000);
  pair_.client.send(pair_.now, ends.client, view("text"));
  pair_.exchange();  // Readable is to be told
  pair_.server.abort(pair_.now, ends.server);
  pair_.exchange();
  const auto next = pair_.establish(listener_, 5001);
  EXPECT_EQ(next.server.index, ends.server.index);
  EXPECT_EQ(of_server(), "");
}

}  // namespace
}  // namespace finalack::testing
