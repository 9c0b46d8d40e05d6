// A second domain for the decision core, as strict as one can be: nothing converts to or from a native value unless it
// is said, except where the core needs it (a truth value from `bool`, an enumeration from and, for `switch`, to its
// enumerators). That the core compiles with it is the guarantee that it is generic: that no condition becomes a native
// `bool` or `int` on the way, and no number a native one. A symbolic domain relies on that.
//
// Each `if` on a truth value is written down, which is what a symbolic domain's fork would see.
#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "impl/core/decide.hpp"

namespace finalack::testing::strict {

/// The outcomes of all the conditions that were asked for, in order.
inline std::vector<bool>& asked() {
  static std::vector<bool> outcomes;
  return outcomes;
}

class Bool {
 public:
  Bool() = default;
  template <std::same_as<bool> B> Bool(B value) : value_(value) {}  // NOLINT: from `bool`, and from nothing else
  explicit operator bool() const {
    asked().push_back(value_);
    return value_;
  }
  bool peek() const { return value_; }

  friend Bool operator&(Bool a, Bool b) { return a.value_ && b.value_; }
  friend Bool operator|(Bool a, Bool b) { return a.value_ || b.value_; }
  friend Bool operator!(Bool a) { return !a.value_; }
  friend void operator&&(Bool, Bool) = delete;
  friend void operator||(Bool, Bool) = delete;

 private:
  bool value_ = false;
};

class Size {
 public:
  Size() = default;
  explicit Size(std::uint32_t value) : value_(value) {}
  std::uint32_t peek() const { return value_; }

  friend Size operator+(Size a, Size b) { return Size(a.value_ + b.value_); }
  friend Size operator-(Size a, Size b) { return Size(a.value_ - b.value_); }
  friend Bool operator==(Size a, Size b) { return a.value_ == b.value_; }
  friend Bool operator<(Size a, Size b) { return a.value_ < b.value_; }

 private:
  std::uint32_t value_ = 0;
};

class Seq {
 public:
  Seq() = default;
  explicit Seq(std::uint32_t value) : value_(value) {}
  std::uint32_t peek() const { return value_; }

  friend Seq operator+(Seq a, Size n) { return Seq(a.value_ + n.peek()); }
  friend Seq operator-(Seq a, Size n) { return Seq(a.value_ - n.peek()); }
  friend Size operator-(Seq a, Seq b) { return Size(a.value_ - b.value_); }
  friend Bool operator==(Seq a, Seq b) { return a.value_ == b.value_; }
  friend Bool operator<(Seq a, Seq b) { return a.value_ - b.value_ >= 0x80000000U; }
  friend Bool operator<=(Seq a, Seq b) { return !(b < a); }

 private:
  std::uint32_t value_ = 0;
};

template <class E> class Enum {
 public:
  Enum() = default;
  Enum(E value) : value_(value) {}       // NOLINT: from an enumerator
  operator E() const { return value_; }  // NOLINT: for `switch`

  friend Bool operator==(Enum a, Enum b) { return a.value_ == b.value_; }
  friend Bool operator==(Enum a, E b) { return a.value_ == b; }

 private:
  E value_{};
};

struct Domain {
  using Bool = strict::Bool;
  using Seq = strict::Seq;
  using Size = strict::Size;
  template <class E> using Enum = strict::Enum<E>;

  template <class T> static T select(Bool condition, const T& yes, const T& no) { return condition.peek() ? yes : no; }
};

}  // namespace finalack::testing::strict
