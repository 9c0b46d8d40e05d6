#include "checker/timed/search.hpp"

#include <string>

#include "checker/errors.hpp"
#include "checker/timed/linear_z3.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

/// Bits at once to SAT, and what stays of the reals to simplex.
z3::solver bit_blasting(z3::context& context) {
  const auto tactic = [&](const char* name) { return z3::tactic(context, name); };
  z3::solver solver = (tactic("simplify") & tactic("solve-eqs") & tactic("bit-blast") & tactic("smt")).mk_solver();
  return solver;
}

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

}  // namespace

TimedSearch::TimedSearch(const TimedRelation& relation, const model::Term& what, unsigned depth, SolverBudget& budget)
    : relation_(relation),
      bad_(without_fixed(relation, what)),
      depth_(depth),
      budget_(budget),
      context_(*relation.context),
      solver_(bit_blasting(context_)),
      idle_(static_cast<unsigned>(relation.kinds.size())) {
  // The kind's variable has room for one more value, or this would be a real kind again.
  const unsigned width = model::to_z3(relation_.kind).get_sort().bv_size();
  if (idle_ >= (1U << width)) throw InternalError("no room for a step that is left out");
  Moment now = moment(0);
  for (unsigned i = 0; i < now.state.size(); ++i) {
    solver_.add(now.state[i] == model::to_z3(relation_.variables[i].initial));
  }
  z3::expr_vector current = this->current();
  z3::expr_vector inputs = this->inputs();
  z3::expr was_idle = context_.bool_val(false);
  for (unsigned time = 0; time < depth_; ++time) {
    const Moment next = moment(time + 1);
    const auto now_for = [&](const model::Term& term) {
      z3::expr e = model::to_z3(term);
      z3::expr_vector from(context_);
      z3::expr_vector to(context_);
      for (unsigned i = 0; i < current.size(); ++i) {
        from.push_back(current[i]);
        to.push_back(now.state[i]);
      }
      for (unsigned i = 0; i < inputs.size(); ++i) {
        from.push_back(inputs[i]);
        to.push_back(now.inputs[i]);
      }
      return e.substitute(from, to);
    };
    const z3::expr idle = now.inputs[0] == context_.bv_val(idle_, width);
    solver_.add(idle || now_for(relation_.enabled));
    if (time > 0) solver_.add(!was_idle || idle);  // what is left out is the end: of equal runs, one
    was_idle = idle;
    for (unsigned i = 0; i < now.state.size(); ++i) {
      solver_.add(next.state[i] == z3::ite(idle, now.state[i], now_for(relation_.variables[i].next)));
    }
    now = next;
  }
  z3::expr_vector from = current;
  z3::expr bad = model::to_z3(bad_);
  solver_.add(bad.substitute(from, now.state));
  for (const z3::expr& p : parameters()) solver_.add(p > 0);
}

z3::expr_vector TimedSearch::current() const {
  z3::expr_vector all(context_);
  for (const auto& v : relation_.variables) all.push_back(model::to_z3(v.current));
  return all;
}

z3::expr_vector TimedSearch::inputs() const {
  z3::expr_vector all(context_);
  all.push_back(model::to_z3(relation_.kind));
  all.push_back(model::to_z3(relation_.delay));
  for (const auto& input : relation_.inputs) all.push_back(model::to_z3(input.term));
  return all;
}

std::vector<z3::expr> TimedSearch::parameters() const {
  std::vector<z3::expr> all;
  for (const auto& p : relation_.parameters) all.push_back(model::to_z3(p.term));
  return all;
}

TimedSearch::Moment TimedSearch::moment(unsigned time) const {
  Moment m{z3::expr_vector(context_), z3::expr_vector(context_)};
  const auto named = [&](const z3::expr& e) {
    return context_.constant((e.to_string() + "@" + std::to_string(time)).c_str(), e.get_sort());
  };
  for (const z3::expr& e : current()) m.state.push_back(named(e));
  for (const z3::expr& e : inputs()) m.inputs.push_back(named(e));
  return m;
}

TimedSearch::Answer TimedSearch::find(const z3::expr& where) {
  solver_.push();
  solver_.add(where);
  const z3::check_result result = budget_.check(solver_);
  if (result == z3::sat) read(solver_.get_model());
  solver_.pop();
  return result == z3::sat ? Answer::Found : result == z3::unsat ? Answer::None : Answer::OutOfBudget;
}

void TimedSearch::read(const z3::model& model) {
  run_ = {};
  for (const z3::expr& p : parameters()) run_.parameters.push_back(rational_of(model.eval(p, true)));
  z3::expr now = context_.real_val(0);
  for (unsigned time = 0; time < depth_; ++time) {
    const Moment m = moment(time);
    const unsigned kind = model.eval(m.inputs[0], true).get_numeral_uint();
    if (kind == idle_) continue;
    now = (now + model.eval(m.inputs[1], true)).simplify();
    run_.steps.push_back({rational_of(now), kind, model.eval(m.inputs[2], true).get_numeral_uint(),
                          model.eval(m.inputs[3], true).is_true()});
  }
}

Polyhedron TimedSearch::points_of_run() const {
  // The run, with its actions but not its times: the discrete part folds away, and what is left is over delays.
  const z3::expr_vector current = this->current();
  const z3::expr_vector inputs = this->inputs();
  z3::expr_vector state(context_);
  for (const auto& v : relation_.variables) state.push_back(model::to_z3(v.initial));
  z3::expr_vector delays(context_);
  z3::expr_vector needed(context_);
  const std::vector<z3::expr> parameters = this->parameters();
  z3::solver at_point(context_);
  z3::expr before = context_.real_val(0);
  for (unsigned i = 0; i < run_.steps.size(); ++i) {
    const TimedStepTaken& step = run_.steps[i];
    const z3::expr delay = context_.real_const(("delay#" + std::to_string(i)).c_str());
    delays.push_back(delay);
    const z3::expr at = context_.real_val((std::to_string(step.at.numerator) + "/" + std::to_string(step.at.denominator)).c_str());
    at_point.add(delay == at - before);
    before = at;
    z3::expr_vector from(context_);
    z3::expr_vector to(context_);
    for (unsigned v = 0; v < current.size(); ++v) {
      from.push_back(current[v]);
      to.push_back(state[v]);
    }
    const z3::expr_vector taken = [&] {
      z3::expr_vector t(context_);
      t.push_back(context_.bv_val(step.kind, inputs[0].get_sort().bv_size()));
      t.push_back(delay);
      t.push_back(context_.bv_val(step.argument, inputs[2].get_sort().bv_size()));
      t.push_back(context_.bool_val(step.lose));
      return t;
    }();
    for (unsigned v = 0; v < inputs.size(); ++v) {
      from.push_back(inputs[v]);
      to.push_back(taken[v]);
    }
    const auto here = [&](const model::Term& term) {
      z3::expr e = model::to_z3(term);
      return e.substitute(from, to).simplify();
    };
    needed.push_back(here(relation_.enabled));
    z3::expr_vector next(context_);
    for (const auto& v : relation_.variables) next.push_back(here(v.next));
    state = next;
  }
  z3::expr bad = model::to_z3(bad_);
  needed.push_back(bad.substitute(current, state).simplify());

  for (unsigned i = 0; i < parameters.size(); ++i) {
    const Rational& r = run_.parameters[i];
    at_point.add(parameters[i] == context_.real_val((std::to_string(r.numerator) + "/" + std::to_string(r.denominator)).c_str()));
    needed.push_back(parameters[i] > 0);
  }
  if (at_point.check() != z3::sat) throw InternalError("the times of a run contradict each other");
  const z3::model model = at_point.get_model();
  z3::expr_vector literals(context_);
  for (const z3::expr& e : needed) implicant(e, true, model, literals);

  z3::goal goal(context_);
  goal.add(delays.empty() ? z3::mk_and(literals) : z3::exists(delays, z3::mk_and(literals)));
  const z3::apply_result projected = (z3::tactic(context_, "qe2") & z3::tactic(context_, "simplify"))(goal);
  if (projected.size() != 1) throw InternalError("a projection in several parts");
  // One conjunction: over a convex set it can be nothing else, but its terms may say so in other ways.
  const z3::expr region = projected[0].as_expr();
  z3::expr_vector of_region(context_);
  implicant(region, true, model, of_region);
  Polyhedron piece;
  for (const z3::expr& literal : of_region) {
    for (LinearConstraint& c : constraints_of(literal, parameters)) piece.constraints.push_back(std::move(c));
  }
  return piece;
}

}  // namespace finalack::checker
