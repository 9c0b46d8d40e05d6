// The symbolic domain: Z3 terms behind the same types as the concrete domain's, so that one model runs over both.
//
// `&`, `|`, `!`, `==` and the arithmetic build terms. Where C++ wants to know (an `if`, a `&&`, a `switch` over an
// Enum), the value asks the path explorer (model/paths.hpp), and the function is run once for every answer. The width
// of a sequence number is a property of the session, not of the type: one compilation serves all widths, 32 bits
// included.
//
// Enum encodings past the last enumerator exist as bit patterns only. To a `switch` they look like the last enumerator;
// that no reachable state holds one is an invariant which the checker states and proves (Relation::well_formed).
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "model/domain/enums.hpp"
#include "model/domain/term.hpp"
#include "model/paths.hpp"
#include "model/reflect.hpp"

namespace finalack::model {

namespace symbolic {

class Bool {
 public:
  using leaf_tag = void;

  Bool() : Bool(false) {}
  Bool(bool value) : term_(terms::boolean(value)) {}  // NOLINT(google-explicit-constructor): as in the concrete domain

  /// Which way this run of the explored function goes.
  explicit operator bool() const { return Paths::current().decide(term_); }
  const Term& term() const { return term_; }
  static Bool from_term(Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return 0; }

  friend Bool operator!(const Bool& a) { return from_term(terms::negation(a.term_)); }
  friend Bool operator&(const Bool& a, const Bool& b) { return from_term(terms::conjunction(a.term_, b.term_)); }
  friend Bool operator|(const Bool& a, const Bool& b) { return from_term(terms::disjunction(a.term_, b.term_)); }
  friend Bool operator==(const Bool& a, const Bool& b) { return from_term(terms::equal(a.term_, b.term_)); }
  friend Bool operator!=(const Bool& a, const Bool& b) { return !(a == b); }

 private:
  struct FromTerm {};
  Bool(Term term, FromTerm) : term_(std::move(term)) {}
  Term term_;
};

/// What Bits and Offset share: unsigned comparison and wrapping arithmetic of one term with another. `Self` has
/// `term()` and `from_term`, and is made from a number.
template <class Self> struct UnsignedOperators {
  friend Self operator+(const Self& a, const Self& b) { return Self::from_term(terms::sum(a.term(), b.term())); }
  friend Self operator-(const Self& a, const Self& b) { return Self::from_term(terms::difference(a.term(), b.term())); }
  friend Bool operator==(const Self& a, const Self& b) { return Bool::from_term(terms::equal(a.term(), b.term())); }
  friend Bool operator!=(const Self& a, const Self& b) { return !(a == b); }
  friend Bool operator<(const Self& a, const Self& b) { return Bool::from_term(terms::below(a.term(), b.term())); }
  friend Bool operator<=(const Self& a, const Self& b) { return !(b < a); }
  friend Bool operator>(const Self& a, const Self& b) { return b < a; }
  friend Bool operator>=(const Self& a, const Self& b) { return !(a < b); }
};

/// An unsigned number of N bits; arithmetic wraps.
template <unsigned N> class Bits : public UnsignedOperators<Bits<N>> {
 public:
  static_assert(N >= 1 && N <= 32);
  using leaf_tag = void;

  Bits() : Bits(0) {}
  Bits(std::uint32_t value) : term_(terms::number(value, N)) {}  // NOLINT(google-explicit-constructor)

  const Term& term() const { return term_; }
  static Bits from_term(Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return N; }

 private:
  struct FromTerm {};
  Bits(Term term, FromTerm) : term_(std::move(term)) {}
  Term term_;
};

/// How far one sequence number is ahead of another: as many bits as a sequence number.
class Offset : public UnsignedOperators<Offset> {
 public:
  using leaf_tag = void;

  Offset() : Offset(0) {}
  Offset(std::uint32_t value)  // NOLINT(google-explicit-constructor)
      : term_(terms::number(value, term_width())) {}

  const Term& term() const { return term_; }
  static Offset from_term(Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return SymbolicSession::current().width(); }

 private:
  struct FromTerm {};
  Offset(Term term, FromTerm) : term_(std::move(term)) {}
  Term term_;
};

/// One value of an enumeration.
template <class E> class Enum {
 public:
  using leaf_tag = void;
  using enum_type = E;

  Enum() : Enum(static_cast<E>(0)) {}
  Enum(E value) : term_(literal(value)) {}  // NOLINT(google-explicit-constructor)

  /// The enumerator that this run of the explored function takes it for. The last one needs no question.
  operator E() const {  // NOLINT(google-explicit-constructor): `switch` works
    constexpr unsigned last = enum_count<E> - 1;
    for (unsigned i = 0; i < last; ++i) {
      if (Paths::current().decide(terms::equal(term_, literal(static_cast<E>(i))))) return static_cast<E>(i);
    }
    Paths::current().assume(terms::equal(term_, literal(static_cast<E>(last))));
    return static_cast<E>(last);
  }
  const Term& term() const { return term_; }
  static Enum from_term(Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return enum_bits<E>; }

  friend Bool operator==(const Enum& a, const Enum& b) { return Bool::from_term(terms::equal(a.term_, b.term_)); }
  friend Bool operator!=(const Enum& a, const Enum& b) { return !(a == b); }
  friend Bool operator==(const Enum& a, E b) { return Bool::from_term(terms::equal(a.term_, literal(b))); }
  friend Bool operator!=(const Enum& a, E b) { return !(a == b); }

 private:
  struct FromTerm {};
  Enum(Term term, FromTerm) : term_(std::move(term)) {}
  static Term literal(E value) { return terms::number(static_cast<std::uint32_t>(value), enum_bits<E>); }
  Term term_;
};

/// A sequence number of the session's width; see concrete::Seq for what its comparisons mean.
class Seq {
 public:
  using leaf_tag = void;
  using seq_tag = void;

  Seq() : Seq(0) {}
  explicit Seq(std::uint32_t value) : term_(terms::number(value, term_width())) {}

  const Term& term() const { return term_; }
  static Seq from_term(Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return SymbolicSession::current().width(); }

  friend Seq operator+(const Seq& a, std::uint32_t n) { return from_term(terms::sum(a.term_, Seq(n).term_)); }
  friend Seq operator-(const Seq& a, std::uint32_t n) { return from_term(terms::difference(a.term_, Seq(n).term_)); }
  template <unsigned N> friend Seq operator+(const Seq& a, const Bits<N>& n) {
    return from_term(terms::sum(a.term_, terms::resized(n.term(), term_width())));
  }
  template <unsigned N> friend Seq operator-(const Seq& a, const Bits<N>& n) {
    return from_term(terms::difference(a.term_, terms::resized(n.term(), term_width())));
  }
  friend Offset operator-(const Seq& a, const Seq& b) { return Offset::from_term(terms::difference(a.term_, b.term_)); }
  friend Bool operator==(const Seq& a, const Seq& b) { return Bool::from_term(terms::equal(a.term_, b.term_)); }
  friend Bool operator!=(const Seq& a, const Seq& b) { return !(a == b); }
  friend Bool operator<(const Seq& a, const Seq& b) { return Bool::from_term(terms::top_bit((a - b).term())); }
  friend Bool operator<=(const Seq& a, const Seq& b) { return !(b < a); }
  friend Bool operator>(const Seq& a, const Seq& b) { return b < a; }
  friend Bool operator>=(const Seq& a, const Seq& b) { return !(a < b); }

 private:
  struct FromTerm {};
  Seq(Term term, FromTerm) : term_(std::move(term)) {}
  Term term_;
};

/// A moment or a span of time: a real number.
class Time {
 public:
  using leaf_tag = void;
  using time_tag = void;

  Time() : Time(0) {}
  Time(std::uint32_t value) : term_(terms::real(value)) {}  // NOLINT(google-explicit-constructor)

  const Term& term() const { return term_; }
  static Time from_term(Term term) { return {std::move(term), FromTerm{}}; }

  friend Time operator+(const Time& a, const Time& b) { return from_term(terms::real_sum(a.term_, b.term_)); }
  friend Time operator-(const Time& a, const Time& b) { return from_term(terms::real_difference(a.term_, b.term_)); }
  friend Bool operator==(const Time& a, const Time& b) { return Bool::from_term(terms::equal(a.term_, b.term_)); }
  friend Bool operator!=(const Time& a, const Time& b) { return !(a == b); }
  friend Bool operator<(const Time& a, const Time& b) { return Bool::from_term(terms::less(a.term_, b.term_)); }
  friend Bool operator<=(const Time& a, const Time& b) { return !(b < a); }
  friend Bool operator>(const Time& a, const Time& b) { return b < a; }
  friend Bool operator>=(const Time& a, const Time& b) { return !(a < b); }

 private:
  struct FromTerm {};
  Time(Term term, FromTerm) : term_(std::move(term)) {}
  Term term_;
};

}  // namespace symbolic

/// The domain of Z3 terms. Usable while a SymbolicSession is open on the thread.
struct Symbolic {
  static constexpr bool is_symbolic = true;

  using Bool = symbolic::Bool;
  template <unsigned N> using Bits = symbolic::Bits<N>;
  template <class E> using Enum = symbolic::Enum<E>;
  using Seq = symbolic::Seq;
  using Time = symbolic::Time;

  /// One of `alternatives` ways, as the step's choice inputs say.
  static unsigned choose(unsigned alternatives) { return Paths::current().choose(alternatives); }

  /// If-then-else on a leaf, or on every leaf of a struct; leaves that are the same term stay as they are.
  template <class T> static T select(const Bool& condition, const T& yes, const T& no) {
    T result = yes;
    for_each_leaf(
        [&](auto& leaf, const auto& other) {
          using L = std::remove_cvref_t<decltype(leaf)>;
          leaf = L::from_term(terms::select(condition.term(), leaf.term(), other.term()));
        },
        result, no);
    return result;
  }

  /// Follows every path of a pure function and merges the results into one.
  template <class F, class... Args> static auto merge(F function, const Args&... args) {
    static_assert(std::is_empty_v<F>, "a merged function may capture nothing: pass values in, get domain values out");
    return explore_within(function, args...);
  }
};

}  // namespace finalack::model
