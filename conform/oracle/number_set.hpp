// A set of sequence numbers within a window: what still travels behind a gap, what was sent again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace finalack::conform {

/// Numbers are given relative to a base of the caller's choice, which must not lie in the middle of them: all are
/// compared as distances from it, so that nothing wraps.
class NumberSet {
 public:
  /// [left, right).
  struct Part {
    std::uint32_t left;
    std::uint32_t right;

    bool operator==(const Part&) const = default;
  };

  bool empty() const { return parts_.empty(); }
  std::size_t parts() const { return parts_.size(); }
  void clear() { parts_.clear(); }

  void add(std::uint32_t base, std::uint32_t left, std::uint32_t right) {
    if (left == right) return;
    Part joined{left - base, right - base};
    std::vector<Part> others;
    for (const Part& part : parts_) {
      const Part here{part.left - base, part.right - base};
      if (here.right < joined.left || joined.right < here.left) {
        others.push_back(here);
      } else {
        joined = {std::min(here.left, joined.left), std::max(here.right, joined.right)};
      }
    }
    others.insert(std::find_if(others.begin(), others.end(), [&](const Part& p) { return joined.left < p.left; }),
                  joined);
    parts_.clear();
    for (const Part& part : others) parts_.push_back({part.left + base, part.right + base});
  }

  /// Whether all of [left, right) is in it.
  bool covers(std::uint32_t left, std::uint32_t right) const {
    return std::any_of(parts_.begin(), parts_.end(), [&](const Part& p) {
      return left - p.left <= right - p.left && right - p.left <= p.right - p.left;
    });
  }

  /// The end of the part that `number` lies in; `number` itself if it lies in none.
  std::uint32_t end_of_run(std::uint32_t number) const {
    for (const Part& p : parts_) {
      if (number - p.left < p.right - p.left) return p.right;
    }
    return number;
  }

  /// Forgets what lies before `number`; all of the set lies within 2^31 of it.
  void remove_before(std::uint32_t number) {
    std::erase_if(parts_, [&](const Part& p) { return static_cast<std::int32_t>(p.right - number) <= 0; });
    for (Part& p : parts_) {
      if (static_cast<std::int32_t>(p.left - number) < 0) p.left = number;
    }
  }

 private:
  std::vector<Part> parts_;
};

}  // namespace finalack::conform
