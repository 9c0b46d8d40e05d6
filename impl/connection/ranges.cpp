#include "impl/connection/ranges.hpp"

#include <algorithm>

namespace finalack::impl {

bool Ranges::insert(SequenceNumber left, SequenceNumber right) {
  // The ranges that it touches, ends that meet included.
  const auto first = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return left <= r.right; });
  const auto last = std::find_if(first, ranges_.end(), [&](const Range& r) { return right < r.left; });
  if (first == last) {
    if (ranges_.size() == kMax) return false;
    ranges_.insert(first, Range{left, right, ++stamps_});
    return true;
  }
  const SequenceNumber rightmost = (last - 1)->right;
  if (left < first->left) first->left = left;
  first->right = right < rightmost ? rightmost : right;
  first->stamp = ++stamps_;
  ranges_.erase(first + 1, last);
  return true;
}

void Ranges::remove_before(SequenceNumber edge) {
  const auto first = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return edge < r.right; });
  ranges_.erase(ranges_.begin(), first);
  if (!ranges_.empty() && ranges_.front().left < edge) ranges_.front().left = edge;
}

std::uint32_t Ranges::covered(SequenceNumber left, SequenceNumber right) const {
  std::uint32_t sum = 0;
  for (const Range& r : ranges_) {
    const SequenceNumber from = left < r.left ? r.left : left;
    const SequenceNumber to = r.right < right ? r.right : right;
    if (from < to) sum += to - from;
  }
  return sum;
}

std::optional<Range> Ranges::first_common(SequenceNumber left, SequenceNumber right) const {
  for (const Range& r : ranges_) {
    const SequenceNumber from = left < r.left ? r.left : left;
    const SequenceNumber to = r.right < right ? r.right : right;
    if (from < to) return Range{from, to, r.stamp};
  }
  return std::nullopt;
}

SequenceNumber Ranges::first_gap(SequenceNumber from) const {
  for (const Range& r : ranges_) {
    if (from < r.left) break;
    if (from < r.right) from = r.right;
  }
  return from;
}

}  // namespace finalack::impl
