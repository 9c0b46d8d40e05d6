#include "checker/explicit/state_table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

namespace finalack::checker::explicit_search {

namespace {

constexpr std::uint64_t kMaxStates = kNoState - 1;  // a slot holds a number plus one
constexpr double kGrowAt = 0.85;
constexpr double kFullAt = 0.95;  // when the budget forbids to grow

bool fits(std::uint64_t states, std::uint64_t slots, double load) {
  return static_cast<double>(states) <= static_cast<double>(slots) * load;
}

std::size_t elements_in(std::uint64_t bytes, std::size_t size, std::uint64_t most) {
  return static_cast<std::size_t>(std::min(bytes / size + 1, most));
}

}  // namespace

StateTable::StateTable(unsigned words, std::uint64_t max_bytes)
    : words_(words),
      states_(elements_in(max_bytes, words * sizeof(Word), kMaxStates) * words),
      parents_(elements_in(max_bytes, sizeof(StateIndex), kMaxStates)),
      slots_(elements_in(max_bytes, sizeof(std::uint32_t), 2 * kMaxStates)) {}

bool StateTable::make_room(std::uint64_t more, std::uint64_t max_bytes) {
  const std::uint64_t states = size_ + more;
  if (states > kMaxStates) return false;
  if (!fits(states, slot_count(), kGrowAt)) {
    std::uint64_t lines = std::max<std::uint64_t>(lines_ + lines_ / 2, 64);
    while (!fits(states, lines * kLine, kGrowAt)) lines += lines / 2;
    if (bytes_with(states, lines * kLine) <= max_bytes && lines * kLine <= slots_.capacity()) rebuild(lines);
  }
  return fits(states, slot_count(), kFullAt) && bytes_with(states, slot_count()) <= max_bytes;
}

void StateTable::rebuild(std::uint64_t lines) {
  if (lines_ != 0) std::memset(slots_.data(), 0, slot_count() * sizeof(std::uint32_t));
  lines_ = lines;
  // At the latest when the numbers need one bit more, the table grows again, for the load never reaches 1.
  index_mask_ = static_cast<std::uint32_t>(std::bit_ceil(slot_count()) - 1);
  constexpr unsigned ahead = 32;
  std::array<std::uint64_t, ahead> hashes{};
  for (std::uint64_t i = 0; i < size_ + std::uint64_t{ahead}; ++i) {
    if (i >= ahead) place(hashes[i % ahead], static_cast<StateIndex>(i - ahead));
    if (i >= size_) continue;
    hashes[i % ahead] = hash(state(static_cast<StateIndex>(i)));
    __builtin_prefetch(slots_.data() + line_of(hashes[i % ahead]) * kLine, 1);
  }
}

/// Enters a state that is known not to be in the index.
void StateTable::place(std::uint64_t hash, StateIndex index) {
  for (std::uint64_t line = line_of(hash);; line = line + 1 == lines_ ? 0 : line + 1) {
    for (unsigned k = 0; k < kLine; ++k) {
      std::uint32_t& slot = slots_[line * kLine + k];
      if (slot != 0) continue;
      slot = tag_of(hash) | (index + 1);
      return;
    }
  }
}

}  // namespace finalack::checker::explicit_search
