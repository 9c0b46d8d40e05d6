// A real connection with its oracle, whose peer is the test; and between the two somebody who tampers with what the
// oracle is told, so that each of its rules can be seen to fire.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

class Watched {
 public:
  explicit Watched(const impl::Settings& settings = impl::rfc_profile())
      : settings_(std::make_shared<const impl::Settings>(settings)), connection(settings_), oracle(settings_) {}

 private:
  std::shared_ptr<const impl::Settings> settings_;

 public:
  static constexpr std::uint32_t kIss = 1000;
  static constexpr std::uint32_t kIrs = 5000;

  impl::Connection connection;
  Oracle oracle;
  impl::Time now{std::chrono::hours(1)};
  std::function<void(Observation&)> tampers = [](Observation&) {};
  /// Of what is sent; false: the oracle is not told.
  std::function<bool(impl::Outgoing&)> leaves = [](impl::Outgoing&) { return true; };
  std::uint16_t peer_window = 65535;
  std::vector<impl::TcpHeader> sent;

  Observation seen() {
    Observation seen = observe(connection);
    tampers(seen);
    return seen;
  }

  void connect() {
    const auto error = connection.connect(now, {impl::SequenceNumber(kIss)});
    oracle.on_connect(now, {impl::SequenceNumber(kIss)}, error, seen());
    drain();
  }
  void listen() {
    const auto error = connection.open_passive({impl::SequenceNumber(kIss)});
    oracle.on_open_passive(now, {impl::SequenceNumber(kIss)}, error, seen());
    drain();
  }
  void establish() {
    connect();
    arrives(answer());
  }
  void send(std::uint32_t octets) {
    std::vector<std::uint8_t> text;
    for (std::uint32_t i = 0; i < octets; ++i) text.push_back(octet_at(kIss + 1 + said_ + i));
    const auto result = connection.send(now, text);
    said_ += static_cast<std::uint32_t>(result.octets);
    oracle.on_send(now, octets, result, seen());
    drain();
  }
  void receive(std::size_t room) {
    std::vector<std::uint8_t> text(room);
    const auto [octets, error] = connection.receive(now, text);
    oracle.on_receive(now, room, std::span(text).first(octets), error, seen());
    drain();
  }
  void shutdown() {
    const auto error = connection.shutdown(now);
    oracle.on_shutdown(now, error, seen());
    drain();
  }
  void close() {
    const auto error = connection.close(now);
    oracle.on_close(now, error, seen());
    drain();
  }
  void abort() {
    const auto error = connection.abort();
    oracle.on_abort(now, error, seen());
    drain();
  }

  /// The peer's SYN,ACK.
  impl::TcpHeader answer() const {
    impl::TcpHeader h;
    h.flags.syn = h.flags.ack = true;
    h.seq = kIrs;
    h.ack_number = kIss + 1;
    h.window = peer_window;
    h.options.has_mss = true;
    h.options.mss = 1460;
    h.options.sack_permitted = true;
    return h;
  }
  /// A segment of the peer's that begins `position` octets into its text, and acknowledges so much of ours.
  impl::TcpHeader from_peer(std::uint32_t position, std::uint32_t acknowledges = 0) const {
    impl::TcpHeader h;
    h.flags.ack = true;
    h.seq = kIrs + 1 + position;
    h.ack_number = kIss + 1 + acknowledges;
    h.window = peer_window;
    return h;
  }
  void arrives(const impl::TcpHeader& header, std::uint32_t octets = 0) {
    arrives_quietly(header, octets);
    drain();
  }
  void arrives_quietly(const impl::TcpHeader& header, std::uint32_t octets = 0) {
    std::vector<std::uint8_t> text;
    for (std::uint32_t i = 0; i < octets; ++i) text.push_back(octet_at(header.seq + header.flags.syn + i));
    connection.on_segment(now, header, text);
    oracle.on_segment(now, header, octets, seen());
  }
  /// Its next timer expires.
  void time_out() {
    now = connection.poll_timeout();
    connection.on_timeout(now);
    oracle.on_timeout(now, seen());
    drain();
  }
  void drain() {
    while (auto out = connection.poll_transmit(now)) {
      sent.push_back(out->header);
      if (leaves(*out)) oracle.on_transmitted(now, *out, seen());
    }
    oracle.on_quiet(now, seen());
  }

 private:
  std::uint32_t said_ = 0;
};

}  // namespace finalack::conform
