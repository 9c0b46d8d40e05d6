// Listeners: their two queues, their limits, and what their counters say.
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class StackListening : public ::testing::Test {
 protected:
  /// Somebody who never answers by himself.
  static Endpoint peer(std::uint16_t port) { return {address("198.51.100.7"), port}; }
  /// A SYN from that port, answered (or not) at once.
  std::vector<Packet> syn_from(std::uint16_t port, std::uint32_t seq = 1000) {
    return pair_.answers(peer(port), pair_.at_server(80), syn(seq));
  }
  std::vector<Packet> third_from(std::uint16_t port, const Packet& syn_ack, View text = {}) {
    return pair_.answers(peer(port), pair_.at_server(80), ack(syn_ack.tcp.ack_number, syn_ack.tcp.seq + 1), text);
  }
  const Listener& listener() const { return pair_.server.listener(id_); }
  void listen(const ListenerOptions& options) { id_ = pair_.listen(80, options); }

  StackPair pair_;
  ListenerId id_;
};

TEST_F(StackListening, TheSynQueueIsBounded) {
  listen({.syn_queue = 3, .cookies = SynCookies::Never});
  for (std::uint16_t port = 1; port <= 5; ++port) EXPECT_EQ(syn_from(port).size(), port <= 3 ? 1U : 0U);
  ListenerCounters counters;
  counters.syns = 5;
  counters.queued = 3;
  counters.refused_syn_queue = 2;
  EXPECT_EQ(listener().counters, counters);
  EXPECT_EQ(listener().half_open, 3U);
  EXPECT_EQ(pair_.server.connections(), 3U);
}

TEST_F(StackListening, ASynIsRefusedWhenTheAcceptQueueIsFull) {
  listen({.accept_queue = 2, .cookies = SynCookies::Never});
  for (std::uint16_t port = 1; port <= 2; ++port) third_from(port, syn_from(port).at(0));
  EXPECT_TRUE(syn_from(3).empty());
  EXPECT_EQ(listener().counters.refused_accept_queue, 1U);
  EXPECT_EQ(listener().counters.established, 2U);
  EXPECT_TRUE(pair_.server.accept(id_));
  EXPECT_EQ(syn_from(3).size(), 1U);
}

TEST_F(StackListening, AThirdSegmentWaitsForRoomInTheAcceptQueue) {
  listen({.accept_queue = 1, .cookies = SynCookies::Never});
  const Packet first = syn_from(1).at(0);
  const Packet second = syn_from(2).at(0);
  third_from(1, first);
  EXPECT_TRUE(third_from(2, second).empty());
  EXPECT_EQ(listener().counters.third_segments_deferred, 1U);
  EXPECT_EQ(listener().half_open, 1U);
  EXPECT_TRUE(pair_.server.accept(id_));
  pair_.pass(1s);  // the SYN,ACK comes again, and is answered again
  third_from(2, second, view("text"));
  const auto accepted = pair_.server.accept(id_);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(receive_all(pair_.server, pair_.now, *accepted), "text");
  EXPECT_EQ(listener().half_open, 0U);
  EXPECT_EQ(listener().counters.established, 2U);
}

TEST_F(StackListening, AHalfOpenConnectionEndsByAResetWhateverTheAcceptQueue) {
  listen({.accept_queue = 1, .per_source_limit = 9});
  const Packet first = syn_from(1).at(0);
  syn_from(2);
  third_from(1, first);
  TcpHeader reset = rst(1001);
  reset.flags.ack = true;
  reset.ack_number = 12345;
  pair_.answers(peer(2), pair_.at_server(80), reset);
  EXPECT_EQ(listener().half_open, 0U);
  EXPECT_TRUE(listener().per_source.empty());
  EXPECT_EQ(listener().counters.reset, 1U);
  EXPECT_EQ(pair_.server.connections(), 1U);
}

TEST_F(StackListening, ALimitPerSourceThatComesAndGoesCountsNobodyTwice) {
  for (const std::size_t at_first : {0U, 1U}) {
    listen({.per_source_limit = at_first});
    const Packet first = syn_from(1).at(0);
    pair_.server.set_listener_options(id_, {.per_source_limit = 1 - at_first});
    third_from(1, first);
    EXPECT_EQ(listener().half_open, 0U);
    EXPECT_TRUE(listener().per_source.empty()) << at_first;
    pair_.server.stop_listening(pair_.now, id_);
    pair_.from_server();
  }
}

TEST_F(StackListening, ASourceHasAsManyEntriesAsItMay) {
  listen({.per_source_limit = 2});
  EXPECT_EQ(syn_from(1).size(), 1U);
  EXPECT_EQ(syn_from(2).size(), 1U);
  EXPECT_TRUE(syn_from(3).empty());
  EXPECT_EQ(listener().counters.refused_source, 1U);
  const auto other = pair_.answers({address("192.0.2.77"), 3}, pair_.at_server(80), syn(1));
  ASSERT_EQ(other.size(), 1U);
  pair_.answers(peer(1), pair_.at_server(80), rst(1001));
  EXPECT_EQ(syn_from(3).size(), 1U);
  EXPECT_EQ(listener().per_source.size(), 2U);
}

TEST(StackListeningV6, ASourceIsASite) {
  StackPair pair(IpVersion::V6);
  const ListenerId id = pair.listen(80, {.per_source_limit = 2});
  const auto syn_from = [&](std::string_view source) {
    return pair.answers({address(source), 1}, pair.at_server(80), syn(1)).size();
  };
  EXPECT_EQ(syn_from("2001:db8:1:1::1"), 1U);
  EXPECT_EQ(syn_from("2001:db8:1:1:ffff::2"), 1U);
  EXPECT_EQ(syn_from("2001:db8:1:1:1234::3"), 0U);
  EXPECT_EQ(syn_from("2001:db8:1:2::1"), 1U);
  EXPECT_EQ(pair.server.listener(id).counters.refused_source, 1U);
}

TEST_F(StackListening, WhatIsNeverAnsweredTimesOut) {
  listen({.per_source_limit = 5});
  syn_from(1);
  syn_from(2);
  pair_.pass(10min);
  EXPECT_EQ(listener().counters.timed_out, 2U);
  EXPECT_EQ(listener().counters.reset, 0U);
  expect_empty(listener());
  expect_empty(pair_.server, pair_.now);
}

TEST(StackListeningSettings, AnEntryHasALimitOfTime) {
  Settings settings;
  settings.syn_received_limit = 5s;
  StackPair pair(IpVersion::V4, settings);
  const ListenerId id = pair.listen(80);
  pair.answers(endpoint("198.51.100.7:1"), pair.at_server(80), syn(1));
  pair.pass(4s);
  EXPECT_EQ(pair.server.listener(id).half_open, 1U);
  pair.pass(1s);
  EXPECT_EQ(pair.server.listener(id).counters.timed_out, 1U);
  expect_empty(pair.server, pair.now);
  const auto ends = pair.establish(id);  // which ends with the opening
  pair.pass(10s);
  EXPECT_EQ(pair.server_state(ends.server), State::Established);
}

TEST_F(StackListening, AResetOrANewSynFreesTheEntryAtOnce) {
  listen({.syn_queue = 1, .cookies = SynCookies::Never});
  syn_from(1);
  EXPECT_TRUE(pair_.answers(peer(1), pair_.at_server(80), rst(1001)).empty());
  EXPECT_EQ(listener().half_open, 0U);
  EXPECT_EQ(syn_from(2).size(), 1U);
  EXPECT_TRUE(syn_from(2, 2000).empty());  // RFC 9293: to LISTEN; the next one opens
  EXPECT_EQ(listener().counters.reset, 2U);
  EXPECT_EQ(pair_.server.connections(), 0U);
  EXPECT_EQ(syn_from(2, 2000).size(), 1U);
  EXPECT_EQ(listener().half_open, 1U);
}

// The child of a listener is no listener, although the core has it return to LISTEN.
TEST_F(StackListening, AnEndedEntryTakesNoFurtherSyn) {
  listen({.syn_queue = 5});
  syn_from(1);
  pair_.to_server(packet_of({peer(1), pair_.at_server(80)}, rst(1001)));
  pair_.to_server(packet_of({peer(1), pair_.at_server(80)}, syn(5000)));  // before anything is sent
  EXPECT_EQ(listener().half_open, 1U);
  EXPECT_EQ(listener().counters.queued, 2U);
  const auto packets = pair_.from_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].tcp.ack_number, 5001U);
  third_from(1, packets[0]);
  EXPECT_TRUE(pair_.server.accept(id_));
  EXPECT_EQ(pair_.server.connections(), 1U);
}

TEST_F(StackListening, AWrongAckResetsAndTheEntryStays) {
  listen({});
  const Packet syn_ack = syn_from(1).at(0);
  const auto packets = pair_.answers(peer(1), pair_.at_server(80), ack(1001, syn_ack.tcp.seq + 7));
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.rst);
  EXPECT_EQ(packets[0].tcp.seq, syn_ack.tcp.seq + 7);
  EXPECT_EQ(listener().half_open, 1U);
  third_from(1, syn_ack);
  EXPECT_TRUE(pair_.server.accept(id_));
}

TEST_F(StackListening, StoppingResetsWhatNobodyAccepted) {
  listen({.per_source_limit = 9});
  const auto accepted = pair_.establish(id_, 5000);
  const ConnectionId waiting = pair_.connect(80, 5001);
  pair_.exchange();
  syn_from(1);
  pair_.server.stop_listening(pair_.now, id_);
  EXPECT_FALSE(pair_.server.accept(id_));
  const auto packets = pair_.from_server();
  ASSERT_EQ(packets.size(), 2U);
  for (const Packet& packet : packets) {
    EXPECT_TRUE(packet.tcp.flags.rst);
    pair_.to_client(packet);
  }
  EXPECT_EQ(pair_.client_state(waiting), State::Closed);
  EXPECT_EQ(pair_.server_state(accepted.server), State::Established);
  EXPECT_EQ(pair_.server.connections(), 1U);
  const auto refused = syn_from(2);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_TRUE(refused[0].tcp.flags.rst);
}

TEST_F(StackListening, AnIdOfAListenerIsNeverUsedAgain) {
  listen({});
  const ListenerId old = id_;
  const auto accepted = pair_.establish(old, 5000);
  pair_.exchange();
  pair_.server.stop_listening(pair_.now, old);
  listen({.syn_queue = 7});
  EXPECT_NE(id_, old);
  const auto second = pair_.connect(80);
  pair_.exchange();
  EXPECT_EQ(pair_.client_state(second), State::Established);
  EXPECT_FALSE(pair_.server.accept(old));
  pair_.server.stop_listening(pair_.now, old);
  EXPECT_EQ(listener().accept_queue.size(), 1U);
  pair_.client.abort(pair_.now, accepted.client);  // a child of the one that is gone
  pair_.exchange();
  EXPECT_EQ(listener().counters.reset, 0U);
  EXPECT_TRUE(pair_.server.accept(id_));
}

TEST_F(StackListening, ManyListeners) {
  for (std::uint16_t port = 1; port <= 2000; ++port) pair_.listen(port);
  for (std::uint16_t port = 1; port <= 2000; port = static_cast<std::uint16_t>(port + 111)) {
    const ConnectionId id = pair_.connect(port);
    pair_.exchange();
    EXPECT_EQ(pair_.client_state(id), State::Established) << port;
  }
}

}  // namespace
}  // namespace finalack::testing
