#include "checker/symbolic/bounded_search.hpp"

#include "checker/errors.hpp"
#include "checker/symbolic/read_back.hpp"

namespace finalack::checker {

BoundedSearch::BoundedSearch(const Relation& relation, const System& system, SolverBudget& budget)
    : relation_(relation),
      system_(system),
      budget_(budget),
      unrolling_(relation),
      solver_(make_solver(*relation.context, "QF_FD")),
      asserted_(*relation.context) {
  std::vector<std::string> names;
  for (const Relation::Predicate& predicate : relation.predicates) names.push_back(predicate.name);
  if (names != system.predicate_names()) {
    throw InternalError("relation and system of " + relation.name + " have different predicates");
  }
  asserted_.push_back(unrolling_.initial());
  solver_.add(asserted_.back());
}

void BoundedSearch::deepen() {
  asserted_.push_back(unrolling_.transition(depth_++));
  solver_.add(asserted_.back());
}

BoundedSearch::Answer BoundedSearch::ask(unsigned predicate) {
  predicate_ = predicate;
  z3::context& context = unrolling_.context();
  const z3::expr here = unrolling_.at(relation_.predicates.at(predicate).holds, depth_).simplify();
  if (here.is_false()) return Answer::NotHere;
  const z3::expr asked = context.bool_const(("?asked" + std::to_string(asked_++)).c_str());
  solver_.add(z3::implies(asked, here));
  z3::expr_vector assumptions(context);
  assumptions.push_back(asked);
  switch (budget_.check(solver_, assumptions)) {
    case z3::sat: return Answer::Reached;
    case z3::unsat: solver_.add(!asked); return Answer::NotHere;
    default: return Answer::OutOfBudget;
  }
}

Trace BoundedSearch::trace() {
  const z3::model model = solver_.get_model();
  std::vector<Snapshot> run;
  for (unsigned time = 0; time <= depth_; ++time) run.push_back(unrolling_.snapshot(model, time));
  return replayed(relation_, system_, run, predicate_);
}

bool BoundedSearch::may_meet_bounds() {
  if (relation_.held_back.truth() == false) return false;
  // In a solver of its own, because a run that ends where a step is held back must not be made to go on.
  z3::context& context = unrolling_.context();
  z3::solver solver = make_solver(context, "QF_FD");
  solver.add(unrolling_.initial());
  for (unsigned time = 0; time < depth_; ++time) {
    const z3::expr met = context.bool_const(("?met" + std::to_string(time)).c_str());
    solver.add(z3::implies(met, unrolling_.at(relation_.held_back, time)));
    z3::expr_vector assumptions(context);
    assumptions.push_back(met);
    if (budget_.check(solver, assumptions) != z3::unsat) return true;
    solver.add(unrolling_.transition(time));
  }
  return false;
}

z3::expr BoundedSearch::obligation(unsigned predicate) {
  z3::expr_vector all(unrolling_.context());
  for (const z3::expr& e : asserted_) all.push_back(e);
  all.push_back(unrolling_.at(relation_.predicates.at(predicate).holds, depth_));
  return z3::mk_and(all);
}

}  // namespace finalack::checker
