// Questions about the timed close: its exact world for runs, and the one in which any number of segments are in flight
// for proofs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "checker/timed/synthesis.hpp"
#include "checker/timed/tick_system.hpp"
#include "model/domain/symbolic.hpp"
#include "model/worlds/timed/crowded_peers.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::checker {

/// What is asked. The predicates are the same sentence about different states.
struct CloseProblem {
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

/// With both worlds lowered; `session` is the thread's current one.
SynthesisProblem lowered(const CloseProblem& problem, model::SymbolicSession& session);

/// The shortest run that ends badly at a point, by exhaustive search on integers; none if there is none.
struct PointResult {
  std::optional<TimedRun> run;
  Outcome outcome;
};
PointResult decide_at(const CloseProblem& problem, const std::vector<Rational>& point, const Limits& limits,
                      unsigned finely = kFinely);

/// What bounded model checking over reals says of a point, in the problem's exact world.
struct OverReals {
  std::optional<TimedRun> run;  ///< ends badly, at whole ticks; of runs of more than six steps one of the fewest
  unsigned depth = 0;           ///< without a run: none of up to so many steps
  EndedBy ended_by = EndedBy::Nothing;
  /// There is a run over reals, which `run` is at whole ticks; if there is none, its actions are not possible at whole
  /// ticks, or the budget was spent before that was known.
  bool exists_over_reals = false;
};
/// Where MSL, RTO and W are so many ticks; runs of up to `limits.depth` steps.
OverReals find_over_reals(const CloseProblem& problem, const std::vector<unsigned>& ticks, const Limits& limits,
                          const OnProgress& progress = {});

/// Whether the claim holds wherever `where` does, for every number of retransmissions.
ProofResult prove_where(const CloseProblem& problem, const std::vector<LinearConstraint>& where, const Limits& limits);

}  // namespace finalack::checker
