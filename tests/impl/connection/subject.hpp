// A connection under test, whose peer is the test: it says exactly which segments arrive when, and sees exactly which
// are sent. Positions in text count from its first octet, so no test computes sequence numbers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impl/connection/connection.hpp"

namespace finalack::impl {

using namespace std::chrono_literals;

/// A segment that was sent.
struct Sent {
  Duration at;  ///< since the clock of the test began
  TcpHeader header;
  std::string text;
  std::uint32_t position;      ///< of its text
  std::uint32_t acknowledged;  ///< how much of the peer's text, and its FIN

  std::uint32_t end() const { return position + static_cast<std::uint32_t>(text.size()); }
};

class Subject {
 public:
  explicit Subject(const Settings& settings = rfc_profile());

  /// What the peer's SYN has. Without a value, the option is missing.
  struct PeerSyn {
    std::optional<std::uint16_t> mss = 1460;
    std::uint16_t window = 65535;
    std::optional<std::uint8_t> scale = std::nullopt;
    bool sack = false;
    bool timestamps = false;
  };

  Connection& operator*() { return connection_; }
  Connection* operator->() { return &connection_; }
  Time now() const { return now_; }

  // --- opening ---
  void connect();
  Sent establish(const PeerSyn& syn);  ///< connects, the peer answers; the last segment of the handshake
  void establish() { establish(PeerSyn{}); }
  void listen();
  void peer_syn(const PeerSyn& syn, bool acknowledges);

  // --- the peer ---
  std::uint32_t peer_window = 65535;    ///< as it stands in the segments
  std::uint32_t peer_acknowledges = 0;  ///< how much of our text
  TcpHeader from_peer(std::uint32_t position) const;
  void arrives(const TcpHeader& header, std::string_view text = {});
  void ack(std::uint32_t octets);  ///< a bare ACK of so much of our text
  void ack_with_sack(std::uint32_t octets, std::initializer_list<SackBlock> positions);
  void text(std::uint32_t position, std::string_view text);
  void text(std::uint32_t position, std::size_t octets) { this->text(position, std::string(octets, 'x')); }
  void fin(std::uint32_t position);
  void rst(std::uint32_t position);

  // --- the user ---
  std::size_t say(std::string_view text);
  std::size_t say(std::size_t octets) { return say(std::string(octets, 'y')); }
  std::string hear(std::size_t most = 1 << 20);
  std::vector<Notice> notices();

  // --- what comes of it ---
  std::vector<Sent> sent(std::uint32_t segments = 1);  ///< what it sends now
  Sent one();                                          ///< the same, which has to be one segment
  bool is_silent() { return sent().empty(); }
  std::vector<Sent> pass(Duration duration);  ///< what it sends while time passes
  std::vector<Duration> times_while(Duration duration);

  static constexpr std::uint32_t kIss = 1'000'000;
  static constexpr std::uint32_t kIrs = 5'000'000;

 private:
  std::optional<Sent> next_sent(std::uint32_t segments);

  std::shared_ptr<const Settings> settings_;
  Time start_{std::chrono::hours(1)};
  Time now_ = start_;
  Connection connection_;
  std::uint32_t last_ts_value_ = 0;
  bool timestamps_ = false;
};

std::uint32_t octets_of(const std::vector<Sent>& sent);

}  // namespace finalack::impl
