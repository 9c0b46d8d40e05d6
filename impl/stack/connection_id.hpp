// How a stack's user names a connection or a listener.
#pragma once

#include <compare>
#include <cstdint>

namespace finalack::impl {

/// Names one connection for ever: when it is gone, no other gets the same.
struct ConnectionId {
  std::uint32_t index = ~std::uint32_t{0};
  std::uint64_t generation = 0;  // 2^32 of one slot could be used up in hours

  auto operator<=>(const ConnectionId&) const = default;
};

/// Likewise.
struct ListenerId {
  std::uint32_t index = ~std::uint32_t{0};
  std::uint32_t generation = 0;

  auto operator<=>(const ListenerId&) const = default;
};

}  // namespace finalack::impl
