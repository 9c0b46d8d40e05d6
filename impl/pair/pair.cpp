#include "impl/pair/pair.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "impl/wire/packet.hpp"

namespace finalack::impl {
namespace {

Time as_time(FaultyLink::Time time) { return Time(time); }

IpAddress address_of(Side side) {
  IpAddress address;  // of those set aside for documentation, RFC 5737
  address.octets = {192, 0, 2, static_cast<std::uint8_t>(side == Side::A ? 1 : 2)};
  return address;
}

std::uint16_t port_of(Side side) { return side == Side::A ? 49152 : 80; }

/// The part [from, from + octets) of a text in two pieces.
Pieces part_of(const Pieces& text, std::size_t from, std::size_t octets) {
  const std::size_t of_first = text.first.size();
  const std::size_t begin = std::min(from, of_first);
  const std::size_t end = std::min(from + octets, of_first);
  return {text.first.subspan(begin, end - begin),
          text.second.subspan(std::max(from, of_first) - of_first, octets - (end - begin))};
}

/// The header of a part of a text that begins `from` octets behind its beginning. What marks the end is the last's.
TcpHeader header_of_part(const TcpHeader& whole, std::size_t from, bool last) {
  TcpHeader header = whole;
  header.seq += static_cast<std::uint32_t>(from);
  header.flags.fin = whole.flags.fin && last;
  header.flags.psh = whole.flags.psh && last;
  if (whole.flags.urg) {
    header.flags.urg = whole.urgent_pointer > from;
    header.urgent_pointer = header.flags.urg ? static_cast<std::uint16_t>(whole.urgent_pointer - from) : 0;
  }
  return header;
}

}  // namespace

Pair::Pair(SharedSettings a, SharedSettings b, const Faults& ab, const Faults& ba)
    : ends_{End{Connection(std::move(a)), FaultyLink(ab)}, End{Connection(std::move(b)), FaultyLink(ba)}} {}

void Pair::open(const OpenArguments& a, const OpenArguments& b) {
  [[maybe_unused]] const OpenError passive = (*this)[Side::B].open_passive(b);
  [[maybe_unused]] const OpenError active = (*this)[Side::A].connect(now_, a);
  assert(passive == OpenError::None && active == OpenError::None);
}

void Pair::transmit() {
  for (const Side side : kSides) transmit(side);
}

void Pair::transmit(Side side) {
  while (const auto out = end(side).connection.poll_transmit(now_, segments_at_once_)) {
    const std::size_t all = out->text.size();
    std::size_t from = 0;
    do {
      const std::size_t octets = std::min<std::size_t>(all - from, out->segment_size);
      put(side, header_of_part(out->header, from, from + octets == all), part_of(out->text, from, octets));
      from += octets;
    } while (from < all);
  }
}

void Pair::put(Side side, const TcpHeader& given, const Pieces& text) {
  TcpHeader header = given;
  header.source_port = port_of(side);
  header.destination_port = port_of(peer_of(side));
  IpHeader ip;
  ip.source = address_of(side);
  ip.destination = address_of(peer_of(side));
  FaultyLink::Octets packet(encoded_size(ip) + encoded_size(header) + text.size());
  [[maybe_unused]] const std::size_t written = emit_packet(ip, header, text.first, text.second, packet);
  assert(written == packet.size());

  FaultyLink& wire = end(side).wire;
  const std::size_t before = wire.size();
  const std::size_t text_at = packet.size() - text.size();
  const FaultyLink::Octets seen = watcher_ ? packet : FaultyLink::Octets();
  wire.push(now_.time_since_epoch(), std::move(packet));
  if (!watcher_) return;
  const auto what = wire.size() == before ? Sighting::What::Lost : Sighting::What::Sent;
  watcher_({now_, side, what, header, std::span(seen).subspan(text_at)});
}

void Pair::arrive(Side from, const FaultyLink::Octets& packet) {
  IpHeader ip;
  TcpHeader header;
  std::span<const std::uint8_t> text;
  [[maybe_unused]] const ParseError error = parse_packet(packet, ip, header, text);
  assert(error == ParseError::None);
  if (watcher_) watcher_({now_, from, Sighting::What::Arrived, header, text});
  end(peer_of(from)).connection.on_segment(now_, header, text);
}

Time Pair::next() const {
  Time earliest = kNever;
  for (const End& e : ends_) {
    earliest = std::min(earliest, e.connection.poll_timeout());
    if (const auto due = e.wire.next_time()) earliest = std::min(earliest, as_time(*due));
  }
  return std::max(earliest, now_);
}

bool Pair::step(Time limit) {
  transmit();
  const Time at = next();
  if (at > limit || at == kNever) {
    if (limit != kNever) now_ = std::max(now_, limit);
    return false;
  }
  now_ = at;
  happen();
  transmit();
  return true;
}

/// All that is due now. A segment is answered before the next one arrives.
void Pair::happen() {
  for (const Side side : kSides) {
    while (const auto packet = end(side).wire.pop(now_.time_since_epoch())) {
      arrive(side, *packet);
      transmit(peer_of(side));
    }
  }
  for (End& e : ends_) {
    if (e.connection.poll_timeout() <= now_) e.connection.on_timeout(now_);
  }
}

void Pair::run_until(Time limit) {
  while (step(limit)) {
  }
}

std::uint64_t Pair::segments() const { return ends_[0].wire.counters().pushed + ends_[1].wire.counters().pushed; }

}  // namespace finalack::impl
