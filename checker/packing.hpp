// Packing and unpacking concrete states with every leaf's place known at compile time.
//
// The layout is that of model::BitWriter: leaves one after the other, without gaps. But a writer that counts its
// position while it runs costs a dozen instructions for each of a hundred leaves, and a search packs a state per
// transition: with constant places it is a shift and an `or`. A state's tail that a configuration never uses (the slots
// of a network beyond its capacity) is neither read nor written.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/second.hpp>

#include "checker/system.hpp"
#include "model/reflect.hpp"

namespace finalack::checker {

namespace packing {

template <class T, std::size_t I>
constexpr auto member = boost::hana::second(boost::hana::at_c<I>(boost::hana::accessors<T>()));

template <class T, std::size_t I> using MemberType = std::remove_cvref_t<decltype(member<T, I>(std::declval<T&>()))>;

template <class T>
inline constexpr std::size_t member_count = decltype(boost::hana::length(boost::hana::accessors<T>()))::value;

/// The bits of the first I members of a struct or tuple.
template <template <class, std::size_t> class Member, class T, std::size_t I> constexpr unsigned bits_before() {
  return []<std::size_t... J>(std::index_sequence<J...>) { return (0U + ... + model::packed_bits<Member<T, J>>()); }
  (std::make_index_sequence<I>{});
}

template <class T, std::size_t I> using ElementType = std::tuple_element_t<I, T>;

/// Calls `visit.template at<Position>(leaf)` for every leaf whose place lies before `limit` (which is asked at the
/// elements of arrays: that is where states have tails).
template <unsigned Position, class Visit, class T>
[[gnu::always_inline]] constexpr void walk(Visit& visit, T& value, unsigned limit) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (model::Leaf<Plain>) {
    visit.template at<Position>(value);
  } else if constexpr (model::IsArray<Plain>::value) {
    constexpr unsigned each = model::packed_bits<typename Plain::value_type>();
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
      ((Position + I * each < limit ? walk<Position + I * each>(visit, value[I], limit) : void()), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<Plain>>{});
  } else if constexpr (model::IsTuple<Plain>::value) {
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
      (walk<Position + bits_before<ElementType, Plain, I>()>(visit, std::get<I>(value), limit), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<Plain>>{});
  } else {
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
      (walk<Position + bits_before<MemberType, Plain, I>()>(visit, member<Plain, I>(value), limit), ...);
    }
    (std::make_index_sequence<member_count<Plain>>{});
  }
}

struct Write {
  Word* words;
  template <unsigned Position, class L> [[gnu::always_inline]] constexpr void at(const L& leaf) {
    constexpr unsigned shift = Position % 32;
    words[Position / 32] |= leaf.raw() << shift;
    if constexpr (shift + L::bits > 32) words[Position / 32 + 1] |= leaf.raw() >> (32 - shift);
  }
};

struct Read {
  const Word* words;
  template <unsigned Position, class L> [[gnu::always_inline]] constexpr void at(L& leaf) {
    constexpr unsigned shift = Position % 32;
    Word raw = words[Position / 32] >> shift;
    if constexpr (shift + L::bits > 32) raw |= words[Position / 32 + 1] << (32 - shift);
    if constexpr (L::bits < 32) raw &= (Word{1} << L::bits) - 1;
    leaf = L::from_raw(raw);
  }
};

}  // namespace packing

template <class T> inline constexpr unsigned packed_words = (model::packed_bits<T>() + 31) / 32;

/// Whether nothing of a value is lost when only so many words of it are stored.
template <class T> bool fits_in(const T& value, unsigned words) {
  std::array<Word, packed_words<T>> all{};
  packing::Write write{all.data()};
  packing::walk<0>(write, value, ~0U);
  return std::all_of(all.begin() + words, all.end(), [](Word word) { return word == 0; });
}

/// The first `words` words of a packed `value`; what lies behind them must be zero.
template <class T> void pack(const T& value, Word* out, unsigned words) {
  std::array<Word, packed_words<T>> all{};
  packing::Write write{all.data()};
  packing::walk<0>(write, value, words * 32);
  assert(fits_in(value, words));
  for (unsigned i = 0; i < words; ++i) out[i] = all[i];
}

template <class T> T unpack(const Word* in, unsigned words) {
  std::array<Word, packed_words<T>> all{};
  for (unsigned i = 0; i < words; ++i) all[i] = in[i];
  T value{};
  packing::Read read{all.data()};
  packing::walk<0>(read, value, words * 32);
  return value;
}

}  // namespace finalack::checker
