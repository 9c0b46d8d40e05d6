// Calls, packets in, packets out. What listens is in listening.cpp.
#include "impl/stack/stack.hpp"

#include <algorithm>
#include <utility>

namespace finalack::impl {
namespace {

constexpr std::uint32_t kTcpHeader = 20;

std::uint32_t ip_header(IpVersion version) { return version == IpVersion::V4 ? 20 : 40; }

/// Nothing can happen to it any more: what a listener's half-open connection returns to is no LISTEN of its own.
bool is_over(const Slot& slot) {
  const State state = slot.connection->state();
  return state == State::Closed || state == State::Listen;
}

std::size_t index_of(IpVersion version) { return version == IpVersion::V4 ? 0 : 1; }

/// Addresses that no segment can come from, nor be answered to. RFC 1122 3.2.1.3, RFC 4291 section 2.7; MUST-57,
/// MUST-63.
bool is_unicast(const IpAddress& address) {
  const auto& o = address.octets;
  if (address.version == IpVersion::V4) return o[0] != 0 && o[0] < 224;
  const bool unspecified = std::all_of(o.begin(), o.end(), [](std::uint8_t octet) { return octet == 0; });
  return !unspecified && o[0] != 0xff;
}

/// What differs by version and by who opens.
void fit(Settings& s, IpVersion version, bool active) {
  s.default_mss = version == IpVersion::V4 ? 536 : 1220;
  if (active) s.policy.reopens_from_time_wait = false;  // nobody listens where we connected from
}

std::uint16_t largest_mss(IpVersion version, std::uint32_t mtu) {
  return static_cast<std::uint16_t>(std::clamp<std::uint32_t>(mtu - ip_header(version) - kTcpHeader, 64, 65495));
}

}  // namespace

Stack::Stack(StackOptions options) : options_(std::move(options)), hash_(options_.key), table_(hash_) {
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    Settings s = options_.settings;
    s.mss = s.path_mss = largest_mss(version, options_.mtu);
    for (const bool active : {false, true}) {
      fit(s, version, active);
      settings_[index_of(version)][active ? 1 : 0] = std::make_shared<const Settings>(s);
    }
  }
}

bool Stack::is_ours(const IpAddress& address) const {
  return options_.any_address ||
         std::find(options_.addresses.begin(), options_.addresses.end(), address) != options_.addresses.end();
}

/// Whether a peer at that address would be this host; who answers to any address takes it for another's.
bool Stack::is_another_self(const IpAddress& address) const { return !options_.any_address && is_ours(address); }

/// The stack's own settings, or others as far as they fit its links.
std::shared_ptr<const Settings> Stack::settings_for(IpVersion version, bool active,
                                                    const std::shared_ptr<const Settings>& own) const {
  if (own == nullptr) return settings_[index_of(version)][active ? 1 : 0];
  Settings s = *own;
  const std::uint16_t most = largest_mss(version, options_.mtu);
  s.mss = std::min(s.mss, most);
  s.path_mss = std::min(s.path_mss, most);
  fit(s, version, active);
  return std::make_shared<const Settings>(s);
}

OpenArguments Stack::open_arguments(Time now, const FourTuple& tuple) const {
  return {initial_sequence_number(hash_, now, tuple), timestamp_offset(hash_, tuple)};
}

// --- user calls ---

ConnectError Stack::connect(Time now, const Endpoint& remote, const ConnectOptions& options, ConnectionId& id) {
  if (!is_unicast(remote.address) || is_another_self(remote.address) || remote.port == 0) {
    return ConnectError::InvalidRemote;
  }
  std::optional<IpAddress> own = options.local_address;
  for (std::size_t i = 0; !own && i < options_.addresses.size(); ++i) {
    if (options_.addresses[i].version == remote.address.version) own = options_.addresses[i];
  }
  if (!own || own->version != remote.address.version) return ConnectError::NoAddress;
  FourTuple tuple{{*own, options.local_port}, remote};
  if (options.local_port == 0) {
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
  const auto index =
      table_.add(tuple, Connection(settings_for(own->version, true, options.settings)), options_.max_connections);
  if (!index) return ConnectError::NoRoom;
  Slot& slot = table_[*index];
  slot.held = true;
  (void)slot.connection->connect(now, open_arguments(now, tuple));  // from CLOSED it is never an error
  touch(*index);
  id = table_.id_of(*index);
  return ConnectError::None;
}

/// The slot of an id that its user has not given back.
const Slot* Stack::held(ConnectionId id) const {
  const Slot* slot = table_.get(id);
  return slot != nullptr && slot->held ? slot : nullptr;
}

const Connection* Stack::connection(ConnectionId id) const {
  const Slot* slot = held(id);
  return slot == nullptr ? nullptr : &*slot->connection;
}

const FourTuple* Stack::tuple(ConnectionId id) const {
  const Slot* slot = held(id);
  return slot == nullptr ? nullptr : &slot->tuple;
}

Transferred<SendError> Stack::send(Time now, ConnectionId id, std::span<const std::uint8_t> text, bool urgent) {
  Slot* slot = held(id);
  if (slot == nullptr) return {0, SendError::NoConnection};
  const auto sent = slot->connection->send(now, text, urgent);
  touch(id.index);
  return sent;
}

Transferred<ReceiveError> Stack::receive(Time now, ConnectionId id, std::span<std::uint8_t> to) {
  Slot* slot = held(id);
  if (slot == nullptr) return {0, ReceiveError::NoConnection};
  const auto received = slot->connection->receive(now, to);
  touch(id.index);
  return received;
}

CloseError Stack::shutdown(Time now, ConnectionId id) {
  Slot* slot = held(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->shutdown(now);
  touch(id.index);
  return error;
}

CloseError Stack::close(Time now, ConnectionId id) {
  Slot* slot = held(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->close(now);
  give_back(id.index);
  return error;
}

CloseError Stack::abort(Time, ConnectionId id) {
  Slot* slot = held(id);
  if (slot == nullptr) return CloseError::NoConnection;
  const CloseError error = slot->connection->abort();
  give_back(id.index);
  return error;
}

void Stack::release(Time, ConnectionId id) {
  Slot* slot = held(id);
  if (slot == nullptr) return;
  if (slot->connection->state() != State::Closed) (void)slot->connection->abort();
  give_back(id.index);
}

void Stack::abort_all(Time) {
  for (Listener& listener : listeners_) listener.accept_queue.clear();
  for (std::uint32_t i = 0; i < table_.slots(); ++i) {
    Slot& slot = table_[i];
    if (!slot.connection) continue;
    if (slot.half_open) leave_syn_queue(slot);
    slot.waiting = false;
    (void)slot.connection->abort();
    give_back(i);
  }
}

void Stack::give_back(std::uint32_t index) {
  table_[index].held = false;
  noticed_.remove(table_, index);
  touch(index);
}

/// Something was done to a connection: its deadline, and what it has to send or to tell, may be others. If it is over,
/// its name is free.
void Stack::touch(std::uint32_t index) {
  Slot& slot = table_[index];
  timers_.set(index, slot.connection->poll_timeout());
  if (is_over(slot)) table_.forget_name(index);
  ready_.add(table_, index);
  if (slot.held && slot.connection->has_notice()) noticed_.add(table_, index);
}

void Stack::remove(std::uint32_t index) {
  timers_.set(index, kNever);
  ready_.remove(table_, index);
  noticed_.remove(table_, index);
  table_.remove(index);
}

/// Forgets a connection that is over, once nobody holds it and nothing of it is to be sent.
void Stack::reap(std::uint32_t index) {
  const Slot& slot = table_[index];
  if (!slot.held && !slot.ready.linked && is_over(slot)) remove(index);
}

std::optional<StackNotice> Stack::poll_notice() {
  while (!noticed_.empty()) {
    const std::uint32_t index = noticed_.front();
    Slot& slot = table_[index];
    if (const auto notice = slot.connection->poll_notice()) {
      const bool is_acceptable = *notice == Notice::Connected && slot.listener != ListenerId{};
      if (is_acceptable && !slot.waiting) continue;  // it was accepted unasked
      return StackNotice{table_.id_of(index), slot.listener, *notice, is_acceptable};
    }
    noticed_.remove(table_, index);
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
    receive_icmp(now, packet);
    return;
  }
  if (error != ParseError::None) {
    ++counters_.malformed;
    return;
  }
  const bool from_ourselves = ip.source == ip.destination || (!options_.any_address && is_another_self(ip.source));
  if (!is_ours(ip.destination) || !is_unicast(ip.destination) || !is_unicast(ip.source) || from_ourselves) {
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
    on_unknown(now, tuple, header, text);
    return;
  }
  Slot& slot = table_[*index];
  if (slot.half_open && defers_third_segment(slot, header)) return;
  const State before = slot.connection->state();
  if (before == State::TimeWait && reopen(now, *index, header, text)) return;
  slot.connection->on_segment(now, header, text);
  see(now, Direction::In, slot, header, text.size(), before);
  if (slot.half_open) on_half_open(*index);
  touch(*index);
}

void Stack::receive_icmp(Time now, std::span<const std::uint8_t> packet) {
  IpHeader ip;
  std::span<const std::uint8_t> message;
  if (parse_ip(packet, ip, message) != ParseError::None) {
    ++counters_.malformed;
    return;
  }
  if (!is_ours(ip.destination)) {
    ++counters_.not_ours;
    return;
  }
  IcmpError icmp;
  const ParseError error = parse_icmp(ip, message, icmp);
  if (error == ParseError::None) {
    on_icmp(now, icmp);
  } else if (error != ParseError::UnknownProtocol) {  // UDP, or an error about it, is nobody's fault
    ++counters_.malformed;
  }
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
    const IpVersion version = error.connection.local.address.version;
    const bool old_router = version == IpVersion::V4 && error.mtu == 0;
    const std::uint32_t mtu = old_router ? next_lower_mtu(error.packet_size) : error.mtu;
    if (mtu < (version == IpVersion::V4 ? 68 : 1280)) return;  // no link has so little: RFC 791, RFC 8201 section 4
    const std::uint32_t mss = mtu - ip_header(version) - kTcpHeader;
    connection.on_packet_too_big(now, static_cast<std::uint16_t>(std::min<std::uint32_t>(mss, 65535)));
  } else {
    connection.on_network_error(seq, error.kind == IcmpKind::HardError || options_.any_error_ends_opening);
  }
  if (slot.half_open) on_half_open(*index);
  touch(*index);
}

void Stack::on_timeout(Time now) {
  while (const auto index = timers_.pop(now)) {
    Slot& slot = table_[*index];
    slot.connection->on_timeout(now);
    if (slot.half_open) on_half_open(*index);
    touch(*index);
  }
}

// --- packets out ---

std::optional<StackPacket> Stack::poll_transmit(Time now, std::uint32_t segments) {
  std::optional<StackPacket> packet;
  if (!answers_.empty() || !ready_.empty()) {
    packet.emplace();
    if (!take_answer(*packet) && !transmit(now, segments, *packet)) packet.reset();
  }
  return packet;
}

bool Stack::take_answer(StackPacket& packet) {
  if (answers_.empty()) return false;
  const Answer& next = answers_[taken_answers_++];
  packet.tuple = next.tuple;
  packet.header = next.header;
  if (taken_answers_ == answers_.size()) {
    answers_.clear();
    taken_answers_ = 0;
  }
  ++counters_.segments_out;
  return true;
}

/// The next segment of a connection.
bool Stack::transmit(Time now, std::uint32_t segments, StackPacket& packet) {
  while (!ready_.empty()) {
    const std::uint32_t index = ready_.front();
    Slot& slot = table_[index];
    const State before = slot.connection->state();
    if (slot.connection->transmit(now, segments, packet)) {
      packet.tuple = slot.tuple;
      packet.header.source_port = slot.tuple.local.port;
      packet.header.destination_port = slot.tuple.remote.port;
      ++counters_.segments_out;
      see(now, Direction::Out, slot, packet.header, packet.text.size(), before);
      return true;
    }
    ready_.remove(table_, index);
    timers_.set(index, slot.connection->poll_timeout());
    reap(index);
  }
  return false;
}

}  // namespace finalack::impl
