// From one run to all points at which its actions can be taken, or to other times at the same point.
#include <string>

#include "checker/errors.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/search.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

/// The literals of a formula without quantifiers that make it true in a model: a conjunction that implies it.
void implicant(const z3::expr& formula, bool wanted, const z3::model& model, z3::expr_vector& literals) {
  if (formula.is_true() || formula.is_false()) {
    if (formula.is_true() != wanted) throw InternalError("a model that does not satisfy what it was asked for");
    return;
  }
  const auto holds = [&](const z3::expr& e) { return model.eval(e, true).is_true(); };
  if (formula.is_not()) return implicant(formula.arg(0), !wanted, model, literals);
  if (formula.is_and() || formula.is_or()) {
    const bool all = formula.is_and() == wanted;
    for (unsigned i = 0; i < formula.num_args(); ++i) {
      if (all) {
        implicant(formula.arg(i), wanted, model, literals);
      } else if (holds(formula.arg(i)) == wanted) {
        return implicant(formula.arg(i), wanted, model, literals);
      }
    }
    if (!all) throw InternalError("a model that does not satisfy what it was asked for");
    return;
  }
  const bool on_booleans = formula.num_args() > 0 && formula.arg(formula.num_args() - 1).is_bool();
  if (formula.is_ite()) {
    const bool condition = holds(formula.arg(0));
    implicant(formula.arg(0), condition, model, literals);
    return implicant(formula.arg(condition ? 1 : 2), wanted, model, literals);
  }
  if (formula.is_eq() && on_booleans) {
    const bool left = holds(formula.arg(0));
    implicant(formula.arg(0), left, model, literals);
    return implicant(formula.arg(1), left == wanted, model, literals);
  }
  if (formula.is_eq() && !wanted) {  // one side of it
    const z3::expr below = formula.arg(0) < formula.arg(1);
    literals.push_back(holds(below) ? below : formula.arg(0) > formula.arg(1));
    return;
  }
  literals.push_back(wanted ? formula : !formula);
}

z3::expr number(z3::context& context, const Rational& r) {
  return context.real_val((std::to_string(r.numerator) + "/" + std::to_string(r.denominator)).c_str());
}

/// A run with its actions but not its times: the discrete part folds away, and what is left is over delays and
/// parameters.
struct Path {
  z3::expr_vector delays;  ///< before each of its steps
  std::vector<z3::expr> parameters;
  z3::expr_vector needed;
};

Path path_of(const TimedRelation& relation, const model::Term& bad, const TimedRun& run) {
  z3::context& context = *relation.context;
  Path path{z3::expr_vector(context), {}, z3::expr_vector(context)};
  z3::expr_vector current(context);
  z3::expr_vector state(context);
  for (const auto& v : relation.variables) {
    current.push_back(model::to_z3(v.current));
    state.push_back(model::to_z3(v.initial));
  }
  const z3::expr kind = model::to_z3(relation.kind);
  const z3::expr passing = model::to_z3(relation.delay);
  const auto* argument = input_called(relation, "argument");
  const auto* lose = input_called(relation, "lose");
  for (unsigned i = 0; i < run.steps.size(); ++i) {
    const TimedStepTaken& step = run.steps[i];
    const z3::expr delay = context.real_const(("delay#" + std::to_string(i)).c_str());
    path.delays.push_back(delay);
    z3::expr_vector from(context);
    z3::expr_vector to(context);
    for (unsigned v = 0; v < current.size(); ++v) {
      from.push_back(current[v]);
      to.push_back(state[v]);
    }
    const auto take = [&](const z3::expr& input, const z3::expr& value) {
      from.push_back(input);
      to.push_back(value);
    };
    take(kind, context.bv_val(step.kind, kind.get_sort().bv_size()));
    take(passing, delay);
    if (argument != nullptr) {
      const z3::expr input = model::to_z3(argument->term);
      take(input, context.bv_val(step.argument, input.get_sort().bv_size()));
    }
    if (lose != nullptr) take(model::to_z3(lose->term), context.bool_val(step.lose));
    const auto here = [&](const model::Term& term) {
      z3::expr e = model::to_z3(term);
      return e.substitute(from, to).simplify();
    };
    path.needed.push_back(here(relation.enabled));
    z3::expr_vector next(context);
    for (const auto& v : relation.variables) next.push_back(here(v.next));
    state = next;
  }
  z3::expr at_end = model::to_z3(without_fixed(relation, bad));
  path.needed.push_back(at_end.substitute(current, state).simplify());
  for (const auto& p : relation.parameters) {
    path.parameters.push_back(model::to_z3(p.term));
    path.needed.push_back(path.parameters.back() > 0);
  }
  return path;
}

z3::expr at(const Path& path, const std::vector<Rational>& point) {
  z3::expr_vector all(path.delays.ctx());
  for (unsigned i = 0; i < path.parameters.size(); ++i) {
    all.push_back(path.parameters[i] == number(path.delays.ctx(), point.at(i)));
  }
  return z3::mk_and(all);
}

}  // namespace

Polyhedron points_of(const TimedRelation& relation, const model::Term& bad, const TimedRun& run) {
  z3::context& context = *relation.context;
  const Path path = path_of(relation, bad, run);
  z3::solver at_point = make_solver(context);
  at_point.add(at(path, run.parameters));
  z3::expr before = context.real_val(0);
  for (unsigned i = 0; i < run.steps.size(); ++i) {
    const z3::expr now = number(context, run.steps[i].at);
    at_point.add(path.delays[i] == now - before);
    before = now;
  }
  if (at_point.check() != z3::sat) throw InternalError("the times of a run contradict each other");
  const z3::model model = at_point.get_model();
  z3::expr_vector literals(context);
  for (const z3::expr& e : path.needed) implicant(e, true, model, literals);

  z3::goal goal(context);
  goal.add(path.delays.empty() ? z3::mk_and(literals) : z3::exists(path.delays, z3::mk_and(literals)));
  const z3::apply_result projected = (z3::tactic(context, "qe2") & z3::tactic(context, "simplify"))(goal);
  if (projected.size() != 1) throw InternalError("a projection in several parts");
  // One conjunction: over a convex set it can be nothing else, but its terms may say so in other ways.
  const z3::expr region = projected[0].as_expr();
  z3::expr_vector of_region(context);
  implicant(region, true, model, of_region);
  Polyhedron piece;
  for (const z3::expr& literal : of_region) {
    for (LinearConstraint& c : constraints_of(literal, path.parameters)) piece.constraints.push_back(std::move(c));
  }
  return piece;
}

std::optional<TimedRun> at_whole_times(const TimedRelation& relation, const model::Term& bad, const TimedRun& run,
                                       SolverBudget& budget) {
  z3::context& context = *relation.context;
  const Path path = path_of(relation, bad, run);
  z3::optimize solver = make_optimizer(context);
  solver.add(at(path, run.parameters));
  solver.add(z3::mk_and(path.needed));
  z3::expr_vector times(context);
  z3::expr before = context.int_val(0);
  for (unsigned i = 0; i < run.steps.size(); ++i) {
    times.push_back(context.int_const(("time#" + std::to_string(i)).c_str()));
    solver.add(times[i] >= before && path.delays[i] == z3::to_real(times[i] - before));
    before = times[i];
  }
  for (unsigned i = run.steps.size(); i > 0; --i) solver.minimize(times[i - 1]);
  if (budget.check(solver) != z3::sat) return std::nullopt;
  const z3::model model = solver.get_model();
  TimedRun whole = run;
  for (unsigned i = 0; i < run.steps.size(); ++i) {
    whole.steps[i].at = rational_of(model.eval(z3::to_real(times[i]), true));
  }
  return whole;
}

}  // namespace finalack::checker
