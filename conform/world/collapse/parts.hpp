// The parts that states of two real connections are put together from, each stored once and named by a number: an end
// with everything its connection holds, a segment with all of its header (Holzmann's COLLAPSE, as in
// model/worlds/collapse). Some thousand ends and segments make up millions of states.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "conform/world/as_model.hpp"
#include "conform/world/state/bytes.hpp"
#include "conform/world/state/numbers.hpp"

namespace finalack::conform::world {

using Id = std::uint32_t;
/// Names a renumbering; 0 changes nothing.
using RenumberingId = std::uint32_t;

struct EndPart {
  End value;
  ModelHost as_model;
  std::array<Numbers, 2> numbers{};  ///< by the side whose space it is
  bool awaits = false;               ///< something that it sent is not acknowledged
};

struct FlightPart {
  Envelope value;
  ModelFlight as_model;
  std::array<Numbers, 2> numbers{};
  unsigned from = 0;          ///< the side that sent it
  Id outdated = 0;            ///< the same, when the incarnation that sent it is over; found when first asked for
  std::uint64_t content = 0;  ///< a hash of it, for fairness
};

class Parts {
 public:
  /// `renumbers`: numbers are relative to the last one that their sender used, and gaps are cut.
  Parts(const AsModel& as_model, bool renumbers);

  Id end(unsigned side, End value);
  /// 0 is no flight.
  Id flight(Envelope value);
  Id outdated(Id id);

  const EndPart& end(unsigned side, Id id) const { return ends_[side][id]; }
  const FlightPart& flight(Id id) const { return flights_[id]; }
  std::size_t count() const { return ends_[0].size() + ends_[1].size() + flights_.size() - 1; }

  RenumberingId renumbering(const Renumbering& wanted);
  const Renumbering& renumbering(RenumberingId id) const { return renumberings_[id]; }
  /// The part, when what each side has used is renumbered. By side.
  Id end(unsigned side, Id id, const std::array<RenumberingId, 2>& by);
  Id flight(Id id, const std::array<RenumberingId, 2>& by);

 private:
  using Known = std::unordered_map<std::string, Id>;
  using Renumbered = std::unordered_map<std::uint64_t, Id>;

  const AsModel& as_model_;
  bool renumbers_;
  std::array<std::deque<EndPart>, 2> ends_;
  std::deque<FlightPart> flights_;
  std::array<Known, 2> known_ends_;
  Known known_flights_;
  std::vector<Renumbering> renumberings_;
  std::map<Renumbering, RenumberingId> known_renumberings_;
  std::array<Renumbered, 3> renumbered_;  // ends of either side, flights
};

}  // namespace finalack::conform::world
