// Which values of a timed world's parameters make a claim hold: the exact region, by counterexample-guided blocking.
//
// A violating run is found, at some point that is not blocked yet; all points at which the same run can be taken,
// action by action, are one piece of the violated region: its constraints, with the times projected away
// (projection.cpp). The piece is blocked, and so on, until the invariant is proved inductive for all points that are
// left. (One could as well eliminate the times from the disjunction of all runs; that did not finish. The idea of
// blocking one generalised counterexample at a time is Cimatti, Palopoli and Ramadian's, "Symbolic Computation of
// Schedulability Regions Using Parametric Timed Automata", 2008.)
//
// Runs come from two engines. Exhaustive search on integers, along the rays of a coarse grid, is quick, and its
// shortest runs give large pieces; every one is projected through the symbolic relation, which has to agree that it is
// a run. What that misses is found by bounded model checking over reals, outside of all that is blocked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "checker/timed/linear.hpp"
#include "checker/timed/relation.hpp"
#include "checker/timed/run.hpp"

namespace finalack::checker {

/// What is asked, of any timed world that was lowered (lowering.hpp).
struct SynthesisProblem {
  /// A world, and what must never be, over its current variables. Once so, always so.
  struct Side {
    TimedRelation relation;
    model::Term bad;
  };
  /// Points on integers at which to look first: one, or `along` a parameter those near where the violated ones end, or
  /// begin.
  struct Ray {
    std::vector<Rational> from;
    std::optional<std::size_t> along;
    bool begins = false;
  };

  Side runs;  ///< the exact world: what ends badly there is a counterexample
  /// The same one, or an over-approximation with the same parameters.
  Side proofs;
  model::Term invariant;  ///< what is to be inductive where the claim holds, over the variables of `proofs`
  Polyhedron domain;      ///< of the parameters, which are positive: all that is spoken of
  std::vector<Ray> grid;  ///< the telling ones first
  /// The shortest run that ends badly at a point, by exhaustive search on integers; none if none is found.
  std::function<std::optional<TimedRun>(const std::vector<Rational>&, const Limits&)> run_at;
  /// What one of these searches may take, in bytes: where nothing is violated, it would go through all states to say
  /// so. It is no time, so that the same runs are found again.
  std::uint64_t bytes_on_integers = std::uint64_t{16} << 20;
  unsigned first_depth = 4;  ///< steps of the first search over reals, and of the last
  unsigned last_depth = 40;
};

/// The region in which a claim is violated, and how sure that is all of it.
struct SynthesisResult {
  ViolatedRegion region;       ///< minimal, within the domain
  std::vector<TimedRun> runs;  ///< one that ends badly for each piece, near its edge where the search found it there
  /// The claim holds outside of the region: for runs of any length (an inductive invariant); for runs of up to `depth`
  /// steps; or that is not known.
  enum class Outside { Proved, ToDepth, Unknown } outside = Outside::Unknown;
  unsigned depth = 0;
  unsigned obligations = 0;  ///< of the proof, each confirmed by a fresh solver
  EndedBy ended_by = EndedBy::Nothing;
  std::string why_not;  ///< there is no proof, and what shows it
  unsigned found_on_integers = 0;
  unsigned found_on_reals = 0;
  double seconds = 0;
};

/// Whether the domain has a point at all; a proof about none would say nothing.
bool asks_of_any_point(const SynthesisProblem& problem);

SynthesisResult synthesize(const SynthesisProblem& problem, const Limits& limits, const OnProgress& progress = {});

/// Whether the claim holds wherever `where` does, for runs of any length.
struct ProofResult {
  bool proved = false;
  bool out_of_budget = false;
  unsigned obligations = 0;
  std::string why_not;
};
ProofResult prove_where(const SynthesisProblem& problem, const std::vector<LinearConstraint>& where,
                        const Limits& limits);

}  // namespace finalack::checker
