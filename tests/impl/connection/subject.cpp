#include "tests/impl/connection/subject.hpp"

#include <gtest/gtest.h>

namespace finalack::impl {
namespace {

std::span<const std::uint8_t> as_octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Subject::Subject(const Settings& settings)
    : settings_(std::make_shared<const Settings>(settings)), connection_(settings_) {}

void Subject::connect() { ASSERT_EQ(connection_.connect(now_, {SequenceNumber(kIss), 0}), OpenError::None); }
void Subject::listen() { ASSERT_EQ(connection_.open_passive({SequenceNumber(kIss), 0}), OpenError::None); }

void Subject::peer_syn(const PeerSyn& syn, bool acknowledges) {
  TcpHeader header;
  header.seq = kIrs;
  header.flags.syn = true;
  header.flags.ack = acknowledges;
  header.ack_number = acknowledges ? kIss + 1 : 0;
  header.window = syn.window;
  header.options.has_mss = syn.mss.has_value();
  header.options.mss = syn.mss.value_or(0);
  header.options.has_window_scale = syn.scale.has_value();
  header.options.window_scale = syn.scale.value_or(0);
  header.options.sack_permitted = syn.sack;
  timestamps_ = syn.timestamps;
  peer_window = syn.window;
  arrives(header);
}

Sent Subject::establish(const PeerSyn& syn) {
  connect();
  one();
  peer_syn(syn, true);
  const Sent last = one();
  EXPECT_EQ(connection_.state(), State::Established);
  while (connection_.poll_notice()) {
  }
  return last;
}

TcpHeader Subject::from_peer(std::uint32_t position) const {
  TcpHeader header;
  header.seq = kIrs + 1 + position;
  header.flags.ack = true;
  header.ack_number = kIss + 1 + peer_acknowledges;
  header.window = static_cast<std::uint16_t>(peer_window);
  return header;
}

void Subject::arrives(const TcpHeader& given, std::string_view text) {
  TcpHeader header = given;
  if (timestamps_ && !header.options.has_timestamps) {
    header.options.has_timestamps = true;
    header.options.ts_value = static_cast<std::uint32_t>((now_ - start_) / 1ms) + 7000;
    header.options.ts_echo = header.flags.ack ? last_ts_value_ : 0;
  }
  connection_.on_segment(now_, header, as_octets(text));
}

void Subject::ack(std::uint32_t octets) { ack_with_sack(octets, {}); }

void Subject::ack_with_sack(std::uint32_t octets, std::initializer_list<SackBlock> positions) {
  peer_acknowledges = octets;
  TcpHeader header = from_peer((*this)->tcb().rcv_nxt - SequenceNumber(kIrs + 1));
  for (const SackBlock& block : positions) {
    header.options.sack.at(header.options.sack_count++) = {kIss + 1 + block.left, kIss + 1 + block.right};
  }
  arrives(header);
}

void Subject::text(std::uint32_t position, std::string_view text) { arrives(from_peer(position), text); }

void Subject::fin(std::uint32_t position) {
  TcpHeader header = from_peer(position);
  header.flags.fin = true;
  arrives(header);
}

void Subject::rst(std::uint32_t position) {
  TcpHeader header = from_peer(position);
  header.flags.rst = true;
  arrives(header);
}

std::size_t Subject::say(std::string_view text) { return connection_.send(now_, as_octets(text)).octets; }

std::string Subject::hear(std::size_t most) {
  std::string text(most, '\0');
  text.resize(connection_.receive(now_, {reinterpret_cast<std::uint8_t*>(text.data()), most}).octets);
  return text;
}

std::vector<Notice> Subject::notices() {
  std::vector<Notice> all;
  while (const auto notice = connection_.poll_notice()) all.push_back(*notice);
  return all;
}

std::optional<Sent> Subject::next_sent(std::uint32_t segments) {
  const auto out = connection_.poll_transmit(now_, segments);
  if (!out) return std::nullopt;
  if (out->header.options.has_timestamps) last_ts_value_ = out->header.options.ts_value;
  std::string text(out->text.first.begin(), out->text.first.end());
  text.append(out->text.second.begin(), out->text.second.end());
  return Sent{now_ - start_, out->header, text, out->header.seq - (kIss + 1), out->header.ack_number - (kIrs + 1)};
}

std::vector<Sent> Subject::sent(std::uint32_t segments) {
  std::vector<Sent> all;
  while (auto next = next_sent(segments)) {
    all.push_back(std::move(*next));
    if (all.size() > 10'000) {
      ADD_FAILURE() << "there is no end of segments";
      break;
    }
  }
  return all;
}

Sent Subject::one() {
  const std::vector<Sent> all = sent();
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? Sent{} : all.front();
}

std::vector<Sent> Subject::pass(Duration duration) {
  const Time until = now_ + duration;
  std::vector<Sent> all = sent();
  while (connection_.poll_timeout() <= until) {
    now_ = std::max(now_, connection_.poll_timeout());
    connection_.on_timeout(now_);
    if (connection_.poll_timeout() <= now_) {
      ADD_FAILURE() << "a timer is due, and goes on being due";
      return all;
    }
    for (Sent& s : sent()) all.push_back(std::move(s));
  }
  now_ = until;
  return all;
}

std::vector<Duration> Subject::times_while(Duration duration) {
  std::vector<Duration> times;
  for (const Sent& s : pass(duration)) times.push_back(s.at);
  return times;
}

std::uint32_t octets_of(const std::vector<Sent>& sent) {
  std::uint32_t sum = 0;
  for (const Sent& s : sent) sum += static_cast<std::uint32_t>(s.text.size());
  return sum;
}

}  // namespace finalack::impl
