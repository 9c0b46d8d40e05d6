#include "conform/world/collapse/moves.hpp"

#include <utility>

namespace finalack::conform::world {

using model::Deed;

Moves::Moves(const RealPeers& world)
    : world_(world),
      renumbers_(world.config().isn == model::IsnPolicy::Fresh),
      parts_(world.as_model(), renumbers_),
      recent_(std::size_t{1} << kIndexBits) {}

const std::vector<const Move*>& Moves::find_alone(unsigned side, Id end) {
  const std::vector<RealPeers::Entry>& entries = world_.entries();
  std::vector<const Move*> moves(entries.size());
  for (unsigned i = 0; i < entries.size(); ++i) {
    const Deed deed = entries[i].what.deed;
    if (entries[i].side != side || deed == Deed::Deliver || deed == Deed::DeliverAndKeep || deed == Deed::Lose)
      continue;
    moves[i] = find(side, end, entries[i], 0);
  }
  if (end >= alone_[side].size()) alone_[side].resize(std::max<std::size_t>(end + 1, alone_[side].size() * 2));
  return alone_[side][end] = std::move(moves);
}

const Move* Moves::find_arrival(std::uint64_t key, Id end, Id flight, unsigned entry) {
  if (const auto known = arrivals_.find(key); known != arrivals_.end()) return known->second;
  const RealPeers::Entry& e = world_.entries()[entry];
  return arrivals_[key] = find(e.side, end, e, flight);
}

const Move* Moves::find(unsigned side, Id end, const RealPeers::Entry& entry, Id flight) {
  const Envelope* arriving = flight == 0 ? nullptr : &parts_.flight(flight).value;
  const End& before = parts_.end(side, end).value;
  std::optional<Reaction> r = world_.reactor().react(side, before, entry.what, arriving);
  if (!r) return nullptr;
  Move move;
  move.begins = r->begins;
  move.outdates = outdates(before, *r);
  move.after = world_.as_model().host(side, r->after);
  move.what = as_happening(world_.as_model(), *r, entry);
  if (flight != 0) move.what.consumed = parts_.flight(flight).as_model;

  Renumbering shift;
  if (renumbers_) shift.shift = r->after.isn.value - kFirstNumber;
  move.shift = parts_.renumbering(shift);
  if (!shift.changes_nothing()) {
    const auto renumber = [&](bool own, std::uint32_t& number) {
      if (own) number = shift(number);
    };
    for_each_number(r->after, renumber);
    if (r->emitted) for_each_number(*r->emitted, renumber);
  }
  try {
    move.end = parts_.end(side, std::move(r->after));
    if (r->emitted) move.emitted = parts_.flight(*r->emitted);
  } catch (const NumberFarAhead& e) {
    throw world_.reactor().failure(side, before, entry.what, arriving, e.what());
  }
  return &moves_.emplace_back(move);
}

}  // namespace finalack::conform::world
