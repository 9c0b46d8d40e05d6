// The connections of a stack: found by name for each segment, by id for each call.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <tsl/robin_set.h>

#include "impl/connection/connection.hpp"
#include "impl/stack/connection_id.hpp"
#include "impl/stack/keyed_hash.hpp"

namespace finalack::impl {

/// A slot's place in a list of slots.
struct SlotLink {
  std::uint32_t before = 0;
  std::uint32_t after = 0;
  bool linked = false;
};

struct Slot {
  FourTuple tuple;
  ListenerId listener;           ///< that it came from, if it did
  std::uint64_t generation = 0;  ///< how many connections it had before
  SlotLink ready;                ///< among those that may have something to send
  SlotLink noticed;              ///< among those that may have something to tell
  bool named = false;            ///< found by its name: until it is over, when another may take that
  bool half_open = false;        ///< in its listener's SYN queue
  bool counted = false;          ///< and among those of its source
  bool waiting = false;          ///< in its listener's accept queue
  bool held = false;             ///< the user has, or will get, its id: it stays until that is given back
  std::optional<Connection> connection;
};

/// Slots by number, which never move.
class Slots {
 public:
  Slot& operator[](std::uint32_t index) { return (*chunks_[index / kChunk])[index % kChunk]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(chunks_.size() * kChunk); }
  void grow() { chunks_.push_back(std::make_unique<std::array<Slot, kChunk>>()); }

 private:
  static constexpr std::uint32_t kChunk = 64;

  std::vector<std::unique_ptr<std::array<Slot, kChunk>>> chunks_;
};

class ConnectionTable {
 public:
  explicit ConnectionTable(const KeyedHash& hash);

  /// Makes a slot for `tuple`, which has none. At most `most` are in use: nothing beyond.
  std::optional<std::uint32_t> add(const FourTuple& tuple, Connection connection, std::size_t most);
  /// It is found by its id only; its name may be another's.
  void forget_name(std::uint32_t index);
  void remove(std::uint32_t index);

  std::optional<std::uint32_t> find(const FourTuple& tuple) const;
  Slot& operator[](std::uint32_t index) { return (*slots_)[index]; }
  const Slot& operator[](std::uint32_t index) const { return (*slots_)[index]; }

  /// The slot of an id that is still in use.
  Slot* get(ConnectionId id);
  const Slot* get(ConnectionId id) const;
  ConnectionId id_of(std::uint32_t index) const { return {index, (*slots_)[index].generation}; }

  std::size_t size() const { return size_; }
  std::uint32_t slots() const { return slots_->size(); }

 private:
  // The set holds numbers of slots, and finds them by their names.
  struct Hash {
    KeyedHash hash;
    Slots* slots;
    std::size_t operator()(const FourTuple& tuple) const { return hash(tuple); }
    std::size_t operator()(std::uint32_t index) const { return hash((*slots)[index].tuple); }
  };
  struct Equal {
    using is_transparent = void;
    Slots* slots;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return (*slots)[a].tuple == (*slots)[b].tuple; }
    bool operator()(const FourTuple& a, std::uint32_t b) const { return a == (*slots)[b].tuple; }
    bool operator()(std::uint32_t a, const FourTuple& b) const { return (*slots)[a].tuple == b; }
  };
  using Names = tsl::robin_set<std::uint32_t, Hash, Equal, std::allocator<std::uint32_t>, true>;

  std::unique_ptr<Slots> slots_;
  std::vector<std::uint32_t> free_;
  Names names_;
  std::size_t size_ = 0;
};

/// First in, first out; each slot is in it once at most, and leaves it at once. Takes no memory but the slots'.
class SlotList {
 public:
  explicit SlotList(SlotLink Slot::*link) : link_(link) {}

  bool empty() const { return first_ == kNone; }
  std::uint32_t front() const { return first_; }
  void add(ConnectionTable& table, std::uint32_t index);
  void remove(ConnectionTable& table, std::uint32_t index);

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  SlotLink Slot::*link_;
  std::uint32_t first_ = kNone;
  std::uint32_t last_ = kNone;
};

}  // namespace finalack::impl
