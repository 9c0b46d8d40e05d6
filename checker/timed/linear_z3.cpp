#include "checker/timed/linear_z3.hpp"

#include <numeric>
#include <string>

#include "checker/errors.hpp"

namespace finalack::checker {

namespace {

/// A sum of rational multiples; the last entry is the constant.
using Sum = std::vector<Rational>;

Rational added(const Rational& a, const Rational& b) {
  const std::int64_t common = std::lcm(a.denominator, b.denominator);
  Rational r{a.numerator * (common / a.denominator) + b.numerator * (common / b.denominator), common};
  const std::int64_t divisor = std::gcd(r.numerator, r.denominator);
  if (divisor > 1) r = {r.numerator / divisor, r.denominator / divisor};
  return r;
}

Rational times(const Rational& a, const Rational& b) {
  Rational r{a.numerator * b.numerator, a.denominator * b.denominator};
  const std::int64_t divisor = std::gcd(r.numerator, r.denominator);
  if (divisor > 1) r = {r.numerator / divisor, r.denominator / divisor};
  return r;
}

void add_to(Sum& sum, const z3::expr& e, const Rational& factor, const std::vector<z3::expr>& parameters) {
  if (e.is_numeral()) {
    sum.back() = added(sum.back(), times(factor, rational_of(e)));
    return;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (z3::eq(e, parameters[i])) {
      sum[i] = added(sum[i], factor);
      return;
    }
  }
  if (!e.is_app()) throw InternalError("not a linear term: " + e.to_string());
  const auto minus = times(factor, {-1, 1});
  switch (e.decl().decl_kind()) {
    case Z3_OP_ADD:
      for (unsigned i = 0; i < e.num_args(); ++i) add_to(sum, e.arg(i), factor, parameters);
      return;
    case Z3_OP_SUB:
      for (unsigned i = 0; i < e.num_args(); ++i) add_to(sum, e.arg(i), i == 0 ? factor : minus, parameters);
      return;
    case Z3_OP_UMINUS: add_to(sum, e.arg(0), minus, parameters); return;
    case Z3_OP_MUL:
      if (e.num_args() == 2 && e.arg(0).is_numeral()) {
        add_to(sum, e.arg(1), times(factor, rational_of(e.arg(0))), parameters);
        return;
      }
      break;
    case Z3_OP_TO_REAL: add_to(sum, e.arg(0), factor, parameters); return;
    default: break;
  }
  throw InternalError("not a linear term: " + e.to_string());
}

LinearConstraint normalised(const Sum& sum, bool strict) {
  std::int64_t common = 1;
  for (const Rational& r : sum) common = std::lcm(common, r.denominator);
  std::vector<std::int64_t> all;
  std::int64_t divisor = 0;
  for (const Rational& r : sum) {
    all.push_back(r.numerator * (common / r.denominator));
    divisor = std::gcd(divisor, all.back());
  }
  if (divisor > 1) {
    for (auto& n : all) n /= divisor;
  }
  LinearConstraint c;
  c.constant = all.back();
  all.pop_back();
  c.coefficients = std::move(all);
  c.strict = strict;
  return c;
}

}  // namespace

Rational rational_of(const z3::expr& numeral) {
  Rational r;
  if (Z3_get_numeral_rational_int64(numeral.ctx(), numeral, &r.numerator, &r.denominator)) return r;
  throw InternalError("a number beyond 64 bits: " + numeral.to_string());
}

z3::expr to_z3(const LinearConstraint& constraint, const std::vector<z3::expr>& parameters) {
  z3::context& context = parameters.front().ctx();
  z3::expr sum = context.real_val(std::to_string(constraint.constant).c_str());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (constraint.coefficients[i] == 0) continue;
    sum = sum + context.real_val(std::to_string(constraint.coefficients[i]).c_str()) * parameters[i];
  }
  return constraint.strict ? sum > 0 : sum >= 0;
}

z3::expr to_z3(const Polyhedron& piece, const std::vector<z3::expr>& parameters) {
  z3::expr_vector all(parameters.front().ctx());
  for (const LinearConstraint& c : piece.constraints) all.push_back(to_z3(c, parameters));
  return z3::mk_and(all);
}

z3::expr outside(const ViolatedRegion& region, const std::vector<z3::expr>& parameters) {
  z3::expr_vector all(parameters.front().ctx());
  for (const Polyhedron& piece : region.pieces) all.push_back(!to_z3(piece, parameters));
  return z3::mk_and(all);
}

std::vector<LinearConstraint> constraints_of(const z3::expr& literal, const std::vector<z3::expr>& parameters) {
  if (literal.is_not()) {
    const auto positive = constraints_of(literal.arg(0), parameters);
    if (positive.size() != 1) throw InternalError("not an inequality: " + literal.to_string());
    return {positive[0].negated()};
  }
  if (!literal.is_app() || literal.num_args() != 2) throw InternalError("not an inequality: " + literal.to_string());
  const auto difference = [&](unsigned plus, unsigned minus) {
    Sum sum(parameters.size() + 1);
    add_to(sum, literal.arg(plus), {1, 1}, parameters);
    add_to(sum, literal.arg(minus), {-1, 1}, parameters);
    return sum;
  };
  switch (literal.decl().decl_kind()) {
    case Z3_OP_LE: return {normalised(difference(1, 0), false)};
    case Z3_OP_LT: return {normalised(difference(1, 0), true)};
    case Z3_OP_GE: return {normalised(difference(0, 1), false)};
    case Z3_OP_GT: return {normalised(difference(0, 1), true)};
    case Z3_OP_EQ: return {normalised(difference(0, 1), false), normalised(difference(1, 0), false)};
    default: throw InternalError("not an inequality: " + literal.to_string());
  }
}

}  // namespace finalack::checker
