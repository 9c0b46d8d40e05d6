// Segments that belong to no connection: SYNs for listeners, cookies that come back, and what draws a reset.
#include <algorithm>
#include <utility>

#include "impl/connection/as_segment.hpp"
#include "impl/stack/stack.hpp"
#include "impl/stack/syn_cookie.hpp"

namespace finalack::impl {
namespace {

/// When a third segment is dropped for want of room, what its sender sent behind it still arrives, and has no cookie in
/// it: a reset would end a connection that comes about as soon as the first text is sent again.
constexpr Duration kFlight = std::chrono::seconds(1);

/// Whom a limit per source counts together: an IPv4 address, or the 64 bits of IPv6 that a site gives out as one.
IpAddress source_of(IpAddress address) {
  if (address.version == IpVersion::V6) std::fill(address.octets.begin() + 8, address.octets.end(), 0);
  return address;
}

/// When the SYN,ACK left that this answers, so that the round trip is measured: but for 32 ms as its timestamp has it.
/// Without one: so that the retransmission timeout, three times a first measurement, stays the initial one.
Time cookie_sent_at(Time now, const TcpHeader& header, std::uint32_t timestamp_offset, const Settings& settings) {
  if (!header.options.has_timestamps) return now - settings.rto_initial / 3;
  const std::uint32_t elapsed = Connection::ticks(now, timestamp_offset) - header.options.ts_echo;
  return now - std::min<Duration>(std::chrono::milliseconds(elapsed), 2 * kCookiePeriod);
}

}  // namespace

ListenError Stack::listen(const Endpoint& local, const ListenerOptions& options, ListenerId& id) {
  if (listening_.count(local) != 0) return ListenError::InUse;
  if (free_listeners_.empty()) {
    free_listeners_.push_back(static_cast<std::uint32_t>(listeners_.size()));
    listeners_.emplace_back();
  }
  id.index = free_listeners_.back();
  free_listeners_.pop_back();
  Listener& listener = listeners_[id.index];
  id.generation = listener.generation + 1;
  Listener fresh;  // not a temporary: g++ 12 warns of its pointer
  listener = std::move(fresh);
  listener.local = local;
  listener.open = true;
  listener.generation = id.generation;
  listening_.emplace(local, id.index);
  set_listener_options(id, options);
  return ListenError::None;
}

void Stack::set_listener_options(ListenerId id, const ListenerOptions& options) {
  Listener& listener = listeners_[id.index];
  listener.options = options;
  listener.settings = settings_for(listener.local.address.version, false, options.settings);
}

Listener* Stack::open_listener(ListenerId id) {
  if (id.index >= listeners_.size()) return nullptr;
  Listener& listener = listeners_[id.index];
  return listener.open && listener.generation == id.generation ? &listener : nullptr;
}

void Stack::stop_listening(Time now, ListenerId id) {
  Listener* const listener = open_listener(id);
  if (listener == nullptr) return;
  while (const auto waiting = accept(id)) (void)abort(now, *waiting);
  for (std::uint32_t i = 0; i < table_.slots() && listener->half_open > 0; ++i) {
    Slot& slot = table_[i];
    if (!slot.connection || !slot.half_open || slot.listener != id) continue;
    leave_syn_queue(slot);
    (void)slot.connection->abort();
    touch(i);
  }
  listener->open = false;
  listening_.erase(listener->local);
  free_listeners_.push_back(id.index);
}

std::optional<ConnectionId> Stack::accept(ListenerId id) {
  Listener* const listener = open_listener(id);
  if (listener == nullptr || listener->accept_queue.empty()) return std::nullopt;
  const ConnectionId first = listener->accept_queue.front();
  listener->accept_queue.pop_front();
  table_[first.index].waiting = false;
  return first;
}

std::optional<std::uint32_t> Stack::listener_at(const Endpoint& local) const {
  auto found = listening_.find(local);
  if (found == listening_.end())
    found = listening_.find({{.version = local.address.version, .octets = {}}, local.port});
  if (found == listening_.end()) return std::nullopt;
  return found->second;
}

void Stack::on_unknown(Time now, const FourTuple& tuple, const TcpHeader& header, std::span<const std::uint8_t> text) {
  const auto at = listener_at(tuple.local);
  const Flags flags = header.flags;
  if (at && flags.syn && !flags.ack && !flags.rst) {
    on_syn(now, *at, tuple, header);
    return;
  }
  const bool took_cookie = at && flags.ack && !flags.syn && !flags.rst && on_cookie(now, *at, tuple, header, text);
  if (!took_cookie) {
    refuse(tuple, header, text.size());
  }
}

/// RFC 9293 3.10.7.1 and 3.10.7.2: a reset, unless it is one.
void Stack::refuse(const FourTuple& tuple, const TcpHeader& header, std::size_t text) {
  const Decision<Native> d = in_closed(Tcb<Native>{}, as_segment(header, text, 0));
  if (d.reply == Reply::None) return;
  ++counters_.resets_out;
  TcpHeader* const reset = answer(tuple);
  if (reset == nullptr) return;
  reset->flags.rst = true;
  if (d.reply == Reply::Reset) {
    reset->seq = d.reset_seq.value;
  } else {
    reset->flags.ack = true;
    reset->ack_number = d.reset_ack.value;
  }
}

/// The header of an answer to be sent, which is then filled in; null if too many are waiting.
TcpHeader* Stack::answer(const FourTuple& tuple) {
  if (answers_.size() >= kMaxAnswers) {
    ++counters_.replies_dropped;
    return nullptr;
  }
  Answer& next = answers_.emplace_back();
  next.tuple = tuple;
  next.header.source_port = tuple.local.port;
  next.header.destination_port = tuple.remote.port;
  return &next.header;
}

/// Whether a SYN is worth an entry or a cookie: there has to be room for what becomes of it, and for its source.
bool Stack::admits(Listener& listener, const IpAddress& source) {
  ++listener.counters.syns;
  if (listener.accept_queue.size() >= listener.options.accept_queue) {
    ++listener.counters.refused_accept_queue;
    return false;
  }
  if (listener.options.per_source_limit == 0) return true;
  const auto entries = listener.per_source.find(source_of(source));
  if (entries == listener.per_source.end() || entries->second < listener.options.per_source_limit) return true;
  ++listener.counters.refused_source;
  return false;
}

void Stack::on_syn(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& syn) {
  Listener& listener = listeners_[at];
  if (!admits(listener, tuple.remote.address)) return;
  const bool full = listener.half_open >= listener.options.syn_queue || table_.size() >= options_.max_connections;
  if (listener.options.cookies == SynCookies::Always || (full && listener.options.cookies == SynCookies::WhenFull)) {
    send_cookie(now, listener, tuple, syn);
  } else if (full) {
    ++listener.counters.refused_syn_queue;
  } else {
    queue_syn(now, at, tuple, syn, open_arguments(now, tuple));
  }
}

/// MAY-2: a newer SYN ends TIME-WAIT, if a listener has room for it in its SYN queue, since a cookie is no number
/// beyond all that the last connection of this name used. Otherwise TIME-WAIT stays.
bool Stack::reopen(Time now, std::uint32_t index, const TcpHeader& header, std::span<const std::uint8_t> text) {
  Slot& slot = table_[index];
  const Tcb<Native>& tcb = slot.connection->tcb();
  if (!slot.connection->settings().policy.reopens_from_time_wait) return false;
  if (!opens_anew(tcb, as_segment(header, text.size(), 0))) return false;
  const FourTuple tuple = slot.tuple;
  const auto at = listener_at(tuple.local);
  if (!at) {
    refuse(tuple, header, text.size());
    return true;
  }
  Listener& listener = listeners_[*at];
  if (!admits(listener, tuple.remote.address)) return true;
  if (listener.half_open >= listener.options.syn_queue ||
      (slot.held && table_.size() >= options_.max_connections)) {  // its own slot is free if nobody holds it
    ++listener.counters.refused_syn_queue;
    return true;
  }
  OpenArguments with = open_arguments(now, tuple);
  const SequenceNumber beyond = tcb.snd_nxt + 0x10000;
  if (with.iss <= beyond) with.iss = beyond + 1;
  slot.connection->on_segment(now, header, text);
  see(now, Direction::In, slot, header, text.size(), State::TimeWait);
  touch(index);
  if (!slot.held) remove(index);
  queue_syn(now, *at, tuple, header, with);
  return true;
}

/// What is on a SYN besides it is not kept: it comes again.
void Stack::queue_syn(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& syn,
                      const OpenArguments& with) {
  Listener& listener = listeners_[at];
  const auto index = table_.add(tuple, Connection(listener.settings), options_.max_connections);
  if (!index) return;
  Slot& slot = table_[*index];
  enter_syn_queue(at, slot);
  ++listener.counters.queued;
  (void)slot.connection->open_passive(with);
  slot.connection->on_segment(now, syn, {});
  see(now, Direction::In, slot, syn, 0, State::Listen);
  touch(*index);
}

/// Whether a segment that would establish a connection finds no room in the accept queue. It is dropped; the SYN,ACK
/// comes again, and perhaps there is room by then.
bool Stack::defers_third_segment(const Slot& slot, const TcpHeader& header) {
  if (!header.flags.ack || header.flags.rst) return false;
  Listener& listener = listeners_[slot.listener.index];
  if (listener.accept_queue.size() < listener.options.accept_queue) return false;
  ++listener.counters.third_segments_deferred;
  return true;
}

/// A connection in the SYN queue got on, or came to its end.
void Stack::on_half_open(std::uint32_t index) {
  Slot& slot = table_[index];
  Listener& listener = listeners_[slot.listener.index];
  const State state = slot.connection->state();
  if (state == State::SynReceived) return;
  leave_syn_queue(slot);
  if (state == State::Closed || state == State::Listen) {
    ++(slot.connection->gave_up() ? listener.counters.timed_out : listener.counters.reset);
    return;
  }
  slot.held = true;
  slot.waiting = true;
  ++listener.counters.established;
  listener.accept_queue.push_back(table_.id_of(index));
}

void Stack::enter_syn_queue(std::uint32_t at, Slot& slot) {
  Listener& listener = listeners_[at];
  slot.listener = {at, listener.generation};
  slot.half_open = true;
  ++listener.half_open;
  slot.counted = listener.options.per_source_limit > 0;  // that may be another when it leaves
  if (slot.counted) ++listener.per_source[source_of(slot.tuple.remote.address)];
}

void Stack::leave_syn_queue(Slot& slot) {
  Listener& listener = listeners_[slot.listener.index];
  slot.half_open = false;
  --listener.half_open;
  if (!std::exchange(slot.counted, false)) return;
  const auto entries = listener.per_source.find(source_of(slot.tuple.remote.address));
  if (entries != listener.per_source.end() && --entries->second == 0) listener.per_source.erase(entries);
}

void Stack::send_cookie(Time now, Listener& listener, const FourTuple& tuple, const TcpHeader& syn) {
  const Settings& settings = *listener.settings;
  ++listener.counters.cookies_sent;
  listener.cookies_until = now + 2 * kCookiePeriod;
  TcpHeader* const to = answer(tuple);
  if (to == nullptr) return;
  TcpHeader& h = *to;
  h.flags.syn = true;
  h.flags.ack = true;
  h.seq = make_cookie(hash_, now, tuple, syn, settings.default_mss).value;
  h.ack_number = syn.seq + 1;
  h.window = static_cast<std::uint16_t>(std::min<std::uint32_t>(settings.receive_buffer, 65535));
  h.options.has_mss = true;
  h.options.mss = settings.mss;
  if (settings.offers_timestamps && syn.options.has_timestamps) {
    CookieOptions kept;
    kept.sack = settings.offers_sack && syn.options.sack_permitted;
    if (settings.offers_window_scale && syn.options.has_window_scale) {
      kept.window_scale = std::min<std::uint8_t>(syn.options.window_scale, 14);
    }
    h.options.sack_permitted = kept.sack;
    h.options.has_window_scale = kept.window_scale.has_value();
    h.options.window_scale = h.options.has_window_scale ? Connection::window_shift(settings) : 0;
    h.options.has_timestamps = true;
    h.options.ts_echo = syn.options.ts_value;
    h.options.ts_value = timestamp_with(kept, Connection::ticks(now, timestamp_offset(hash_, tuple)));
  }
}

/// An ACK without a connection: if it brings back a cookie, the connection is what it would be if its SYN had been
/// kept. So that SYN is put together again, and given to a connection whose answer to it was already sent.
bool Stack::on_cookie(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& header,
                      std::span<const std::uint8_t> text) {
  Listener& listener = listeners_[at];
  if (listener.cookies_until < now) return false;  // none was sent that could still come back
  const auto mss = check_cookie(hash_, now, tuple, header);
  const bool has_room = listener.accept_queue.size() < listener.options.accept_queue;
  if (!mss && has_room && listener.deferred_until < now) {
    ++listener.counters.cookies_refused;
    return false;
  }
  if (!mss || !has_room) {
    if (mss) listener.deferred_until = now + kFlight;
    ++listener.counters.third_segments_deferred;
    return true;
  }
  const auto index = table_.add(tuple, Connection(listener.settings), options_.max_connections);
  if (!index) {
    listener.deferred_until = now + kFlight;
    ++listener.counters.third_segments_deferred;
    return true;
  }
  TcpHeader syn;
  syn.seq = header.seq - 1;
  syn.flags.syn = true;
  syn.window = header.window;
  syn.options.has_mss = true;
  syn.options.mss = *mss;
  if (header.options.has_timestamps) {
    const CookieOptions kept = options_of_timestamp(header.options.ts_echo);
    syn.options.has_timestamps = true;
    syn.options.ts_value = header.options.ts_value;
    syn.options.sack_permitted = kept.sack;
    syn.options.has_window_scale = kept.window_scale.has_value();
    syn.options.window_scale = kept.window_scale.value_or(0);
  }
  ++listener.counters.cookies_accepted;
  Slot& slot = table_[*index];
  enter_syn_queue(at, slot);
  const OpenArguments with{SequenceNumber(header.ack_number - 1), timestamp_offset(hash_, tuple)};
  const Time sent = cookie_sent_at(now, header, with.timestamp_offset, slot.connection->settings());
  (void)slot.connection->open_passive(with);
  slot.connection->on_segment(sent, syn, {});
  (void)slot.connection->poll_transmit(sent);  // the SYN,ACK, which it answers
  slot.connection->on_segment(now, header, text);
  see(now, Direction::In, slot, header, text.size(), State::Listen);
  on_half_open(*index);
  touch(*index);
  return true;
}

}  // namespace finalack::impl
