#include "model/worlds/collapse/moves.hpp"

namespace finalack::model::collapse {

namespace {

bool is_by_slot(Deed deed) { return deed == Deed::Deliver || deed == Deed::DeliverAndKeep || deed == Deed::Lose; }

template <class D> bool exists(const Host<D>& host) {
  const State state = host.tcb.state;
  return state != State::Closed && state != State::Listen;
}

}  // namespace

// Move 0 is none, so that no range of moves ends at 0.
template <unsigned Width>
Moves<Width>::Moves(const TwoPeersBase& world)
    : world_(world),
      parts_(world.config().network.reorders),
      moves_(1),
      details_(1),
      recent_(std::size_t{1} << kIndexBits) {}

template <unsigned Width> MoveRange Moves<Width>::find_alone(unsigned side, Id host) {
  const std::uint32_t first = count();
  const Host<D> value = parts_.host(side, host).value;
  for (unsigned kind = 0; kind < world_.kinds(); ++kind) {
    const TwoPeersBase::Entry& entry = world_.entry(kind);
    if (entry.side == side && !is_by_slot(entry.deed)) add_moves(side, value, kind, 0);
  }
  if (alone_[side].size() <= host) alone_[side].resize(std::size_t{host} + 1);
  return alone_[side][host] = {first, count()};
}

template <unsigned Width> typename Moves<Width>::Arrival Moves<Width>::find_arrival(std::uint32_t key) {
  const auto [known, is_new] = arrivals_.try_emplace(key);
  Arrival& arrival = known->second;
  if (is_new) {
    const Id flight = static_cast<Id>(key >> 16U);
    const unsigned side = 1 - parts_.flight(flight).from;
    const Host<D> host = parts_.host(side, static_cast<Id>(key)).value;
    const auto moves_by = [&](Deed deed) {
      for (unsigned kind = 0; kind < world_.kinds(); ++kind) {
        const TwoPeersBase::Entry& entry = world_.entry(kind);
        if (entry.side == side && entry.deed == deed) add_moves(side, host, kind, flight);
      }
    };
    const std::uint32_t first = count();
    moves_by(Deed::Deliver);
    const std::uint32_t kept = count();
    moves_by(Deed::DeliverAndKeep);
    if (count() >= 1U << 24 || kept - first >= 16 || count() - kept >= 16) throw TooManyParts();
    arrival.key = key;
    arrival.first = first & 0xFFFFFFU;
    arrival.taken = (kept - first) & 0xFU;
    arrival.kept = (count() - kept) & 0xFU;
  }
  return recent_[index(key)] = arrival;
}

template <unsigned Width> void Moves<Width>::add_moves(unsigned side, const Host<D>& host, unsigned kind, Id flight) {
  TwoPeersCore<D> alone;
  alone.hosts[side] = host;
  if (flight != 0) alone.network[0] = parts_.flight(flight).value;
  Choices choices;
  const ChoosingWith choosing(choices);
  do {
    const TwoPeersEffect<D> effect = world_.begin_core<D>(alone, kind, concrete::Bits<4>(0));
    // Held back here already: the arriving segment itself carries a number that a fresh ISS would come too near to.
    if (!effect.enabled && !effect.held_back) continue;
    moves_.push_back(move_of(side, host, effect, {static_cast<std::uint8_t>(kind), 0, choices.code()}));
    details_.push_back({effect.core.hosts[side], effect.what});
  } while (choices.next());
}

template <unsigned Width>
Move Moves<Width>::move_of(unsigned side, const Host<D>& before, const TwoPeersEffect<D>& effect, Action action) {
  const Deed deed = world_.entry(action.kind).deed;
  Host<D> host = effect.core.hosts[side];
  Move move;
  move.action = action;
  move.selects_iss = bool(effect.what.begins);
  move.outdates = move.selects_iss || (exists(before) && !exists(host)) || returns_to_time_wait(before.tcb, host.tcb);
  move.by_user = !is_by_slot(deed);
  move.is_time_wait = deed == Deed::TimeWaitTimeout;
  if (world_.config().isn_of(side) == IsnPolicy::Fresh) move.shift = static_cast<std::uint8_t>(host.isn.raw());

  const auto rebase = [&](unsigned space, auto& number) {
    if (space == side) number = number - move.shift;
  };
  for_each_number(host, side, rebase);
  host.isn = host.isn - move.shift;
  move.host = parts_.host(side, host);
  if (effect.what.emitted.present) {
    Flight<D> emitted = effect.what.emitted;
    for_each_number(emitted, rebase);
    move.emitted = parts_.flight(emitted);
  }
  return move;
}

template class Moves<5>;
template class Moves<6>;

}  // namespace finalack::model::collapse
