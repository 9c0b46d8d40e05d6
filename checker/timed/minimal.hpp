// The same region in fewer words.
#pragma once

#include <z3++.h>

#include "checker/timed/linear.hpp"

namespace finalack::checker {

/// The same points of the domain (with positive parameters), as prime pieces: of the inequalities that were given, no
/// fewer would do for a piece, and no piece is covered by the others.
ViolatedRegion minimal(const ViolatedRegion& region, const std::vector<z3::expr>& parameters,
                       const Polyhedron& domain = {});

/// Whether `inner` lies within the region, as far as the domain goes; asked of a fresh solver.
bool lies_within(const Polyhedron& inner, const ViolatedRegion& region, const std::vector<z3::expr>& parameters,
                 const Polyhedron& domain = {});

/// Whether two regions have the same points, as far as the domain goes.
bool same_points(const ViolatedRegion& a, const ViolatedRegion& b, const std::vector<z3::expr>& parameters,
                 const Polyhedron& domain = {});

}  // namespace finalack::checker
