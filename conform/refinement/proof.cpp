// Asking Z3: first of an obligation as a whole, twice; only what does not hold is taken apart.
#include <algorithm>
#include <memory>

#include <z3++.h>

#include "checker/errors.hpp"
#include "checker/symbolic/solver_budget.hpp"
#include "conform/refinement/obligations.hpp"
#include "conform/refinement/question.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::conform {
namespace {

using checker::SolverBudget;

void assign(bool& to, const z3::expr& value) { to = value.is_true(); }
void assign(std::uint32_t& to, const z3::expr& value) { to = value.get_numeral_uint(); }
void assign(impl::SequenceNumber& to, const z3::expr& value) { to = impl::SequenceNumber(value.get_numeral_uint()); }
void assign(impl::State& to, const z3::expr& value) { to = static_cast<impl::State>(value.get_numeral_uint()); }

/// What the solver found, as numbers.
Instance instance_of(const Unknowns& unknowns, const z3::model& found) {
  Instance at;
  const auto read = [&](const auto& term, auto& value) { assign(value, found.eval(model::to_z3(term.term()), true)); };
  for_each_pair(unknowns.tcb, at.tcb, read);
  for_each_pair(unknowns.event, at.event, read);
  at.event.kind = unknowns.event.kind;
  read(unknowns.any.octet, at.any.octet);
  read(unknowns.any.part, at.any.part);
  return at;
}

/// One question: what is assumed, and what would have to be false.
class Question {
 public:
  Question(const Obligation& obligation, const Shape& shape, const impl::Policy& policy, const Core& core,
           SolverBudget& budget)
      : session_(32, context_),
        budget_(budget),
        name_(obligation.name()),
        policy_(policy),
        core_(core),
        unknowns_(unknowns_of(obligation, shape)),
        assumed_(model::to_z3(assumed_of(unknowns_, shape).term())),
        clauses_(clauses_of(unknowns_, policy, core)) {}

  void answer(Proof& proof) {
    proof.clauses += clauses_.size();
    const z3::check_result whole = check_whole();
    if (whole == z3::unsat) {
      if (is_confirmed()) return;
    } else if (whole == z3::sat) {
      take_apart(proof);
      return;
    }
    if (proof.verdict == Proof::Verdict::Proved) proof.verdict = Proof::Verdict::Unknown;
  }

 private:
  z3::expr some_clause_fails() const {
    z3::expr all = context_->bool_val(true);
    for (const Clause& clause : clauses_) all = all && model::to_z3(clause.holds.term());
    return !all;
  }

  z3::check_result check_whole() {
    z3::solver solver = checker::make_solver(*context_, "QF_FD");
    solver.add(assumed_);
    solver.add(some_clause_fails());
    return budget_.check(solver);
  }

  /// The same formula, of a fresh solver with other tactics, in a fresh context.
  bool is_confirmed() {
    z3::context fresh;
    z3::solver solver = z3::tactic(fresh, "qfbv").mk_solver();
    solver.set("ctrl_c", false);
    solver.add(z3::to_expr(fresh, Z3_translate(*context_, assumed_ && some_clause_fails(), fresh)));
    const z3::check_result result = budget_.check(solver);
    if (result == z3::sat) throw InternalError(name_ + ": one solver proves it, and another does not");
    return result == z3::unsat;
  }

  /// Clause by clause: which don't hold, and for the first of them, where.
  void take_apart(Proof& proof) {
    z3::solver solver = checker::make_solver(*context_, "QF_FD");
    solver.add(assumed_);
    proof.verdict = Proof::Verdict::Violated;
    for (const Clause& clause : clauses_) {
      if (std::find(proof.failed.begin(), proof.failed.end(), clause.words) != proof.failed.end()) continue;
      solver.push();
      solver.add(!model::to_z3(clause.holds.term()));
      if (budget_.check(solver) == z3::sat) {
        proof.failed.push_back(clause.words);
        if (!proof.counterexample) proof.counterexample = counterexample(clause, solver.get_model());
      }
      solver.pop();
    }
  }

  Instance counterexample(const Clause& clause, const z3::model& found) const {
    Instance at = instance_of(unknowns_, found);
    const auto broken = broken_at(at, policy_, core_);
    if (std::find(broken.begin(), broken.end(), clause.words) == broken.end()) {
      throw InternalError(name_ + ": what Z3 found does not break \"" + clause.words + "\" on native integers");
    }
    return at;
  }

  std::shared_ptr<z3::context> context_ = std::make_shared<z3::context>();
  model::SymbolicSession session_;
  SolverBudget& budget_;
  std::string name_;
  const impl::Policy& policy_;
  const Core& core_;
  Unknowns unknowns_;
  z3::expr assumed_;
  std::vector<Clause> clauses_;
};

}  // namespace

bool can_happen(const Obligation& obligation) {
  const std::vector<Shape> shapes = shapes_of(obligation);
  return std::all_of(shapes.begin(), shapes.end(), [&](const Shape& shape) {
    const auto context = std::make_shared<z3::context>();
    const model::SymbolicSession session(32, context);
    z3::solver solver(*context, "QF_FD");
    solver.add(model::to_z3(assumed_of(unknowns_of(obligation, shape), shape).term()));
    return solver.check() == z3::sat;
  });
}

Proof prove(const Obligation& obligation, const impl::Policy& policy, const checker::Limits& limits, const Core& core) {
  SolverBudget budget(limits);
  Proof proof;
  proof.verdict = Proof::Verdict::Proved;
  for (const Shape& shape : shapes_of(obligation)) {
    if (budget.is_spent()) {
      if (proof.verdict == Proof::Verdict::Proved) proof.verdict = Proof::Verdict::Unknown;
      break;
    }
    Question(obligation, shape, policy, core, budget).answer(proof);
  }
  proof.seconds = budget.seconds();
  return proof;
}

}  // namespace finalack::conform
