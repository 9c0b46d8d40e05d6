// What one end can do, taken alone, found once for each (end, event) by Reactor::react and remembered.
#pragma once

#include <array>
#include <deque>
#include <unordered_map>
#include <vector>

#include "conform/world/collapse/parts.hpp"
#include "conform/world/real_peers.hpp"

namespace finalack::conform::world {

/// One event at one end. Ids are in the frame of the last number that the side then has used.
struct Move {
  Id end = 0;
  Id emitted = 0;       ///< 0: nothing
  RenumberingId shift;  ///< of all that uses this side's numbers, and did not take part
  bool begins = false;
  bool outdates = false;
  // What monitors see of it, in the frame before.
  ModelHost after;
  model::Happening<Domain> what;
};

class Moves {
 public:
  explicit Moves(const RealPeers& world);

  Parts& parts() { return parts_; }
  const Parts& parts() const { return parts_; }

  /// Null, if it can't happen. `entry`: the number of an action that takes no segment.
  const Move* alone(unsigned side, Id end, unsigned entry) {
    std::vector<std::vector<const Move*>>& known = alone_[side];
    if (end < known.size() && !known[end].empty()) return known[end][entry];
    return find_alone(side, end)[entry];
  }
  /// A flight arrives at an end of the side that it was sent to. Whether a copy stays makes no difference to the end,
  /// but to what monitors see: `entry` is that of Deliver or DeliverAndKeep.
  const Move* arrival(Id end, Id flight, unsigned entry) {
    const std::uint64_t key = (std::uint64_t{end} << 32U | flight) << 8U | entry;
    Recent& recent = recent_[(key * 0x9E3779B97F4A7C15U) >> (64 - kIndexBits)];
    if (recent.key != key) recent = {key, find_arrival(key, end, flight, entry)};
    return recent.move;
  }

 private:
  static constexpr unsigned kIndexBits = 16;
  struct Recent {
    std::uint64_t key = ~std::uint64_t{0};
    const Move* move = nullptr;
  };

  const std::vector<const Move*>& find_alone(unsigned side, Id end);
  const Move* find_arrival(std::uint64_t key, Id end, Id flight, unsigned entry);
  const Move* find(unsigned side, Id end, const RealPeers::Entry& entry, Id flight);

  const RealPeers& world_;
  bool renumbers_;
  Parts parts_;
  std::deque<Move> moves_;
  std::array<std::vector<std::vector<const Move*>>, 2> alone_;  ///< by side, end, entry
  std::unordered_map<std::uint64_t, const Move*> arrivals_;
  std::vector<Recent> recent_;  ///< direct-mapped, in front of `arrivals_`
};

}  // namespace finalack::conform::world
