// The parts that states of the two-peer world are put together from, each stored once and named by a small number.
//
// A search of millions of states sees the same few hundred hosts and segments again and again, in ever new
// combinations. So a state is kept as the numbers of its parts (Holzmann's COLLAPSE, "State Compression in SPIN", 1997:
// exact, nothing is hashed away), and what can be known of a part alone is computed once.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/worlds/numbers_of.hpp"

namespace finalack::model::collapse {

using Id = std::uint16_t;
inline constexpr std::size_t kMaxIds = 65536;

/// Bit b: a number is in use that lies b behind the last one that its sender used.
using Numbers = std::uint64_t;

/// Numbers up to 6 bits wide fit a mask. Wider ones are for replay, and never searched by the million.
inline constexpr unsigned kMaxWidth = 6;

/// There are more different parts than ids (or moves than numbers): the search must end, as one that is out of memory.
class TooManyParts : public std::length_error {
 public:
  TooManyParts() : std::length_error("more different hosts, segments or moves than there are numbers for") {}
};

/// A value as a number: equal values, equal keys.
using Key = std::array<std::uint64_t, 2>;

template <class T> Key key_of(const T& value) {
  static_assert(packed_bits<T>() <= 128);
  Key key{};
  BitWriter writer(key.data());
  pack_into(writer, value);
  return key;
}

struct HashOfKey {
  std::size_t operator()(const Key& key) const {
    return static_cast<std::size_t>(key[0] * 0x9E3779B97F4A7C15U ^ key[1] * 0xC2B2AE3D27D4EB4FU);
  }
};

/// One end, seen from the frame in which the last number that each side used is 0.
template <unsigned Width> struct HostPart {
  Host<Concrete<Width>> value;
  std::array<Numbers, 2> numbers{};  ///< by the side whose space it is
  bool awaits = false;               ///< something that it sent is not acknowledged
};

template <unsigned Width> struct FlightPart {
  Flight<Concrete<Width>> value;
  std::array<Numbers, 2> numbers{};
  std::uint64_t rank = 0;  ///< its place among the slots
  unsigned from = 0;       ///< the side that sent it
  Id outdated = 0;         ///< the same segment, when the incarnation that sent it is over
};

/// Values of one kind, each with an id. Parts stay where they are.
template <class Part> class Parts {
 public:
  Parts() { parts_.reserve(kMaxIds); }

  const Part& operator[](Id id) const { return parts_[id]; }
  Part& operator[](Id id) { return parts_[id]; }
  std::size_t size() const { return parts_.size(); }

  /// The id of `value`; a new one gets its part from `make(value)`.
  template <class Value, class Make> Id of(const Value& value, Make&& make) {
    const Key key = key_of(value);
    if (const auto known = ids_.find(key); known != ids_.end()) return known->second;
    Part part = make(value);
    if (parts_.size() == kMaxIds) throw TooManyParts();
    const Id id = static_cast<Id>(parts_.size());
    parts_.push_back(std::move(part));
    ids_.emplace(key, id);
    return id;
  }

 private:
  std::vector<Part> parts_;
  std::unordered_map<Key, Id, HashOfKey> ids_;
};

/// The hosts of both sides, and the segments in flight; flight 0 is no flight.
template <unsigned Width> class PartTables {
 public:
  using D = Concrete<Width>;
  static_assert(Width <= kMaxWidth);

  /// A network that reorders is a set of segments, kept in the order of their keys; one that doesn't is two queues.
  explicit PartTables(bool reorders);

  Id host(unsigned side, const Host<D>& value);
  Id flight(const Flight<D>& value);

  HostPart<Width>& host(unsigned side, Id id) { return hosts_[side][id]; }
  const HostPart<Width>& host(unsigned side, Id id) const { return hosts_[side][id]; }
  const FlightPart<Width>& flight(Id id) const { return flights_[id]; }

 private:
  std::array<Parts<HostPart<Width>>, 2> hosts_;
  Parts<FlightPart<Width>> flights_;
  bool reorders_;
};

}  // namespace finalack::model::collapse
