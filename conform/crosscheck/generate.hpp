// Cases by chance: a run is drawn while it is played, so that what is drawn makes sense where it is, mostly.
#pragma once

#include "conform/crosscheck/world.hpp"

namespace finalack::conform {

/// Random numbers that are the same with every standard library: splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111eb;
    return x ^ (x >> 31U);
  }
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>((next() >> 32U) * end >> 32U); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// Endpoints with any settings: buffers of some segments, segments of some octets, so that little text does much.
EndSettings draw_settings(Random& random);

/// A segment for a connection in this state: near the edges of its windows, of old incarnations, with wrong flags.
Forged draw_forged(Random& random, const impl::Connection& victim);

/// What may happen next.
Command draw_command(Random& random, const World& world);

/// The seed of a run: of a campaign's seed and the run's number, whoever runs it.
std::uint64_t seed_of_run(std::uint64_t seed, std::uint64_t run);

}  // namespace finalack::conform
