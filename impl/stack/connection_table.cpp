#include "impl/stack/connection_table.hpp"

#include <utility>

namespace finalack::impl {

ConnectionTable::ConnectionTable(const KeyedHash& hash)
    : slots_(std::make_unique<Slots>()), names_(0, Hash{hash, slots_.get()}, Equal{slots_.get()}) {}

std::optional<std::uint32_t> ConnectionTable::add(const FourTuple& tuple, Connection connection, std::size_t most) {
  if (size() >= most) return std::nullopt;
  if (free_.empty()) {
    const std::uint32_t first = slots();
    slots_->grow();
    for (std::uint32_t i = slots(); i-- > first;) free_.push_back(i);
  }
  const std::uint32_t index = free_.back();
  Slot& slot = (*this)[index];
  slot.tuple = tuple;
  if (!names_.insert(index).second) return std::nullopt;
  slot.named = true;
  slot.connection.emplace(std::move(connection));
  free_.pop_back();
  ++size_;
  return index;
}

void ConnectionTable::forget_name(std::uint32_t index) {
  Slot& slot = (*this)[index];
  if (std::exchange(slot.named, false)) names_.erase(slot.tuple);
}

void ConnectionTable::remove(std::uint32_t index) {
  forget_name(index);
  Slot& slot = (*this)[index];
  slot.connection.reset();
  slot.listener = {};
  slot.half_open = slot.counted = slot.waiting = slot.held = false;
  ++slot.generation;
  free_.push_back(index);
  --size_;
}

std::optional<std::uint32_t> ConnectionTable::find(const FourTuple& tuple) const {
  const auto found = names_.find(tuple);
  if (found == names_.end()) return std::nullopt;
  return *found;
}

Slot* ConnectionTable::get(ConnectionId id) {
  if (id.index >= slots()) return nullptr;
  Slot& slot = (*this)[id.index];
  return slot.connection && slot.generation == id.generation ? &slot : nullptr;
}

const Slot* ConnectionTable::get(ConnectionId id) const { return const_cast<ConnectionTable*>(this)->get(id); }

void SlotList::add(ConnectionTable& table, std::uint32_t index) {
  SlotLink& link = table[index].*link_;
  if (link.linked) return;
  link = {last_, kNone, true};
  (last_ == kNone ? first_ : (table[last_].*link_).after) = index;
  last_ = index;
}

void SlotList::remove(ConnectionTable& table, std::uint32_t index) {
  SlotLink& link = table[index].*link_;
  if (!link.linked) return;
  (link.before == kNone ? first_ : (table[link.before].*link_).after) = link.after;
  (link.after == kNone ? last_ : (table[link.after].*link_).before) = link.before;
  link.linked = false;
}

}  // namespace finalack::impl
