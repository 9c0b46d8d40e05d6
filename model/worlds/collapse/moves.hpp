// What one host can do, taken alone: the outcome of each event at it, computed once by the world's own first half of a
// step and remembered.
//
// Nothing is stated a second time here: a move is found by running TwoPeersBase::begin_core on a world that holds this
// host, the segment that arrives, and nothing else. What the rest of the world has to say (a full network, a number
// that is not fresh) is added when the move is made, in collapsed_two_peers.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "model/world.hpp"
#include "model/worlds/collapse/parts.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::model::collapse {

/// One outcome of one event at one host: what the search needs of it, in 12 bytes.
struct Move {
  Action action;                  ///< its argument is the slot, which the move doesn't know: 0
  Id host = 0;                    ///< afterwards, in the frame of the last number that it then has used
  Id emitted = 0;                 ///< likewise; 0: nothing
  std::uint8_t shift = 0;         ///< how far the last number that it used has moved
  bool selects_iss : 1 = false;   ///< an incarnation begins
  bool outdates : 1 = false;      ///< what this side has in flight is old from now on
  bool by_user : 1 = false;       ///< not because a segment arrived
  bool is_time_wait : 1 = false;  ///< the TIME-WAIT timer fires
};

/// And what monitors see of it, in the frame before.
template <unsigned Width> struct MoveDetails {
  Host<Concrete<Width>> after;
  Happening<Concrete<Width>> what;
};

/// Moves with these numbers.
struct MoveRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  ///< one past the last
};

template <unsigned Width> class Moves {
 public:
  using D = Concrete<Width>;

  explicit Moves(const TwoPeersBase& world);

  PartTables<Width>& parts() { return parts_; }
  const PartTables<Width>& parts() const { return parts_; }

  const Move& operator[](std::uint32_t number) const { return moves_[number]; }
  const MoveDetails<Width>& details(std::uint32_t number) const { return details_[number]; }

  /// Everything that the host can do without a segment.
  MoveRange alone(unsigned side, Id host) {
    std::vector<MoveRange>& known = alone_[side];
    return host < known.size() && known[host].last != 0 ? known[host] : find_alone(side, host);
  }

  /// What happens when a flight arrives: it is taken out of the network, or left there.
  struct Arrival {
    std::uint32_t key = 0;  // flight 0 never arrives
    std::uint32_t first : 24 = 0;
    std::uint32_t taken : 4 = 0;  ///< so many moves that take it out
    std::uint32_t kept : 4 = 0;   ///< and then as many that don't
  };
  Arrival arrival(Id host, Id flight) {
    const std::uint32_t key = std::uint32_t{flight} << 16U | host;  // the flight tells the side
    const Arrival& recent = recent_[index(key)];
    return recent.key == key ? recent : find_arrival(key);
  }

 private:
  static constexpr unsigned kIndexBits = 14;  // 128 KiB of recent arrivals stay in a processor's second cache

  static std::size_t index(std::uint32_t key) { return (key * 0x9E3779B1U) >> (32 - kIndexBits); }
  MoveRange find_alone(unsigned side, Id host);
  Arrival find_arrival(std::uint32_t key);
  void add_moves(unsigned side, const Host<D>& host, unsigned kind, Id flight);
  Move move_of(unsigned side, const Host<D>& before, const TwoPeersEffect<D>& effect, Action action);
  std::uint32_t count() const { return static_cast<std::uint32_t>(moves_.size()); }

  const TwoPeersBase& world_;
  PartTables<Width> parts_;
  std::vector<Move> moves_;
  std::deque<MoveDetails<Width>> details_;
  std::array<std::vector<MoveRange>, 2> alone_;  ///< by side and host
  std::unordered_map<std::uint32_t, Arrival> arrivals_;
  std::vector<Arrival> recent_;  ///< direct-mapped, in front of `arrivals_`
};

}  // namespace finalack::model::collapse
