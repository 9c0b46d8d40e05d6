// SYNs from everywhere, whose senders never answer: who has a connection keeps it, and with cookies others get one.
#include <random>

#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class SynFlood : public ::testing::Test {
 protected:
  void listen(SynCookies cookies) { id_ = pair_.listen(80, {.syn_queue = 16, .cookies = cookies}); }
  const Listener& listener() const { return pair_.server.listener(id_); }

  /// SYNs, and among them ACKs that guess at a cookie, each from another address.
  void flood(int segments) {
    for (int i = 0; i < segments; ++i) {
      Endpoint from = endpoint("198.18.0.0:1024");
      from.address.octets[2] = static_cast<std::uint8_t>(random_());
      from.address.octets[3] = static_cast<std::uint8_t>(random_());
      from.port = static_cast<std::uint16_t>(1024 + random_() % 60'000);
      const auto seq = static_cast<std::uint32_t>(random_());
      const auto guess = static_cast<std::uint32_t>(random_());
      pair_.to_server(packet_of({from, pair_.at_server(80)}, i % 8 == 7 ? ack(seq, guess) : syn(seq)));
    }
  }

  /// A request and its answer, while segments of the flood arrive between any two of theirs.
  void ask(const StackPair::Ends& ends) {
    pair_.client.send(pair_.now, ends.client, view("how much?"));
    for (int i = 0; i < 2; ++i) {
      flood(20);
      pair_.exchange();
    }
    EXPECT_EQ(receive_all(pair_.server, pair_.now, ends.server), "how much?");
    pair_.server.send(pair_.now, ends.server, view("that much"));
    flood(20);
    pair_.exchange();
    EXPECT_EQ(receive_all(pair_.client, pair_.now, ends.client), "that much");
  }

  StackPair pair_;
  ListenerId id_;
  std::mt19937 random_{1};
};

TEST_F(SynFlood, WithCookiesOldAndNewConnectionsAreServed) {
  listen(SynCookies::WhenFull);
  std::vector<StackPair::Ends> all;
  all.reserve(25);
  for (int i = 0; i < 5; ++i) all.push_back(pair_.establish(id_));
  for (int round = 0; round < 100; ++round) {
    flood(300);
    if (round % 5 == 0) all.push_back(pair_.establish(id_));
    ask(all[static_cast<std::size_t>(round) % all.size()]);
    pair_.now += 1ms;
  }
  EXPECT_EQ(listener().half_open, 16U);
  EXPECT_EQ(listener().counters.queued, 5U + 16);
  EXPECT_EQ(listener().counters.cookies_accepted, 20U);
  EXPECT_EQ(listener().counters.established, 25U);
  EXPECT_GT(listener().counters.cookies_refused, 4000U);
  EXPECT_EQ(pair_.server.connections(), 16U + 25);
  EXPECT_EQ(pair_.server.counters().replies_dropped, 0U);
}

TEST_F(SynFlood, WithoutCookiesOldConnectionsAreServed) {
  listen(SynCookies::Never);
  const auto old = pair_.establish(id_);
  flood(300);
  const ConnectionId late = pair_.connect(80);
  for (int round = 0; round < 100; ++round) ask(old);
  EXPECT_EQ(pair_.client_state(late), State::SynSent);
  EXPECT_GT(listener().counters.refused_syn_queue, 4000U);
  EXPECT_EQ(pair_.server.connections(), 1U + 16);
  pair_.pass(10min);  // the flood is over, and its entries time out
  EXPECT_EQ(listener().counters.timed_out, 16U);
  const auto next = pair_.establish(id_);
  EXPECT_EQ(pair_.server_state(next.server), State::Established);
}

TEST_F(SynFlood, AnswersWaitInABoundedQueue) {
  listen(SynCookies::Always);
  flood(10'000);
  const std::size_t answers = pair_.from_server().size();
  EXPECT_EQ(answers, 4096U);
  EXPECT_EQ(pair_.server.counters().replies_dropped, 10'000 - answers);
  const auto ends = pair_.establish(id_);
  ask(ends);
}

}  // namespace
}  // namespace finalack::testing
