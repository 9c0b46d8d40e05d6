// Reflection over model states: the one place that walks their fields.
//
// A state is a tree of Boost.Hana structs, std::arrays and std::tuples whose leaves are domain values. Packing,
// hashing, equality, printing, differences, JSON, fresh Z3 constants and their read-back are all one walk over the
// leaves, so that no field is ever listed a second time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at_key.hpp>
#include <boost/hana/core/to.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

namespace finalack::model {

template <class T>
concept Leaf = requires {
  typename std::remove_cvref_t<T>::leaf_tag;
};

template <class T> struct IsArray : std::false_type {};
template <class T, std::size_t N> struct IsArray<std::array<T, N>> : std::true_type {};

template <class T> struct IsTuple : std::false_type {};
template <class... T> struct IsTuple<std::tuple<T...>> : std::true_type {};

/// Calls `visit(leaf of a, leaf of b, ...)` for every leaf, in declaration order, depth first. All arguments have the
/// same structure.
template <class F, class First, class... Rest> constexpr void for_each_leaf(F&& visit, First& first, Rest&... rest) {
  using T = std::remove_cvref_t<First>;
  if constexpr (Leaf<T>) {
    visit(first, rest...);
  } else if constexpr (IsArray<T>::value) {
    for (std::size_t i = 0; i < first.size(); ++i) for_each_leaf(visit, first[i], rest[i]...);
  } else if constexpr (IsTuple<T>::value) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      [[maybe_unused]] const auto at = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
        for_each_leaf(visit, std::get<J>(first), std::get<J>(rest)...);
      };
      (at(std::integral_constant<std::size_t, I>{}), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
  } else {
    boost::hana::for_each(boost::hana::accessors<T>(), [&](auto member) {
      auto get = boost::hana::second(member);
      for_each_leaf(visit, get(first), get(rest)...);
    });
  }
}

/// Calls `visit(path, leaf)`; a path reads `hosts[0].tcb.snd_una`.
template <class F, class T> void for_each_named_leaf(F&& visit, T& value, const std::string& path = {}) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (Leaf<Plain>) {
    visit(path, value);
  } else if constexpr (IsArray<Plain>::value) {
    for (std::size_t i = 0; i < value.size(); ++i)
      for_each_named_leaf(visit, value[i], path + "[" + std::to_string(i) + "]");
  } else if constexpr (IsTuple<Plain>::value) {
    std::apply([&](auto&... each) { (for_each_named_leaf(visit, each, path), ...); }, value);
  } else {
    boost::hana::for_each(boost::hana::accessors<Plain>(), [&](auto member) {
      const std::string name = boost::hana::to<const char*>(boost::hana::first(member));
      for_each_named_leaf(visit, boost::hana::second(member)(value), path.empty() ? name : path + "." + name);
    });
  }
}

/// The number of bits that the leaves of a concrete T need together.
template <class T> constexpr unsigned packed_bits() {
  if constexpr (Leaf<T>) {
    return T::bits;
  } else if constexpr (IsArray<T>::value) {
    return static_cast<unsigned>(std::tuple_size_v<T>) * packed_bits<typename T::value_type>();
  } else if constexpr (IsTuple<T>::value) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (0U + ... + packed_bits<std::tuple_element_t<I, T>>());
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
  } else {
    unsigned total = 0;
    T value{};
    boost::hana::for_each(boost::hana::accessors<T>(), [&](auto member) {
      total += packed_bits<std::remove_cvref_t<decltype(boost::hana::second(member)(value))>>();
    });
    return total;
  }
}

/// Writes values of up to 32 bits one after the other into 64-bit words, which must start as zero.
class BitWriter {
 public:
  explicit constexpr BitWriter(std::uint64_t* words) : words_(words) {}
  /// Inlined, so that in a walk over a struct every position is a constant.
  [[gnu::always_inline]] constexpr void put(std::uint64_t value, unsigned bits) {
    const unsigned word = position_ / 64;
    const unsigned shift = position_ % 64;
    words_[word] |= value << shift;
    if (shift + bits > 64) words_[word + 1] |= value >> (64 - shift);
    position_ += bits;
  }

 private:
  std::uint64_t* words_;
  unsigned position_ = 0;
};

/// Reads back what a BitWriter wrote.
class BitReader {
 public:
  explicit constexpr BitReader(const std::uint64_t* words) : words_(words) {}
  [[gnu::always_inline]] constexpr std::uint32_t get(unsigned bits) {
    const unsigned word = position_ / 64;
    const unsigned shift = position_ % 64;
    std::uint64_t value = words_[word] >> shift;
    if (shift + bits > 64) value |= words_[word + 1] << (64 - shift);
    position_ += bits;
    return static_cast<std::uint32_t>(value & ((std::uint64_t{1} << bits) - 1));
  }

 private:
  const std::uint64_t* words_;
  unsigned position_ = 0;
};

template <class T> constexpr void pack_into(BitWriter& writer, const T& value) {
  for_each_leaf([&](const auto& leaf) { writer.put(leaf.raw(), std::remove_cvref_t<decltype(leaf)>::bits); }, value);
}

template <class T> constexpr void unpack_from(BitReader& reader, T& value) {
  for_each_leaf(
      [&](auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        leaf = L::from_raw(reader.get(L::bits));
      },
      value);
}

/// Exact equality of concrete values, leaf by leaf.
template <class T> constexpr bool same(const T& a, const T& b) {
  bool equal = true;
  for_each_leaf([&](const auto& x, const auto& y) { equal = equal && x.raw() == y.raw(); }, a, b);
  return equal;
}

}  // namespace finalack::model
