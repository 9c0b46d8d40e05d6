#include "checker/timed/induction.hpp"

#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

/// What a model says of the variables and inputs that a formula reads.
std::string described(const TimedRelation& relation, const z3::model& model) {
  std::string text;
  const auto add = [&](const std::string& name, const model::Term& term) {
    text += (text.empty() ? "" : ", ") + name + " = " + model.eval(model::to_z3(term), true).to_string();
  };
  for (const auto& p : relation.parameters) add(p.name, p.term);
  for (const auto& v : relation.variables) add(v.name, v.current);
  for (const auto& i : relation.inputs) add(i.name, i.term);
  add("delay", relation.delay);
  return text;
}

}  // namespace

InductionResult check_inductive(const TimedRelation& relation, const model::Term& invariant, const model::Term& bad,
                                const z3::expr& where, SolverBudget& budget) {
  z3::context& context = *relation.context;
  InductionResult result;
  z3::expr_vector current(context);
  z3::expr_vector initial(context);
  z3::expr_vector next(context);
  for (const auto& v : relation.variables) {
    current.push_back(model::to_z3(v.current));
    initial.push_back(model::to_z3(v.initial));
    next.push_back(model::to_z3(v.next));
  }
  z3::expr holds = model::to_z3(without_fixed(relation, invariant));
  const z3::expr never = model::to_z3(without_fixed(relation, bad));
  const auto refuted = [&](const z3::expr& violation, const std::string& words) {
    z3::solver solver = make_bit_blasting_solver(context);
    for (const auto& p : relation.parameters) solver.add(model::to_z3(p.term) > 0);
    solver.add(where);
    solver.add(violation);
    const z3::check_result answer = budget.check(solver);
    if (answer == z3::unsat) {
      ++result.obligations;
      return true;
    }
    result.out_of_budget = answer == z3::unknown;
    result.failed = words;
    if (answer == z3::sat) result.counterexample = described(relation, solver.get_model());
    return false;
  };
  z3::expr at_first = holds;
  if (!refuted(!at_first.substitute(current, initial), "it does not hold in the beginning")) return result;
  if (!refuted(holds && never, "it does not exclude what is never to be")) return result;
  z3::expr kept = holds;
  kept = kept.substitute(current, next);
  const z3::expr kind = model::to_z3(relation.kind);
  z3::expr_vector from(context);
  from.push_back(kind);
  for (unsigned i = 0; i < relation.kinds.size(); ++i) {
    z3::expr_vector to(context);
    to.push_back(context.bv_val(i, kind.get_sort().bv_size()));
    z3::expr step = holds && model::to_z3(relation.enabled) && !kept;
    if (!refuted(step.substitute(from, to).simplify(), relation.kinds[i].name + ": it is not kept")) return result;
  }
  result.proved = true;
  return result;
}

}  // namespace finalack::checker
