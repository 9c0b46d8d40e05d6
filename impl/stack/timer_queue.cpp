#include "impl/stack/timer_queue.hpp"

#include <algorithm>

namespace finalack::impl {
namespace {

constexpr std::size_t kChildren = 4;

}  // namespace

void TimerQueue::set(std::uint32_t id, Time deadline) {
  if (id >= position_.size()) {
    position_.resize(id + 1, kAbsent);
    deadline_.resize(id + 1, kNever);
  }
  deadline_[id] = deadline;
  const std::uint32_t position = position_[id];
  if (position == kAbsent) {
    if (deadline == kNever) return;
    heap_.push_back({});
    sift_up(heap_.size() - 1, {deadline, id});
  } else if (deadline == kNever) {
    remove(position);
  } else if (deadline < heap_[position].at) {
    sift_up(position, {deadline, id});
  }
}

std::optional<std::uint32_t> TimerQueue::pop(Time now) {
  while (!heap_.empty() && heap_.front().at <= now) {
    const std::uint32_t id = heap_.front().id;
    if (deadline_[id] <= now) {
      deadline_[id] = kNever;
      remove(0);
      return id;
    }
    sift_down(0, {deadline_[id], id});
  }
  return std::nullopt;
}

void TimerQueue::place(std::size_t position, Entry entry) {
  heap_[position] = entry;
  position_[entry.id] = static_cast<std::uint32_t>(position);
}

void TimerQueue::sift_up(std::size_t position, Entry entry) {
  while (position > 0) {
    const std::size_t parent = (position - 1) / kChildren;
    if (heap_[parent].at <= entry.at) break;
    place(position, heap_[parent]);
    position = parent;
  }
  place(position, entry);
}

void TimerQueue::sift_down(std::size_t position, Entry entry) {
  for (;;) {
    const std::size_t first = position * kChildren + 1;
    if (first >= heap_.size()) break;
    const std::size_t last = std::min(first + kChildren, heap_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < last; ++child) {
      if (heap_[child].at < heap_[least].at) least = child;
    }
    if (entry.at <= heap_[least].at) break;
    place(position, heap_[least]);
    position = least;
  }
  place(position, entry);
}

void TimerQueue::remove(std::size_t position) {
  position_[heap_[position].id] = kAbsent;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (position == heap_.size()) return;
  if (position > 0 && last.at < heap_[(position - 1) / kChildren].at) {
    sift_up(position, last);
  } else {
    sift_down(position, last);
  }
}

}  // namespace finalack::impl
