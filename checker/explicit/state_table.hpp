// The states that a search has found, exact and in the order of discovery, and the index that recognises them.
//
// A state is stored once, in a dense array; its number there is its name everywhere else. The index is an
// open-addressing table of 32-bit slots that hold such numbers. The bits of a slot that the largest number doesn't need
// carry a part of the state's hash, so that a probe seldom looks at a state in vain. A probe looks at the 16
// slots of a cache line at once before it goes to the next. (States in the index itself would save one of two
// cache misses, but a state of 20 bytes would cost up to a third more, and the order be lost: it gives shortest paths,
// and numbers without gaps.)
//
// When the index is 85% full it grows by half, in place, and is rebuilt from the states: no second copy exists at any
// time. A state of 20 bytes costs 24 with the number of its predecessor, and 4/0.85 to 4/0.57 in the index: at
// most 31.1.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "checker/explicit/mapped_array.hpp"
#include "checker/system.hpp"

namespace finalack::checker::explicit_search {

/// The number of a state in its table.
using StateIndex = std::uint32_t;
inline constexpr StateIndex kNoState = ~StateIndex{0};

class StateTable {
 public:
  /// For states of `words` words; address space for what fits in `max_bytes`.
  StateTable(unsigned words, std::uint64_t max_bytes);

  std::uint64_t hash(const Word* state) const;

  /// Where a state is looked for, prepared in two steps that hide the cache misses of a later `insert` or `find`: the
  /// first asks for the slots, the second (once those have arrived) for the state that they point to. It is good until
  /// the next `make_room`.
  struct Probe {
    std::uint64_t hash;
    std::size_t line;      ///< its first slot
    std::uint32_t likely;  ///< a slot's content that may be the state's; 0: none was seen
  };
  Probe probe(const Word* state) const { return probe_for(hash(state)); }
  Probe probe_for(std::uint64_t hash) const;
  void look(Probe& probe) const;

  struct Found {
    StateIndex index;
    bool is_new;
  };
  /// The number of `state`, which is added if it is not there. There must be room (see `make_room`).
  Found insert(const Word* state, const Probe& probe, StateIndex parent);
  /// kNoState if it is not there.
  StateIndex find(const Word* state, const Probe& probe) const;

  /// Sees to it that `more` states can be inserted; false if the table would then take more than `max_bytes`.
  bool make_room(std::uint64_t more, std::uint64_t max_bytes);

  const Word* state(StateIndex i) const { return states_.data() + std::size_t{i} * words_; }
  /// The state from which `i` was found first; kNoState for the initial one.
  StateIndex parent(StateIndex i) const { return parents_[i]; }
  StateIndex size() const { return size_; }
  std::uint64_t bytes() const { return bytes_with(size_, slot_count()); }

 private:
  static constexpr unsigned kLine = 16;  ///< slots in a cache line

  std::uint64_t slot_count() const { return lines_ * kLine; }
  std::uint64_t bytes_with(std::uint64_t states, std::uint64_t slots) const {
    return states * (words_ + 1) * sizeof(Word) + slots * sizeof(std::uint32_t);
  }
  std::uint64_t line_of(std::uint64_t hash) const;
  std::uint32_t tag_of(std::uint64_t hash) const { return static_cast<std::uint32_t>(hash >> 4U) & ~index_mask_; }
  bool is_state(std::uint32_t slot, const Word* state) const;
  std::size_t locate(const Word* state, const Probe& probe) const;
  void rebuild(std::uint64_t lines);
  void place(std::uint64_t hash, StateIndex index);

  unsigned words_;
  StateIndex size_ = 0;
  std::uint64_t lines_ = 0;
  std::uint32_t index_mask_ = 0;  ///< the bits of a slot that hold a state's number plus one; the others are its tag
  MappedArray<Word> states_;
  MappedArray<StateIndex> parents_;
  MappedArray<std::uint32_t> slots_;  ///< 0: empty
};

// The rest of this file is the inner loop of every search, and inline for that reason.

__extension__ using Wide = unsigned __int128;

/// The folded product of wyhash: both halves depend on all bits of both factors.
inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

/// A number below `range`, from the highest bits of `hash`: any range will do, not only powers of two.
inline std::uint64_t scaled(std::uint64_t hash, std::uint64_t range) {
  return static_cast<std::uint64_t>((Wide{hash} * range) >> 64U);
}

inline std::uint64_t StateTable::hash(const Word* state) const {
  std::uint64_t h = 0x9E3779B97F4A7C15U;
  unsigned i = 0;
  for (; i + 1 < words_; i += 2) {
    std::uint64_t two = 0;
    std::memcpy(&two, state + i, sizeof two);
    h = mixed(h ^ two, 0xD6E8FEB86659FD93U);
  }
  if (i < words_) h = mixed(h ^ state[i], 0xA0761D6478BD642FU);
  return mixed(h, 0xE7037ED1A0B428DBU);
}

inline std::uint64_t StateTable::line_of(std::uint64_t hash) const { return scaled(hash, lines_); }

inline bool StateTable::is_state(std::uint32_t slot, const Word* state) const {
  const Word* stored = this->state((slot & index_mask_) - 1);
  for (unsigned i = 0; i < words_; ++i) {
    if (stored[i] != state[i]) return false;
  }
  return true;
}

inline StateTable::Probe StateTable::probe_for(std::uint64_t hash) const {
  const Probe probe{hash, line_of(hash) * kLine, 0};
  __builtin_prefetch(slots_.data() + probe.line);
  return probe;
}

/// Of the 16 slots of a line, as bits: those that are empty, and those whose tag is `tag`.
struct LineView {
  unsigned empty = 0;
  unsigned alike = 0;
};

inline LineView look_at(const std::uint32_t* line, std::uint32_t tag, std::uint32_t tag_mask) {
  LineView view;
#ifdef __SSE2__
  const __m128i tags = _mm_set1_epi32(static_cast<int>(tag));
  const __m128i mask = _mm_set1_epi32(static_cast<int>(tag_mask));
  for (unsigned k = 0; k < 16; k += 4) {
    const __m128i slots = _mm_load_si128(reinterpret_cast<const __m128i*>(line + k));
    const __m128i alike = _mm_cmpeq_epi32(_mm_and_si128(slots, mask), tags);
    const __m128i empty = _mm_cmpeq_epi32(slots, _mm_setzero_si128());
    view.alike |= static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(alike))) << k;
    view.empty |= static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(empty))) << k;
  }
#else
  for (unsigned k = 0; k < 16; ++k) {
    view.alike |= unsigned{(line[k] & tag_mask) == tag} << k;
    view.empty |= unsigned{line[k] == 0} << k;
  }
#endif
  view.alike &= ~view.empty;
  return view;
}

inline void StateTable::look(Probe& probe) const {
  if (lines_ == 0) return;
  const std::uint32_t* slots = slots_.data() + probe.line;
  const unsigned alike = look_at(slots, tag_of(probe.hash), ~index_mask_).alike;
  if (alike == 0) return;
  probe.likely = slots[std::countr_zero(alike)];
  const Word* stored = state((probe.likely & index_mask_) - 1);
  __builtin_prefetch(stored);
  __builtin_prefetch(stored + words_ - 1);  // a state may straddle two lines
}

/// The slot that holds `state`, or the empty one where it belongs.
inline std::size_t StateTable::locate(const Word* state, const Probe& probe) const {
  const std::uint32_t tag = tag_of(probe.hash);
  for (std::size_t line = probe.line;; line = line + kLine == slot_count() ? 0 : line + kLine) {
    const std::uint32_t* slots = slots_.data() + line;
    const LineView view = look_at(slots, tag, ~index_mask_);
    for (unsigned rest = view.alike; rest != 0; rest &= rest - 1) {
      const unsigned k = static_cast<unsigned>(std::countr_zero(rest));
      if (is_state(slots[k], state)) return line + k;
    }
    if (view.empty != 0) return line + static_cast<unsigned>(std::countr_zero(view.empty));
  }
}

inline StateTable::Found StateTable::insert(const Word* state, const Probe& probe, StateIndex parent) {
  // Most successors are known, and were seen at the first look.
  if (probe.likely != 0 && is_state(probe.likely, state)) return {(probe.likely & index_mask_) - 1, false};
  const std::size_t at = locate(state, probe);
  if (slots_[at] != 0) return {(slots_[at] & index_mask_) - 1, false};
  assert(size_ < slot_count());
  const StateIndex index = size_++;
  std::copy_n(state, words_, states_.data() + std::size_t{index} * words_);
  parents_[index] = parent;
  slots_[at] = tag_of(probe.hash) | (index + 1);
  return {index, true};
}

inline StateIndex StateTable::find(const Word* state, const Probe& probe) const {
  return lines_ == 0 ? kNoState : (slots_[locate(state, probe)] & index_mask_) - 1;
}

}  // namespace finalack::checker::explicit_search
