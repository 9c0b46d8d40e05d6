// Which values of a timed world's parameters make a claim hold: the exact region, by counterexample-guided blocking.
//
// A violating run is found, at some point that is not blocked yet; all points at which the same run can be taken,
// action by action, are one piece of the violated region: its constraints, with the times projected away
// (projection.cpp). The piece is blocked, and so on, until the invariant is proved inductive for all points that are
// left. (One could as well eliminate the times from the disjunction of all runs; that did not finish. The idea of
// blocking one generalised counterexample at a time is Cimatti, Palopoli and Ramadian's, "Symbolic Computation of
// Schedulability Regions Using Parametric Timed Automata", 2008.)
//
// Runs come from two engines. Exhaustive search on integers, at the points of a coarse grid, is quick, and its shortest
// runs give large pieces; every one is projected through the symbolic relation, which has to agree that it is a run.
// What that misses is found by bounded model checking over reals, outside of all that is blocked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "checker/timed/linear.hpp"
#include "checker/timed/run.hpp"
#include "checker/timed/tick_system.hpp"
#include "model/domain/symbolic.hpp"
#include "model/worlds/timed/crowded_peers.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::checker {

/// What is asked. The predicates are the same sentence about different states.
struct TimedProblem {
  using Symbolic = model::Symbolic;
  using Exact = model::TimedState<Symbolic>;
  using Crowded = model::CrowdedState<Symbolic>;
  using Parameters = model::TimeParameters<Symbolic>;
  using Ticks = model::TimedState<model::ReactionTable::Numbers>;

  model::TimedConfig config;  ///< its capacity and merges_acks are those of the search over reals
  /// What must never be, on integers, on reals, and with any number of segments in flight. Once so, always so.
  std::function<bool(const Ticks&)> bad_in_ticks;
  std::function<Symbolic::Bool(const Exact&)> bad;
  std::function<Symbolic::Bool(const Crowded&)> bad_in_crowd;
  /// What is to be inductive where the claim holds.
  std::function<Symbolic::Bool(const model::CrowdedPeers&, const Parameters&, const Crowded&)> invariant;
  /// Of the parameters, which are positive: all that is spoken of.
  Polyhedron domain;
};

/// The region in which a claim is violated, and how sure that is all of it.
struct SynthesisResult {
  ViolatedRegion region;       ///< minimal, within the domain
  std::vector<TimedRun> runs;  ///< one that ends badly for each piece, near its edge where the search found it there
  /// The claim holds outside of the region: for every number of retransmissions (an inductive invariant); for runs of
  /// up to `depth` steps; or that is not known.
  enum class Outside { Proved, ToDepth, Unknown } outside = Outside::Unknown;
  unsigned depth = 0;
  unsigned obligations = 0;  ///< of the proof, each confirmed by a fresh solver
  EndedBy ended_by = EndedBy::Nothing;
  std::string why_not;  ///< there is no proof, in words
  unsigned found_on_integers = 0;
  unsigned found_on_reals = 0;
  double seconds = 0;
};

SynthesisResult synthesize(const TimedProblem& problem, const Limits& limits, const OnProgress& progress = {});

/// The shortest run that ends badly at a point, by exhaustive search on integers; none if there is none.
struct PointResult {
  std::optional<TimedRun> run;
  Outcome outcome;
};
PointResult decide_at(const TimedProblem& problem, const std::vector<Rational>& point, const Limits& limits,
                      unsigned finely = kFinely);

/// Whether the claim holds wherever `where` does, for every number of retransmissions.
struct ProofResult {
  bool proved = false;
  bool out_of_budget = false;
  unsigned obligations = 0;
  std::string why_not;
};
ProofResult prove_where(const TimedProblem& problem, const std::vector<LinearConstraint>& where, const Limits& limits);

}  // namespace finalack::checker
