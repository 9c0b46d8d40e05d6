// SYN cookies: what a connection keeps of its SYN, and what is refused.
#include <rapidcheck/gtest.h>

#include "impl/stack/syn_cookie.hpp"
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class SynCookie : public ::testing::Test {
 protected:
  void listen(const ListenerOptions& options) { id_ = pair_.listen(80, options); }
  const Listener& listener() const { return pair_.server.listener(id_); }

  static TcpHeader full_syn(std::uint32_t seq, std::uint16_t mss = 1460) {
    TcpHeader h = syn(seq);
    h.options.has_mss = true;
    h.options.mss = mss;
    h.options.has_window_scale = true;
    h.options.window_scale = 9;
    h.options.sack_permitted = true;
    h.options.has_timestamps = true;
    h.options.ts_value = 5000;
    return h;
  }

  /// The SYN,ACK to that SYN.
  Packet opened_by(const TcpHeader& header, const Endpoint& from) {
    auto packets = pair_.answers(from, pair_.at_server(80), header);
    EXPECT_EQ(packets.size(), 1U);
    EXPECT_TRUE(packets.at(0).tcp.flags.syn && packets.at(0).tcp.flags.ack);
    return packets.at(0);
  }

  static TcpHeader third(const Packet& syn_ack) {
    TcpHeader h = ack(syn_ack.tcp.ack_number, syn_ack.tcp.seq + 1);
    h.window = 500;
    h.options.has_timestamps = syn_ack.tcp.options.has_timestamps;
    if (h.options.has_timestamps) {
      h.options.ts_value = syn_ack.tcp.options.ts_echo + 1;
      h.options.ts_echo = syn_ack.tcp.options.ts_value;
    }
    return h;
  }

  /// What the server made of a SYN and its third segment.
  ConnectionId established_by(const TcpHeader& header, View text = {}) {
    const Packet syn_ack = opened_by(header, peer_);
    EXPECT_EQ(pair_.server.connections(), 0U);
    pair_.to_server(packet_of({peer_, pair_.at_server(80)}, third(syn_ack), text));
    return pair_.server.accept(id_).value_or(ConnectionId{});
  }

  StackPair pair_;
  ListenerId id_;
  Endpoint peer_ = endpoint("198.51.100.7:5000");
};

TEST_F(SynCookie, IsSentWhenTheQueueIsFull) {
  listen({.syn_queue = 2});
  for (std::uint16_t port = 1; port <= 4; ++port) opened_by(syn(1), {address("198.51.100.7"), port});
  EXPECT_EQ(listener().counters.queued, 2U);
  EXPECT_EQ(listener().counters.cookies_sent, 2U);
  EXPECT_EQ(pair_.server.connections(), 2U);
  const auto ends = pair_.establish(id_);
  EXPECT_EQ(listener().counters.cookies_accepted, 1U);
  EXPECT_EQ(listener().half_open, 2U);
  pair_.client.send(pair_.now, ends.client, view("text"));
  pair_.exchange();
  EXPECT_EQ(receive_all(pair_.server, pair_.now, ends.server), "text");
}

TEST_F(SynCookie, IsSentWhenTheTableIsFull) {
  StackOptions options = options_of({pair_.server_address}, 2, {});
  options.max_connections = 1;
  pair_.server = Stack(options);
  listen({});
  opened_by(syn(1), peer_);
  const Endpoint other = endpoint("198.51.100.8:1");
  const Packet cookie = opened_by(syn(1), other);
  EXPECT_EQ(listener().counters.cookies_sent, 1U);
  EXPECT_TRUE(pair_.answers(other, pair_.at_server(80), third(cookie)).empty());
  EXPECT_EQ(listener().counters.third_segments_deferred, 1U);
  pair_.answers(peer_, pair_.at_server(80), rst(2));
  pair_.answers(other, pair_.at_server(80), third(cookie));
  EXPECT_TRUE(pair_.server.accept(id_));
}

TEST_F(SynCookie, KeepsNoStateOfAHundredThousandSyns) {
  listen({.cookies = SynCookies::Always, .per_source_limit = 3});
  IpAddress source = address("203.0.113.0");
  for (int i = 0; i < 100'000; ++i) {
    source.octets[1] = static_cast<std::uint8_t>(i >> 8);
    source.octets[3] = static_cast<std::uint8_t>(i);
    source.octets[2] = static_cast<std::uint8_t>(i >> 16);
    pair_.to_server(packet_of({{source, 1}, pair_.at_server(80)}, full_syn(7)));
    if (i % 50'000 == 10'000) pair_.from_server();  // for a long time nobody sends what is answered
  }
  EXPECT_EQ(pair_.server.connections(), 0U);
  EXPECT_EQ(pair_.server.poll_timeout(), kNever);
  EXPECT_EQ(listener().counters.cookies_sent, 100'000U);
  EXPECT_LE(pair_.from_server().size(), 4096U);
  EXPECT_GT(pair_.server.counters().replies_dropped, 80'000U);
  expect_empty(listener());
  pair_.establish(id_);
}

TEST_F(SynCookie, KeepsOptionsThroughTimestamps) {
  listen({.cookies = SynCookies::Always});
  const ConnectionId id = established_by(full_syn(1000));
  const Connection* connection = pair_.server.connection(id);
  ASSERT_NE(connection, nullptr);
  EXPECT_EQ(connection->state(), State::Established);
  EXPECT_TRUE(connection->has_sack());
  EXPECT_TRUE(connection->has_window_scale());
  EXPECT_EQ(connection->tcb().snd_wnd, 500U << 9);
  EXPECT_TRUE(connection->tcb().timestamps);
  EXPECT_EQ(connection->segment_text(), 1448U);
  EXPECT_EQ(connection->tcb().irs, SequenceNumber(1000));
}

TEST_F(SynCookie, LosesThemWithout) {
  listen({.cookies = SynCookies::Always});
  TcpHeader header = full_syn(1000);
  header.options.has_timestamps = false;
  const Packet syn_ack = opened_by(header, peer_);
  EXPECT_FALSE(syn_ack.tcp.options.has_window_scale || syn_ack.tcp.options.sack_permitted);
  pair_.to_server(packet_of({peer_, pair_.at_server(80)}, third(syn_ack)));
  const auto id = pair_.server.accept(id_);
  ASSERT_TRUE(id);
  const Connection* connection = pair_.server.connection(*id);
  EXPECT_FALSE(connection->has_sack());
  EXPECT_FALSE(connection->has_window_scale());
  EXPECT_EQ(connection->tcb().snd_wnd, 500U);
  EXPECT_EQ(connection->segment_text(), 1460U);
}

TEST_F(SynCookie, QuantisesTheMssDownwards) {
  listen({.cookies = SynCookies::Always});
  const std::vector<std::pair<std::uint16_t, std::uint32_t>> cases{{1460, 1460}, {1459, 1440}, {1440, 1440},
                                                                   {1399, 1360}, {1300, 1220}, {536, 536},
                                                                   {535, 64},    {10, 64},     {9000, 1460}};
  for (const auto& [offered, kept] : cases) {
    TcpHeader header = full_syn(1, offered);
    header.options.has_timestamps = false;
    const ConnectionId id = established_by(header);
    ASSERT_NE(pair_.server.connection(id), nullptr);
    EXPECT_EQ(pair_.server.connection(id)->segment_text(), kept);
    pair_.server.abort(pair_.now, id);
    pair_.from_server();
  }
}

TEST_F(SynCookie, TakesTextOnOrInsteadOfTheThirdSegment) {
  listen({.cookies = SynCookies::Always});
  const ConnectionId id = established_by(full_syn(1000), view("first text"));
  EXPECT_EQ(receive_all(pair_.server, pair_.now, id), "first text");
  EXPECT_EQ(listener().counters.established, 1U);
}

TEST_F(SynCookie, MeasuresNoRoundTripOfNothing) {
  listen({.cookies = SynCookies::Always});
  for (const bool timestamps : {true, false}) {
    TcpHeader header = full_syn(1000);
    header.options.has_timestamps = timestamps;
    const Packet syn_ack = opened_by(header, peer_);
    pair_.now += 300ms;
    pair_.to_server(packet_of({peer_, pair_.at_server(80)}, third(syn_ack)));
    const auto id = pair_.server.accept(id_);
    ASSERT_TRUE(id);
    const RoundTrip& round_trip = pair_.server.connection(*id)->round_trip();
    EXPECT_GE(round_trip.smoothed(), 300ms);
    EXPECT_LE(round_trip.smoothed(), 340ms);  // 32 ms too much by timestamps; a third of the initial timeout without
    pair_.server.abort(pair_.now, *id);
    pair_.from_server();
  }
}

TEST_F(SynCookie, ExpiresAfterTwoPeriods) {
  listen({.cookies = SynCookies::Always});
  pair_.now = Time(64s * 10);
  const Packet syn_ack = opened_by(full_syn(1), peer_);
  const Time sent = pair_.now;
  const auto is_accepted = [&](Time at) {
    pair_.now = at;
    opened_by(syn(1), endpoint("198.51.100.9:1"));  // which keeps the listener asking
    const auto packets = pair_.answers(peer_, pair_.at_server(80), third(syn_ack));
    const auto id = pair_.server.accept(id_);
    if (id) {
      pair_.server.abort(pair_.now, *id);
      pair_.from_server();
    } else {
      EXPECT_TRUE(packets.size() == 1 && packets[0].tcp.flags.rst);
    }
    return id.has_value();
  };
  EXPECT_TRUE(is_accepted(sent + 127s));
  EXPECT_FALSE(is_accepted(sent + 128s));
  EXPECT_EQ(listener().counters.cookies_refused, 1U);
}

TEST_F(SynCookie, OfAnotherNameOrNumberIsRefused) {
  listen({.cookies = SynCookies::Always});
  const Packet syn_ack = opened_by(full_syn(1000), peer_);
  const auto refuses = [&](const Endpoint& from, TcpHeader header) {
    const auto packets = pair_.answers(from, pair_.at_server(80), header);
    return packets.size() == 1 && packets[0].tcp.flags.rst && packets[0].tcp.seq == header.ack_number;
  };
  EXPECT_TRUE(refuses({peer_.address, 5001}, third(syn_ack)));
  EXPECT_TRUE(refuses({address("198.51.100.8"), 5000}, third(syn_ack)));
  TcpHeader other = third(syn_ack);
  ++other.seq;
  EXPECT_TRUE(refuses(peer_, other));
  other = third(syn_ack);
  other.ack_number += 8;
  EXPECT_TRUE(refuses(peer_, other));
  EXPECT_EQ(listener().counters.cookies_refused, 4U);
  EXPECT_EQ(pair_.server.connections(), 0U);
  EXPECT_FALSE(refuses(peer_, third(syn_ack)));
  EXPECT_EQ(listener().counters.cookies_accepted, 1U);
}

TEST_F(SynCookie, IsNotLookedForWhereNoneWasSent) {
  listen({});
  opened_by(full_syn(1), endpoint("198.51.100.9:1"));
  pair_.answers(peer_, pair_.at_server(80), ack(1, 1));
  EXPECT_EQ(listener().counters.cookies_refused, 0U);
  EXPECT_EQ(pair_.server.counters().resets_out, 1U);
}

TEST_F(SynCookie, IsNotGuessedInAMillionAttempts) {
  listen({.cookies = SynCookies::Always});
  opened_by(full_syn(1), endpoint("198.51.100.9:1"));
  const FourTuple tuple{pair_.at_server(80), peer_};
  TcpHeader header = ack(0, 0);
  header.destination_port = 80;
  header.source_port = 5000;
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    header.seq = i * 2654435761U;
    header.ack_number = i * 0x9e3779b9U + 1;
    pair_.server.receive_segment(pair_.now, tuple, header, {});
  }
  EXPECT_EQ(listener().counters.cookies_accepted, 0U);
  EXPECT_EQ(listener().counters.cookies_refused, 1'000'000U);
  EXPECT_EQ(pair_.server.connections(), 0U);
}

TEST_F(SynCookie, TimestampsNeverRunBackwards) {
  listen({.cookies = SynCookies::Always});
  for (int i = 0; i < 200; ++i) {
    pair_.now += 1ms;
    const Packet syn_ack = opened_by(full_syn(1000), peer_);
    const auto packets = pair_.answers(peer_, pair_.at_server(80), third(syn_ack), view("text"));
    const auto id = pair_.server.accept(id_);
    ASSERT_TRUE(id);
    pair_.server.send(pair_.now, *id, view("answer"));
    for (const Packet& packet : pair_.from_server()) {
      EXPECT_GE(SequenceNumber(packet.tcp.options.ts_value), SequenceNumber(syn_ack.tcp.options.ts_value));
    }
    pair_.server.abort(pair_.now, *id);
    pair_.from_server();
  }
}

TEST_F(SynCookie, AThirdSegmentWaitsForRoom) {
  listen({.accept_queue = 1, .cookies = SynCookies::Always});
  const Packet first = opened_by(full_syn(1), peer_);
  const Endpoint other = endpoint("198.51.100.8:1");
  const Packet second = opened_by(full_syn(1), other);
  pair_.answers(peer_, pair_.at_server(80), third(first));
  EXPECT_TRUE(pair_.answers(other, pair_.at_server(80), third(second)).empty());
  EXPECT_EQ(listener().counters.third_segments_deferred, 1U);
  EXPECT_TRUE(pair_.server.accept(id_));
  pair_.answers(other, pair_.at_server(80), third(second), view("text"));  // the client's first text comes again
  const auto id = pair_.server.accept(id_);
  ASSERT_TRUE(id);
  EXPECT_EQ(receive_all(pair_.server, pair_.now, *id), "text");
}

TEST_F(SynCookie, WhatFollowsADeferredThirdSegmentIsNotReset) {
  listen({.accept_queue = 1, .cookies = SynCookies::Always});
  pair_.connect(80);
  const ConnectionId id = pair_.connect(80);
  const std::string text(3000, 'x');
  pair_.client.send(pair_.now, id, view(text));
  for (const Packet& packet : pair_.from_client()) pair_.to_server(packet);
  for (const Packet& packet : pair_.from_server()) pair_.to_client(packet);
  const auto flight = pair_.from_client();
  ASSERT_EQ(flight.size(), 3U);  // one's third segment, and two of the other's text
  pair_.to_server(flight[0]);
  pair_.to_server(flight[1]);
  EXPECT_EQ(listener().counters.third_segments_deferred, 1U);
  EXPECT_TRUE(pair_.server.accept(id_));  // in between
  pair_.to_server(flight[2]);
  EXPECT_TRUE(pair_.from_server().empty());
  pair_.pass(10s);
  const auto accepted = pair_.server.accept(id_);
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(receive_all(pair_.server, pair_.now, *accepted) == text);
}

RC_GTEST_PROP(SynCookieTimestamp, SaysWhatItKeepsAndIsNotLater, ()) {
  CookieOptions options;
  options.sack = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) options.window_scale = *rc::gen::inRange<std::uint8_t>(0, 15);
  const auto ticks = *rc::gen::arbitrary<std::uint32_t>();
  const std::uint32_t value = timestamp_with(options, ticks);
  RC_ASSERT(options_of_timestamp(value) == options);
  RC_ASSERT(ticks - value < 32U);
}

}  // namespace
}  // namespace finalack::testing
