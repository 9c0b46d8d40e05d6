// Regions of a timed world's parameters: unions of convex sets, each a conjunction of linear inequalities.
//
// Synthesis gathers the *violated* region piece by piece; the claim holds in its complement, which reads best as a
// conjunction of alternatives: one for each piece, which says what is not so in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace finalack::checker {

/// sum(coefficients[i] * parameter[i]) + constant > 0, or >= 0. The numbers have no common divisor.
struct LinearConstraint {
  std::vector<std::int64_t> coefficients;
  std::int64_t constant = 0;
  bool strict = false;

  LinearConstraint negated() const;
  bool mentions(std::size_t parameter) const { return coefficients[parameter] != 0; }
  friend auto operator<=>(const LinearConstraint&, const LinearConstraint&) = default;
};

/// All of these hold.
struct Polyhedron {
  std::vector<LinearConstraint> constraints;
  friend auto operator<=>(const Polyhedron&, const Polyhedron&) = default;
};

/// A point of the parameters, exact: numerator and denominator each.
struct Rational {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  /// "5/2", "3".
  std::string text() const;
  /// "2.5", "3", and "7/3" where no few decimals do.
  std::string decimal() const;
  friend bool operator==(const Rational&, const Rational&) = default;
};
/// The same number in lowest terms.
Rational reduced(const Rational& number);

bool contains(const Polyhedron& piece, const std::vector<Rational>& point);

/// Where a claim is violated, and by names what the parameters are.
struct ViolatedRegion {
  std::vector<std::string> parameters;
  std::vector<Polyhedron> pieces;

  bool contains(const std::vector<Rational>& point) const;
};

/// The same region among the points at which some of the parameters have these values: its inequalities mention only
/// the others, and its pieces stay in their order. None if they have numbers beyond 64 bits.
std::optional<ViolatedRegion> at_values(const ViolatedRegion& region,
                                        const std::vector<std::optional<Rational>>& values);

/// "W >= RTO + MSL", "W >= MSL + 2.5": one inequality, with the last of the parameters that it mentions on the left.
std::string text(const LinearConstraint& constraint, const std::vector<std::string>& parameters);
/// "RTO < 2 MSL and W < RTO + MSL"; "always" of no constraint.
std::string text(const Polyhedron& piece, const std::vector<std::string>& parameters);
/// Where the claim holds: "W >= RTO + MSL", "RTO >= 2 MSL or W >= min(2 MSL, RTO + MSL)"; "always" where no piece is,
/// and "never" where a piece is everything.
std::string condition(const ViolatedRegion& region);

}  // namespace finalack::checker
