#include "impl/link/faulty_link.hpp"

#include <algorithm>

namespace finalack::impl {

/// In [0, 1). std::uniform_real_distribution gives other numbers in other standard libraries.
double FaultyLink::draw() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

std::optional<FaultyLink::Place> FaultyLink::insert(Time due, Octets packet) {
  if (queue_.size() >= faults_.capacity) {
    ++counters_.overflowed;
    return std::nullopt;
  }
  const Place place{due, next_place_++};
  queue_.emplace(place, Entry{counters_.pushed, std::move(packet)});
  return place;
}

/// A packet that is due then was pushed: whoever has now waited for enough of them comes right behind it.
void FaultyLink::release_held(Time due) {
  for (Held& held : held_) {
    if (--held.behind > 0 || held.place.first <= due) continue;
    auto node = queue_.extract(held.place);
    if (node.empty()) continue;
    node.key() = {due, next_place_++};
    queue_.insert(std::move(node));
  }
  std::erase_if(held_, [](const Held& held) { return held.behind == 0; });
}

void FaultyLink::push(Time now, Octets packet) {
  const bool lost = draw() < faults_.loss;
  const bool twice = draw() < faults_.duplicate;
  const bool held_back = draw() < faults_.reorder;
  const double late = draw();
  const unsigned behind = 1 + static_cast<unsigned>(draw() * 3);
  ++counters_.pushed;
  if (lost) {
    ++counters_.lost;
    return;
  }
  const Time jitter{static_cast<Time::rep>(late * static_cast<double>(faults_.jitter.count() + 1))};
  const Time due = std::max(last_due_, now + faults_.delay + jitter);
  last_due_ = due;

  std::optional<Octets> copy;
  if (twice) copy = packet;
  const std::optional<Place> place = insert(held_back ? due + faults_.hold : due, std::move(packet));
  release_held(due);
  if (held_back && place) held_.push_back({*place, behind});
  if (copy && insert(due, std::move(*copy))) ++counters_.duplicated;
}

std::optional<FaultyLink::Octets> FaultyLink::pop(Time now) {
  const auto first = queue_.begin();
  if (first == queue_.end() || first->first.first > now) return std::nullopt;
  if (first->second.number < highest_out_) ++counters_.reordered;
  highest_out_ = std::max(highest_out_, first->second.number);
  ++counters_.popped;
  Octets packet = std::move(first->second.packet);
  std::erase_if(held_, [&](const Held& held) { return held.place == first->first; });
  queue_.erase(first);
  return packet;
}

std::optional<FaultyLink::Time> FaultyLink::next_time() const {
  if (queue_.empty()) return std::nullopt;
  return queue_.begin()->first.first;
}

}  // namespace finalack::impl
