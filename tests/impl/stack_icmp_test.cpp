// ICMP errors: which connection they mean, whether it is to be believed, and what comes of it.
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class StackIcmp : public ::testing::TestWithParam<IpVersion> {
 protected:
  enum Error { kPortUnreachable, kNetUnreachable, kTooBig };

  bool v4() const { return GetParam() == IpVersion::V4; }

  /// A router on the way reports that this packet of the client's met an error.
  void report(Error error, const Packet& packet, std::uint32_t mtu = 0) {
    IpHeader ip;
    ip.source = address(v4() ? "203.0.113.3" : "2001:db8:2::3");
    ip.destination = packet.ip.source;
    std::uint8_t type = v4() ? 3 : 1;
    std::uint8_t code = 0;
    if (error == kPortUnreachable) code = v4() ? 3 : 4;
    if (error == kTooBig) {
      type = v4() ? 3 : 2;
      code = v4() ? 4 : 0;
    }
    Octets out(1280);
    out.resize(emit_icmp_error(ip, type, code, mtu, packet.octets, out));
    pair_.client.receive_packet(pair_.now, out);
  }

  /// The octets of text in the largest segment that the client sends now.
  std::size_t largest_text(std::vector<Packet>& sent) {
    std::size_t largest = 0;
    sent = pair_.from_client();
    for (const Packet& packet : sent) largest = std::max(largest, packet.text.size());
    return largest;
  }

  StackPair pair_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(, StackIcmp, ::testing::Values(IpVersion::V4, IpVersion::V6),
                         [](const auto& version) { return version.param == IpVersion::V4 ? "V4" : "V6"; });

TEST_P(StackIcmp, AHardErrorEndsAnOpening) {
  const ConnectionId id = pair_.connect(80);
  report(kPortUnreachable, pair_.from_client().at(0));
  EXPECT_EQ(pair_.client_state(id), State::Closed);
  EXPECT_EQ(pair_.client.connection(id)->reason(), Signal::Refused);
  EXPECT_EQ(pair_.client.counters().icmp_in, 1U);
  pair_.client.release(pair_.now, id);
  expect_empty(pair_.client, pair_.now);
}

TEST_P(StackIcmp, ASoftErrorIsOnlyTold) {
  const ConnectionId id = pair_.connect(80);
  const Packet packet = pair_.from_client().at(0);
  report(kNetUnreachable, packet);
  EXPECT_EQ(pair_.client_state(id), State::SynSent);
  const auto told = notices(pair_.client);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].notice, Notice::SoftError);
  pair_.listen(80);
  pair_.to_server(packet);
  pair_.exchange();
  EXPECT_EQ(pair_.client_state(id), State::Established);
}

TEST_P(StackIcmp, NothingEndsAnEstablishedConnection) {
  const auto ends = pair_.establish(pair_.listen(80));
  notices(pair_.client);
  pair_.client.send(pair_.now, ends.client, view("text"));
  const Packet packet = pair_.from_client().at(0);
  report(kPortUnreachable, packet);
  EXPECT_EQ(pair_.client_state(ends.client), State::Established);
  ASSERT_EQ(notices(pair_.client).size(), 1U);
  pair_.to_server(packet);
  EXPECT_EQ(receive_all(pair_.server, pair_.now, ends.server), "text");
}

TEST_P(StackIcmp, WhatIsNotInFlightIsNotBelieved) {
  const ConnectionId id = pair_.connect(80);
  Packet packet = pair_.from_client().at(0);
  for (const std::uint32_t distance : {1U, 1000U, 0x80000000U, 0xffffffffU}) {
    TcpHeader other = packet.tcp;
    other.seq += distance;
    report(kPortUnreachable, packet_of(*pair_.client.tuple(id), other));
  }
  FourTuple stranger = *pair_.client.tuple(id);
  stranger.remote.port = 81;
  report(kPortUnreachable, packet_of(stranger, packet.tcp));
  EXPECT_EQ(pair_.client_state(id), State::SynSent);
  EXPECT_TRUE(notices(pair_.client).empty());
  EXPECT_EQ(pair_.client.counters().icmp_in, 5U);
}

TEST_P(StackIcmp, TooBigLowersTheSegmentsAndSendsAgain) {
  const auto ends = pair_.establish(pair_.listen(80));
  const std::vector<std::uint8_t> text(4000, 'x');
  pair_.client.send(pair_.now, ends.client, text);
  std::vector<Packet> sent;
  EXPECT_EQ(largest_text(sent), v4() ? 1448U : 1428U);
  report(kTooBig, sent.at(0), 1400);
  EXPECT_EQ(pair_.client.connection(ends.client)->segment_text(), 1400U - (v4() ? 20 : 40) - 20 - 12);
  EXPECT_EQ(largest_text(sent), v4() ? 1348U : 1328U);
  for (const Packet& packet : sent) pair_.to_server(packet);
  pair_.exchange();
  EXPECT_EQ(receive_all(pair_.server, pair_.now, ends.server).size(), 4000U);
}

TEST_P(StackIcmp, AnAbsurdMtuIsIgnored) {
  const auto ends = pair_.establish(pair_.listen(80));
  const std::vector<std::uint8_t> text(4000, 'x');
  pair_.client.send(pair_.now, ends.client, text);
  std::vector<Packet> sent;
  const std::size_t before = largest_text(sent);
  for (const std::uint32_t mtu : {1U, 20U, 67U, 1500U, 65535U}) report(kTooBig, sent.at(0), mtu);
  if (!v4()) {
    for (const std::uint32_t mtu : {0U, 68U, 576U, 1279U, 0xffffffffU}) report(kTooBig, sent.at(0), mtu);
  }
  EXPECT_EQ(pair_.client.connection(ends.client)->segment_text(), before);
  EXPECT_TRUE(pair_.from_client().empty());
}

TEST_P(StackIcmp, ARouterThatNamesNoMtuMeansTheNextPlateau) {
  if (!v4()) return;  // over IPv6 every router does
  const auto ends = pair_.establish(pair_.listen(80));
  pair_.client.send(pair_.now, ends.client, std::vector<std::uint8_t>(4000, 'x'));
  std::vector<Packet> sent;
  largest_text(sent);
  report(kTooBig, sent.at(0), 0);
  EXPECT_EQ(pair_.client.connection(ends.client)->segment_text(), 1492U - 40 - 12);
}

TEST_P(StackIcmp, AHardErrorFreesAHalfOpenEntry) {
  std::swap(pair_.client_address, pair_.server_address);  // what report() speaks to listens now
  ListenerId id;
  ASSERT_EQ(pair_.client.listen({pair_.server_address, 80}, {.per_source_limit = 3}, id), ListenError::None);
  const Endpoint peer{address(v4() ? "198.51.100.7" : "2001:db8:3::7"), 5000};
  pair_.client.receive_packet(pair_.now, packet_of({peer, {pair_.server_address, 80}}, syn(1)).octets);
  report(kPortUnreachable, pair_.from_client().at(0));
  expect_empty(pair_.client.listener(id));
  EXPECT_EQ(pair_.client.listener(id).counters.reset, 1U);
  expect_empty(pair_.client, pair_.now);
}

TEST_P(StackIcmp, ForOthersIsNotOurs) {
  const ConnectionId id = pair_.connect(80);
  Packet packet = pair_.from_client().at(0);
  IpHeader ip;
  ip.source = address(v4() ? "203.0.113.3" : "2001:db8:2::3");
  ip.destination = address(v4() ? "192.0.2.99" : "2001:db8::99");
  Octets out(1280);
  out.resize(emit_icmp_error(ip, v4() ? 3 : 1, v4() ? 3 : 4, 0, packet.octets, out));
  pair_.client.receive_packet(pair_.now, out);
  EXPECT_EQ(pair_.client_state(id), State::SynSent);
  EXPECT_EQ(pair_.client.counters().not_ours, 1U);
}

}  // namespace
}  // namespace finalack::testing
