#include "conform/world/collapse/collapsed.hpp"

#include <algorithm>
#include <utility>

namespace finalack::conform::world {

using model::Deed;

CollapsedPeers::CollapsedPeers(const RealPeers& world)
    : world_(world),
      network_(world.config().network),
      renumbers_(world.config().isn == model::IsnPolicy::Fresh),
      moves_(world) {}

Collapsed CollapsedPeers::collapse(const Peers& canonical) {
  Collapsed state;
  for (unsigned side = 0; side < 2; ++side) state.ends[side] = moves_.parts().end(side, canonical.ends[side]);
  for (unsigned i = 0; i < network_.capacity; ++i) {
    if (const auto& slot = canonical.network[i]; slot.has_value()) state.flights[i] = moves_.parts().flight(*slot);
  }
  make_canonical(state);
  return state;
}

Peers CollapsedPeers::unfold(const Collapsed& state) const {
  const Parts& parts = moves_.parts();
  Peers peers{.ends = {parts.end(0, state.ends[0]).value, parts.end(1, state.ends[1]).value}, .network = {}};
  for (unsigned i = 0; i < network_.capacity; ++i) {
    if (state.flights[i] != 0) peers.network[i] = parts.flight(state.flights[i]).value;
  }
  return peers;
}

ModelCore CollapsedPeers::as_model(const Collapsed& state) const {
  const Parts& parts = moves_.parts();
  ModelCore core;
  for (unsigned side = 0; side < 2; ++side) core.hosts[side] = parts.end(side, state.ends[side]).as_model;
  for (unsigned i = 0; i < network_.capacity; ++i) core.network[i] = parts.flight(state.flights[i]).as_model;
  return core;
}

model::Fairness CollapsedPeers::fairness(const Collapsed& state, model::Action action) const {
  const std::uint64_t content = moves_.parts().flight(state.flights[action.argument]).content;
  return fairness_of(world_.config(), world_.entries()[action.kind], content);
}

bool CollapsedPeers::allows(const Collapsed& state, const RealPeers::Entry& entry, const Move& move) const {
  const bool quiet = state.flights[0] == 0;
  if (entry.what.deed == Deed::TimeWaitTimeout &&
      world_.config().time_wait_timer == model::TimeWaitTimer::OutlastsPeer) {
    if (!quiet || moves_.parts().end(1 - entry.side, state.ends[1 - entry.side]).awaits) return false;
  }
  bool mine_in_flight = false;
  for (const Id flight : state.flights) {
    mine_in_flight |= flight != 0 && moves_.parts().flight(flight).from == entry.side;
  }
  return world_.network_allows(move.begins, entry, quiet, mine_in_flight);
}

bool CollapsedPeers::is_behind(const Collapsed& state, unsigned slot) const {
  if (network_.reorders) return false;
  const unsigned from = moves_.parts().flight(state.flights[slot]).from;
  const auto end = state.flights.begin() + slot;
  return std::any_of(state.flights.begin(), end,
                     [&](Id earlier) { return moves_.parts().flight(earlier).from == from; });
}

bool CollapsedPeers::apply(const Collapsed& state, unsigned side, const Move& move, std::optional<unsigned> slot,
                           Collapsed& next) {
  next = state;
  Parts& parts = moves_.parts();
  if (slot) remove_slot(next.flights, network_.capacity, network_.reorders, *slot);
  if (move.outdates || move.shift != 0) {
    std::array<RenumberingId, 2> by{};
    by[side] = move.shift;
    next.ends[1 - side] = parts.end(1 - side, state.ends[1 - side], by);
    for (Id& flight : next.flights) {
      if (flight == 0) continue;
      if (move.outdates && parts.flight(flight).from == side) flight = parts.outdated(flight);
      flight = parts.flight(flight, by);
    }
  }
  next.ends[side] = move.end;
  if (move.emitted != 0 && !insert_slot(next.flights, network_.capacity, network_.duplicates, move.emitted)) {
    return false;
  }
  make_canonical(next);
  return true;
}

void CollapsedPeers::lose(const Collapsed& state, unsigned slot, Collapsed& next) {
  next = state;
  remove_slot(next.flights, network_.capacity, network_.reorders, slot);
  make_canonical(next);
}

/// Gaps cut, flights in order.
void CollapsedPeers::make_canonical(Collapsed& state) {
  Parts& parts = moves_.parts();
  if (renumbers_) {
    std::array<RenumberingId, 2> by{};
    for (unsigned space = 0; space < 2; ++space) {
      Numbers used = parts.end(0, state.ends[0]).numbers[space] | parts.end(1, state.ends[1]).numbers[space];
      for (const Id flight : state.flights) used |= parts.flight(flight).numbers[space];
      auto cuts = cuts_of(used, world_.longest_gap());
      if (!cuts.empty()) by[space] = parts.renumbering({.shift = 0, .cuts = std::move(cuts)});
    }
    for (unsigned side = 0; side < 2; ++side) state.ends[side] = parts.end(side, state.ends[side], by);
    for (Id& flight : state.flights) flight = parts.flight(flight, by);
  }
  if (network_.reorders) {
    sort_slots(state.flights, network_.capacity, std::less<>());
  } else {
    sort_slots(state.flights, network_.capacity,
               [&](Id a, Id b) { return parts.flight(a).from > parts.flight(b).from; });
  }
}

}  // namespace finalack::conform::world
