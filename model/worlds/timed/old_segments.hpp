// What a new connection takes for its own of an old one's segments, if an adversary chooses its numbers.
//
// RFC 9293 3.4.3 and 3.6.1 let old duplicates die before the same two sockets are used again, because a new connection
// can tell them from its own by their numbers only. Whether there are numbers under which it can't is asked of `react`:
// all ISSs of both sides are tried.
#pragma once

#include <optional>

#include "model/worlds/timed/reactions.hpp"

namespace finalack::model {

/// A host of a new connection, and what an old segment does to it.
struct Mistake {
  Tcb<ReactionTable::Numbers> host;
  Reaction<ReactionTable::Numbers> reaction;
};

/// The first numbers of a new connection under which its host in that state (SYN-SENT, or ESTABLISHED with or without a
/// unit of text outstanding) accepts the segment: its state changes, text is delivered, or its user is told something.
/// An answer alone, such as a challenge ACK, is none. Nothing: there are no such numbers. Throws std::logic_error for
/// another state.
std::optional<Mistake> mistake_in(const Rules& rules, State state, const Segment<ReactionTable::Numbers>& old);

}  // namespace finalack::model
