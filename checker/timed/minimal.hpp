// The same region in fewer words.
#pragma once

#include <z3++.h>

#include "checker/timed/linear.hpp"

namespace finalack::checker {

/// The same set of points with positive parameters: every inequality is dropped whose piece stays within the union without
/// it, then every piece that the others cover. What is left is prime: not one inequality more can go.
ViolatedRegion minimal(ViolatedRegion region, const std::vector<z3::expr>& parameters);

/// Whether `inner` lies within the region, for positive parameters; asked of a fresh solver.
bool lies_within(const Polyhedron& inner, const ViolatedRegion& region, const std::vector<z3::expr>& parameters);

/// Whether two regions have the same points with positive parameters.
bool same_points(const ViolatedRegion& a, const ViolatedRegion& b, const std::vector<z3::expr>& parameters);

}  // namespace finalack::checker
