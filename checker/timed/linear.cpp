#include "checker/timed/linear.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace finalack::checker {

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

bool contains(const Polyhedron& piece, const std::vector<Rational>& point) {
  return std::all_of(piece.constraints.begin(), piece.constraints.end(), [&](const LinearConstraint& c) {
    std::int64_t common = 1;
    for (const Rational& r : point) common = std::lcm(common, r.denominator);
    std::int64_t sum = c.constant * common;
    for (std::size_t i = 0; i < point.size(); ++i) {
      sum += c.coefficients[i] * point[i].numerator * (common / point[i].denominator);
    }
    return c.strict ? sum > 0 : sum >= 0;
  });
}

bool ViolatedRegion::contains(const std::vector<Rational>& point) const {
  return std::any_of(pieces.begin(), pieces.end(), [&](const Polyhedron& p) { return checker::contains(p, point); });
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
std::string sum(const std::vector<std::int64_t>& coefficients, std::int64_t constant,
                const std::vector<std::string>& parameters) {
  std::string plus;
  std::string minus;
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    if (coefficients[i] > 0) plus += (plus.empty() ? "" : " + ") + term(coefficients[i], parameters[i]);
    if (coefficients[i] < 0) minus += " - " + term(-coefficients[i], parameters[i]);
  }
  if (constant > 0) plus += (plus.empty() ? "" : " + ") + std::to_string(constant);
  if (constant < 0) minus += " - " + std::to_string(-constant);
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
  s.bound = sum(rest, constant, parameters);
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
