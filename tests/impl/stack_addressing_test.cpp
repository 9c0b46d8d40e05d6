// To whom a segment belongs: what is dropped, what is refused, which port a connection gets.
#include <set>
#include <string_view>

#include "impl/wire/octets.hpp"
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

class StackAddressing : public ::testing::TestWithParam<IpVersion> {
 protected:
  bool v4() const { return GetParam() == IpVersion::V4; }

  StackPair pair_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(, StackAddressing, ::testing::Values(IpVersion::V4, IpVersion::V6),
                         [](const auto& version) { return version.param == IpVersion::V4 ? "V4" : "V6"; });

TEST_P(StackAddressing, AClosedPortAnswersWithAReset) {
  const Endpoint from = pair_.at_client(5000);
  const Endpoint to = pair_.at_server(81);
  const auto reset_for = [&](const TcpHeader& header, View text = {}) {
    const auto packets = pair_.answers(from, to, header, text);
    EXPECT_EQ(packets.size(), 1U);
    if (packets.empty()) return TcpHeader{};
    EXPECT_TRUE(packets[0].tcp.flags.rst);
    EXPECT_EQ(packets[0].ip.destination, pair_.client_address);
    EXPECT_EQ(packets[0].tcp.destination_port, 5000);
    return packets[0].tcp;
  };
  TcpHeader reset = reset_for(syn(100));
  EXPECT_TRUE(reset.flags.ack);
  EXPECT_EQ(reset.seq, 0U);
  EXPECT_EQ(reset.ack_number, 101U);

  reset = reset_for(ack(100, 700));
  EXPECT_FALSE(reset.flags.ack);
  EXPECT_EQ(reset.seq, 700U);

  TcpHeader header = ack(100, 700);
  header.flags.fin = true;
  EXPECT_EQ(reset_for(header, view("text")).seq, 700U);
  header.flags.syn = true;
  EXPECT_EQ(reset_for(header).seq, 700U);

  TcpHeader bare;
  bare.seq = 100;
  EXPECT_EQ(reset_for(bare, view("text")).ack_number, 104U);
  bare.flags.fin = true;
  EXPECT_EQ(reset_for(bare, view("text")).ack_number, 105U);
  bare.flags.syn = true;
  EXPECT_EQ(reset_for(bare, view("text")).ack_number, 106U);
  EXPECT_EQ(pair_.server.counters().resets_out, 7U);

  EXPECT_TRUE(pair_.answers(from, to, rst(100)).empty());
  TcpHeader acknowledged = rst(100);
  acknowledged.flags.ack = true;
  EXPECT_TRUE(pair_.answers(from, to, acknowledged).empty());
  EXPECT_EQ(pair_.server.counters().resets_out, 7U);
  EXPECT_EQ(pair_.server.counters().segments_in, 9U);
}

TEST_P(StackAddressing, WhatIsForOthersIsDropped) {
  const Endpoint elsewhere{address(v4() ? "192.0.2.3" : "2001:db8::3"), 81};
  EXPECT_TRUE(pair_.answers(pair_.at_client(5000), elsewhere, syn(1)).empty());
  const Endpoint everybody{address(v4() ? "255.255.255.255" : "ff02::1"), 81};
  EXPECT_TRUE(pair_.answers(pair_.at_client(5000), everybody, syn(1)).empty());  // MUST-57
  EXPECT_EQ(pair_.server.counters().not_ours, 2U);
  EXPECT_EQ(pair_.server.counters().segments_in, 0U);
}

TEST_P(StackAddressing, WhatNobodyCanHaveSentIsDropped) {
  pair_.listen(80);
  const std::vector<std::string_view> impossible =
      v4() ? std::vector<std::string_view>{"0.0.0.0",   "0.1.2.3",         "224.0.0.1", "239.1.2.3",
                                           "240.0.0.1", "255.255.255.255", "192.0.2.2"}
           : std::vector<std::string_view>{"::", "ff02::1", "ff0e::1", "2001:db8::2"};
  for (const std::string_view source : impossible) {  // MUST-63
    EXPECT_TRUE(pair_.answers({address(source), 5000}, pair_.at_server(80), syn(1)).empty()) << source;
    EXPECT_TRUE(pair_.answers({address(source), 5000}, pair_.at_server(81), syn(1)).empty()) << source;
  }
  EXPECT_EQ(pair_.server.counters().not_ours, 2 * impossible.size());
  EXPECT_EQ(pair_.server.connections(), 0U);
}

TEST_P(StackAddressing, NoConnectionToWhereNoneCanBe) {
  ConnectionId id;
  const std::vector<std::string_view> impossible =
      v4() ? std::vector<std::string_view>{"0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1"}
           : std::vector<std::string_view>{"::", "ff02::1", "2001:db8::1"};
  for (const std::string_view remote : impossible) {  // MUST-46
    EXPECT_EQ(pair_.client.connect(pair_.now, {address(remote), 80}, 0, id), ConnectError::InvalidRemote) << remote;
  }
  EXPECT_EQ(pair_.client.connect(pair_.now, pair_.at_server(0), 0, id), ConnectError::InvalidRemote);
  const Endpoint other{address(v4() ? "2001:db8::2" : "192.0.2.2"), 80};
  EXPECT_EQ(pair_.client.connect(pair_.now, other, 0, id), ConnectError::NoAddress);
  EXPECT_EQ(pair_.client.connections(), 0U);
}

TEST_P(StackAddressing, MalformedPacketsAreCounted) {
  Packet packet = packet_of({pair_.at_client(5000), pair_.at_server(81)}, syn(1), view("text"));
  packet.octets.back() ^= 1;
  pair_.to_server(packet);
  EXPECT_EQ(pair_.server.counters().malformed, 1U);
  pair_.server.receive_packet(pair_.now, packet.octets, true);  // whose checksum somebody else vouches for
  EXPECT_EQ(pair_.server.counters().malformed, 1U);
  EXPECT_EQ(pair_.server.counters().segments_in, 1U);
  pair_.server.receive_packet(pair_.now, View(packet.octets).first(10));
  pair_.server.receive_packet(pair_.now, {});
  EXPECT_EQ(pair_.server.counters().malformed, 3U);

  Octets icmp(1280);
  IpHeader ip = packet.ip;
  icmp.resize(emit_icmp_error(ip, v4() ? 3 : 1, v4() ? 3 : 4, 0, packet.octets, icmp));
  icmp.back() ^= 1;
  pair_.server.receive_packet(pair_.now, icmp);
  EXPECT_EQ(pair_.server.counters().malformed, 4U);
  EXPECT_EQ(pair_.server.counters().icmp_in, 0U);
}

TEST_P(StackAddressing, ListenersByAddressComeBeforeThoseOfAll) {
  StackOptions options = options_of({pair_.server_address, address(v4() ? "192.0.2.9" : "2001:db8::9")}, 2, {});
  Stack host(options);
  ListenerId one;
  ListenerId all;
  ListenerId none;
  IpAddress any{.version = GetParam()};
  ASSERT_EQ(host.listen({any, 80}, {}, all), ListenError::None);
  ASSERT_EQ(host.listen(pair_.at_server(80), {}, one), ListenError::None);
  EXPECT_EQ(host.listen(pair_.at_server(80), {}, none), ListenError::InUse);
  EXPECT_EQ(host.listen({any, 80}, {}, none), ListenError::InUse);
  const auto send_syn = [&](const IpAddress& to) {
    host.receive_packet(pair_.now, packet_of({pair_.at_client(5000), {to, 80}}, syn(1)).octets);
  };
  send_syn(pair_.server_address);
  EXPECT_EQ(host.listener(one).half_open, 1U);
  EXPECT_EQ(host.listener(all).half_open, 0U);
  send_syn(options.addresses[1]);
  EXPECT_EQ(host.listener(all).half_open, 1U);
  EXPECT_EQ(host.listener(one).half_open, 1U);
}

TEST_P(StackAddressing, AListenerOfAllIsOfItsVersionOnly) {
  StackOptions options = options_of({pair_.server_address}, 2, {});
  Stack host(options);
  ListenerId id;
  IpAddress other{.version = v4() ? IpVersion::V6 : IpVersion::V4};
  ASSERT_EQ(host.listen({other, 80}, {}, id), ListenError::None);
  host.receive_packet(pair_.now, packet_of({pair_.at_client(5000), pair_.at_server(80)}, syn(1)).octets);
  EXPECT_EQ(host.counters().resets_out, 1U);
}

TEST_P(StackAddressing, EphemeralPortsCannotBeGuessed) {
  std::set<std::uint16_t> ports;
  int in_order = 0;
  std::uint16_t last = 0;
  for (int i = 0; i < 100; ++i) {
    const ConnectionId id = pair_.connect(80);
    const std::uint16_t port = pair_.client.tuple(id)->local.port;
    EXPECT_GE(port, 49152);
    EXPECT_TRUE(ports.insert(port).second);
    in_order += port == last + 1 ? 1 : 0;
    last = port;
  }
  EXPECT_LT(in_order, 5);
  EXPECT_GT(*ports.rbegin() - *ports.begin(), 8000);

  StackPair other(GetParam());
  other.client = Stack(options_of({other.client_address}, 99, {}));
  int same = 0;
  for (int i = 0; i < 100; ++i) same += ports.count(other.client.tuple(other.connect(80))->local.port) != 0 ? 1 : 0;
  EXPECT_LT(same, 5) << "with another key they are others";
}

TEST_P(StackAddressing, EphemeralPortsInUseArePassedOver) {
  StackOptions options = options_of({pair_.client_address}, 1, {});
  options.first_ephemeral_port = 65526;  // ten of them
  Stack host(options);
  ListenerId listener;
  ASSERT_EQ(host.listen(pair_.at_client(65530), {}, listener), ListenError::None);
  ConnectionId id;
  ASSERT_EQ(host.connect(pair_.now, pair_.at_server(80), 65527, id), ConnectError::None);
  EXPECT_EQ(host.connect(pair_.now, pair_.at_server(80), 65527, id), ConnectError::InUse);
  std::set<std::uint16_t> ports{65530, 65527};
  for (int i = 0; i < 8; ++i) {
    ASSERT_EQ(host.connect(pair_.now, pair_.at_server(80), 0, id), ConnectError::None);
    EXPECT_TRUE(ports.insert(host.tuple(id)->local.port).second);
  }
  EXPECT_EQ(*ports.begin(), 65526);
  EXPECT_EQ(host.connect(pair_.now, pair_.at_server(80), 0, id), ConnectError::NoPort);
  EXPECT_EQ(host.connect(pair_.now, pair_.at_server(81), 0, id), ConnectError::None) << "another remote socket";
}

}  // namespace
}  // namespace finalack::testing
