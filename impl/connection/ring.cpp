#include "impl/connection/ring.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace finalack::impl {
namespace {

constexpr std::size_t kSmallest = 2048;

void copy(std::uint8_t* to, const std::uint8_t* from, std::size_t octets) {
  if (octets > 0) std::memcpy(to, from, octets);
}

}  // namespace

void Ring::grow(std::size_t needed) {
  std::vector<std::uint8_t> larger(std::bit_ceil(std::max(needed, kSmallest)));
  // All of it, because there may be octets behind the end.
  const std::size_t until_end = octets_.size() - front_;
  copy(larger.data(), octets_.data() + front_, until_end);
  copy(larger.data() + until_end, octets_.data(), front_);
  octets_ = std::move(larger);
  front_ = 0;
}

void Ring::write_at(std::size_t position, std::span<const std::uint8_t> from) {
  if (from.empty()) return;
  if (position + from.size() > octets_.size()) grow(position + from.size());
  const std::size_t mask = octets_.size() - 1;
  const std::size_t at = (front_ + position) & mask;
  const std::size_t until_end = std::min(from.size(), octets_.size() - at);
  copy(octets_.data() + at, from.data(), until_end);
  copy(octets_.data(), from.data() + until_end, from.size() - until_end);
}

std::size_t Ring::take(std::span<std::uint8_t> to) {
  const Pieces front = pieces(0, std::min(to.size(), size_));
  copy(to.data(), front.first.data(), front.first.size());
  copy(to.data() + front.first.size(), front.second.data(), front.second.size());
  drop(front.size());
  return front.size();
}

void Ring::drop(std::size_t octets) {
  if (octets == 0) return;
  front_ = (front_ + octets) & (octets_.size() - 1);
  size_ -= octets;
}

bool Ring::operator==(const Ring& other) const {
  if (size_ != other.size_) return false;
  for (std::size_t i = 0; i < size_; ++i) {
    if (octets_[(front_ + i) & (octets_.size() - 1)] !=
        other.octets_[(other.front_ + i) & (other.octets_.size() - 1)]) {
      return false;
    }
  }
  return true;
}

}  // namespace finalack::impl
