// The two-peer world with its states collapsed: the form in which it is searched.
//
// It has the same states and steps as TwoPeersBase with canonicalise_core, only faster: a state is the ids of its
// parts, a step looks up what the host concerned does and puts the rest of the state beside it. Tests hold its
// successors against those of the world itself, for every configuration of the catalogue.
//
// Not for two threads at once: a step may add to the tables.
#pragma once

#include <algorithm>
#include <array>

#include "model/worlds/collapse/moves.hpp"
#include "model/worlds/collapse/renumbering.hpp"

namespace finalack::model::collapse {

/// Client, server, then the flights: sorted, and none (0) last.
using CollapsedState = std::array<Id, 2 + Network::kMaxCapacity>;

template <unsigned Width> class CollapsedTwoPeers {
 public:
  using D = Concrete<Width>;

  explicit CollapsedTwoPeers(const TwoPeersBase& world);

  /// Ids in a state that this configuration uses.
  unsigned ids() const { return 2 + capacity_; }
  /// Throws TooManyParts, as `expand` does.
  CollapsedState collapse(const TwoPeersCore<D>& canonical);
  TwoPeersCore<D> unfold(const CollapsedState& state) const;

  /// Calls `emit(action, next, show)` for every successor, where `show(observe)` returns what `observe` makes of the
  /// moment that monitors see, and `hold(action)` for every action that is held back; in the order in which the world's
  /// own actions are tried.
  template <class Emit, class Hold> void expand(const CollapsedState& state, Emit&& emit, Hold&& hold);

 private:
  struct Source {
    CollapsedState ids;
    std::array<const HostPart<Width>*, 2> hosts;
    std::array<const FlightPart<Width>*, Network::kMaxCapacity> flights;
    unsigned count = 0;                    ///< of flights
    std::array<unsigned, 2> sent{};        ///< of those, by side
    std::array<Numbers, 2> in_flight{};    ///< numbers that they carry, by space
    Ends<D> ends() const { return {hosts[0]->value, hosts[1]->value}; }
  };
  static constexpr unsigned kNone = ~0U;

  Source source_of(const CollapsedState& state) const;
  bool is_first_of_its_direction(const Source& source, unsigned slot) const;
  template <class Emit, class Hold>
  void make(const Source& source, unsigned side, std::uint32_t number, unsigned slot, unsigned removed, Emit&& emit,
            Hold&& hold);
  template <class Emit> void lose(const Source& source, unsigned slot, Emit&& emit);
  bool settle(CollapsedState& next, unsigned count, unsigned side, unsigned shift, std::array<Numbers, 2> used,
              Id emitted);
  void sort(CollapsedState& state, unsigned count) const;

  const TwoPeersConfig config_;
  const unsigned capacity_;
  Action lose_{};              ///< with its kind
  Numbers too_near_ = 0;       ///< numbers in flight that forbid the next fresh ISS
  Moves<Width> moves_;
  Renumberings<Width> renumberings_;
};

template <unsigned Width>
typename CollapsedTwoPeers<Width>::Source CollapsedTwoPeers<Width>::source_of(const CollapsedState& state) const {
  const auto& parts = moves_.parts();
  Source source{state, {&parts.host(0, state[0]), &parts.host(1, state[1])}, {}, 0, {}, {}};
  for (unsigned i = 0; i < capacity_ && state[2 + i] != 0; ++i) {
    const FlightPart<Width>& flight = parts.flight(state[2 + i]);
    source.flights[source.count++] = &flight;
    ++source.sent[flight.from];
    for (unsigned space = 0; space < 2; ++space) source.in_flight[space] |= flight.numbers[space];
  }
  return source;
}

template <unsigned Width>
template <class Emit, class Hold>
void CollapsedTwoPeers<Width>::expand(const CollapsedState& state, Emit&& emit, Hold&& hold) {
  const Source source = source_of(state);
  for (unsigned side = 0; side < 2; ++side) {
    const MoveRange alone = moves_.alone(side, state[side]);
    for (std::uint32_t move = alone.first; move < alone.last; ++move) make(source, side, move, 0, kNone, emit, hold);
    for (const bool keeps : {false, true}) {
      if (keeps && !config_.network.duplicates) break;
      for (unsigned slot = 0; slot < source.count; ++slot) {
        if (source.flights[slot]->from == side) continue;
        if (!config_.network.reorders && !is_first_of_its_direction(source, slot)) continue;
        const auto arrival = moves_.arrival(state[side], state[2 + slot]);
        const std::uint32_t last = keeps ? arrival.last : arrival.kept;
        for (std::uint32_t move = keeps ? arrival.kept : arrival.taken; move < last; ++move) {
          make(source, side, move, slot, keeps ? kNone : slot, emit, hold);
        }
      }
    }
  }
  if (!config_.network.loses) return;
  for (unsigned slot = 0; slot < source.count; ++slot) lose(source, slot, emit);
}

template <unsigned Width>
bool CollapsedTwoPeers<Width>::is_first_of_its_direction(const Source& source, unsigned slot) const {
  for (unsigned i = 0; i < slot; ++i) {
    if (source.flights[i]->from == source.flights[slot]->from) return false;
  }
  return true;
}


template <unsigned Width>
template <class Emit, class Hold>
void CollapsedTwoPeers<Width>::make(const Source& source, unsigned side, std::uint32_t number, unsigned slot,
                                    unsigned removed, Emit&& emit, Hold&& hold) {
  const Move move = moves_[number];
  const Action action{move.action.kind, static_cast<std::uint8_t>(slot), move.action.choices};
  if (move.is_time_wait && config_.time_wait_timer == TimeWaitTimer::OutlastsPeer) {
    if (source.count != 0 || source.hosts[1 - side]->awaits) return;
  }
  if (move.selects_iss) {
    if ((source.in_flight[side] & too_near_) != 0) return hold(action);
    if (!config_.network.outlives && (move.by_user ? source.count : source.sent[side]) != 0) return;
  }
  auto& parts = moves_.parts();
  CollapsedState next{};
  next[side] = move.host;
  next[1 - side] = source.ids[1 - side];
  std::array<Numbers, 2> used = source.hosts[1 - side]->numbers;  // in the frame before
  unsigned count = 0;
  for (unsigned i = 0; i < source.count; ++i) {
    if (i == removed) continue;
    const FlightPart<Width>& flight = *source.flights[i];
    used[0] |= flight.numbers[0];
    used[1] |= flight.numbers[1];
    next[2 + count++] = move.outdates && flight.from == side ? flight.outdated : source.ids[2 + i];
  }
  used[side] = Renumberings<Width>::shifted(used[side], move.shift);
  for (unsigned space = 0; space < 2; ++space) {
    used[space] |= parts.host(side, move.host).numbers[space] | parts.flight(move.emitted).numbers[space];
  }
  if (!settle(next, count, side, move.shift, used, move.emitted)) return hold(action);
  emit(action, next, [&](auto&& observe) {
    const MoveDetails<Width>& details = moves_.details(number);
    const Ends<D> before = source.ends();
    return observe(Moment<D>{
        before, details.what,
        side == kClient ? Ends<D>(details.after, before[kServer]) : Ends<D>(before[kClient], details.after)});
  });
}

template <unsigned Width>
template <class Emit>
void CollapsedTwoPeers<Width>::lose(const Source& source, unsigned slot, Emit&& emit) {
  CollapsedState next{source.ids[0], source.ids[1]};
  std::array<Numbers, 2> used{};
  for (unsigned space = 0; space < 2; ++space) {
    used[space] = source.hosts[0]->numbers[space] | source.hosts[1]->numbers[space];
  }
  unsigned count = 0;
  for (unsigned i = 0; i < source.count; ++i) {
    if (i == slot) continue;
    for (unsigned space = 0; space < 2; ++space) used[space] |= source.flights[i]->numbers[space];
    next[2 + count++] = source.ids[2 + i];
  }
  settle(next, count, kClient, 0, used, 0);
  Action action = lose_;
  action.argument = static_cast<std::uint8_t>(slot);
  emit(action, next, [&](auto&& observe) {
    Happening<D> what;
    what.deed = Deed::Lose;
    what.consumed = source.flights[slot]->value;
    what.at_server = what.consumed.to_server;
    return observe(Moment<D>{source.ends(), what, source.ends()});
  });
}

/// Brings a state, in which all but the host of `side` and what it emitted are still in the frame before, into
/// canonical form, and adds what was emitted; false if there is no room for that.
template <unsigned Width>
bool CollapsedTwoPeers<Width>::settle(CollapsedState& next, unsigned count, unsigned side, unsigned shift,
                                      std::array<Numbers, 2> used, Id emitted) {
  std::array<Renumbering, 2> cuts{renumberings_.cutting(used[0]), renumberings_.cutting(used[1])};
  if ((cuts[0] | cuts[1] | shift) != 0) {
    const unsigned other = 1 - side;
    next[side] = renumberings_.host(side, next[side], cuts[side], cuts[other]);
    if (emitted != 0) emitted = renumberings_.flight(emitted, cuts[side], cuts[other]);
    cuts[side] |= shift;
    next[other] = renumberings_.host(other, next[other], cuts[other], cuts[side]);
    for (unsigned i = 0; i < count; ++i) {
      const unsigned from = moves_.parts().flight(next[2 + i]).from;
      next[2 + i] = renumberings_.flight(next[2 + i], cuts[from], cuts[1 - from]);
    }
  }
  if (emitted != 0) {
    // A copy may arrive any number of times: where segments can be copied, a second one adds nothing.
    const auto* flights = next.data() + 2;
    const bool is_there = config_.network.duplicates && std::find(flights, flights + count, emitted) != flights + count;
    if (!is_there) {
      if (count == capacity_) return false;
      next[2 + count++] = emitted;
    }
  }
  sort(next, count);
  return true;
}

/// Insertion sort: six flights at most, nearly sorted. A network that keeps order keeps it in each direction.
template <unsigned Width> void CollapsedTwoPeers<Width>::sort(CollapsedState& state, unsigned count) const {
  const auto& parts = moves_.parts();
  const auto rank = [&](Id id) {
    return config_.network.reorders ? parts.flight(id).rank : std::uint64_t{parts.flight(id).from};
  };
  Id* flights = state.data() + 2;
  for (unsigned i = 1; i < count; ++i) {
    const Id id = flights[i];
    const std::uint64_t its = rank(id);
    unsigned j = i;
    for (; j > 0 && its < rank(flights[j - 1]); --j) flights[j] = flights[j - 1];
    flights[j] = id;
  }
}

}  // namespace finalack::model::collapse
