// The slots of the network, whatever a slot holds: segments, or their ids.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace finalack::conform::world {

template <class T> bool is_empty(const std::optional<T>& slot) { return !slot.has_value(); }
inline bool is_empty(std::uint32_t id) { return id == 0; }

/// Takes a segment out; without reordering the later ones move up, so that slots stay in the order of sending.
template <class T, std::size_t N>
void remove_slot(std::array<T, N>& slots, unsigned capacity, bool reorders, unsigned slot) {
  if (!reorders) {
    for (; slot + 1 < capacity; ++slot) slots[slot] = slots[slot + 1];
  }
  slots[slot] = T{};
}

/// Puts a segment into the first free slot; or, if `merges`, nowhere, where the same one is. False: no slot is free.
template <class T, std::size_t N>
bool insert_slot(std::array<T, N>& slots, unsigned capacity, bool merges, const T& sent) {
  const auto end = slots.begin() + capacity;
  if (merges && std::find(slots.begin(), end, sent) != end) return true;
  const auto free = std::find_if(slots.begin(), end, [](const T& slot) { return is_empty(slot); });
  if (free == end) return false;
  *free = sent;
  return true;
}

/// Brings slots into their canonical order: `before(a, b)` of two that are not empty; empty ones last.
template <class T, std::size_t N, class Before>
void sort_slots(std::array<T, N>& slots, unsigned capacity, Before&& before) {
  for (unsigned i = 1; i < capacity; ++i) {  // insertion sort: at most six, nearly sorted, and it is stable
    for (unsigned j = i; j > 0; --j) {
      const bool swaps = !is_empty(slots[j]) && (is_empty(slots[j - 1]) || before(slots[j], slots[j - 1]));
      if (!swaps) break;
      std::swap(slots[j], slots[j - 1]);
    }
  }
}

}  // namespace finalack::conform::world
