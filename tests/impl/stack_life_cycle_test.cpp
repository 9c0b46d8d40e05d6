// Connections from their opening to their end, both ends through real packets.
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class StackLifeCycle : public ::testing::TestWithParam<IpVersion> {
 protected:
  StackPair pair_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(, StackLifeCycle, ::testing::Values(IpVersion::V4, IpVersion::V6),
                         [](const auto& version) { return version.param == IpVersion::V4 ? "V4" : "V6"; });

TEST_P(StackLifeCycle, ConnectsByThreeSegments) {
  const ListenerId listener = pair_.listen(80);
  const ConnectionId id = pair_.connect(80, 5000);
  EXPECT_EQ(pair_.client_state(id), State::SynSent);

  auto packets = pair_.from_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.syn && !packets[0].tcp.flags.ack);
  EXPECT_EQ(packets[0].tcp.source_port, 5000);
  EXPECT_EQ(packets[0].tcp.options.mss, GetParam() == IpVersion::V4 ? 1460 : 1440);
  pair_.to_server(packets[0]);
  EXPECT_EQ(pair_.server.listener(listener).half_open, 1U);
  EXPECT_FALSE(pair_.server.accept(listener));

  packets = pair_.from_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.syn && packets[0].tcp.flags.ack);
  pair_.to_client(packets[0]);
  EXPECT_EQ(pair_.client_state(id), State::Established);

  packets = pair_.from_client();
  ASSERT_EQ(packets.size(), 1U);
  pair_.to_server(packets[0]);
  const auto accepted = pair_.server.accept(listener);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(pair_.server_state(*accepted), State::Established);
  EXPECT_EQ(pair_.server.listener(listener).half_open, 0U);
  EXPECT_EQ(*pair_.server.tuple(*accepted), (FourTuple{pair_.at_server(80), pair_.at_client(5000)}));
  EXPECT_TRUE(pair_.server.connection(*accepted)->has_sack());
  EXPECT_TRUE(pair_.server.connection(*accepted)->has_window_scale());
}

TEST_P(StackLifeCycle, CarriesTextBothWaysAndEnds) {
  const auto ends = pair_.establish(pair_.listen(80));
  EXPECT_EQ(pair_.client.send(pair_.now, ends.client, view("request")).octets, 7U);
  pair_.pass(1s);
  EXPECT_EQ(receive_all(pair_.server, pair_.now, ends.server), "request");
  EXPECT_EQ(pair_.server.send(pair_.now, ends.server, view("answer")).octets, 6U);
  EXPECT_EQ(pair_.server.shutdown(pair_.now, ends.server), CloseError::None);
  pair_.pass(1s);
  EXPECT_EQ(receive_all(pair_.client, pair_.now, ends.client), "answer");
  EXPECT_EQ(pair_.client_state(ends.client), State::CloseWait);
  EXPECT_EQ(pair_.server_state(ends.server), State::FinWait2);
  EXPECT_EQ(pair_.client.close(pair_.now, ends.client), CloseError::None);
  EXPECT_EQ(pair_.server.close(pair_.now, ends.server), CloseError::None);
  pair_.exchange();
  expect_empty(pair_.client, pair_.now);
  EXPECT_EQ(pair_.server.connections(), 1U);  // TIME-WAIT is the side's that closed first
  pair_.pass(4min);
  expect_empty(pair_.server, pair_.now);
}

TEST_P(StackLifeCycle, AbortResetsThePeer) {
  const auto ends = pair_.establish(pair_.listen(80));
  EXPECT_EQ(pair_.client.abort(pair_.now, ends.client), CloseError::None);
  const auto packets = pair_.from_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].tcp.flags.rst);
  pair_.to_server(packets[0]);
  EXPECT_EQ(pair_.server.connection(ends.server)->reason(), Signal::Reset);
  EXPECT_EQ(pair_.client.connections(), 0U);
  EXPECT_EQ(pair_.server.connections(), 1U) << "its user was not told yet";
  pair_.server.release(pair_.now, ends.server);
  expect_empty(pair_.server, pair_.now);
}

TEST_P(StackLifeCycle, ReleaseOfALiveConnectionAbortsIt) {
  const auto ends = pair_.establish(pair_.listen(80));
  pair_.client.release(pair_.now, ends.client);
  pair_.exchange();
  EXPECT_EQ(pair_.client.connections(), 0U);
  EXPECT_EQ(pair_.server_state(ends.server), State::Closed);
}

TEST_P(StackLifeCycle, AbortingAllResetsEachAndLeavesNothing) {
  const ListenerId listener = pair_.listen(80);
  const auto accepted = pair_.establish(listener);
  const ConnectionId waiting = pair_.connect(80);
  pair_.exchange();
  const ConnectionId opening = pair_.connect(80);
  for (const Packet& packet : pair_.from_client()) pair_.to_server(packet);
  pair_.from_server();
  ASSERT_EQ(pair_.server.connections(), 3U);
  pair_.server.abort_all(pair_.now);
  EXPECT_FALSE(pair_.server.accept(listener));
  EXPECT_EQ(pair_.server.connection(accepted.server), nullptr);
  pair_.exchange();
  for (const ConnectionId id : {accepted.client, waiting}) EXPECT_EQ(pair_.client_state(id), State::Closed);
  EXPECT_EQ(pair_.client_state(opening), State::SynSent);  // which a RST without ACK does not end
  expect_empty(pair_.server.listener(listener));
  expect_empty(pair_.server, pair_.now);
  pair_.pass(2s);
  EXPECT_EQ(pair_.client_state(opening), State::Established);  // the listener goes on
}

TEST_P(StackLifeCycle, AnIdIsWorthNothingAfterClose) {
  const auto ends = pair_.establish(pair_.listen(80));
  EXPECT_EQ(pair_.client.close(pair_.now, ends.client), CloseError::None);
  std::vector<std::uint8_t> octets(10);
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_EQ(pair_.client.connection(ends.client), nullptr);
    EXPECT_EQ(pair_.client.tuple(ends.client), nullptr);
    EXPECT_EQ(pair_.client.send(pair_.now, ends.client, view("x")).error, SendError::NoConnection);
    EXPECT_EQ(pair_.client.receive(pair_.now, ends.client, octets).error, ReceiveError::NoConnection);
    EXPECT_EQ(pair_.client.shutdown(pair_.now, ends.client), CloseError::NoConnection);
    EXPECT_EQ(pair_.client.close(pair_.now, ends.client), CloseError::NoConnection);
    EXPECT_EQ(pair_.client.abort(pair_.now, ends.client), CloseError::NoConnection);
    EXPECT_FALSE(pair_.client.with(pair_.now, ends.client, [](Connection&) {}));
    pair_.client.release(pair_.now, ends.client);
    pair_.exchange();  // and the connection goes on to its end all the same
    EXPECT_EQ(pair_.server_state(ends.server), State::CloseWait);
  }
}

TEST_P(StackLifeCycle, IdsAreNeverUsedAgain) {
  const ListenerId listener = pair_.listen(80);
  std::vector<ConnectionId> ids;
  for (int i = 0; i < 300; ++i) {
    const auto ends = pair_.establish(listener);
    ids.push_back(ends.client);
    pair_.client.abort(pair_.now, ends.client);
    pair_.server.abort(pair_.now, ends.server);
    pair_.exchange();
  }
  EXPECT_EQ(pair_.client.connections(), 0U);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST_P(StackLifeCycle, AConnectionThatIsRefusedIsOver) {
  const ConnectionId id = pair_.connect(81);
  pair_.exchange();
  ASSERT_NE(pair_.client.connection(id), nullptr);
  EXPECT_EQ(pair_.client.connection(id)->reason(), Signal::Refused);
  EXPECT_EQ(pair_.server.counters().resets_out, 1U);
  pair_.client.release(pair_.now, id);
  expect_empty(pair_.client, pair_.now);
  expect_empty(pair_.server, pair_.now);
}

TEST_P(StackLifeCycle, ANameIsFreeAsSoonAsItsConnectionIsOver) {
  const ListenerId listener = pair_.listen(80);
  const auto ends = pair_.establish(listener, 5000);
  pair_.server.abort(pair_.now, ends.server);
  pair_.exchange();
  ASSERT_EQ(pair_.client_state(ends.client), State::Closed);  // its user still holds it
  ConnectionId again;
  ASSERT_EQ(pair_.client.connect(pair_.now, pair_.at_server(80), 5000, again), ConnectError::None);
  pair_.exchange();
  EXPECT_EQ(pair_.client_state(again), State::Established);
  EXPECT_EQ(pair_.client_state(ends.client), State::Closed);
  pair_.client.release(pair_.now, ends.client);
  pair_.exchange();
  EXPECT_EQ(pair_.client_state(again), State::Established);
}

TEST_P(StackLifeCycle, ThousandsComeAndGoAndLeaveTimeWaitOnly) {
  const ListenerId listener = pair_.listen(80);
  for (int i = 0; i < 1000; ++i) {
    const auto ends = pair_.establish(listener);
    pair_.client.close(pair_.now, ends.client);
    pair_.exchange();
    pair_.server.close(pair_.now, ends.server);
    pair_.exchange();
  }
  EXPECT_EQ(pair_.client.connections(), 1000U);
  std::size_t in_time_wait = 0;
  pair_.client.for_each([&](ConnectionId, const FourTuple&, const Connection& connection) {
    in_time_wait += connection.state() == State::TimeWait ? 1 : 0;
  });
  EXPECT_EQ(in_time_wait, 1000U);
  expect_empty(pair_.server, pair_.now);
  pair_.pass(4min);
  expect_empty(pair_.client, pair_.now);
  expect_empty(pair_.server.listener(listener));
}

TEST_P(StackLifeCycle, NoMoreConnectionsThanThereMayBe) {
  StackOptions options = options_of({pair_.client_address}, 1, {});
  options.max_connections = 2;
  Stack small(options);
  ConnectionId id;
  EXPECT_EQ(small.connect(pair_.now, pair_.at_server(80), 0, id), ConnectError::None);
  EXPECT_EQ(small.connect(pair_.now, pair_.at_server(80), 0, id), ConnectError::None);
  ConnectionId third;
  EXPECT_EQ(small.connect(pair_.now, pair_.at_server(80), 0, third), ConnectError::NoRoom);
  small.abort(pair_.now, id);
  take(small, pair_.now);
  EXPECT_EQ(small.connect(pair_.now, pair_.at_server(80), 0, third), ConnectError::None);
}

}  // namespace
}  // namespace finalack::testing
