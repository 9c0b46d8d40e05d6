// Octets in a ring whose memory grows as it is needed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "impl/connection/fields.hpp"

namespace finalack::impl {

/// A piece of a ring: its end may lie before its beginning, so it is up to two spans.
struct Pieces {
  std::span<const std::uint8_t> first;
  std::span<const std::uint8_t> second;

  std::size_t size() const { return first.size() + second.size(); }
};

/// Positions count from the front. Octets behind `size()` may be written before those that lead up to them are.
class Ring {
 public:
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return octets_.capacity(); }  ///< octets of memory

  /// Writes at a position, also beyond the end; the ring's size stays as it is.
  void write_at(std::size_t position, std::span<const std::uint8_t> from);

  /// Makes the ring longer by what was written behind its end.
  void extend(std::size_t octets) { size_ += octets; }

  void append(std::span<const std::uint8_t> from) {
    write_at(size_, from);
    size_ += from.size();
  }

  Pieces pieces(std::size_t position, std::size_t octets) const {
    if (octets == 0) return {};
    const std::size_t at = (front_ + position) & (octets_.size() - 1);
    const std::size_t until_end = std::min(octets, octets_.size() - at);
    const std::span<const std::uint8_t> all(octets_);
    return {all.subspan(at, until_end), all.first(octets - until_end)};
  }

  /// Copies what stands at the front and removes it; as much as there is. Octets written behind the end keep their
  /// place relative to it.
  std::size_t take(std::span<std::uint8_t> to);

  /// Removes from the front. Precondition: octets <= size().
  void drop(std::size_t octets);

  /// Gives the memory back. Precondition: nothing in it matters any more.
  void release() {
    octets_ = std::vector<std::uint8_t>();  // of {} it would keep its memory
    front_ = 0;
    size_ = 0;
  }

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [octets, front, size] = self;
    visit("octets", octets, Space::None);
    visit("front", front, Space::None);
    visit("size", size, Space::None);
  }

  /// What it holds, not where.
  bool operator==(const Ring& other) const;

 private:
  void grow(std::size_t needed);

  std::vector<std::uint8_t> octets_;  // its size is a power of two, or zero
  std::size_t front_ = 0;
  std::size_t size_ = 0;
};

}  // namespace finalack::impl
