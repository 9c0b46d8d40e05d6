#include "checker/timed/synthesis.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "checker/errors.hpp"
#include "checker/timed/induction.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/minimal.hpp"
#include "checker/timed/search.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kFarthest = 256;  ///< along a ray: what holds nowhere is not looked for for ever

class Synthesis {
 public:
  Synthesis(const SynthesisProblem& problem, const Limits& limits, const OnProgress& progress)
      : problem_(problem), limits_(limits), progress_(progress), budget_(limits) {
    for (const auto& p : problem.runs.relation.parameters) {
      result_.region.parameters.push_back(p.name);
      terms_.push_back(model::to_z3(p.term));
    }
  }

  SynthesisResult run() {
    unsigned depth = problem_.first_depth;
    if (!proved_outside() && !look_on_integers()) {
      while (!spent() && look_on_reals(depth) && !proved_outside()) {
      }
    }
    result_.region = minimal(std::move(result_.region), terms_, problem_.domain);
    choose_runs();
    result_.seconds = seconds();
    return std::move(result_);
  }

  ProofResult prove(const std::vector<LinearConstraint>& where) {
    const InductionResult r = induction(to_z3(Polyhedron{where}, terms_));
    return {r.proved, r.out_of_budget, r.obligations, r.failed};
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  bool spent() {
    result_.ended_by = budget_.spent();
    return result_.ended_by != EndedBy::Nothing;
  }

  void report(const char* engine) {
    if (!progress_) return;
    Progress p;
    p.what = "synthesis";
    p.engine = engine;
    p.states = result_.region.pieces.size();
    p.seconds = seconds();
    progress_(p);
  }

  z3::expr not_blocked() const { return outside(result_.region, terms_) && to_z3(problem_.domain, terms_); }

  InductionResult induction(const z3::expr& where) {
    return check_inductive(problem_.proofs.relation, problem_.invariant, problem_.proofs.bad, where, budget_);
  }

  void add(const TimedRun& run) {
    Polyhedron piece = points_of(problem_.runs.relation, problem_.runs.bad, run);
    if (!contains(piece, run.parameters)) throw InternalError("a run's own point is not among the points of the run");
    result_.region.pieces.push_back(std::move(piece));
    runs_.push_back(run);
  }

  /// True once the rest is proved.
  bool look_on_integers() {
    for (const SynthesisProblem::Ray& ray : problem_.grid) {
      report("explicit");
      const auto latest = ray.along ? look_along(ray) : look_at(ray.from);
      if (latest) {
        ++result_.found_on_integers;
        add(*latest);
        if (proved_outside()) return true;
      }
      if (spent()) return false;
    }
    return false;
  }

  bool is_asked(const std::vector<Rational>& point) const { return contains(problem_.domain, point); }

  std::optional<TimedRun> look_at(const std::vector<Rational>& point) const {
    if (!is_asked(point) || result_.region.contains(point)) return std::nullopt;
    Limits moment = limits_;
    moment.seconds = limits_.seconds - seconds();
    moment.memory_bytes = std::min(problem_.bytes_on_integers, limits_.memory_bytes);
    return problem_.run_at(point, moment);
  }

  /// The parameter is doubled up to where the violated points end, or begin, and that is closed in upon: always odd,
  /// and so never on a boundary that sums of the others make if those are even.
  std::optional<TimedRun> look_along(const SynthesisProblem::Ray& ray) {
    std::vector<Rational> point = ray.from;
    Rational& moving = point[*ray.along];
    std::optional<TimedRun> latest;
    std::int64_t before = 0;
    std::int64_t behind = 0;
    for (std::int64_t at = moving.numerator | 1; (behind == 0 || at < behind) && at < kFarthest && !spent();) {
      moving.numerator = at;
      if (!is_asked(point)) break;
      bool bad = result_.region.contains(point);
      if (!bad) {
        auto run = look_at(point);
        bad = run.has_value();
        if (bad) latest = std::move(run);
      }
      (bad != ray.begins ? before : behind) = at;
      if (behind != 0 && behind <= before + 2) break;
      at = behind == 0 ? 2 * at + 1 : ((behind + before) / 2) | 1;
    }
    return latest;
  }

  bool proved_outside() {
    report("kind");
    const InductionResult r = induction(not_blocked());
    result_.obligations = r.obligations;
    result_.why_not = r.failed;
    if (r.proved) result_.outside = SynthesisResult::Outside::Proved;
    return r.proved;
  }

  /// False when there is no more to find, or no budget to look.
  bool look_on_reals(unsigned& depth) {
    for (; depth <= std::min(problem_.last_depth, limits_.depth); ++depth) {
      report("bmc");
      TimedSearch search(problem_.runs.relation, problem_.runs.bad, depth, budget_);
      const TimedSearch::Answer answer = search.find(not_blocked());
      if (answer == TimedSearch::Answer::OutOfBudget) {
        spent();
        return false;
      }
      if (answer == TimedSearch::Answer::Found) {
        ++result_.found_on_reals;
        add(search.run());
        return true;
      }
      result_.outside = SynthesisResult::Outside::ToDepth;
      result_.depth = depth;
    }
    return false;
  }

  /// A run for each piece of the minimal region: one whose own point lies in it.
  void choose_runs() {
    for (const Polyhedron& piece : result_.region.pieces) {
      const auto found = std::find_if(runs_.begin(), runs_.end(),
                                      [&](const TimedRun& run) { return contains(piece, run.parameters); });
      if (found != runs_.end()) result_.runs.push_back(*found);
    }
  }

  const SynthesisProblem& problem_;
  Limits limits_;
  const OnProgress& progress_;
  Clock::time_point start_ = Clock::now();
  SolverBudget budget_;
  std::vector<z3::expr> terms_;
  std::vector<TimedRun> runs_;
  SynthesisResult result_;
};

}  // namespace

bool asks_of_any_point(const SynthesisProblem& problem) {
  std::vector<z3::expr> terms;
  for (const auto& p : problem.runs.relation.parameters) terms.push_back(model::to_z3(p.term));
  return !lies_within(problem.domain, {}, terms);
}

SynthesisResult synthesize(const SynthesisProblem& problem, const Limits& limits, const OnProgress& progress) {
  if (!asks_of_any_point(problem)) throw InternalError("a region is sought where there are no points");
  return Synthesis(problem, limits, progress).run();
}

ProofResult prove_where(const SynthesisProblem& problem, const std::vector<LinearConstraint>& where,
                        const Limits& limits) {
  return Synthesis(problem, limits, {}).prove(where);
}

}  // namespace finalack::checker
