// The fields of ends and of segments in flight, in the manner of impl/connection/fields.hpp: each listed once, and
// counted by the compiler.
#pragma once

#include <concepts>
#include <type_traits>

#include "conform/world/state/end.hpp"
#include "impl/connection/fields.hpp"

namespace finalack::conform::world {

using impl::Space;

template <class T, class U>
concept Either = std::same_as<std::remove_const_t<T>, U>;

/// Everything of an end.
template <Either<End> Self, class Visit> void visit_end(Self& end, Visit& visit) {
  auto& [connection, isn, opened, sent, crashed, has_more] = end;
  impl::visit_fields(connection, visit, Space::None);
  visit("isn", isn, Space::Own);
  visit("opened", opened, Space::None);
  visit("sent", sent, Space::None);
  visit("crashed", crashed, Space::None);
  visit("has_more", has_more, Space::None);
}

/// Everything of a segment; Own are its sender's numbers. Those of a field that is not in use are zero.
template <Either<Envelope> Self, class Visit> void visit_envelope(Self& envelope, Visit& visit) {
  auto& [to_server, current, text, header] = envelope;
  auto& [source, destination, seq, ack_number, flags, window, urgent_pointer, options] = header;
  auto& [has_mss, has_window_scale, sack_permitted, has_timestamps, sack_count, window_scale, mss, ts_value, ts_echo,
         sack] = options;
  visit("to_server", to_server, Space::None);
  visit("current", current, Space::None);
  visit("text", text, Space::None);
  visit("source_port", source, Space::None);
  visit("destination_port", destination, Space::None);
  visit("seq", seq, Space::Own);
  visit("ack_number", ack_number, Space::Peer);
  visit("flags", flags, Space::None);
  visit("window", window, Space::None);
  visit("urgent_pointer", urgent_pointer, Space::None);
  visit("has_mss", has_mss, Space::None);
  visit("has_window_scale", has_window_scale, Space::None);
  visit("sack_permitted", sack_permitted, Space::None);
  visit("has_timestamps", has_timestamps, Space::None);
  visit("sack_count", sack_count, Space::None);
  visit("window_scale", window_scale, Space::None);
  visit("mss", mss, Space::None);
  visit("ts_value", ts_value, Space::Clock);
  visit("ts_echo", ts_echo, Space::None);
  visit("sack", sack, Space::Peer);
}

}  // namespace finalack::conform::world
