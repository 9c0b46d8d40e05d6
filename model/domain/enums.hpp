// What the value domains need to know of an enumeration: how many values it has, and their names.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

namespace finalack::model {

/// Specialised for every enumeration that a model state holds: `static constexpr std::array<std::string_view, N>
/// names`, in the order of the values, which start at 0 and have no gaps.
template <class E> struct EnumNames;

template <class E> inline constexpr unsigned enum_count = static_cast<unsigned>(EnumNames<E>::names.size());

/// Bits that hold any value of the enumeration.
template <class E>
inline constexpr unsigned enum_bits = enum_count<E> <= 2 ? 1U
                                                         : static_cast<unsigned>(std::bit_width(enum_count<E> - 1));

template <class E> constexpr std::string_view name_of(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

}  // namespace finalack::model
