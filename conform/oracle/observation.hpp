// What is seen of a connection after a step: a value, so that a test can tamper with it.
#pragma once

#include "impl/connection/connection.hpp"

namespace finalack::conform {

struct Observation {
  impl::Tcb<impl::Native> tcb;
  impl::Timers timers;
  impl::Signal reason = impl::Signal::None;
  std::uint8_t notices = 0;  ///< told in this step: bit n is impl::Notice n
  bool holds_text = false;   ///< behind a gap
};

constexpr std::uint8_t bit_of(impl::Notice notice) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(notice));
}

/// Takes the connection's notices, too: the user's part, as it were.
inline Observation observe(impl::Connection& connection) {
  Observation seen{connection.tcb(), connection.timers(), connection.reason(), 0, connection.received().has_gap()};
  for (auto notice = connection.poll_notice(); notice; notice = connection.poll_notice()) {
    seen.notices = static_cast<std::uint8_t>(seen.notices | bit_of(*notice));
  }
  return seen;
}

/// The octet that stands at a number in every stream of a cross-check: whoever sends text, in either direction, sends
/// these. So an octet in the wrong place is found without anything being kept to compare it with.
constexpr std::uint8_t octet_at(std::uint32_t number) {
  std::uint32_t x = number * 0x9e3779b1U;
  x ^= x >> 15;
  return static_cast<std::uint8_t>((x * 0x85ebca77U) >> 24);
}

}  // namespace finalack::conform
