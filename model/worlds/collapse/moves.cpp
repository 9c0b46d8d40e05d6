#include "model/worlds/collapse/moves.hpp"

namespace finalack::model::collapse {

namespace {

bool is_by_slot(Deed deed) { return deed == Deed::Deliver || deed == Deed::DeliverAndKeep || deed == Deed::Lose; }

template <class D> bool exists(const Host<D>& host) {
  const State state = host.tcb.state;
  return state != State::Closed && state != State::Listen;
}

}  // namespace

template <unsigned Width> Moves<Width>::Moves(const TwoPeersBase& world) : world_(world), slots_(std::size_t{1} << 16) {}

template <unsigned Width> void Moves<Width>::find_alone(unsigned side, HostPart<Width>& part) {
  std::vector<Move<Width>> moves;
  const std::size_t kinds = world_.actions().size();
  for (unsigned kind = 0; kind < kinds; ++kind) {
    const TwoPeersBase::Entry& entry = world_.entry(kind);
    if (entry.side == side && !is_by_slot(entry.deed)) add_moves(moves, side, part.value, kind, 0);
  }
  part.moves = std::move(moves);
  part.has_moves = true;
}

template <unsigned Width> const typename Moves<Width>::Arrival& Moves<Width>::find_arrival(std::uint32_t key) {
  const auto [known, is_new] = arrivals_.try_emplace(key);
  Arrival& arrival = known->second;
  if (is_new) {
    const Id flight = static_cast<Id>(key >> 16U);
    const unsigned side = 1 - parts_.flight(flight).from;
    const Host<D>& host = parts_.host(side, static_cast<Id>(key)).value;
    const std::size_t kinds = world_.actions().size();
    for (unsigned kind = 0; kind < kinds; ++kind) {
      const TwoPeersBase::Entry& entry = world_.entry(kind);
      if (entry.side != side) continue;
      if (entry.deed == Deed::Deliver) add_moves(arrival.taken, side, host, kind, flight);
      if (entry.deed == Deed::DeliverAndKeep) add_moves(arrival.kept, side, host, kind, flight);
    }
  }
  slots_[index(key)] = {key, &arrival};
  return arrival;
}

template <unsigned Width>
void Moves<Width>::add_moves(std::vector<Move<Width>>& moves, unsigned side, const Host<D>& host, unsigned kind,
                             Id flight) {
  TwoPeersCore<D> alone;
  alone.hosts[side] = host;
  if (flight != 0) alone.network[0] = parts_.flight(flight).value;
  Choices choices;
  const ChoosingWith choosing(choices);
  do {
    const TwoPeersEffect<D> effect = world_.begin_core<D>(alone, kind, concrete::Bits<4>(0));
    // Held back here already: the arriving segment itself carries a number that a fresh ISS would come too near to.
    if (!effect.enabled && !effect.held_back) continue;
    moves.push_back(move_of(side, host, effect, {static_cast<std::uint8_t>(kind), 0, choices.code()}));
  } while (choices.next());
}

template <unsigned Width>
Move<Width> Moves<Width>::move_of(unsigned side, const Host<D>& before, const TwoPeersEffect<D>& effect,
                                  Action action) {
  const Deed deed = world_.entry(action.kind).deed;
  Move<Width> move;
  move.action = action;
  move.after = effect.core.hosts[side];
  move.what = effect.what;
  move.selects_iss = bool(effect.what.begins);
  move.outdates = move.selects_iss || (exists(before) && !exists(move.after));
  move.by_user = !is_by_slot(deed);
  move.is_time_wait = deed == Deed::TimeWaitTimeout;
  if (world_.config().isn == IsnPolicy::Fresh) move.shift = move.after.isn.raw();

  const auto rebase = [&](unsigned space, auto& number) {
    if (space == side) number = number - move.shift;
  };
  Host<D> host = move.after;
  for_each_number(host, side, rebase);
  host.isn = host.isn - move.shift;
  move.host = parts_.host(side, host);
  if (move.what.emitted.present) {
    Flight<D> emitted = move.what.emitted;
    for_each_number(emitted, rebase);
    move.emitted = parts_.flight(emitted);
  }
  return move;
}

template class Moves<5>;
template class Moves<6>;

}  // namespace finalack::model::collapse
