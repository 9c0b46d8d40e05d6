// The operators of the symbolic domain, against those of the concrete one: every pair of operands at a small width, at
// 32 bits the ends of the range; with variables under an assignment, and with literals, which are folded on the way.
#include "model/domain/symbolic.hpp"

#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "model/domain/concrete.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::model {
namespace {

std::uint32_t value_of(const Term& term) {
  const Term simple = terms::simplified(term);
  return simple.truth() ? static_cast<std::uint32_t>(*simple.truth()) : simple.number().value();
}

/// The value of `f(a, b)` for two variables, once they are these numbers.
template <class T, class F> std::uint32_t under_assignment(const F& f, std::uint32_t a, std::uint32_t b) {
  const Term x = terms::variable("x", T::term_width());
  const Term y = terms::variable("y", T::term_width());
  z3::expr e = to_z3(f(T::from_term(x), T::from_term(y)).term());
  z3::expr_vector from(e.ctx());
  z3::expr_vector to(e.ctx());
  from.push_back(to_z3(x));
  from.push_back(to_z3(y));
  for (const std::uint32_t number : {a, b}) {
    to.push_back(x.width() == 0 ? e.ctx().bool_val(number != 0) : e.ctx().bv_val(number, x.width()));
  }
  return value_of(from_z3(e.substitute(from, to)));
}

/// Runs one generic function of two operands over both domains.
template <class C, class S, class F>
void expect_same(const char* what, const F& f, const std::vector<std::uint32_t>& numbers) {
  for (const std::uint32_t a : numbers) {
    for (const std::uint32_t b : numbers) {
      const std::uint32_t expected = f(C::from_raw(a), C::from_raw(b)).raw();
      const unsigned width = S::term_width();
      const auto literal = [&](std::uint32_t n) {
        return S::from_term(width == 0 ? terms::boolean(n != 0) : terms::number(n, width));
      };
      EXPECT_EQ(value_of(f(literal(a), literal(b)).term()), expected) << a << what << b << " as literals";
      EXPECT_EQ(under_assignment<S>(f, a, b), expected) << a << what << b << " as variables";
    }
  }
}

template <class C, class S> void expect_same_comparisons(const std::vector<std::uint32_t>& numbers) {
  expect_same<C, S>(
      " == ", [](const auto& a, const auto& b) { return a == b; }, numbers);
  expect_same<C, S>(
      " != ", [](const auto& a, const auto& b) { return a != b; }, numbers);
  expect_same<C, S>(
      " < ", [](const auto& a, const auto& b) { return a < b; }, numbers);
  expect_same<C, S>(
      " <= ", [](const auto& a, const auto& b) { return a <= b; }, numbers);
  expect_same<C, S>(
      " > ", [](const auto& a, const auto& b) { return a > b; }, numbers);
  expect_same<C, S>(
      " >= ", [](const auto& a, const auto& b) { return a >= b; }, numbers);
}

template <unsigned Width> void expect_same_numbers(const std::vector<std::uint32_t>& numbers) {
  const SymbolicSession session(Width);
  using C = concrete::Seq<Width>;
  using S = symbolic::Seq;
  expect_same_comparisons<C, S>(numbers);
  expect_same<C, S>(
      " - ", [](const auto& a, const auto& b) { return a - b; }, numbers);
  expect_same<C, S>(
      " +1+ ", [](const auto& a, const auto&) { return a + 1; }, numbers);
  expect_same<C, S>(
      " -3- ", [](const auto& a, const auto&) { return a - 3; }, numbers);
  expect_same<C, S>(
      " -1- ", [](const auto& a, const auto& b) { return a - b > 1; }, numbers);
  expect_same<C, S>(
      " half way ", [](const auto& a, const auto& b) { return a - b == 1U << (Width - 1); }, numbers);
}

std::vector<std::uint32_t> all_below(std::uint32_t end) {
  std::vector<std::uint32_t> numbers(end);
  for (std::uint32_t i = 0; i < end; ++i) numbers[i] = i;
  return numbers;
}

TEST(SymbolicSeq, ComparesAsConcreteOnesDoHalfWayRoundIncluded) { expect_same_numbers<4>(all_below(16)); }
TEST(SymbolicSeq, ComparesAsConcreteOnesDoAtTwoBits) { expect_same_numbers<2>(all_below(4)); }
TEST(SymbolicSeq, ComparesAsConcreteOnesDoAt32Bits) {
  expect_same_numbers<32>({0, 1, 2, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF});
}

TEST(SymbolicSeq, TakesNumbersOfAnyWidth) {
  const SymbolicSession session(4);
  const symbolic::Seq seq(9);
  EXPECT_EQ(value_of((seq + symbolic::Bits<2>(3)).term()), 12U);
  EXPECT_EQ(value_of((seq + symbolic::Bits<8>(0x12)).term()), 11U);
  EXPECT_EQ(value_of((seq + 0xFFFFFFFFU).term()), 8U);
}

TEST(SymbolicBits, CalculatesAsConcreteOnesDo) {
  const SymbolicSession session(4);
  using C = concrete::Bits<3>;
  using S = symbolic::Bits<3>;
  expect_same_comparisons<C, S>(all_below(8));
  expect_same<C, S>(
      " + ", [](const auto& a, const auto& b) { return a + b; }, all_below(8));
  expect_same<C, S>(
      " - ", [](const auto& a, const auto& b) { return a - b; }, all_below(8));
  expect_same<C, S>(
      " +5 ", [](const auto& a, const auto&) { return a + 5; }, all_below(8));
}

TEST(SymbolicBool, CalculatesAsConcreteOnesDo) {
  const SymbolicSession session(4);
  using C = concrete::Bool;
  using S = symbolic::Bool;
  expect_same<C, S>(" & ", [](const auto& a, const auto& b) { return a & b; }, {0, 1});
  expect_same<C, S>(" | ", [](const auto& a, const auto& b) { return a | b; }, {0, 1});
  expect_same<C, S>(" == ", [](const auto& a, const auto& b) { return a == b; }, {0, 1});
  expect_same<C, S>(" != ", [](const auto& a, const auto& b) { return a != b; }, {0, 1});
  expect_same<C, S>(" ! ", [](const auto& a, const auto&) { return !a; }, {0, 1});
}

struct Pair {
  BOOST_HANA_DEFINE_STRUCT(Pair, (symbolic::Bool, one), (symbolic::Bits<2>, other));
};

TEST(SymbolicSelect, WorksLeafByLeafAndKeepsWhatIsTheSame) {
  const SymbolicSession session(4);
  const auto condition = symbolic::Bool::from_term(terms::variable("c", 0));
  const auto same = symbolic::Bool::from_term(terms::variable("s", 0));
  const Pair pair = Symbolic::select(condition, Pair{same, 1}, Pair{same, 2});
  EXPECT_TRUE(pair.one.term().same_as(same.term()));
  EXPECT_TRUE(pair.other.term().same_as(terms::select(condition.term(), terms::number(1, 2), terms::number(2, 2))));
}

TEST(SymbolicDefaults, AreZero) {
  const SymbolicSession session(4);
  EXPECT_EQ(symbolic::Bool().term().truth(), false);
  EXPECT_EQ(symbolic::Bits<5>().term().number(), 0U);
  EXPECT_EQ(symbolic::Seq().term().number(), 0U);
}

}  // namespace
}  // namespace finalack::model
