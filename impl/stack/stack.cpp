// Calls, packets in, packets out. What listens is in listening.cpp.
#include "impl/stack/stack.hpp"

#include <algorithm>
#include <utility>

namespace finalack::impl {
namespace {

constexpr std::uint32_t kTcpHeader = 20;

std::uint32_t ip_header(IpVersion version) { return version == IpVersion::V4 ? 20 : 40; }

std::size_t index_of(IpVersion version) { return version == IpVersion::V4 ? 0 : 1; }

/// Addresses that no segment can come from, nor be answered to. RFC 1122 3.2.1.3, RFC 4291 section 2.7; MUST-57,
/// MUST-63.
bool is_unicast(const IpAddress& address) {
  const auto& o = address.octets;
  if (address.version == IpVersion::V4) return o[0] != 0 && o[0] < 224;
  const bool unspecified = std::all_of(o.begin(), o.end(), [](std::uint8_t octet) { return octet == 0; });
  return !unspecified && o[0] != 0xff;
}

}  // namespace

Stack::Stack(StackOptions options) : options_(std::move(options)), hash_(options_.key), table_(hash_) {
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    Settings s = options_.settings;
    s.mss = static_cast<std::uint16_t>(
        std::clamp<std::uint32_t>(options_.mtu - ip_header(version) - kTcpHeader, 64, 65495));
    s.path_mss = s.mss;
    s.default_mss = version == IpVersion::V4 ? 536 : 1220;
    settings_[index_of(version)][0] = std::make_shared<const Settings>(s);
    s.policy.reopens_from_time_wait = false;  // nobody listens where we connected from
    settings_[index_of(version)][1] = std::make_shared<const Settings>(s);
  }
}

bool Stack::is_ours(const IpAddress& address) const {
  return std::find(options_.addresses.begin(), options_.addresses.end(), address) != options_.addresses.end();
}

std::shared_ptr<const Settings> Stack::settings_for(const FourTuple& tuple, bool active) const {
  return settings_[index_of(tuple.local.address.version)][active ? 1 : 0];
}

OpenArguments Stack::open_arguments(Time now, const FourTuple& tuple) const {
  return {initial_sequence_number(hash_, now, tuple), timestamp_offset(hash_, tuple)};
}

// --- user calls ---

ConnectError Stack::connect(Time now, const Endpoint& remote, std::uint16_t local_port, ConnectionId& id) {
  const auto own = std::find_if(options_.addresses.begin(), options_.addresses.end(),
                                [&](const IpAddress& a) { return a.version == remote.address.version; });
  if (own == options_.addresses.end()) return ConnectError::NoAddress;
  FourTuple tuple{{*own, local_port}, remote};
  if (local_port == 0) {
    // RFC 6056 3.3.1: from a place that nobody can guess, the next that is free.
    const std::uint32_t first = options_.first_ephemeral_port;
    const std::uint32_t count = 65536 - first;
    const auto start = static_cast<std::uint32_t>(hash_(tuple, ++connects_, 3) % count);
    std::uint32_t tried = 0;
    do {
      if (tried == count) return ConnectError::NoPort;
      tuple.local.port = static_cast<std::uint16_t>(first + (start + tried++) % count);
    } while (table_.find(tuple) || listener_at(tuple.local));
  } else if (table_.find(tuple)) {
    return ConnectError::InUse;
  }
  const auto index = table_.add(tuple, Connection(settings_for(tuple, true)), options_.max_connections);
  if (!index) return ConnectError::NoRoom;
  Slot& slot = table_[*index];
  slot.held = true;
  (void)slot.connection->connect(now, open_arguments(now, tuple));  // from CLOSED it is never an error
  touch(now, *index);
  id = table_.id_of(*index);
  return ConnectError::None;
}

const Connection* Stack::connection(ConnectionId id) const {
  const Slot* slot = table_.get(id);
  return slot == nullptr ? nullptr : &*slot->connection;
}

const FourTuple* Stack::tuple(ConnectionId id) const {
  const Slot* slot = table_.get(id);
  return slot == nullptr ? nullptr : &slot->tuple;
}

Transferred<SendError> Stack::send(Time now, ConnectionId id, std::span<const std::uint8_t> text, bool urgent) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return {0, SendError::NoConnection};
  const auto sent = slot->connection->send(now, text, urgent);
  touch(now, id.index);
  return sent;
}

Transferred<ReceiveError> Stack::receive(Time now, ConnectionId id, std::span<std::uint8_t> to) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return {0, ReceiveError::NoConnection};
  const auto received = slot->connection->receive(now, to);
  touch(now, id.index);
  return received;
}

CloseError Stack::shutdown(Time now, ConnectionId id) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->shutdown(now);
  touch(now, id.index);
  return error;
}

CloseError Stack::close(Time now, ConnectionId id) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->close(now);
  slot->held = false;
  touch(now, id.index);
  return error;
}

CloseError Stack::abort(Time now, ConnectionId id) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->abort();
  slot->held = false;
  touch(now, id.index);
  return error;
}

void Stack::release(Time now, ConnectionId id) {
  Slot* slot = table_.get(id);
  if (slot == nullptr) return;
  if (slot->connection->state() != State::Closed) (void)slot->connection->abort();
  slot->held = false;
  touch(now, id.index);
}

void Stack::abort_all(Time now) {
  for (std::uint32_t i = 0; i < table_.slots(); ++i) {
    Slot& slot = table_[i];
    if (!slot.connection) continue;
    if (slot.half_open) leave_syn_queue(slot);
    (void)slot.connection->abort();
    slot.held = false;
    touch(now, i);
  }
}

/// Something was done to a connection: its deadline, and what it has to send or to tell, may be others.
void Stack::touch(Time, std::uint32_t index) {
  Slot& slot = table_[index];
  timers_.set(index, slot.connection->poll_timeout());
  if (!slot.ready) {
    slot.ready = true;
    ready_.push_back(index);
  }
  if (slot.held && !slot.noticed && slot.connection->has_notice()) {
    slot.noticed = true;
    noticed_.push_back(index);
  }
}

void Stack::remove(std::uint32_t index) {
  timers_.set(index, kNever);
  table_.remove(index);
}

/// Forgets a connection that is over, once nobody holds it and nothing of it is to be sent.
void Stack::reap(std::uint32_t index) {
  Slot& slot = table_[index];
  if (slot.held || slot.noticed || slot.ready) return;
  const State state = slot.connection->state();
  if (state == State::Closed || (state == State::Listen && !slot.half_open)) remove(index);
}

std::optional<StackNotice> Stack::poll_notice() {
  while (!acceptable_.empty()) {
    const ListenerId listener = acceptable_.front();
    acceptable_.pop_front();
    if (listeners_[listener.index].accept_queue.empty()) continue;
    return StackNotice{listeners_[listener.index].accept_queue.front(), listener, Notice::Connected, true};
  }
  while (!noticed_.empty()) {
    const std::uint32_t index = noticed_.front();
    Slot& slot = table_[index];
    if (slot.held) {
      if (const auto notice = slot.connection->poll_notice()) {
        return StackNotice{table_.id_of(index), slot.listener, *notice, false};
      }
    }
    noticed_.pop_front();
    slot.noticed = false;
    reap(index);
  }
  return std::nullopt;
}

// --- packets in ---

void Stack::receive_packet(Time now, std::span<const std::uint8_t> packet, bool trusted) {
  IpHeader ip;
  TcpHeader header;
  std::span<const std::uint8_t> text;
  const ParseError error = parse_packet(packet, ip, header, text, trusted);
  if (error == ParseError::UnknownProtocol) {
    std::span<const std::uint8_t> payload;
    IcmpError icmp;
    if (parse_ip(packet, ip, payload) == ParseError::None && is_ours(ip.destination) &&
        parse_icmp(ip, payload, icmp) == ParseError::None) {
      on_icmp(now, icmp);
    }
    return;
  }
  if (error != ParseError::None) {
    ++counters_.malformed;
    return;
  }
  if (!is_ours(ip.destination) || !is_unicast(ip.source) || is_ours(ip.source)) {
    ++counters_.not_ours;
    return;
  }
  const FourTuple tuple{{ip.destination, header.destination_port}, {ip.source, header.source_port}};
  receive_segment(now, tuple, header, text);
}

void Stack::receive_segment(Time now, const FourTuple& tuple, const TcpHeader& header,
                            std::span<const std::uint8_t> text) {
  ++counters_.segments_in;
  const auto index = table_.find(tuple);
  if (!index) {
    on_unknown(now, tuple, header, text, std::nullopt);
    return;
  }
  Slot& slot = table_[*index];
  if (slot.half_open && header.flags.ack && !header.flags.rst) {
    Listener& listener = listeners_[slot.listener.index];
    if (listener.accept_queue.size() >= listener.options.accept_queue) {
      ++listener.counters.third_segments_deferred;  // the SYN,ACK comes again, and perhaps there is room by then
      return;
    }
  }
  const State before = slot.connection->state();
  slot.connection->on_segment(now, header, text);
  see(now, Direction::In, slot, header, text.size(), before);
  if (const auto after = slot.connection->reopens_after()) {
    if (slot.held) {  // a user still looks at the connection that is over: the SYN comes again
      touch(now, *index);
      return;
    }
    // It is over, and nobody looks at it: what is left of it makes room for its successor.
    slot.noticed = slot.ready = false;
    std::erase(noticed_, *index);
    std::erase(ready_, *index);
    remove(*index);
    on_unknown(now, tuple, header, text, after);
    return;
  }
  if (slot.half_open) on_half_open(now, *index);
  touch(now, *index);
}

void Stack::see(Time now, Direction direction, const Slot& slot, const TcpHeader& header, std::size_t text,
                State before) {
  if (observer_ == nullptr) return;
  observer_->on_segment({now, direction, slot.tuple, header, text, before, slot.connection->state()});
}

void Stack::on_icmp(Time now, const IcmpError& error) {
  ++counters_.icmp_in;
  if (error.kind == IcmpKind::Ignored) return;
  const auto index = table_.find(error.connection);
  if (!index) return;
  Slot& slot = table_[*index];
  Connection& connection = *slot.connection;
  const SequenceNumber seq(error.seq);
  const Tcb<Native>& tcb = connection.tcb();
  if (seq < tcb.snd_una || tcb.snd_nxt <= seq) return;  // RFC 5927 section 4: of nothing that is in flight
  if (error.kind == IcmpKind::PacketTooBig) {
    const std::uint32_t mtu = error.mtu != 0 ? error.mtu : next_lower_mtu(error.packet_size);
    const std::uint32_t headers = ip_header(error.connection.local.address.version) + kTcpHeader;
    const std::uint32_t mss = mtu > headers ? mtu - headers : 0;
    connection.on_packet_too_big(now, static_cast<std::uint16_t>(std::min<std::uint32_t>(mss, 65535)));
  } else {
    connection.on_network_error(seq, error.kind == IcmpKind::HardError);
  }
  if (slot.half_open) on_half_open(now, *index);
  touch(now, *index);
}

void Stack::on_timeout(Time now) {
  while (const auto index = timers_.pop(now)) {
    Slot& slot = table_[*index];
    slot.connection->on_timeout(now);
    if (slot.half_open) on_half_open(now, *index);
    touch(now, *index);
  }
}

// --- packets out ---

std::optional<StackPacket> Stack::poll_transmit(Time now, std::uint32_t segments) {
  if (!answers_.empty()) {
    StackPacket packet{answers_.front().tuple, answers_.front().header, {}, 0};
    answers_.pop_front();
    ++counters_.segments_out;
    return packet;
  }
  while (!ready_.empty()) {
    const std::uint32_t index = ready_.front();
    Slot& slot = table_[index];
    const State before = slot.connection->state();
    if (auto out = slot.connection->poll_transmit(now, segments)) {
      out->header.source_port = slot.tuple.local.port;
      out->header.destination_port = slot.tuple.remote.port;
      ++counters_.segments_out;
      see(now, Direction::Out, slot, out->header, out->text.size(), before);
      return StackPacket{slot.tuple, out->header, out->text, out->segment_size};
    }
    ready_.pop_front();
    slot.ready = false;
    timers_.set(index, slot.connection->poll_timeout());
    reap(index);
  }
  return std::nullopt;
}

}  // namespace finalack::impl
