// The connections of a stack: found by name for each segment, by id for each call.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <tsl/robin_map.h>

#include "impl/connection/connection.hpp"
#include "impl/stack/connection_id.hpp"
#include "impl/stack/keyed_hash.hpp"

namespace finalack::impl {

struct Slot {
  std::optional<Connection> connection;
  FourTuple tuple;
  ListenerId listener;  ///< that it came from, if it did
  std::uint32_t generation = 0;
  bool half_open = false;  ///< in its listener's SYN queue
  bool held = false;       ///< the user has, or will get, its id: it stays until that is given back
  bool ready = false;      ///< in the list of those that may have something to send
  bool noticed = false;    ///< in the list of those that may have something to tell
};

class ConnectionTable {
 public:
  explicit ConnectionTable(const KeyedHash& hash) : by_name_(0, Hash{hash}) {}

  /// Makes a slot for `tuple`, which has none. At most `most` are in use: nothing beyond.
  std::optional<std::uint32_t> add(const FourTuple& tuple, Connection connection, std::size_t most);
  void remove(std::uint32_t index);

  std::optional<std::uint32_t> find(const FourTuple& tuple) const;
  Slot& operator[](std::uint32_t index) { return (*chunks_[index / kChunk])[index % kChunk]; }
  const Slot& operator[](std::uint32_t index) const { return (*chunks_[index / kChunk])[index % kChunk]; }

  /// The slot of an id that is still in use.
  Slot* get(ConnectionId id);
  const Slot* get(ConnectionId id) const;
  ConnectionId id_of(std::uint32_t index) const { return {index, (*this)[index].generation}; }

  std::size_t size() const { return by_name_.size(); }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(chunks_.size() * kChunk); }

 private:
  static constexpr std::size_t kChunk = 64;

  struct Hash {
    KeyedHash hash;
    std::size_t operator()(const FourTuple& tuple) const { return hash(tuple); }
  };

  std::vector<std::unique_ptr<std::array<Slot, kChunk>>> chunks_;  // which never move
  std::vector<std::uint32_t> free_;
  tsl::robin_map<FourTuple, std::uint32_t, Hash> by_name_;
};

}  // namespace finalack::impl
