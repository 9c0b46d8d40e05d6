// Which of many connections waits for the nearest deadline.
//
// A 4-ary heap with the place of each entry remembered, so that a deadline can be moved. A connection's deadline moves
// later with nearly every segment, and seldom fires: so a later one is only noted, and the heap finds out when the
// earlier one comes up. Each connection has one entry, however often its deadline moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "impl/time.hpp"

namespace finalack::impl {

class TimerQueue {
 public:
  /// Sets the deadline of `id`; kNever: it has none. Small numbers make good ids: memory goes up to the largest.
  void set(std::uint32_t id, Time deadline);

  /// The earliest deadline; kNever if there is none. Ones that were moved later count as they were before, so this may
  /// be too early, but never too late.
  Time next() const { return heap_.empty() ? kNever : heap_.front().at; }

  /// Some id whose deadline has come, which then has none any more.
  std::optional<std::uint32_t> pop(Time now);

  std::size_t size() const { return heap_.size(); }

 private:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  struct Entry {
    Time at;  // not later than the deadline
    std::uint32_t id;
  };

  void place(std::size_t position, Entry entry);
  void sift_up(std::size_t position, Entry entry);
  void sift_down(std::size_t position, Entry entry);
  void remove(std::size_t position);

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> position_;  // by id
  std::vector<Time> deadline_;           // by id
};

}  // namespace finalack::impl
