// Between linear constraints and Z3's terms. For the engines' .cpp files only (z3++.h).
#pragma once

#include <vector>

#include <z3++.h>

#include "checker/timed/linear.hpp"

namespace finalack::checker {

z3::expr to_z3(const LinearConstraint& constraint, const std::vector<z3::expr>& parameters);
z3::expr to_z3(const Polyhedron& piece, const std::vector<z3::expr>& parameters);
/// In no piece.
z3::expr outside(const ViolatedRegion& region, const std::vector<z3::expr>& parameters);

/// An inequality between linear terms over the parameters. An equation gives two. Throws InternalError if it is
/// anything else, or has numbers beyond 64 bits.
std::vector<LinearConstraint> constraints_of(const z3::expr& literal, const std::vector<z3::expr>& parameters);

Rational rational_of(const z3::expr& numeral);

}  // namespace finalack::checker
