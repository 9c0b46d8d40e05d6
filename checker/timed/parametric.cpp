#include "checker/timed/parametric.hpp"

#include "checker/errors.hpp"
#include "checker/symbolic/solver_budget.hpp"
#include "checker/timed/induction.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/minimal.hpp"
#include "checker/timed/search.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

constexpr unsigned kFirstDepth = 4;

class Blocking {
 public:
  Blocking(const ParametricQuestion& question, const Limits& limits)
      : question_(question), limits_(limits), budget_(limits) {
    for (const auto& p : question.relation.parameters) {
      answer_.region.parameters.push_back(p.name);
      terms_.push_back(model::to_z3(p.term));
    }
  }

  ParametricAnswer run(unsigned most_steps) {
    if (!proved()) {
      look_on_integers();
      unsigned depth = kFirstDepth;
      while (!answer_.proved && !spent() && look_on_reals(depth, most_steps)) proved();
    }
    answer_.region = minimal(std::move(answer_.region), terms_, question_.domain);
    return std::move(answer_);
  }

 private:
  bool spent() {
    answer_.ended_by = budget_.spent();
    return answer_.ended_by != EndedBy::Nothing;
  }

  z3::expr not_blocked() const { return outside(answer_.region, terms_) && to_z3(question_.domain, terms_); }

  bool proved() {
    const InductionResult r =
        check_inductive(question_.relation, question_.invariant, question_.bad, not_blocked(), budget_);
    answer_.obligations = r.obligations;
    answer_.why_not = r.failed.empty() ? "" : r.failed + (r.counterexample.empty() ? "" : ": " + r.counterexample);
    answer_.proved = r.proved;
    return r.proved;
  }

  void add(const TimedRun& run) {
    Polyhedron piece = points_of(question_.relation, question_.bad, run);
    if (!contains(piece, run.parameters)) throw InternalError("a run's own point is not among the points of the run");
    answer_.region.pieces.push_back(std::move(piece));
    answer_.runs.push_back(run);
  }

  void look_on_integers() {
    for (const std::vector<Rational>& point : question_.grid) {
      if (spent()) return;
      if (!contains(question_.domain, point) || answer_.region.contains(point)) continue;
      const std::optional<TimedRun> run = question_.run_at(point, limits_);
      if (!run) continue;
      add(*run);
      if (proved()) return;
    }
  }

  /// False when there is no more to find, or no budget to look.
  bool look_on_reals(unsigned& depth, unsigned most_steps) {
    for (; depth <= most_steps; ++depth) {
      TimedSearch search(question_.relation, question_.bad, depth, budget_);
      const TimedSearch::Answer found = search.find(not_blocked());
      if (found == TimedSearch::Answer::OutOfBudget) return false;
      if (found == TimedSearch::Answer::Found) {
        add(search.run());
        return true;
      }
      answer_.depth = depth;
    }
    return false;
  }

  const ParametricQuestion& question_;
  Limits limits_;
  SolverBudget budget_;
  std::vector<z3::expr> terms_;
  ParametricAnswer answer_;
};

}  // namespace

ParametricAnswer synthesize(const ParametricQuestion& question, unsigned most_steps, const Limits& limits) {
  return Blocking(question, limits).run(most_steps);
}

}  // namespace finalack::checker
