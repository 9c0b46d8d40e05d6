#include "model/worlds/timed/old_segments.hpp"

#include <stdexcept>
#include <vector>

namespace finalack::model {

namespace {

using Numbers = ReactionTable::Numbers;

constexpr std::uint32_t kAllNumbers = 1U << Numbers::Seq::bits;

Event<Numbers> arrival_of(const Segment<Numbers>& segment) {
  Event<Numbers> event{EventKind::SegmentArrives};
  event.segment = segment;
  return event;
}

/// Hosts in that state of a connection with these ISSs, each as `react` makes it.
std::vector<Tcb<Numbers>> hosts_in(const Rules& rules, State state, Numbers::Seq iss, Numbers::Seq peers) {
  Event<Numbers> open{EventKind::OpenActive};
  open.iss = iss;
  const Tcb<Numbers> opening = react(rules, Tcb<Numbers>{}, open).tcb;
  if (state == State::SynSent) return {opening};
  if (state != State::Established) throw std::logic_error("a new connection is in SYN-SENT or ESTABLISHED");
  Segment<Numbers> answer;
  answer.syn = answer.ack = true;
  answer.seq = peers;
  answer.ack_number = iss + 1;
  const Tcb<Numbers> quiet = react(rules, opening, arrival_of(answer)).tcb;
  return {quiet, react(rules, quiet, Event<Numbers>{EventKind::Send}).tcb};
}

}  // namespace

std::optional<Mistake> mistake_in(const Rules& rules, State state, const Segment<Numbers>& old) {
  for (std::uint32_t iss = 0; iss < kAllNumbers; ++iss) {
    for (std::uint32_t peers = 0; peers < kAllNumbers; ++peers) {
      for (const Tcb<Numbers>& host : hosts_in(rules, state, Numbers::Seq(iss), Numbers::Seq(peers))) {
        const Reaction<Numbers> r = react(rules, host, arrival_of(old));
        const bool is_told = Signal(r.signal) != Signal::None || r.delivered.raw() != 0;
        if (is_told || !same(r.tcb, host)) return Mistake{host, r};
      }
    }
  }
  return std::nullopt;
}

}  // namespace finalack::model
