#include "impl/stack/connection_table.hpp"

#include <utility>

namespace finalack::impl {

std::optional<std::uint32_t> ConnectionTable::add(const FourTuple& tuple, Connection connection, std::size_t most) {
  if (size() >= most) return std::nullopt;
  if (free_.empty()) {
    const std::uint32_t first = slots();
    chunks_.push_back(std::make_unique<std::array<Slot, kChunk>>());
    for (std::uint32_t i = kChunk; i-- > 0;) free_.push_back(first + i);
  }
  const std::uint32_t index = free_.back();
  if (!by_name_.insert({tuple, index}).second) return std::nullopt;
  free_.pop_back();
  Slot& slot = (*this)[index];
  slot.connection.emplace(std::move(connection));
  slot.tuple = tuple;
  return index;
}

void ConnectionTable::remove(std::uint32_t index) {
  Slot& slot = (*this)[index];
  by_name_.erase(slot.tuple);
  const std::uint32_t generation = slot.generation + 1;
  slot = Slot{};
  slot.generation = generation;
  free_.push_back(index);
}

std::optional<std::uint32_t> ConnectionTable::find(const FourTuple& tuple) const {
  const auto found = by_name_.find(tuple);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

Slot* ConnectionTable::get(ConnectionId id) {
  if (id.index >= slots()) return nullptr;
  Slot& slot = (*this)[id.index];
  return slot.connection && slot.generation == id.generation ? &slot : nullptr;
}

const Slot* ConnectionTable::get(ConnectionId id) const { return const_cast<ConnectionTable*>(this)->get(id); }

}  // namespace finalack::impl
