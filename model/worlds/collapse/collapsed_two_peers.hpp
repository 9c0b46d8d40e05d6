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
#include <cstring>

#include "model/worlds/collapse/moves.hpp"
#include "model/worlds/collapse/renumbering.hpp"

namespace finalack::model::collapse {

/// Client, server, then the flights: sorted, and none (0) last.
inline constexpr unsigned kIds = 2 + Network::kMaxCapacity;
using CollapsedState = std::array<Id, kIds>;

template <unsigned Width> class CollapsedTwoPeers {
 public:
  using D = Concrete<Width>;

  explicit CollapsedTwoPeers(const TwoPeersBase& world);

  /// Ids in a state that this configuration uses.
  unsigned ids() const { return 2 + capacity_; }
  /// Throws TooManyParts, as `expand` does.
  CollapsedState collapse(const TwoPeersCore<D>& canonical);
  TwoPeersCore<D> unfold(const CollapsedState& state) const;

  /// Every successor, in the order in which the world's own actions are tried, goes to a sink:
  ///   Id* room()                 where the next one is to be written, kIds ids
  ///   void add(action, show)     it is there; `show(observe)` returns what `observe` makes of the moment that monitors
  ///                              see
  ///   void hold(action)          the action is held back (what was written meanwhile is void)
  template <class Sink> void expand(const CollapsedState& state, Sink& sink);

 private:
  struct Source {
    const Id* ids;  ///< kIds of them
    std::array<const HostPart<Width>*, 2> hosts;
    std::array<const FlightPart<Width>*, Network::kMaxCapacity> flights;
    unsigned count;                                                    ///< of flights
    std::array<unsigned, 2> sent;                                      ///< of those, by side
    std::array<std::array<unsigned, Network::kMaxCapacity>, 2> slots;  ///< where those are
    /// Numbers that they carry, by space: all of them, and all but one.
    std::array<Numbers, 2> in_flight;
    std::array<std::array<Numbers, 2>, Network::kMaxCapacity> without;

    Ends<D> ends() const { return {hosts[0]->value, hosts[1]->value}; }
  };
  static constexpr unsigned kNone = ~0U;

  void read(const CollapsedState& state, Source& source) const;
  template <class Sink>
  void make(const Source& source, unsigned side, std::uint32_t number, unsigned slot, unsigned removed, Sink& sink);
  template <class Sink> void lose(const Source& source, unsigned slot, Sink& sink);
  static unsigned copy_but(unsigned removed, const Source& source, Id* next);
  void renumber(Id* next, unsigned count, unsigned side, unsigned shift, std::array<Renumbering, 2> cuts, Id& emitted);
  void sort(Id* flights, unsigned from, unsigned count) const;

  const TwoPeersConfig config_;
  const unsigned capacity_;
  Action lose_{};                      ///< with its kind
  std::array<Numbers, 2> too_near_{};  ///< numbers in flight that forbid a side's next fresh ISS
  Moves<Width> moves_;
  Renumberings<Width> renumberings_;
};

template <unsigned Width> void CollapsedTwoPeers<Width>::read(const CollapsedState& state, Source& source) const {
  const auto& parts = moves_.parts();
  source.ids = state.data();
  source.hosts = {&parts.host(0, state[0]), &parts.host(1, state[1])};
  source.sent = {};
  source.in_flight = {};
  unsigned count = 0;
  for (; count < capacity_ && state[2 + count] != 0; ++count) {
    const FlightPart<Width>& flight = parts.flight(state[2 + count]);
    source.flights[count] = &flight;
    source.slots[flight.from][source.sent[flight.from]++] = count;
    source.without[count] = source.in_flight;
    for (unsigned space = 0; space < 2; ++space) {
      for (unsigned i = 0; i < count; ++i) source.without[i][space] |= flight.numbers[space];
      source.in_flight[space] |= flight.numbers[space];
    }
  }
  source.count = count;
}

template <unsigned Width>
template <class Sink>
void CollapsedTwoPeers<Width>::expand(const CollapsedState& state, Sink& sink) {
  Source source;
  read(state, source);
  for (unsigned side = 0; side < 2; ++side) {
    const MoveRange alone = moves_.alone(side, state[side]);
    for (std::uint32_t move = alone.first; move < alone.last; ++move) make(source, side, move, 0, kNone, sink);
    // Without reordering, only the first of each direction can arrive.
    const auto& slots = source.slots[1 - side];
    const unsigned arriving = config_.network.reorders ? source.sent[1 - side] : std::min(source.sent[1 - side], 1U);
    std::array<std::uint32_t, Network::kMaxCapacity> kept;
    std::array<std::uint32_t, Network::kMaxCapacity> last;
    for (unsigned i = 0; i < arriving; ++i) {
      const auto arrival = moves_.arrival(state[side], state[2 + slots[i]]);
      kept[i] = arrival.first + arrival.taken;
      last[i] = kept[i] + arrival.kept;
      for (std::uint32_t move = arrival.first; move < kept[i]; ++move)
        make(source, side, move, slots[i], slots[i], sink);
    }
    for (unsigned i = 0; i < arriving; ++i) {
      for (std::uint32_t move = kept[i]; move < last[i]; ++move) make(source, side, move, slots[i], kNone, sink);
    }
  }
  if (!config_.network.loses) return;
  for (unsigned slot = 0; slot < source.count; ++slot) lose(source, slot, sink);
}

/// Copies a state's ids, but for one of its flights (or kNone); returns the number of flights.
template <unsigned Width>
unsigned CollapsedTwoPeers<Width>::copy_but(unsigned removed, const Source& source, Id* next) {
  std::memcpy(next, source.ids, kIds * sizeof(Id));
  if (removed == kNone) return source.count;
  const unsigned count = source.count - 1;
  for (unsigned i = removed; i < count; ++i) next[2 + i] = source.ids[3 + i];
  next[2 + count] = 0;
  return count;
}

template <unsigned Width>
template <class Sink>
void CollapsedTwoPeers<Width>::make(const Source& source, unsigned side, std::uint32_t number, unsigned slot,
                                    unsigned removed, Sink& sink) {
  const Move move = moves_[number];
  const unsigned other = 1 - side;
  const Action action{move.action.kind, static_cast<std::uint8_t>(slot), move.action.choices};
  if (move.is_time_wait && config_.time_wait_timer == TimeWaitTimer::OutlastsPeer) {
    if (source.count != 0 || source.hosts[other]->awaits) return;
  }
  if (move.selects_iss) {
    if ((source.in_flight[side] & too_near_[side]) != 0) return sink.hold(action);
    if (!config_.network.outlives && (move.by_user ? source.count : source.sent[side]) != 0) return;
  }
  const auto& parts = moves_.parts();
  Id* const next = sink.room();
  unsigned count = copy_but(removed, source, next);
  next[side] = move.host;
  unsigned sorted = count;
  if (move.outdates) {
    sorted = 0;
    for (unsigned i = 0; i < count; ++i) {
      const FlightPart<Width>& flight = parts.flight(next[2 + i]);
      if (flight.from == side) next[2 + i] = flight.outdated;
    }
  }
  // All but what is new still counts from where it did before.
  const std::array<Numbers, 2>& flying = removed == kNone ? source.in_flight : source.without[removed];
  const std::array<Numbers, 2>& others = source.hosts[other]->numbers;
  const std::array<Numbers, 2>& hosts = parts.host(side, move.host).numbers;
  const std::array<Numbers, 2>& emitteds = parts.flight(move.emitted).numbers;
  const Numbers own = Renumberings<Width>::shifted(others[side] | flying[side], move.shift);
  std::array<Renumbering, 2> cuts{};
  cuts[side] = renumberings_.cutting(side, own | hosts[side] | emitteds[side]);
  cuts[other] = renumberings_.cutting(other, others[other] | flying[other] | hosts[other] | emitteds[other]);
  Id emitted = move.emitted;
  if ((cuts[0] | cuts[1] | move.shift) != 0) {
    renumber(next, count, side, move.shift, cuts, emitted);
    sorted = 0;
  }
  if (emitted != 0) {
    // A copy may arrive any number of times: where segments can be copied, a second one adds nothing.
    const Id* flights = next + 2;
    if (!config_.network.duplicates || std::find(flights, flights + count, emitted) == flights + count) {
      if (count == capacity_) return sink.hold(action);
      next[2 + count++] = emitted;
    }
  }
  sort(next + 2, sorted, count);
  sink.add(action, [&](auto&& observe) {
    const MoveDetails<Width>& details = moves_.details(number);
    const Ends<D> before = source.ends();
    return observe(
        Moment<D>{before, details.what,
                  side == kClient ? Ends<D>(details.after, before[kServer]) : Ends<D>(before[kClient], details.after)});
  });
}

template <unsigned Width>
template <class Sink>
void CollapsedTwoPeers<Width>::lose(const Source& source, unsigned slot, Sink& sink) {
  Id* const next = sink.room();
  const unsigned count = copy_but(slot, source, next);
  std::array<Renumbering, 2> cuts{};
  for (unsigned space = 0; space < 2; ++space) {
    cuts[space] = renumberings_.cutting(
        space, source.hosts[0]->numbers[space] | source.hosts[1]->numbers[space] | source.without[slot][space]);
  }
  if ((cuts[0] | cuts[1]) != 0) {
    Id emitted = 0;
    renumber(next, count, kClient, 0, cuts, emitted);
    sort(next + 2, 0, count);
  }
  Action action = lose_;
  action.argument = static_cast<std::uint8_t>(slot);
  sink.add(action, [&](auto&& observe) {
    Happening<D> what;
    what.deed = Deed::Lose;
    what.consumed = source.flights[slot]->value;
    what.at_server = what.consumed.to_server;
    return observe(Moment<D>{source.ends(), what, source.ends()});
  });
}

/// Brings the numbers of a state to their canonical places. All but the host of `side` and what it emitted still count
/// from where they did before that side's last number moved by `shift`.
template <unsigned Width>
void CollapsedTwoPeers<Width>::renumber(Id* next, unsigned count, unsigned side, unsigned shift,
                                        std::array<Renumbering, 2> cuts, Id& emitted) {
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

/// Insertion sort, of which the flights before `from` need nothing.
template <unsigned Width> void CollapsedTwoPeers<Width>::sort(Id* flights, unsigned from, unsigned count) const {
  const auto rank = [&](Id id) { return moves_.parts().flight(id).rank; };
  for (unsigned i = std::max(from, 1U); i < count; ++i) {
    const Id id = flights[i];
    const std::uint64_t its = rank(id);
    unsigned j = i;
    for (; j > 0 && its < rank(flights[j - 1]); --j) flights[j] = flights[j - 1];
    flights[j] = id;
  }
}

}  // namespace finalack::model::collapse
