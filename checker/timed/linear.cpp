#include "checker/timed/linear.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace finalack::checker {

namespace {

/// Sums of products of 64-bit numbers.
using Wide = boost::multiprecision::cpp_int;

constexpr std::int64_t kDecimals = 1000;

Wide common_denominator(const std::vector<std::optional<Rational>>& values) {
  Wide common = 1;
  for (const auto& value : values) {
    if (value) common = lcm(common, Wide(value->denominator));
  }
  return common;
}

/// What the parameters with a value add up to in a constraint, and its constant, `common` times.
Wide known_part(const LinearConstraint& c, const std::vector<std::optional<Rational>>& values, const Wide& common) {
  Wide sum = c.constant * common;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) sum += common / values[i]->denominator * values[i]->numerator * c.coefficients[i];
  }
  return sum;
}

bool is_so(const Wide& sum, bool strict) { return strict ? sum > 0 : sum >= 0; }

bool mentions_any(const LinearConstraint& c) {
  return std::any_of(c.coefficients.begin(), c.coefficients.end(), [](std::int64_t n) { return n != 0; });
}

bool fits(const Wide& number) {
  return number <= std::numeric_limits<std::int64_t>::max() && number >= -std::numeric_limits<std::int64_t>::max();
}

/// Over the parameters without a value; none if it has numbers beyond 64 bits.
std::optional<LinearConstraint> at_values(const LinearConstraint& c,
                                          const std::vector<std::optional<Rational>>& values) {
  const Wide common = common_denominator(values);
  std::vector<Wide> numbers{known_part(c, values, common)};
  for (std::size_t i = 0; i < values.size(); ++i) {
    numbers.push_back(values[i] ? Wide(0) : Wide(c.coefficients[i] * common));
  }
  Wide divisor = 0;
  for (const Wide& n : numbers) divisor = gcd(divisor, n);
  if (divisor > 1) {
    for (Wide& n : numbers) n /= divisor;
  }
  if (!std::all_of(numbers.begin(), numbers.end(), fits)) return std::nullopt;
  LinearConstraint rest{{}, static_cast<std::int64_t>(numbers[0]), c.strict};
  for (std::size_t i = 1; i < numbers.size(); ++i) rest.coefficients.push_back(static_cast<std::int64_t>(numbers[i]));
  return rest;
}

}  // namespace

LinearConstraint LinearConstraint::negated() const {
  LinearConstraint n = *this;
  for (auto& c : n.coefficients) c = -c;
  n.constant = -constant;
  n.strict = !strict;
  return n;
}

Rational reduced(const Rational& number) {
  const std::int64_t divisor = std::gcd(number.numerator, number.denominator);
  return {number.numerator / divisor, number.denominator / divisor};
}

std::string Rational::text() const {
  return denominator == 1 ? std::to_string(numerator) : fmt::format("{}/{}", numerator, denominator);
}

std::string Rational::decimal() const {
  const bool is_large = std::abs(numerator) > std::numeric_limits<std::int64_t>::max() / kDecimals;
  if (denominator == 1 || kDecimals % denominator != 0 || is_large) return text();
  const std::int64_t thousandths = std::abs(numerator) * (kDecimals / denominator);
  std::string digits =
      fmt::format("{}{}.{:03}", numerator < 0 ? "-" : "", thousandths / kDecimals, thousandths % kDecimals);
  while (digits.back() == '0') digits.pop_back();
  return digits;
}

bool contains(const Polyhedron& piece, const std::vector<Rational>& point) {
  const std::vector<std::optional<Rational>> values(point.begin(), point.end());
  const Wide common = common_denominator(values);
  return std::all_of(piece.constraints.begin(), piece.constraints.end(),
                     [&](const LinearConstraint& c) { return is_so(known_part(c, values, common), c.strict); });
}

bool ViolatedRegion::contains(const std::vector<Rational>& point) const {
  return std::any_of(pieces.begin(), pieces.end(), [&](const Polyhedron& p) { return checker::contains(p, point); });
}

std::optional<ViolatedRegion> at_values(const ViolatedRegion& region,
                                        const std::vector<std::optional<Rational>>& values) {
  ViolatedRegion result{region.parameters, {}};
  for (const Polyhedron& piece : region.pieces) {
    Polyhedron left;
    bool is_empty = false;
    for (const LinearConstraint& c : piece.constraints) {
      std::optional<LinearConstraint> rest = at_values(c, values);
      if (!rest) return std::nullopt;
      if (mentions_any(*rest)) {
        left.constraints.push_back(std::move(*rest));
      } else {
        is_empty = is_empty || !is_so(rest->constant, c.strict);
      }
    }
    const bool is_new = std::find(result.pieces.begin(), result.pieces.end(), left) == result.pieces.end();
    if (!is_empty && is_new) result.pieces.push_back(std::move(left));
  }
  return result;
}

namespace {

/// The parameter that a constraint is written for: the last one that it mentions.
std::size_t subject_of(const LinearConstraint& c) {
  for (std::size_t i = c.coefficients.size(); i-- > 0;) {
    if (c.mentions(i)) return i;
  }
  return c.coefficients.size();
}

std::string term(std::int64_t coefficient, const std::string& name) {
  return coefficient == 1 ? name : fmt::format("{} {}", coefficient, name);
}

/// A sum with its positive terms first; "0" if it is empty. Later parameters come first: RTO + MSL.
std::string sum(const std::vector<std::int64_t>& coefficients, const Rational& constant,
                const std::vector<std::string>& parameters) {
  std::string plus;
  std::string minus;
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    if (coefficients[i] > 0) plus += (plus.empty() ? "" : " + ") + term(coefficients[i], parameters[i]);
    if (coefficients[i] < 0) minus += " - " + term(-coefficients[i], parameters[i]);
  }
  const Rational positive{std::abs(constant.numerator), constant.denominator};
  if (constant.numerator > 0) plus += (plus.empty() ? "" : " + ") + positive.decimal();
  if (constant.numerator < 0) minus += " - " + positive.decimal();
  if (plus.empty()) return minus.empty() ? "0" : "-" + minus.substr(3);
  return plus + minus;
}

/// A constraint solved for its subject: `factor` subject (>=, >, <=, <) bound.
struct Solved {
  std::size_t subject = 0;
  std::int64_t factor = 1;
  std::string relation;
  std::string bound;
};

Solved solved(const LinearConstraint& c, const std::vector<std::string>& parameters) {
  Solved s;
  s.subject = subject_of(c);
  const bool positive = s.subject == c.coefficients.size() || c.coefficients[s.subject] > 0;
  s.factor = s.subject == c.coefficients.size() ? 0 : std::abs(c.coefficients[s.subject]);
  s.relation = positive ? (c.strict ? ">" : ">=") : (c.strict ? "<" : "<=");
  std::vector<std::int64_t> rest = c.coefficients;
  if (s.factor != 0) rest[s.subject] = 0;
  std::int64_t constant = c.constant;
  if (positive) {
    for (auto& r : rest) r = -r;
    constant = -constant;
  }
  const bool divides =
      s.factor != 0 && std::all_of(rest.begin(), rest.end(), [&](auto n) { return n % s.factor == 0; });
  if (divides) {
    for (auto& r : rest) r /= s.factor;
  }
  s.bound = sum(rest, divides ? reduced({constant, s.factor}) : Rational{constant, 1}, parameters);
  if (divides) s.factor = 1;
  return s;
}

std::string left(const Solved& s, const std::vector<std::string>& parameters) {
  return s.factor == 0 ? "0" : term(s.factor, parameters[s.subject]);
}

/// Alternatives; those that bound the same thing from the same side become one: W >= min(a, b).
std::string alternatives(const Polyhedron& piece, const std::vector<std::string>& parameters) {
  std::vector<Solved> all;
  for (const LinearConstraint& c : piece.constraints) all.push_back(solved(c.negated(), parameters));
  std::stable_sort(all.begin(), all.end(), [](const Solved& a, const Solved& b) { return a.subject < b.subject; });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < all.size();) {
    std::vector<std::string> bounds;
    std::size_t j = i;
    for (; j < all.size() && all[j].subject == all[i].subject && all[j].factor == all[i].factor &&
           all[j].relation == all[i].relation;
         ++j) {
      bounds.push_back(all[j].bound);
    }
    const char* best = all[i].relation.front() == '>' ? "min" : "max";
    words.push_back(fmt::format("{} {} {}", left(all[i], parameters), all[i].relation,
                                bounds.size() == 1 ? bounds[0] : fmt::format("{}({})", best, fmt::join(bounds, ", "))));
    i = j;
  }
  return fmt::format("{}", fmt::join(words, " or "));
}

}  // namespace

std::string text(const LinearConstraint& constraint, const std::vector<std::string>& parameters) {
  const Solved s = solved(constraint, parameters);
  return fmt::format("{} {} {}", left(s, parameters), s.relation, s.bound);
}

std::string text(const Polyhedron& piece, const std::vector<std::string>& parameters) {
  if (piece.constraints.empty()) return "always";
  std::vector<std::string> words;
  for (const LinearConstraint& c : piece.constraints) words.push_back(text(c, parameters));
  return fmt::format("{}", fmt::join(words, " and "));
}

std::string condition(const ViolatedRegion& region) {
  if (region.pieces.empty()) return "always";
  std::vector<std::string> words;
  for (const Polyhedron& piece : region.pieces) {
    if (piece.constraints.empty()) return "never";
    const std::string one = alternatives(piece, region.parameters);
    const bool in_brackets = region.pieces.size() > 1 && one.find(" or ") != std::string::npos;
    words.push_back(in_brackets ? "(" + one + ")" : one);
  }
  return fmt::format("{}", fmt::join(words, " and "));
}

}  // namespace finalack::checker
