// What the tests of impl/stack share: two stacks that exchange real packets, on a clock that only the test moves, and
// segments of whoever the test wants to be.
//
// `exchange` lets both talk until neither has anything to say. Where the order matters, a test takes the packets out
// itself (`take`), looks at them, and delivers, keeps or forges what it likes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "impl/stack/stack.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::testing {

using namespace impl;
using namespace std::chrono_literals;

inline IpAddress address(std::string_view text) { return parse_address(text).value(); }
inline Endpoint endpoint(std::string_view text) { return parse_endpoint(text).value(); }

/// A packet, and what it says.
struct Packet {
  Octets octets;
  IpHeader ip;
  TcpHeader tcp;
  Octets text;
};

inline Packet packet_of(const FourTuple& from, const TcpHeader& header, View text = {}) {
  Packet packet;
  packet.ip.source = from.local.address;
  packet.ip.destination = from.remote.address;
  packet.tcp = header;
  packet.tcp.source_port = from.local.port;
  packet.tcp.destination_port = from.remote.port;
  packet.text.assign(text.begin(), text.end());
  packet.octets.resize(encoded_size(packet.ip) + encoded_size(packet.tcp) + text.size());
  emit_packet(packet.ip, packet.tcp, text, {}, packet.octets);
  return packet;
}

inline View view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

/// The headers that tests forge most.
inline TcpHeader syn(std::uint32_t seq) {
  TcpHeader h;
  h.seq = seq;
  h.window = 65535;
  h.flags.syn = true;
  return h;
}

inline TcpHeader ack(std::uint32_t seq, std::uint32_t ack_number) {
  TcpHeader h;
  h.seq = seq;
  h.ack_number = ack_number;
  h.window = 65535;
  h.flags.ack = true;
  return h;
}

inline TcpHeader rst(std::uint32_t seq) {
  TcpHeader h;
  h.seq = seq;
  h.flags.rst = true;
  return h;
}

/// Everything that a stack has to send now.
inline std::vector<Packet> take(Stack& stack, Time now) {
  std::vector<Packet> packets;
  while (const auto out = stack.poll_transmit(now)) {
    Octets text(out->text.first.begin(), out->text.first.end());
    text.insert(text.end(), out->text.second.begin(), out->text.second.end());
    packets.push_back(packet_of(out->tuple, out->header, text));
  }
  return packets;
}

inline std::vector<StackNotice> notices(Stack& stack) {
  std::vector<StackNotice> all;
  while (const auto notice = stack.poll_notice()) all.push_back(*notice);
  return all;
}

inline StackOptions options_of(std::vector<IpAddress> addresses, std::uint8_t key, const Settings& settings) {
  StackOptions options;
  options.addresses = std::move(addresses);
  options.settings = settings;
  options.key.fill(key);
  return options;
}

class StackPair {
 public:
  explicit StackPair(IpVersion version = IpVersion::V4, const Settings& settings = {})
      : client_address(address(version == IpVersion::V4 ? "192.0.2.1" : "2001:db8::1")),
        server_address(address(version == IpVersion::V4 ? "192.0.2.2" : "2001:db8::2")),
        client(options_of({client_address}, 1, settings)),
        server(options_of({server_address}, 2, settings)) {}

  IpAddress client_address;
  IpAddress server_address;
  Stack client;
  Stack server;
  Time now = Time(100s);

  Endpoint at_server(std::uint16_t port) const { return {server_address, port}; }
  Endpoint at_client(std::uint16_t port) const { return {client_address, port}; }

  std::vector<Packet> from_client() { return take(client, now); }
  std::vector<Packet> from_server() { return take(server, now); }
  void to_server(const Packet& packet) { server.receive_packet(now, packet.octets); }
  void to_client(const Packet& packet) { client.receive_packet(now, packet.octets); }

  /// A segment from somebody who is no stack, and what the server says at once.
  std::vector<Packet> answers(const Endpoint& from, const Endpoint& to, const TcpHeader& header, View text = {}) {
    to_server(packet_of({from, to}, header, text));
    return from_server();
  }

  /// Until both are silent.
  void exchange() {
    for (int quiet = 0; quiet < 2; ++quiet) {
      for (const Packet& packet : from_client()) to_server(packet), quiet = 0;
      for (const Packet& packet : from_server()) to_client(packet), quiet = 0;
    }
  }

  /// Lets time pass, deadline by deadline.
  void pass(Duration duration) {
    const Time end = now + duration;
    exchange();
    for (;;) {
      const Time next = std::min(client.poll_timeout(), server.poll_timeout());
      if (next > end) break;
      now = std::max(now, next);
      client.on_timeout(now);
      server.on_timeout(now);
      exchange();
    }
    now = end;
  }

  ListenerId listen(std::uint16_t port, const ListenerOptions& options = {}) {
    ListenerId id;
    EXPECT_EQ(server.listen(at_server(port), options, id), ListenError::None);
    return id;
  }

  ConnectionId connect(std::uint16_t port, std::uint16_t local_port = 0) {
    ConnectionId id;
    EXPECT_EQ(client.connect(now, at_server(port), local_port, id), ConnectError::None);
    return id;
  }

  /// A connection from the client's port, or from any, to a port where the server listens.
  struct Ends {
    ConnectionId client;
    ConnectionId server;
  };
  Ends establish(ListenerId listener, std::uint16_t local_port = 0) {
    const ConnectionId id = connect(server.listener(listener).local.port, local_port);
    exchange();
    return {id, server.accept(listener).value()};
  }

  State client_state(ConnectionId id) const { return state_of(client, id); }
  State server_state(ConnectionId id) const { return state_of(server, id); }

  /// Whoever's connection has that name, held by a user or not; CLOSED if there is none.
  static State state_of_name(const Stack& stack, const FourTuple& tuple) {
    State state = State::Closed;
    stack.for_each([&](ConnectionId, const FourTuple& name, const Connection& connection) {
      if (name == tuple) state = connection.state();
    });
    return state;
  }

 private:
  static State state_of(const Stack& stack, ConnectionId id) {
    const Connection* connection = stack.connection(id);
    return connection == nullptr ? State::Closed : connection->state();
  }
};

inline std::string receive_all(Stack& stack, Time now, ConnectionId id) {
  std::string text;
  std::vector<std::uint8_t> octets(4096);
  for (;;) {
    const auto received = stack.receive(now, id, octets);
    if (received.octets == 0) return text;
    text.append(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(received.octets));
  }
}

/// Nothing is left behind: no slot, no deadline, no entry in a queue.
inline void expect_empty(Stack& stack, Time now) {
  EXPECT_TRUE(take(stack, now).empty());
  notices(stack);
  EXPECT_EQ(stack.connections(), 0U);
  EXPECT_EQ(stack.poll_timeout(), kNever);
}

inline void expect_empty(const Listener& listener) {
  EXPECT_EQ(listener.half_open, 0U);
  EXPECT_TRUE(listener.per_source.empty());
  EXPECT_TRUE(listener.accept_queue.empty());
}

}  // namespace finalack::testing
