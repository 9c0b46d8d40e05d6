// What one host can do, taken alone: the outcome of each event at it, computed once by the world's own first half of a
// step and remembered.
//
// Nothing is stated a second time here: a move is found by running TwoPeersBase::begin_core on a world that holds this
// host, the segment that arrives, and nothing else. What the rest of the world has to say (a full network, a number
// that is not fresh) is added when the move is made, in collapsed_two_peers.hpp.
#pragma once

#include <unordered_map>
#include <vector>

#include "model/world.hpp"
#include "model/worlds/collapse/parts.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::model::collapse {

/// One outcome of one event at one host.
template <unsigned Width> struct Move {
  using D = Concrete<Width>;

  Action action;              ///< its argument is the slot, which the move doesn't know: 0
  Id host = 0;                ///< afterwards, in the frame of the last number that it then has used
  Id emitted = 0;             ///< likewise; 0: nothing
  unsigned shift = 0;         ///< how far the last number that it used has moved
  bool selects_iss = false;   ///< an incarnation begins
  bool outdates = false;      ///< what this side has in flight is old from now on
  bool by_user = false;       ///< not because a segment arrived
  bool is_time_wait = false;  ///< the TIME-WAIT timer fires
  Host<D> after;              ///< the host afterwards, in the frame before, as monitors see it
  Happening<D> what;
};

template <unsigned Width> class Moves {
 public:
  using D = Concrete<Width>;

  explicit Moves(const TwoPeersBase& world);

  PartTables<Width>& parts() { return parts_; }
  const PartTables<Width>& parts() const { return parts_; }

  /// Everything that the host can do without a segment.
  const std::vector<Move<Width>>& alone(unsigned side, Id host) {
    HostPart<Width>& part = parts_.host(side, host);
    if (!part.has_moves) find_alone(side, part);
    return part.moves;
  }

  /// What happens when a flight arrives: taken out of the network, or left there.
  struct Arrival {
    std::vector<Move<Width>> taken;
    std::vector<Move<Width>> kept;
  };
  const Arrival& arrival(Id host, Id flight) {
    const std::uint32_t key = std::uint32_t{flight} << 16U | host;  // the flight tells the side
    const Slot& slot = slots_[index(key)];
    return slot.key == key ? *slot.arrival : find_arrival(key);
  }

 private:
  struct Slot {
    std::uint32_t key = 0;  // flight 0 never arrives
    const Arrival* arrival = nullptr;
  };

  std::size_t index(std::uint32_t key) const { return (key * 0x9E3779B1U) >> shift_; }
  void find_alone(unsigned side, HostPart<Width>& part);
  const Arrival& find_arrival(std::uint32_t key);
  void add_moves(std::vector<Move<Width>>& moves, unsigned side, const Host<D>& host, unsigned kind, Id flight);
  Move<Width> move_of(unsigned side, const Host<D>& before, const TwoPeersEffect<D>& effect, Action action);

  const TwoPeersBase& world_;
  PartTables<Width> parts_;
  std::unordered_map<std::uint32_t, Arrival> arrivals_;
  unsigned shift_ = 16;      // of 32 bits: the cache below has 2^(32-shift_) slots
  std::vector<Slot> slots_;  // direct-mapped, in front of `arrivals_`
};

}  // namespace finalack::model::collapse
