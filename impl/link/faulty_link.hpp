// One direction of a bad wire: packets are lost, doubled, held back behind later ones, and late, by chance, but the
// same chance every time. It knows neither what a packet is nor what time it is, so that a simulation of an hour takes
// no longer than its packets, and a TUN device can be spoilt with it as well.
//
// Every packet takes the same number of random draws whatever happens to it: with one seed, asking for reordering as
// well doesn't change which packets are lost.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace finalack::impl {

struct Faults {
  double loss = 0;                         ///< probability, 0 to 1, that a packet never comes out
  double duplicate = 0;                    ///< probability that one comes out twice
  double reorder = 0;                      ///< probability that one is held back behind one to three later ones
  std::chrono::microseconds delay{0};      ///< of every packet
  std::chrono::microseconds jitter{0};     ///< at most this is added to a packet's delay; it reorders nothing
  std::chrono::microseconds hold{10'000};  ///< after this beyond its delay, one that was held back comes out anyway
  std::size_t capacity = 1024;             ///< packets that fit on the wire; further ones are lost (see `overflowed`)
  std::uint64_t seed = 1;
};

class FaultyLink {
 public:
  /// Microseconds since any origin of the caller's; they must not run backwards.
  using Time = std::chrono::microseconds;
  using Octets = std::vector<std::uint8_t>;

  struct Counters {
    std::uint64_t pushed = 0;
    std::uint64_t popped = 0;
    std::uint64_t lost = 0;        ///< by chance
    std::uint64_t overflowed = 0;  ///< for want of room, copies too
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;  ///< came out after one that was pushed later

    bool operator==(const Counters&) const = default;
  };

  explicit FaultyLink(const Faults& faults) : faults_(faults), random_(faults.seed) {}

  void push(Time now, Octets packet);
  /// The next packet that is due at `now`.
  std::optional<Octets> pop(Time now);
  /// When the next packet is due: pop gives nothing before. Nothing if the wire is empty. A push may make it earlier.
  std::optional<Time> next_time() const;

  const Counters& counters() const { return counters_; }
  /// Packets on the wire.
  std::size_t size() const { return queue_.size(); }

 private:
  /// When due, and among those due at once in this order.
  using Place = std::pair<Time, std::uint64_t>;
  struct Entry {
    std::uint64_t number;  ///< counts the pushes
    Octets packet;
  };
  struct Held {
    Place place;
    unsigned behind;  ///< how many later packets it still waits for
  };

  double draw();
  std::optional<Place> insert(Time due, Octets packet);
  void release_held(Time due);

  Faults faults_;
  std::mt19937_64 random_;
  std::map<Place, Entry> queue_;
  std::deque<Held> held_;
  Time last_due_{0};
  std::uint64_t next_place_ = 0;
  std::uint64_t highest_out_ = 0;
  Counters counters_;
};

}  // namespace finalack::impl
