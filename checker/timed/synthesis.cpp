#include "checker/timed/synthesis.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/timed/induction.hpp"
#include "checker/timed/linear_z3.hpp"
#include "checker/timed/lowering.hpp"
#include "checker/timed/minimal.hpp"
#include "checker/timed/search.hpp"
#include "checker/timed/tick_system.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

using model::Symbolic;
using Clock = std::chrono::steady_clock;

/// Numbers of ticks to MSL and to RTO: the ratios at which exhaustive search looks, the telling ones first.
constexpr std::pair<unsigned, unsigned> kGrid[] = {{4, 4}, {4, 2},  {4, 6}, {8, 2}, {2, 6},
                                                   {6, 2}, {12, 2}, {6, 4}, {10, 4}};
/// Ticks to the unit there: a run that is found counts, and one that is missed is found over reals.
constexpr unsigned kCoarsely = 2;
/// What one search may cost, in seconds: where nothing is violated, it would go through all states to say so.
constexpr double kMoment = 0.5;
/// Steps of the first search over reals, and how much longer the next ones are.
constexpr unsigned kFirstDepth = 6;
constexpr unsigned kLastDepth = 40;

class Synthesis {
 public:
  Synthesis(const TimedProblem& problem, const Limits& limits, const OnProgress& progress)
      : problem_(problem),
        limits_(limits),
        progress_(progress),
        budget_(limits),
        session_(5),
        parameters_(symbolic_parameters()),
        peers_(problem.config),
        crowd_(problem.config) {
    auto [relation, state] = lower_timed(peers_, parameters_, session_);
    relation_ = std::move(relation);
    bad_ = problem.bad(state).term();
    auto [crowded, crowded_state] = lower_timed(crowd_, parameters_, session_);
    crowded_ = std::move(crowded);
    bad_in_crowd_ = problem.bad_in_crowd(crowded_state).term();
    invariant_ = problem.invariant(crowd_, parameters_, crowded_state).term();
    for (const auto& p : relation_.parameters) {
      result_.region.parameters.push_back(p.name);
      terms_.push_back(model::to_z3(p.term));
    }
  }

  SynthesisResult run() {
    unsigned depth = kFirstDepth;
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
    Polyhedron all{where};
    const InductionResult r = check_inductive(crowded_, invariant_, bad_in_crowd_, to_z3(all, terms_), budget_);
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

  void add(const TimedRun& run) {
    Polyhedron piece = points_of(relation_, bad_, run);
    if (!contains(piece, run.parameters)) throw InternalError("a run's own point is not among the points of the run");
    result_.region.pieces.push_back(std::move(piece));
    runs_.push_back(run);
  }

  /// At each ratio of the grid, the largest W that is violated and not yet blocked. True once the rest is proved.
  bool look_on_integers() {
    for (const auto& [msl, rto] : kGrid) {
      report("explicit");
      if (look_at(msl, rto) && proved_outside()) return true;
      if (spent()) return false;
    }
    return false;
  }

  /// Whether a piece was found. W is doubled as long as it is violated, then closed in upon.
  bool look_at(unsigned msl, unsigned rto) {
    std::optional<TimedRun> latest;
    unsigned violated = 0;
    unsigned safe = 0;
    for (unsigned w = msl | 1U; safe == 0 || safe > violated + 2;) {
      const std::vector<Rational> point{{msl, 1}, {rto, 1}, {w, 1}};
      if (!contains(problem_.domain, point) || spent()) break;
      bool bad = result_.region.contains(point);
      if (!bad) {
        Limits moment = limits_;
        moment.seconds = std::min(kMoment, limits_.seconds - seconds());
        const PointResult at = decide_at(problem_, point, moment, kCoarsely);
        bad = at.run.has_value();
        if (bad) latest = at.run;
      }
      (bad ? violated : safe) = w;
      w = safe == 0 ? 2 * w + 1 : ((safe + violated) / 2) | 1U;
      if (w >= safe && safe != 0) break;
    }
    if (!latest) return false;
    ++result_.found_on_integers;
    add(*latest);
    return true;
  }

  bool proved_outside() {
    report("kind");
    const z3::expr where = outside(result_.region, terms_) && to_z3(problem_.domain, terms_);
    const InductionResult r = check_inductive(crowded_, invariant_, bad_in_crowd_, where, budget_);
    result_.obligations = r.obligations;
    result_.why_not = r.failed;
    if (r.proved) result_.outside = SynthesisResult::Outside::Proved;
    return r.proved;
  }

  /// False when there is no more to find, or no budget to look.
  bool look_on_reals(unsigned& depth) {
    for (; depth <= std::min(kLastDepth, limits_.depth); ++depth) {
      report("bmc");
      TimedSearch search(relation_, bad_, depth, budget_);
      const z3::expr where = outside(result_.region, terms_) && to_z3(problem_.domain, terms_);
      const TimedSearch::Answer answer = search.find(where);
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

  const TimedProblem& problem_;
  Limits limits_;
  const OnProgress& progress_;
  Clock::time_point start_ = Clock::now();
  SolverBudget budget_;
  model::SymbolicSession session_;
  TimedProblem::Parameters parameters_;
  model::TimedPeers peers_;
  model::CrowdedPeers crowd_;
  TimedRelation relation_;
  TimedRelation crowded_;
  model::Term bad_;
  model::Term bad_in_crowd_;
  model::Term invariant_;
  std::vector<z3::expr> terms_;
  std::vector<TimedRun> runs_;
  SynthesisResult result_;
};

}  // namespace

SynthesisResult synthesize(const TimedProblem& problem, const Limits& limits, const OnProgress& progress) {
  return Synthesis(problem, limits, progress).run();
}

PointResult decide_at(const TimedProblem& problem, const std::vector<Rational>& point, const Limits& limits,
                      unsigned finely) {
  const TickPoint scale = in_ticks(point, finely);
  const std::unique_ptr<System> system =
      tick_system(model::TimedPeers(problem.config), scale.ticks, {{"violated", problem.bad_in_ticks}});
  const Property never{Property::Kind::Never, 0, {}, {}};
  PointResult result{{}, check_explicit(*system, {never}, limits).front()};
  if (result.outcome.verdict.kind == VerdictKind::Violated) {
    result.run = timed_run(*system, *result.outcome.verdict.trace, scale, point);
  }
  return result;
}

ProofResult prove_where(const TimedProblem& problem, const std::vector<LinearConstraint>& where, const Limits& limits) {
  return Synthesis(problem, limits, {}).prove(where);
}

}  // namespace finalack::checker
