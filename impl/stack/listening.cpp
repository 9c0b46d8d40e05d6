// Segments that belong to no connection: SYNs for listeners, cookies that come back, and what draws a reset.
#include <algorithm>

#include "impl/stack/stack.hpp"
#include "impl/stack/syn_cookie.hpp"

namespace finalack::impl {
namespace {

bool is_unspecified(const IpAddress& address) {
  return std::all_of(address.octets.begin(), address.octets.end(), [](std::uint8_t o) { return o == 0; });
}

/// Whom a limit per source counts together: an IPv4 address, or the 64 bits of IPv6 that a site gives out as one.
IpAddress source_of(IpAddress address) {
  if (address.version == IpVersion::V6) std::fill(address.octets.begin() + 8, address.octets.end(), 0);
  return address;
}

}  // namespace

ListenError Stack::listen(const Endpoint& local, const ListenerOptions& options, ListenerId& id) {
  for (const Listener& l : listeners_) {
    if (l.open && l.local == local) return ListenError::InUse;
  }
  auto free = std::find_if(listeners_.begin(), listeners_.end(),
                           [](const Listener& l) { return !l.open && l.half_open == 0 && l.accept_queue.empty(); });
  if (free == listeners_.end()) free = listeners_.insert(listeners_.end(), Listener{});
  *free = Listener{};
  free->local = local;
  free->options = options;
  free->open = true;
  id.index = static_cast<std::uint32_t>(free - listeners_.begin());
  return ListenError::None;
}

void Stack::stop_listening(Time now, ListenerId id) {
  Listener& listener = listeners_[id.index];
  listener.open = false;
  while (const auto waiting = accept(id)) (void)abort(now, *waiting);
  for (std::uint32_t i = 0; i < table_.slots() && listener.half_open > 0; ++i) {
    Slot& slot = table_[i];
    if (!slot.connection || !slot.half_open || slot.listener != id) continue;
    leave_syn_queue(slot);
    (void)slot.connection->abort();
    touch(now, i);
  }
}

std::optional<ConnectionId> Stack::accept(ListenerId id) {
  Listener& listener = listeners_[id.index];
  if (listener.accept_queue.empty()) return std::nullopt;
  const ConnectionId first = listener.accept_queue.front();
  listener.accept_queue.pop_front();
  return first;
}

std::optional<std::uint32_t> Stack::listener_at(const Endpoint& local) const {
  std::optional<std::uint32_t> any;
  for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
    const Listener& l = listeners_[i];
    if (!l.open || l.local.port != local.port || l.local.address.version != local.address.version) continue;
    if (l.local.address == local.address) return i;
    if (is_unspecified(l.local.address)) any = i;
  }
  return any;
}

void Stack::on_unknown(Time now, const FourTuple& tuple, const TcpHeader& header, std::span<const std::uint8_t> text,
                       std::optional<SequenceNumber> after) {
  const auto at = listener_at(tuple.local);
  if (at && header.flags.syn && !header.flags.ack && !header.flags.rst) {
    on_syn(now, *at, tuple, header, text, after);
  } else if (!(at && header.flags.ack && !header.flags.syn && !header.flags.rst &&
               on_cookie(now, *at, tuple, header, text))) {
    refuse(tuple, header, text.size());
  }
}

/// RFC 9293 3.10.7.1 and 3.10.7.2: a reset, unless it is one.
void Stack::refuse(const FourTuple& tuple, const TcpHeader& header, std::size_t text) {
  Segment<Native> seg;
  seg.syn = header.flags.syn;
  seg.ack = header.flags.ack;
  seg.fin = header.flags.fin;
  seg.rst = header.flags.rst;
  seg.seq = SequenceNumber(header.seq);
  seg.ack_number = SequenceNumber(header.ack_number);
  seg.text = static_cast<std::uint32_t>(text);
  const Decision<Native> d = in_closed(Tcb<Native>{}, seg);
  if (d.reply == Reply::None) return;
  TcpHeader reset;
  reset.flags.rst = true;
  if (d.reply == Reply::Reset) {
    reset.seq = d.reset_seq.value;
  } else {
    reset.flags.ack = true;
    reset.ack_number = d.reset_ack.value;
  }
  ++counters_.resets_out;
  answer(tuple, reset);
}

void Stack::answer(const FourTuple& tuple, const TcpHeader& header) {
  if (answers_.size() >= kMaxAnswers) {
    ++counters_.replies_dropped;
    return;
  }
  answers_.push_back({tuple, header});
  answers_.back().header.source_port = tuple.local.port;
  answers_.back().header.destination_port = tuple.remote.port;
}

bool Stack::has_room_for_source(Listener& listener, const IpAddress& source) const {
  if (listener.options.per_source_limit == 0) return true;
  const auto entries = listener.per_source.find(source_of(source));
  return entries == listener.per_source.end() || entries->second < listener.options.per_source_limit;
}

void Stack::on_syn(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& syn,
                   std::span<const std::uint8_t> text, std::optional<SequenceNumber> after) {
  Listener& listener = listeners_[at];
  ++listener.counters.syns;
  if (listener.accept_queue.size() >= listener.options.accept_queue) {
    ++listener.counters.refused_accept_queue;
    return;
  }
  if (!has_room_for_source(listener, tuple.remote.address)) {
    ++listener.counters.refused_source;
    return;
  }
  const bool full = listener.half_open >= listener.options.syn_queue || table_.size() >= options_.max_connections;
  if (listener.options.cookies == SynCookies::Always || (full && listener.options.cookies == SynCookies::WhenFull)) {
    send_cookie(now, listener, tuple, syn);
    return;
  }
  if (full) {
    ++listener.counters.refused_syn_queue;
    return;
  }
  const auto index = table_.add(tuple, Connection(settings_for(tuple, false)), options_.max_connections);
  if (!index) return;
  Slot& slot = table_[*index];
  slot.listener = {at};
  slot.half_open = true;
  ++listener.half_open;
  ++listener.counters.queued;
  if (listener.options.per_source_limit > 0) ++listener.per_source[source_of(tuple.remote.address)];
  OpenArguments arguments = open_arguments(now, tuple);
  // MAY-2: beyond everything that the last connection of this name used, whatever the clock says.
  if (after && arguments.iss <= *after + 0x10000) arguments.iss = *after + 0x10001;
  (void)slot.connection->open_passive(arguments);
  slot.connection->on_segment(now, syn, text);
  see(now, Direction::In, slot, syn, text.size(), State::Listen);
  touch(now, *index);
}

/// A connection in the SYN queue got on, or came to its end.
void Stack::on_half_open(Time, std::uint32_t index) {
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
  ++listener.counters.established;
  listener.accept_queue.push_back(table_.id_of(index));
  acceptable_.push_back(slot.listener);
}

void Stack::leave_syn_queue(Slot& slot) {
  Listener& listener = listeners_[slot.listener.index];
  slot.half_open = false;
  --listener.half_open;
  if (listener.options.per_source_limit == 0) return;
  const auto entries = listener.per_source.find(source_of(slot.tuple.remote.address));
  if (entries != listener.per_source.end() && --entries->second == 0) listener.per_source.erase(entries);
}

void Stack::send_cookie(Time now, Listener& listener, const FourTuple& tuple, const TcpHeader& syn) {
  const Settings& settings = *settings_for(tuple, false);
  TcpHeader h;
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
  ++listener.counters.cookies_sent;
  listener.cookies_until = now + 2 * kCookiePeriod;
  answer(tuple, h);
}

/// An ACK without a connection: if it brings back a cookie, the connection is what it would be if its SYN had been
/// kept. So that SYN is put together again, and given to a connection whose answer to it was already sent.
bool Stack::on_cookie(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& header,
                      std::span<const std::uint8_t> text) {
  Listener& listener = listeners_[at];
  if (listener.cookies_until < now) return false;  // none was sent that could still come back
  const auto mss = check_cookie(hash_, now, tuple, header);
  if (!mss) {
    ++listener.counters.cookies_refused;
    return false;
  }
  if (listener.accept_queue.size() >= listener.options.accept_queue) {
    ++listener.counters.third_segments_deferred;
    return true;
  }
  const auto index = table_.add(tuple, Connection(settings_for(tuple, false)), options_.max_connections);
  if (!index) return true;
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
  Slot& slot = table_[*index];
  slot.listener = {at};
  slot.half_open = true;
  ++listener.half_open;
  if (listener.options.per_source_limit > 0) ++listener.per_source[source_of(tuple.remote.address)];
  ++listener.counters.cookies_accepted;
  (void)slot.connection->open_passive({SequenceNumber(header.ack_number - 1), timestamp_offset(hash_, tuple)});
  slot.connection->on_segment(now, syn, {});
  (void)slot.connection->poll_transmit(now);  // the SYN,ACK, which it answers
  slot.connection->on_segment(now, header, text);
  see(now, Direction::In, slot, header, text.size(), State::Listen);
  on_half_open(now, *index);
  touch(now, *index);
  return true;
}

}  // namespace finalack::impl
