// A set of sequence numbers as disjoint ranges in order: what arrived behind a gap, and what the peer says has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "impl/connection/fields.hpp"
#include "impl/core/native.hpp"

namespace finalack::impl {

/// [left, right), not empty.
struct Range {
  SequenceNumber left;
  SequenceNumber right;
  std::uint32_t stamp = 0;  ///< when it last grew: larger is later

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [left, right, stamp] = self;
    visit("left", left, space);
    visit("right", right, space);
    visit("stamp", stamp, Space::None);
  }
  std::uint32_t size() const { return right - left; }
  bool operator==(const Range&) const = default;
};

/// All numbers in it lie within 2^31 of each other, which a window guarantees.
class Ranges {
 public:
  /// So that a peer that sends every other octet costs neither time nor memory without bound.
  static constexpr std::size_t kMax = 128;

  /// Adds [left, right), and joins it with what it touches. False, and nothing is added, if that would be one range too
  /// many.
  bool insert(SequenceNumber left, SequenceNumber right);

  /// Removes what lies before `edge`.
  void remove_before(SequenceNumber edge);

  void clear() { ranges_.clear(); }

  bool empty() const { return ranges_.empty(); }
  std::size_t count() const { return ranges_.size(); }
  const Range& operator[](std::size_t i) const { return ranges_[i]; }
  const Range& front() const { return ranges_.front(); }
  const Range& back() const { return ranges_.back(); }
  auto begin() const { return ranges_.begin(); }
  auto end() const { return ranges_.end(); }

  /// How many of the numbers in [left, right) are in the set.
  std::uint32_t covered(SequenceNumber left, SequenceNumber right) const;

  /// Of the numbers in [left, right), the first that are in the set without a gap.
  std::optional<Range> first_common(SequenceNumber left, SequenceNumber right) const;

  /// The first number from `from` on that is not in the set.
  SequenceNumber first_gap(SequenceNumber from) const;

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [ranges, stamps] = self;
    visit("ranges", ranges, space);
    visit("stamps", stamps, Space::None);
  }

  bool operator==(const Ranges&) const = default;

 private:
  std::vector<Range> ranges_;
  std::uint32_t stamps_ = 0;
};

}  // namespace finalack::impl
