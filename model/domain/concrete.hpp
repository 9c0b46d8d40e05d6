// The concrete domain: small integers, compiled to native code. The explicit-state search and every replay run on it.
//
// Its types mirror the symbolic domain's one to one (Bool, Bits<N>, Enum<E>, Seq), so that a function that compiles
// over one compiles over the other. Bool is a class and not `bool`, because `&`, `|` and `!` must stay inside the
// domain: a property that is written with them builds a term symbolically and an integer here.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "model/choice.hpp"
#include "model/domain/enums.hpp"

namespace finalack::model {

namespace concrete {

template <unsigned N>
using Carrier = std::conditional_t<(N <= 8), std::uint8_t, std::conditional_t<(N <= 16), std::uint16_t, std::uint32_t>>;

template <unsigned N> inline constexpr std::uint32_t mask = N >= 32 ? 0xFFFFFFFFU : (std::uint32_t{1} << N) - 1U;

struct Bool {
  using leaf_tag = void;
  static constexpr unsigned bits = 1;

  constexpr Bool() = default;
  constexpr Bool(bool value) : value_(value) {}  // NOLINT(google-explicit-constructor): literals read as in the RFC

  constexpr explicit operator bool() const { return value_; }
  constexpr std::uint32_t raw() const { return value_ ? 1U : 0U; }
  static constexpr Bool from_raw(std::uint32_t raw) { return Bool(raw != 0); }

  friend constexpr Bool operator!(Bool a) { return Bool(!a.value_); }
  friend constexpr Bool operator&(Bool a, Bool b) { return Bool(a.value_ & b.value_); }
  friend constexpr Bool operator|(Bool a, Bool b) { return Bool(a.value_ | b.value_); }
  friend constexpr Bool operator==(Bool a, Bool b) { return Bool(a.value_ == b.value_); }
  friend constexpr Bool operator!=(Bool a, Bool b) { return Bool(a.value_ != b.value_); }

 private:
  bool value_ = false;
};

/// An unsigned number of N bits; arithmetic wraps.
template <unsigned N> struct Bits {
  static_assert(N >= 1 && N <= 32);
  using leaf_tag = void;
  static constexpr unsigned bits = N;

  constexpr Bits() = default;
  constexpr Bits(std::uint32_t value)  // NOLINT(google-explicit-constructor)
      : value_(static_cast<Carrier<N>>(value & mask<N>)) {}

  constexpr std::uint32_t raw() const { return value_; }
  static constexpr Bits from_raw(std::uint32_t raw) { return Bits(raw); }

  friend constexpr Bits operator+(Bits a, Bits b) { return Bits(std::uint32_t{a.value_} + b.value_); }
  friend constexpr Bits operator-(Bits a, Bits b) { return Bits(std::uint32_t{a.value_} - b.value_); }
  friend constexpr Bool operator==(Bits a, Bits b) { return a.value_ == b.value_; }
  friend constexpr Bool operator!=(Bits a, Bits b) { return a.value_ != b.value_; }
  friend constexpr Bool operator<(Bits a, Bits b) { return a.value_ < b.value_; }
  friend constexpr Bool operator<=(Bits a, Bits b) { return a.value_ <= b.value_; }
  friend constexpr Bool operator>(Bits a, Bits b) { return a.value_ > b.value_; }
  friend constexpr Bool operator>=(Bits a, Bits b) { return a.value_ >= b.value_; }

 private:
  Carrier<N> value_ = 0;
};

/// One value of an enumeration; converts to it, so that `switch` works.
template <class E> struct Enum {
  using leaf_tag = void;
  using enum_type = E;
  static constexpr unsigned bits = enum_bits<E>;

  constexpr Enum() = default;
  constexpr Enum(E value) : value_(value) {}  // NOLINT(google-explicit-constructor)

  constexpr operator E() const { return value_; }  // NOLINT(google-explicit-constructor)
  constexpr std::uint32_t raw() const { return static_cast<std::uint32_t>(value_); }
  static constexpr Enum from_raw(std::uint32_t raw) { return Enum(static_cast<E>(raw)); }

  friend constexpr Bool operator==(Enum a, Enum b) { return a.value_ == b.value_; }
  friend constexpr Bool operator!=(Enum a, Enum b) { return a.value_ != b.value_; }
  friend constexpr Bool operator==(Enum a, E b) { return a.value_ == b; }
  friend constexpr Bool operator!=(Enum a, E b) { return a.value_ != b; }

 private:
  E value_ = static_cast<E>(0);
};

/// A sequence number of `Width` bits. Comparison is RFC 9293 3.4's, modulo 2^Width: a < b when b lies in the half of
/// the number circle that follows a (and, at distance exactly 2^(Width-1), each is before the other, as in deployed
/// stacks).
template <unsigned Width> struct Seq {
  using leaf_tag = void;
  using seq_tag = void;
  static constexpr unsigned bits = Width;

  constexpr Seq() = default;
  constexpr explicit Seq(std::uint32_t value) : value_(static_cast<Carrier<Width>>(value & mask<Width>)) {}

  constexpr std::uint32_t raw() const { return value_; }
  static constexpr Seq from_raw(std::uint32_t raw) { return Seq(raw); }

  friend constexpr Seq operator+(Seq a, std::uint32_t n) { return Seq(a.value_ + n); }
  friend constexpr Seq operator-(Seq a, std::uint32_t n) { return Seq(a.value_ - n); }
  template <unsigned N> friend constexpr Seq operator+(Seq a, Bits<N> n) { return Seq(a.value_ + n.raw()); }
  template <unsigned N> friend constexpr Seq operator-(Seq a, Bits<N> n) { return Seq(a.value_ - n.raw()); }
  /// How far `a` is ahead of `b`, modulo 2^Width.
  friend constexpr Bits<Width> operator-(Seq a, Seq b) { return Bits<Width>(std::uint32_t{a.value_} - b.value_); }
  friend constexpr Bool operator==(Seq a, Seq b) { return a.value_ == b.value_; }
  friend constexpr Bool operator!=(Seq a, Seq b) { return a.value_ != b.value_; }
  friend constexpr Bool operator<(Seq a, Seq b) { return (((a - b).raw() >> (Width - 1)) & 1U) != 0; }
  friend constexpr Bool operator<=(Seq a, Seq b) { return !(b < a); }
  friend constexpr Bool operator>(Seq a, Seq b) { return b < a; }
  friend constexpr Bool operator>=(Seq a, Seq b) { return !(a < b); }

 private:
  Carrier<Width> value_ = 0;
};

/// A moment or a span of time, in ticks; what a tick is, a world's parameters say.
struct Time {
  using leaf_tag = void;
  using time_tag = void;
  static constexpr unsigned bits = 20;

  constexpr Time() = default;
  constexpr Time(std::uint32_t ticks) : ticks_(ticks & kMask) {}  // NOLINT(google-explicit-constructor)

  constexpr std::uint32_t raw() const { return ticks_; }
  static constexpr Time from_raw(std::uint32_t raw) { return Time(raw); }

  friend constexpr Time operator+(Time a, Time b) { return Time(a.ticks_ + b.ticks_); }
  friend constexpr Time operator-(Time a, Time b) { return Time(a.ticks_ - b.ticks_); }
  friend constexpr Bool operator==(Time a, Time b) { return a.ticks_ == b.ticks_; }
  friend constexpr Bool operator!=(Time a, Time b) { return a.ticks_ != b.ticks_; }
  friend constexpr Bool operator<(Time a, Time b) { return a.ticks_ < b.ticks_; }
  friend constexpr Bool operator<=(Time a, Time b) { return a.ticks_ <= b.ticks_; }
  friend constexpr Bool operator>(Time a, Time b) { return a.ticks_ > b.ticks_; }
  friend constexpr Bool operator>=(Time a, Time b) { return a.ticks_ >= b.ticks_; }

 private:
  static constexpr std::uint32_t kMask = (std::uint32_t{1} << bits) - 1;

  std::uint32_t ticks_ = 0;
};

}  // namespace concrete

/// The domain of native integers, with sequence numbers of `Width` bits (2 to 32).
template <unsigned Width> struct Concrete {
  static_assert(Width >= 2 && Width <= 32);
  static constexpr bool is_symbolic = false;
  static constexpr unsigned width = Width;

  using Bool = concrete::Bool;
  template <unsigned N> using Bits = concrete::Bits<N>;
  template <class E> using Enum = concrete::Enum<E>;
  using Seq = concrete::Seq<Width>;
  using Time = concrete::Time;

  /// One of `alternatives` ways that the model leaves open, as a number below it.
  static unsigned choose(unsigned alternatives) { return current_choices->choose(alternatives); }

  /// `condition ? yes : no`, without a branch that the symbolic domain would have to follow twice.
  template <class T> static T select(Bool condition, const T& yes, const T& no) { return condition ? yes : no; }

  /// Runs a pure function whose branches the symbolic domain follows one by one and merges; here, just runs it.
  template <class F, class... Args> static auto merge(F function, const Args&... args) {
    static_assert(std::is_empty_v<F>, "a merged function may capture nothing: pass values in, get domain values out");
    return function(args...);
  }
};

}  // namespace finalack::model
