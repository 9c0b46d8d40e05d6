// Prime implicants of a union of polyhedra, over the inequalities that its pieces are made of.
//
// Point by point: take one that is not covered yet, all inequalities of the pool that hold there (a cell, within the
// union), and drop one after the other as long as the rest stays within the union. The pool is finite, so it ends; and
// it can put pieces together that no piece alone could become by leaving something out.
#include "checker/timed/minimal.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "checker/errors.hpp"
#include "checker/symbolic/solver_budget.hpp"
#include "checker/timed/linear_z3.hpp"

namespace finalack::checker {

namespace {

/// A point of the domain of which `also` holds.
std::optional<std::vector<Rational>> point_where(const z3::expr& also, const std::vector<z3::expr>& parameters,
                                                 const Polyhedron& domain) {
  z3::context& context = parameters.front().ctx();
  z3::solver solver = make_solver(context);
  for (const z3::expr& p : parameters) solver.add(p > 0);
  solver.add(to_z3(domain, parameters));
  solver.add(also);
  const z3::check_result result = solver.check();
  if (result == z3::unknown) throw InternalError("Z3 doesn't compare two regions: " + solver.reason_unknown());
  if (result == z3::unsat) return std::nullopt;
  const z3::model model = solver.get_model();
  std::vector<Rational> point;
  for (const z3::expr& p : parameters) point.push_back(rational_of(model.eval(p, true)));
  return point;
}

/// How readily an inequality is dropped: one that bounds the last parameter (W) from below first, because a violated
/// region is what lies below something; then those about the fewest and the first parameters.
std::pair<int, std::size_t> worth(const LinearConstraint& c) {
  const std::size_t last = c.coefficients.size() - 1;
  std::size_t mentioned = 0;
  for (std::size_t i = 0; i < c.coefficients.size(); ++i) {
    if (c.mentions(i)) mentioned = i + 1;
  }
  return {c.coefficients[last] > 0 ? 0 : 1, mentioned * 2 + (c.strict ? 1 : 0)};
}

}  // namespace

bool lies_within(const Polyhedron& inner, const ViolatedRegion& region, const std::vector<z3::expr>& parameters,
                 const Polyhedron& domain) {
  return !point_where(to_z3(inner, parameters) && outside(region, parameters), parameters, domain);
}

bool same_points(const ViolatedRegion& a, const ViolatedRegion& b, const std::vector<z3::expr>& parameters,
                 const Polyhedron& domain) {
  const auto within = [&](const ViolatedRegion& inner, const ViolatedRegion& outer) {
    return std::all_of(inner.pieces.begin(), inner.pieces.end(),
                       [&](const Polyhedron& piece) { return lies_within(piece, outer, parameters, domain); });
  };
  return within(a, b) && within(b, a);
}

ViolatedRegion minimal(const ViolatedRegion& region, const std::vector<z3::expr>& parameters,
                       const Polyhedron& domain) {
  std::set<LinearConstraint> distinct;
  for (const Polyhedron& piece : region.pieces) distinct.insert(piece.constraints.begin(), piece.constraints.end());
  std::vector<LinearConstraint> pool(distinct.begin(), distinct.end());
  std::stable_sort(pool.begin(), pool.end(), [](const auto& a, const auto& b) { return worth(a) < worth(b); });

  ViolatedRegion primes{region.parameters, {}};
  for (const Polyhedron& piece : region.pieces) {
    while (const auto point =
               point_where(to_z3(piece, parameters) && outside(primes, parameters), parameters, domain)) {
      Polyhedron prime;
      for (const LinearConstraint& c : pool) {
        if (contains(Polyhedron{{c}}, *point)) prime.constraints.push_back(c);
      }
      for (std::size_t i = 0; i < prime.constraints.size();) {
        Polyhedron wider = prime;
        wider.constraints.erase(wider.constraints.begin() + static_cast<std::ptrdiff_t>(i));
        if (lies_within(wider, region, parameters, domain)) {
          prime = std::move(wider);
        } else {
          ++i;
        }
      }
      primes.pieces.push_back(std::move(prime));
    }
  }
  std::stable_sort(primes.pieces.begin(), primes.pieces.end(), [](const Polyhedron& a, const Polyhedron& b) {
    return a.constraints.size() < b.constraints.size();
  });
  for (std::size_t i = primes.pieces.size(); i-- > 0;) {
    ViolatedRegion others = primes;
    others.pieces.erase(others.pieces.begin() + static_cast<std::ptrdiff_t>(i));
    if (lies_within(primes.pieces[i], others, parameters, domain)) primes = std::move(others);
  }
  for (Polyhedron& piece : primes.pieces) std::sort(piece.constraints.begin(), piece.constraints.end());
  std::sort(primes.pieces.begin(), primes.pieces.end());
  return primes;
}

}  // namespace finalack::checker
