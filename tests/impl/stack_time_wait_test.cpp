// The initial sequence number, and what a SYN does to a connection in TIME-WAIT (MAY-2, RFC 6191).
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

TEST(InitialSequenceNumber, RisesWithTimeForOneName) {
  KeyedHash hash(KeyedHash::random_key());
  const FourTuple tuple{endpoint("192.0.2.1:80"), endpoint("192.0.2.2:5000")};
  const SequenceNumber first = initial_sequence_number(hash, Time(1s), tuple);
  EXPECT_EQ(initial_sequence_number(hash, Time(1s + 4us), tuple) - first, 1U);
  EXPECT_EQ(initial_sequence_number(hash, Time(2s), tuple) - first, 250'000U);
}

TEST(InitialSequenceNumber, TellsNothingOfAnotherName) {
  KeyedHash hash(KeyedHash::Key{1, 2, 3});
  const FourTuple tuple{endpoint("192.0.2.1:80"), endpoint("192.0.2.2:5000")};
  FourTuple neighbour = tuple;
  std::uint32_t last = 0;
  for (int i = 0; i < 100; ++i) {
    ++neighbour.remote.port;
    const std::uint32_t distance =
        initial_sequence_number(hash, Time(1s), neighbour) - initial_sequence_number(hash, Time(1s), tuple);
    EXPECT_GT(std::min(distance - last, last - distance), 1000U);
    last = distance;
  }
  KeyedHash other(KeyedHash::Key{1, 2, 4});
  EXPECT_NE(initial_sequence_number(hash, Time(1s), tuple), initial_sequence_number(other, Time(1s), tuple));
}

class StackTimeWait : public ::testing::TestWithParam<bool> {
 protected:
  static Settings settings() {
    Settings settings;
    settings.offers_timestamps = GetParam();
    return settings;
  }

  void SetUp() override { listener_ = pair_.listen(80, options_); }

  /// Ends a connection from port 5000 so that the server has it in TIME-WAIT, and says the server's SND.NXT and the
  /// client's.
  void bring_to_time_wait(std::size_t octets = 0, bool keep_server = false) {
    const auto ends = pair_.establish(listener_, 5000);
    std::vector<std::uint8_t> text(octets, 'x');
    if (octets > 0) pair_.server.send(pair_.now, ends.server, text);
    pair_.exchange();
    receive_all(pair_.client, pair_.now, ends.client);
    pair_.exchange();
    if (keep_server) {
      pair_.server.shutdown(pair_.now, ends.server);
    } else {
      pair_.server.close(pair_.now, ends.server);
    }
    pair_.exchange();
    receive_all(pair_.client, pair_.now, ends.client);
    pair_.client.close(pair_.now, ends.client);
    pair_.exchange();
    const FourTuple tuple{pair_.at_server(80), pair_.at_client(5000)};
    pair_.server.for_each([&](ConnectionId, const FourTuple& name, const Connection& connection) {
      ASSERT_EQ(name, tuple);
      ASSERT_EQ(connection.state(), State::TimeWait);
      tcb_ = connection.tcb();
    });
    held_ = ends.server;
  }

  /// A SYN like the one that the client would send, but from that number and with that timestamp.
  std::vector<Packet> syn_again(std::uint32_t seq, std::uint32_t ts_value) {
    TcpHeader header = syn(seq);
    header.options.has_timestamps = GetParam();
    header.options.ts_value = GetParam() ? ts_value : 0;
    return pair_.answers(pair_.at_client(5000), pair_.at_server(80), header);
  }

  ListenerOptions options_;
  StackPair pair_{IpVersion::V4, settings()};
  ListenerId listener_;
  ConnectionId held_;
  Tcb<Native> tcb_;
};

INSTANTIATE_TEST_SUITE_P(, StackTimeWait, ::testing::Bool(),
                         [](const auto& with) { return with.param ? "WithTimestamps" : "ByNumber"; });

TEST_P(StackTimeWait, ANewerSynOpensBeyondTheOldNumbers) {
  bring_to_time_wait(500'000);  // in no time, so that the clock of the ISS doesn't get past them
  const std::uint32_t seq = GetParam() ? tcb_.rcv_nxt.value - 500 : tcb_.rcv_nxt.value + 1;
  const auto packets = syn_again(seq, tcb_.ts_recent.value + 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.syn && packets[0].tcp.flags.ack);
  EXPECT_EQ(packets[0].tcp.ack_number, seq + 1);
  EXPECT_TRUE(tcb_.snd_nxt < SequenceNumber(packets[0].tcp.seq));
  EXPECT_EQ(pair_.server.connections(), 1U);
  EXPECT_EQ(pair_.server.listener(listener_).half_open, 1U);
}

TEST_P(StackTimeWait, AnOldSynIsAnsweredByAnAck) {
  bring_to_time_wait();
  const auto packets = syn_again(tcb_.rcv_nxt.value - 10, tcb_.ts_recent.value - 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_FALSE(packets[0].tcp.flags.syn || packets[0].tcp.flags.rst);
  EXPECT_EQ(packets[0].tcp.ack_number, tcb_.rcv_nxt.value);
  EXPECT_EQ(pair_.server.listener(listener_).half_open, 0U);
  EXPECT_EQ(pair_.server.connections(), 1U);
}

TEST_P(StackTimeWait, AUserWhoStillLooksLosesNothing) {
  bring_to_time_wait(0, true);
  const auto packets = syn_again(tcb_.rcv_nxt.value + 1, tcb_.ts_recent.value + 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.syn && packets[0].tcp.flags.ack);
  EXPECT_EQ(pair_.server_state(held_), State::Closed);
  EXPECT_EQ(pair_.server.connection(held_)->reason(), Signal::Finished);
  EXPECT_EQ(pair_.server.connections(), 2U);
  pair_.server.release(pair_.now, held_);
  pair_.from_server();
  EXPECT_EQ(pair_.server.connections(), 1U);
  EXPECT_EQ(pair_.server.listener(listener_).half_open, 1U);
}

TEST_P(StackTimeWait, StaysWhereThereIsNoRoomForItsSuccessor) {
  pair_.server.stop_listening(pair_.now, listener_);
  listener_ = pair_.listen(80, {.accept_queue = 1});
  bring_to_time_wait();
  pair_.connect(80, 6000);
  pair_.exchange();
  const FourTuple name{pair_.at_server(80), pair_.at_client(5000)};
  EXPECT_TRUE(syn_again(tcb_.rcv_nxt.value + 1, tcb_.ts_recent.value + 1).empty());
  EXPECT_EQ(StackPair::state_of_name(pair_.server, name), State::TimeWait);
  EXPECT_EQ(pair_.server.listener(listener_).counters.refused_accept_queue, 1U);
  pair_.server.accept(listener_);
  EXPECT_EQ(syn_again(tcb_.rcv_nxt.value + 1, tcb_.ts_recent.value + 1).size(), 1U);
  EXPECT_EQ(StackPair::state_of_name(pair_.server, name), State::SynReceived);
}

TEST_P(StackTimeWait, StaysWhereNobodyListensAnyMore) {
  bring_to_time_wait();
  pair_.server.stop_listening(pair_.now, listener_);
  const auto packets = syn_again(tcb_.rcv_nxt.value + 1, tcb_.ts_recent.value + 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.rst);
  EXPECT_EQ(pair_.server.connections(), 1U);
}

// A cookie is no number beyond the old ones: the SYN queue has to do.
TEST_P(StackTimeWait, OpensWithoutACookie) {
  pair_.server.stop_listening(pair_.now, listener_);
  listener_ = pair_.listen(80, {.cookies = SynCookies::Always});
  bring_to_time_wait(500'000);
  const auto packets = syn_again(tcb_.rcv_nxt.value + 1, tcb_.ts_recent.value + 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(tcb_.snd_nxt < SequenceNumber(packets[0].tcp.seq));
  EXPECT_EQ(pair_.server.listener(listener_).half_open, 1U);
}

TEST_P(StackTimeWait, OfAnActiveOpenIsNotReopened) {
  const auto ends = pair_.establish(listener_, 5000);
  pair_.client.close(pair_.now, ends.client);
  pair_.exchange();
  pair_.server.close(pair_.now, ends.server);
  pair_.exchange();
  const FourTuple name{pair_.at_client(5000), pair_.at_server(80)};
  ASSERT_EQ(StackPair::state_of_name(pair_.client, name), State::TimeWait);
  TcpHeader header = syn(0x7fffffff);
  pair_.to_client(packet_of({pair_.at_server(80), pair_.at_client(5000)}, header));
  for (const Packet& packet : pair_.from_client()) EXPECT_FALSE(packet.tcp.flags.syn || packet.tcp.flags.rst);
  EXPECT_EQ(StackPair::state_of_name(pair_.client, name), State::TimeWait);
}

}  // namespace
}  // namespace finalack::testing
