#include "conform/crosscheck/world.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace finalack::conform {

namespace {

using impl::SequenceNumber;
using impl::Time;

constexpr std::size_t kMostInFlight = 64;    // further segments are lost
constexpr unsigned kMostTimeouts = 200;      // in one command: time goes no further then
constexpr std::size_t kMostSegments = 4096;  // sent at one moment
constexpr std::uint32_t kNextIss = 0x01000001;
constexpr auto kLongest = std::chrono::hours(24 * 365);  // of one step in time

SequenceNumber plus(SequenceNumber number, std::int32_t offset) { return number + static_cast<std::uint32_t>(offset); }

/// What the network has of a forged segment.
Flying as_segment(const Forged& f, const impl::Connection& victim, Time now) {
  const auto& t = victim.tcb();
  Flying s;
  impl::TcpHeader& h = s.header;
  h.flags.syn = f.syn;
  h.flags.ack = f.ack;
  h.flags.fin = f.fin;
  h.flags.rst = f.rst;
  const SequenceNumber seqs[] = {t.rcv_nxt, t.rcv_nxt + t.rcv_wnd, t.irs, SequenceNumber(0)};
  const SequenceNumber acks[] = {t.snd_una, t.snd_nxt, t.iss, t.snd_una - t.max_snd_wnd};
  h.seq = plus(seqs[static_cast<std::size_t>(f.seq_base)], f.seq).value;
  if (f.ack) h.ack_number = plus(acks[static_cast<std::size_t>(f.ack_base)], f.ack_number).value;
  h.window = f.window;
  s.octets = f.octets;
  if (f.time_base == Forged::TimeBase::Recent) {
    h.options.has_timestamps = true;
    h.options.ts_value = plus(t.ts_recent, f.time).value;
    h.options.ts_echo = f.ack ? impl::Connection::ticks(now, 0) : 0;
  }
  if (f.syn) {
    h.options.has_mss = f.mss != 0;
    h.options.mss = f.mss;
    h.options.has_window_scale = f.scale != 255;
    h.options.window_scale = f.scale != 255 ? f.scale : 0;
    h.options.sack_permitted = f.sack;
  }
  return s;
}

std::span<const std::uint8_t> text_at(std::uint32_t number, std::uint32_t octets) {
  static thread_local std::vector<std::uint8_t> text;
  text.resize(octets);
  for (std::uint32_t i = 0; i < octets; ++i) text[i] = octet_at(number + i);
  return text;
}

}  // namespace

World::End::End(const EndSettings& given, Coverage* coverage)
    : End(std::make_shared<const impl::Settings>(given.settings()), given, coverage) {}

World::End::End(const std::shared_ptr<const impl::Settings>& settings, const EndSettings& given, Coverage* coverage)
    : connection(settings), oracle(settings), next_open{SequenceNumber(given.iss), given.offset} {
  if (given.policy == impl::Policy{}) oracle.note_decisions(coverage);
}

World::World(const Case& value, Coverage* coverage, Tamper tamper)
    : ends_{End(value.a, coverage), End(value.b, coverage)}, tamper_(tamper) {}

Observation World::seen(Side side) {
  Observation seen = observe(end(side).connection);
  if (tamper_ != nullptr) tamper_(side, seen);
  return seen;
}

void World::note_decisions(Coverage* coverage) {
  for (End& e : ends_) {
    if (e.connection.settings().policy == impl::Policy{}) e.oracle.note_decisions(coverage);
  }
}

std::optional<std::pair<Side, Violation>> World::violation() const {
  for (const Side side : impl::kSides) {
    if (end(side).oracle.violation()) return std::pair(side, *end(side).oracle.violation());
  }
  return std::nullopt;
}

void World::tell(Side side, const std::string& words) {
  if (observer_ != nullptr) observer_->on_event(now_, side, words);
}

void World::apply(const Command& command) {
  if (broken()) return;
  const Side side = command.side;
  const auto amount = static_cast<std::size_t>(command.amount);
  switch (command.act) {
    case Act::Connect: open(side, true); break;
    case Act::Listen: open(side, false); break;
    case Act::Send: send(side, std::min<std::size_t>(amount, 1U << 20)); break;
    case Act::Receive: receive(side, std::min<std::size_t>(amount, 1U << 20)); break;
    case Act::Shutdown:
    case Act::Close:
    case Act::Abort: call_end(side, command.act); break;
    case Act::Deliver: deliver(side, amount, false); break;
    case Act::Duplicate: deliver(side, amount, true); break;
    case Act::Burst: burst(side, amount); break;
    case Act::Lose: {
      auto& sent = end(side).sent;
      if (sent.empty()) break;
      sent.erase(sent.begin() + static_cast<std::ptrdiff_t>(amount % sent.size()));
      tell(side, "a segment is lost");
      break;
    }
    case Act::Advance:
      advance(now_ + std::min<impl::Duration>(impl::Duration(static_cast<std::int64_t>(
                                                  std::min<std::uint64_t>(command.amount, ~std::uint64_t{0} >> 1U))),
                                              kLongest));
      break;
    case Act::Timeout: {
      const Time due = end(side).connection.poll_timeout();
      if (due != impl::kNever) advance(due);
      break;
    }
    case Act::Forge: forge(side, command.forged); break;
  }
}

void World::open(Side side, bool active) {
  End& e = end(side);
  const auto arguments = e.next_open;
  const auto error = active ? e.connection.connect(now_, arguments) : e.connection.open_passive(arguments);
  const Observation after = seen(side);
  if (error == impl::OpenError::None) {
    e.next_open.iss = e.next_open.iss + kNextIss;
    e.text_sent = 0;
  }
  if (active) {
    e.oracle.on_connect(now_, arguments, error, after);
  } else {
    e.oracle.on_open_passive(now_, arguments, error, after);
  }
  tell(side, active ? "active OPEN" : "passive OPEN");
  drain(side);
}

void World::send(Side side, std::size_t octets) {
  End& e = end(side);
  const SequenceNumber iss = e.connection.tcb().iss;
  if (!(iss == e.iss)) e.text_sent = 0;  // it listened again
  e.iss = iss;
  const auto sent = e.connection.send(now_, text_at((iss + 1 + e.text_sent).value, static_cast<std::uint32_t>(octets)));
  e.text_sent += static_cast<std::uint32_t>(sent.octets);
  e.oracle.on_send(now_, octets, sent, seen(side));
  if (observer_ != nullptr) tell(side, fmt::format("SEND {}: {} taken", octets, sent.octets));
  drain(side);
}

void World::receive(Side side, std::size_t room) {
  End& e = end(side);
  static thread_local std::vector<std::uint8_t> buffer;
  buffer.resize(room);
  const auto got = e.connection.receive(now_, buffer);
  e.oracle.on_receive(now_, room, std::span(buffer).first(got.octets), got.error, seen(side));
  if (observer_ != nullptr) tell(side, fmt::format("RECEIVE {}: {} octets", room, got.octets));
  drain(side);
}

void World::call_end(Side side, Act act) {
  End& e = end(side);
  impl::CloseError error{};
  switch (act) {
    case Act::Shutdown:
      error = e.connection.shutdown(now_);
      e.oracle.on_shutdown(now_, error, seen(side));
      tell(side, "CLOSE");
      break;
    case Act::Close:
      error = e.connection.close(now_);
      e.oracle.on_close(now_, error, seen(side));
      tell(side, "CLOSE, reading no more");
      break;
    default:
      error = e.connection.abort();
      e.oracle.on_abort(now_, error, seen(side));
      tell(side, "ABORT");
      break;
  }
  drain(side);
}

void World::deliver(Side from, std::size_t index, bool stays) {
  auto& sent = end(from).sent;
  if (sent.empty()) return;
  index %= sent.size();
  const Flying segment = sent[index];
  if (!stays) sent.erase(sent.begin() + static_cast<std::ptrdiff_t>(index));
  arrive(peer_of(from), segment, false);
  drain(peer_of(from));
}

void World::burst(Side from, std::size_t count) {
  auto& sent = end(from).sent;
  count = std::min(count, sent.size());
  const std::vector<Flying> segments(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(count));
  sent.erase(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(count));
  for (const Flying& segment : segments) arrive(peer_of(from), segment, false);
  drain(peer_of(from));
}

void World::arrive(Side at, const Flying& segment, bool forged) {
  End& e = end(at);
  if (e.oracle.violation()) return;
  const std::uint32_t number = segment.header.seq + (segment.header.flags.syn ? 1U : 0U);
  e.connection.on_segment(now_, segment.header, text_at(number, segment.octets));
  e.oracle.on_segment(now_, segment.header, segment.octets, seen(at));
  if (observer_ != nullptr) observer_->on_arrived(now_, at, segment, forged);
}

void World::forge(Side at, const Forged& forged) {
  arrive(at, as_segment(forged, end(at).connection, now_), true);
  drain(at);
}

void World::advance(Time until) {
  for (unsigned i = 0; i < kMostTimeouts && !broken(); ++i) {
    const Time due = std::min(end(Side::A).connection.poll_timeout(), end(Side::B).connection.poll_timeout());
    if (due > until) {
      now_ = std::max(now_, until);
      return;
    }
    now_ = std::max(now_, due);
    for (const Side side : impl::kSides) {
      if (end(side).connection.poll_timeout() <= now_) time_out(side);
    }
  }
}

void World::time_out(Side side) {
  End& e = end(side);
  e.connection.on_timeout(now_);
  e.oracle.on_timeout(now_, seen(side));
  tell(side, "timeout");
  drain(side);
}

/// All that it has to send now.
void World::drain(Side side) {
  End& e = end(side);
  for (std::size_t i = 0; i < kMostSegments && !e.oracle.violation(); ++i) {
    impl::Outgoing out;
    if (!e.connection.transmit(now_, 1, out)) break;
    e.oracle.on_transmitted(now_, out, seen(side));
    const Flying segment{out.header, static_cast<std::uint32_t>(out.text.size())};
    if (observer_ != nullptr) observer_->on_sent(now_, side, segment);
    if (e.sent.size() < kMostInFlight) e.sent.push_back(segment);
  }
  if (!e.oracle.violation()) e.oracle.on_quiet(now_, seen(side));
}

World run(const Case& value, Coverage* coverage, Tamper tamper) {
  World world(value, coverage, tamper);
  for (const Command& command : value.commands) world.apply(command);
  return world;
}

}  // namespace finalack::conform
