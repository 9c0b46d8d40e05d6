// An end, or a segment in flight, as a string of bytes: equal bytes, equal values, field by field. Nothing is hashed
// away.
#pragma once

#include <string>

#include "conform/world/state/end.hpp"

namespace finalack::conform::world {

std::string bytes_of(const End& end);
std::string bytes_of(const impl::Tcb<impl::Native>& tcb);
std::string bytes_of(const Envelope& envelope);
/// Both ends and every slot.
std::string bytes_of(const Peers& peers);

}  // namespace finalack::conform::world
