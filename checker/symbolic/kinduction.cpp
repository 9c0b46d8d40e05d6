// Every formula whose unsatisfiability a proof rests on is kept, and asked again before the verdict: of a fresh solver
// with other tactics, in a fresh context. That distrusts the incremental solver's state, not this file.
#include "checker/symbolic/kinduction.hpp"

#include <optional>
#include <string>

#include "checker/errors.hpp"
#include "checker/symbolic/bounded_search.hpp"

namespace finalack::checker {

namespace {

using Obligations = std::vector<z3::expr>;  ///< each is unsatisfiable

/// The induction step for one predicate, for k = 1, 2, ...: k good states, then a bad one.
class InductionStep {
 public:
  InductionStep(const Relation& relation, SolverBudget& budget, unsigned predicate, std::vector<Term> invariants)
      : budget_(budget),
        bad_(relation.predicates.at(predicate).holds),
        invariants_(std::move(invariants)),
        unrolling_(relation),
        solver_(make_solver(*relation.context, "QF_FD")),
        asserted_(*relation.context) {
    assume_invariants();
  }

  /// Makes the run one step longer; true when no such run exists.
  bool holds_for_next_k() {
    add(!unrolling_.at(bad_, k_));
    add(unrolling_.transition(k_));
    ++k_;
    assume_invariants();
    z3::expr_vector assumptions(unrolling_.context());
    const z3::expr asked = unrolling_.context().bool_const(("?bad" + std::to_string(k_)).c_str());
    solver_.add(z3::implies(asked, unrolling_.at(bad_, k_)));
    assumptions.push_back(asked);
    for (;;) {
      const z3::check_result result = budget_.check(solver_, assumptions);
      if (result != z3::sat) return result == z3::unsat;
      if (!separate_equal_states()) return false;
    }
  }

  unsigned k() const { return k_; }
  z3::expr obligation() {
    z3::expr_vector all(unrolling_.context());
    for (const z3::expr& e : asserted_) all.push_back(e);
    all.push_back(unrolling_.at(bad_, k_));
    return z3::mk_and(all);
  }

 private:
  void add(const z3::expr& e) {
    asserted_.push_back(e);
    solver_.add(e);
  }

  void assume_invariants() {
    for (const Term& invariant : invariants_) add(unrolling_.at(invariant, k_));
  }

  /// Requires those states of the run just found to differ that were the same; false when none were. Requiring it of
  /// all pairs beforehand costs k^2/2 wide disjunctions, of which few are ever needed (Een and Sorensson, 2003).
  bool separate_equal_states() {
    const z3::model model = solver_.get_model();
    std::vector<std::vector<std::uint32_t>> states;
    for (unsigned time = 0; time <= k_; ++time) states.push_back(unrolling_.snapshot(model, time).state);
    bool found = false;
    for (unsigned i = 0; i <= k_; ++i) {
      for (unsigned j = i + 1; j <= k_; ++j) {
        if (states[i] != states[j]) continue;
        add(unrolling_.differ(i, j));
        found = true;
      }
    }
    return found;
  }

  SolverBudget& budget_;
  Term bad_;
  std::vector<Term> invariants_;
  Unrolling unrolling_;
  z3::solver solver_;
  z3::expr_vector asserted_;
  unsigned k_ = 0;
};

class KInduction {
 public:
  KInduction(const Relation& relation, const System& system, const Limits& limits, const OnProgress& progress)
      : relation_(relation), system_(system), limits_(limits), progress_(progress), budget_(limits) {
    prove_well_formedness();
  }

  void prove_lemma(unsigned predicate) {
    Obligations obligations;
    const Attempt attempt = attempt_proof(predicate, obligations);
    if (!attempt.proved) return;
    invariants_.push_back(model::terms::negation(relation_.predicates.at(predicate).holds));
    invariant_obligations_.insert(invariant_obligations_.end(), obligations.begin(), obligations.end());
    lemma_names_ += (lemma_names_.empty() ? "" : ", ") + relation_.predicates.at(predicate).name;
  }

  Outcome decide(const Property& property) {
    const double start = budget_.seconds();
    Outcome outcome{verdict_on(property), "kind", 0, 0, 0};
    outcome.seconds = budget_.seconds() - start;
    return outcome;
  }

 private:
  struct Attempt {
    bool proved = false;
    unsigned k = 0;                 ///< of the proof
    std::optional<Trace> run;       ///< refuted
    std::optional<unsigned> depth;  ///< to which neither happened
  };

  /// Enumerations hold one of their values. Trivial, and yet the induction steps need it: they start anywhere.
  void prove_well_formedness() {
    if (relation_.well_formed.truth() == true) return;
    Unrolling unrolling(relation_);
    const z3::expr before = unrolling.at(relation_.well_formed, 0);
    const z3::expr after = unrolling.at(relation_.well_formed, 1);
    const Obligations obligations{unrolling.initial() && !before, before && unrolling.transition(0) && !after};
    for (const z3::expr& obligation : obligations) {
      z3::solver solver = make_solver(*relation_.context, "QF_FD");
      solver.add(obligation);
      if (budget_.check(solver) != z3::unsat) return;  // then it is not assumed
    }
    invariants_.push_back(relation_.well_formed);
    invariant_obligations_ = obligations;
  }

  Attempt attempt_proof(unsigned predicate, Obligations& obligations) {
    Attempt attempt;
    BoundedSearch base(relation_, system_, budget_);
    InductionStep step(relation_, budget_, predicate, invariants_);
    for (;;) {
      const BoundedSearch::Answer answer = base.ask(predicate);
      if (answer == BoundedSearch::Answer::OutOfBudget) return attempt;
      if (answer == BoundedSearch::Answer::Reached) {
        attempt.run = base.trace();
        return attempt;
      }
      attempt.depth = base.depth();
      obligations.push_back(base.obligation(predicate));
      if (base.depth() >= depth_limit(limits_)) return attempt;
      report(base.depth());
      if (step.holds_for_next_k()) {
        obligations.push_back(step.obligation());
        attempt.proved = true;
        attempt.k = step.k();
        return attempt;
      }
      if (budget_.is_spent()) return attempt;
      base.deepen();
    }
  }

  /// False when the budget ends first.
  bool recheck(const Obligations& obligations) {
    z3::context fresh;
    for (const z3::expr& obligation : obligations) {
      z3::solver solver = make_solver(fresh);
      solver.add(z3::to_expr(fresh, Z3_translate(obligation.ctx(), obligation, fresh)));
      const z3::check_result result = budget_.check(solver);
      if (result == z3::sat) {
        throw InternalError("two solvers disagree on an induction proof about " + relation_.name);
      }
      if (result == z3::unknown) return false;
    }
    return true;
  }

  Verdict verdict_on(const Property& property) {
    if (property.kind != Property::Kind::Never && property.kind != Property::Kind::Reachable) {
      return Verdict::unknown(system_.scope(), "k-induction decides safety only");
    }
    const bool never = property.kind == Property::Kind::Never;
    Obligations obligations = invariant_obligations_;
    const Attempt attempt = attempt_proof(property.predicate, obligations);
    model::Scope scope = system_.scope();
    if (attempt.run) {
      if (never) return Verdict::violated(scope, *attempt.run, "a shortest run, replayed");
      Verdict reached = Verdict::proved(scope, "reached by a shortest run, replayed");
      reached.trace = attempt.run;
      reached.depth = static_cast<unsigned>(attempt.run->length());
      return reached;
    }
    // Whether a bound is really met is a reachability question of its own; "may be" is the safe answer.
    scope.reached = relation_.held_back.truth() != false;
    const unsigned depth = attempt.depth.value_or(0);
    if (!attempt.proved) {
      const EndedBy ended_by = budget_.is_spent() ? budget_.spent() : EndedBy::Depth;
      const std::string budget = budget_text(ended_by, limits_);
      if (!attempt.depth) return Verdict::unknown(scope, budget + " before any depth was decided", ended_by);
      if (never) return Verdict::holds_to_depth(scope, depth, ended_by, budget);
      return Verdict::unknown(scope, "not reached in " + std::to_string(depth) + " steps; " + budget, ended_by, depth);
    }
    if (!recheck(obligations)) return spent_before(scope, "proved, but not re-checked", depth);
    if (!never) return Verdict::unreachable(scope);
    std::string certificate = "k-inductive at k = " + std::to_string(attempt.k);
    if (!lemma_names_.empty()) certificate += " with the lemmas " + lemma_names_;
    certificate += ", re-checked by a fresh solver";
    if (property.witness) {
      const BoundedSearch::Answer witness = find_witness(*property.witness);
      const std::string name = "'" + relation_.predicates.at(*property.witness).name + "'";
      if (witness == BoundedSearch::Answer::OutOfBudget) {
        return spent_before(scope, certificate + ", but no state with " + name + " was reached", depth);
      }
      // Runs of bounded length can't show that a witness is out of reach, only that it is farther away.
      if (witness == BoundedSearch::Answer::NotHere) {
        return Verdict::unknown(scope,
                                certificate + ", but no run of up to " + std::to_string(depth_limit(limits_)) +
                                    " steps reaches a state with " + name + ", without which it says nothing",
                                EndedBy::Depth, depth_limit(limits_));
      }
    }
    Verdict verdict = Verdict::proved(scope, certificate);
    verdict.depth = attempt.k;
    return verdict;
  }

  Verdict spent_before(const model::Scope& scope, const std::string& so_far, unsigned depth) {
    return Verdict::unknown(scope, so_far + "; " + budget_text(budget_.spent(), limits_), budget_.spent(), depth);
  }

  BoundedSearch::Answer find_witness(unsigned predicate) {
    BoundedSearch search(relation_, system_, budget_);
    for (;; search.deepen()) {
      const BoundedSearch::Answer answer = search.ask(predicate);
      if (answer != BoundedSearch::Answer::NotHere || search.depth() >= depth_limit(limits_)) return answer;
    }
  }

  void report(unsigned depth) const {
    if (!progress_) return;
    progress_({system_.name(), depth, 0, 0, Z3_get_estimated_alloc_size(), budget_.seconds(), "kind"});
  }

  const Relation& relation_;
  const System& system_;
  const Limits& limits_;
  const OnProgress& progress_;
  SolverBudget budget_;
  std::vector<Term> invariants_;
  Obligations invariant_obligations_;
  std::string lemma_names_;
};

}  // namespace

std::vector<Outcome> check_kinduction(const Relation& relation, const System& system,
                                      const std::vector<Property>& properties, const std::vector<unsigned>& lemmas,
                                      const Limits& limits, const OnProgress& progress) {
  KInduction engine(relation, system, limits, progress);
  for (const unsigned lemma : lemmas) engine.prove_lemma(lemma);
  std::vector<Outcome> outcomes;
  outcomes.reserve(properties.size());
  for (const Property& property : properties) outcomes.push_back(engine.decide(property));
  return outcomes;
}

}  // namespace finalack::checker
