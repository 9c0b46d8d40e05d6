// The values that the decision core runs on when it serves real segments.
//
// The core is a template over its values, so that a proof can run the very same lines on 32-bit terms. What it asks of
// them is what this file has: a truth value that `if` accepts, numbers of the sequence space, sizes, and enumerations.
// A truth value is combined with & and |, never with && and ||, which some other kind of value could not overload
// without losing their order of evaluation; and it is never declared `auto`, which makes an int of `bool & bool`.
// Numbers are made from literals by Size(1) and the like.
#pragma once

#include <cstdint>

namespace finalack::impl {

/// A number of a space of 2^32 that is compared modulo 2^32: sequence numbers (RFC 9293 3.4) and timestamps (RFC 7323
/// 5.2). a < b means that b is ahead of a by less than 2^31; on a distance of exactly 2^31 each is before the other.
struct SequenceNumber {
  std::uint32_t value = 0;

  constexpr SequenceNumber() = default;
  constexpr explicit SequenceNumber(std::uint32_t v) : value(v) {}

  friend constexpr SequenceNumber operator+(SequenceNumber a, std::uint32_t n) { return SequenceNumber(a.value + n); }
  friend constexpr SequenceNumber operator-(SequenceNumber a, std::uint32_t n) { return SequenceNumber(a.value - n); }
  /// How far a is ahead of b, modulo 2^32.
  friend constexpr std::uint32_t operator-(SequenceNumber a, SequenceNumber b) { return a.value - b.value; }

  friend constexpr bool operator==(SequenceNumber, SequenceNumber) = default;
  friend constexpr bool operator<(SequenceNumber a, SequenceNumber b) {
    return static_cast<std::int32_t>(a.value - b.value) < 0;
  }
  friend constexpr bool operator>(SequenceNumber a, SequenceNumber b) { return b < a; }
  friend constexpr bool operator<=(SequenceNumber a, SequenceNumber b) { return !(b < a); }
  friend constexpr bool operator>=(SequenceNumber a, SequenceNumber b) { return !(a < b); }
};

/// Native integers.
struct Native {
  using Bool = bool;
  using Seq = SequenceNumber;
  using Size = std::uint32_t;  ///< octets
  template <class E> using Enum = E;

  /// `condition ? yes : no` without a branch in the core's own text.
  template <class T> static constexpr T select(bool condition, const T& yes, const T& no) {
    return condition ? yes : no;
  }
};

}  // namespace finalack::impl
