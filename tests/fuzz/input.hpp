// The octets that a fuzzer made up, taken from the front; when there are no more, zeros.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace finalack::fuzz {

class Input {
 public:
  explicit Input(std::span<const std::uint8_t> octets) : octets_(octets) {}

  bool ended() const { return octets_.empty(); }
  std::uint8_t octet() {
    if (octets_.empty()) return 0;
    const std::uint8_t first = octets_.front();
    octets_ = octets_.subspan(1);
    return first;
  }
  std::uint32_t below(std::uint32_t end) { return octet() % end; }
  /// Of four octets, the lowest first.
  std::uint32_t number() {
    std::uint32_t all = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) all |= std::uint32_t{octet()} << shift;
    return all;
  }
  /// The next ones, as many as there are, but no more than `most`.
  std::span<const std::uint8_t> octets(std::size_t most) {
    const auto taken = octets_.first(std::min(most, octets_.size()));
    octets_ = octets_.subspan(taken.size());
    return taken;
  }

 private:
  std::span<const std::uint8_t> octets_;
};

}  // namespace finalack::fuzz
