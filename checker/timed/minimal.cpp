#include "checker/timed/minimal.hpp"

#include <algorithm>

#include "checker/errors.hpp"
#include "checker/timed/linear_z3.hpp"

namespace finalack::checker {

bool lies_within(const Polyhedron& inner, const ViolatedRegion& region, const std::vector<z3::expr>& parameters) {
  z3::context& context = parameters.front().ctx();
  z3::solver solver(context);
  for (const z3::expr& p : parameters) solver.add(p > 0);
  solver.add(to_z3(inner, parameters));
  solver.add(outside(region, parameters));
  const z3::check_result result = solver.check();
  if (result == z3::unknown) throw InternalError("Z3 doesn't compare two regions: " + solver.reason_unknown());
  return result == z3::unsat;
}

bool same_points(const ViolatedRegion& a, const ViolatedRegion& b, const std::vector<z3::expr>& parameters) {
  const auto within = [&](const ViolatedRegion& inner, const ViolatedRegion& outer) {
    return std::all_of(inner.pieces.begin(), inner.pieces.end(),
                       [&](const Polyhedron& piece) { return lies_within(piece, outer, parameters); });
  };
  return within(a, b) && within(b, a);
}

namespace {

/// How late an inequality is tried: those about the fewest and the first parameters go first, so that what stays bounds the
/// last one (W) where it can.
std::size_t worth(const LinearConstraint& c) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < c.coefficients.size(); ++i) {
    if (c.mentions(i)) last = i + 1;
  }
  return last * 2 + (c.strict ? 1 : 0);
}

}  // namespace

ViolatedRegion minimal(ViolatedRegion region, const std::vector<z3::expr>& parameters) {
  const ViolatedRegion whole = region;
  for (Polyhedron& piece : region.pieces) {
    std::stable_sort(piece.constraints.begin(), piece.constraints.end(),
                     [](const LinearConstraint& a, const LinearConstraint& b) { return worth(a) < worth(b); });
    for (std::size_t i = 0; i < piece.constraints.size();) {
      Polyhedron wider = piece;
      wider.constraints.erase(wider.constraints.begin() + static_cast<std::ptrdiff_t>(i));
      if (lies_within(wider, whole, parameters)) {
        piece = std::move(wider);
      } else {
        ++i;
      }
    }
  }
  // The widest first, so that what is dropped is what lies in it.
  std::stable_sort(region.pieces.begin(), region.pieces.end(),
                   [](const Polyhedron& a, const Polyhedron& b) { return a.constraints.size() < b.constraints.size(); });
  for (std::size_t i = region.pieces.size(); i-- > 0;) {
    ViolatedRegion others = region;
    others.pieces.erase(others.pieces.begin() + static_cast<std::ptrdiff_t>(i));
    if (lies_within(region.pieces[i], others, parameters)) region = std::move(others);
  }
  for (Polyhedron& piece : region.pieces) std::sort(piece.constraints.begin(), piece.constraints.end());
  std::sort(region.pieces.begin(), region.pieces.end());
  return region;
}

}  // namespace finalack::checker
