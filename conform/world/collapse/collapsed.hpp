// Two real connections with their states collapsed: the form in which they are searched. A state is the ids of its
// ends and of what is in flight; a step looks up what the end concerned does, and puts the rest of the state beside it.
//
// The same states and steps as RealPeers with `canonicalise`, only faster; tests hold the two against each other. Not
// for two threads at once: a step may add to the tables.
#pragma once

#include <array>

#include "conform/world/collapse/moves.hpp"
#include "conform/world/slots.hpp"

namespace finalack::conform::world {

/// Ids. Flights: sorted, and none (0) last.
struct Collapsed {
  std::array<Id, 2> ends{};
  std::array<Id, model::Network::kMaxCapacity> flights{};
};

class CollapsedPeers {
 public:
  explicit CollapsedPeers(const RealPeers& world);

  Collapsed collapse(const Peers& canonical);
  Peers unfold(const Collapsed& state) const;
  ModelCore as_model(const Collapsed& state) const;
  model::Fairness fairness(const Collapsed& state, model::Action action) const;

  /// Every successor, in the order in which the world's own actions are tried, goes to a sink:
  ///   void add(action, next, moment)   `moment` is what monitors see
  ///   void hold(action)                the action is held back
  template <class Sink> void expand(const Collapsed& state, Sink&& sink);

 private:
  bool allows(const Collapsed& state, const RealPeers::Entry& entry, const Move& move) const;
  /// Without reordering: an earlier segment in the same direction is still in flight.
  bool is_behind(const Collapsed& state, unsigned slot) const;
  /// False: the network has no room. `slot`: of the segment that arrives, if it is taken out.
  bool apply(const Collapsed& state, unsigned side, const Move& move, std::optional<unsigned> slot, Collapsed& next);
  void lose(const Collapsed& state, unsigned slot, Collapsed& next);
  void make_canonical(Collapsed& state);

  model::Ends<Domain> ends(const Collapsed& state) const {
    return {moves_.parts().end(0, state.ends[0]).as_model, moves_.parts().end(1, state.ends[1]).as_model};
  }
  model::Ends<Domain> ends_after(const Collapsed& state, unsigned side, const Move& move) const {
    const ModelHost& other = moves_.parts().end(1 - side, state.ends[1 - side]).as_model;
    return side == model::kClient ? model::Ends<Domain>(move.after, other) : model::Ends<Domain>(other, move.after);
  }

  const RealPeers& world_;
  const model::Network network_;
  const bool renumbers_;
  Moves moves_;
};

template <class Sink> void CollapsedPeers::expand(const Collapsed& state, Sink&& sink) {
  const auto take = [&](unsigned kind, unsigned argument, unsigned side, const Move* move,
                        std::optional<unsigned> slot) {
    if (move == nullptr || !allows(state, world_.entries()[kind], *move)) return;
    const model::Action action{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument), 0};
    Collapsed next;
    if (!apply(state, side, *move, slot, next)) return sink.hold(action);
    sink.add(action, next, model::Moment<Domain>{ends(state), move->what, ends_after(state, side, *move)});
  };
  const std::vector<RealPeers::Entry>& entries = world_.entries();
  for (unsigned kind = 0; kind < entries.size(); ++kind) {
    const auto& [what, side] = entries[kind];
    const bool takes_out = what.deed == model::Deed::Deliver;
    switch (what.deed) {
      case model::Deed::Deliver:
      case model::Deed::DeliverAndKeep:
        for (unsigned slot = 0; slot < network_.capacity && state.flights[slot] != 0; ++slot) {
          const Id flight = state.flights[slot];
          if (moves_.parts().flight(flight).from == side || is_behind(state, slot)) continue;
          take(kind, slot, side, moves_.arrival(state.ends[side], flight, kind),
               takes_out ? std::optional(slot) : std::nullopt);
        }
        break;
      case model::Deed::Lose:
        for (unsigned slot = 0; slot < network_.capacity && state.flights[slot] != 0; ++slot) {
          model::Happening<Domain> lost;
          lost.deed = what.deed;
          lost.consumed = moves_.parts().flight(state.flights[slot]).as_model;
          lost.at_server = lost.consumed.to_server;
          Collapsed next;
          lose(state, slot, next);
          sink.add({static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(slot), 0}, next,
                   model::Moment<Domain>{ends(state), lost, ends(state)});
        }
        break;
      default: take(kind, 0, side, moves_.alone(side, state.ends[side], kind), std::nullopt);
    }
  }
}

}  // namespace finalack::conform::world
