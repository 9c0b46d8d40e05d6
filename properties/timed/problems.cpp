#include "properties/timed/problems.hpp"

#include <stdexcept>

#include "properties/timed/final_ack_invariant.hpp"

namespace finalack::properties {

using model::Backoff;
using model::Symbolic;

namespace {

/// With a timer that doubles, the shorter RTO is, the more of its transmissions lie within 2 MSL, and each is a piece of the
/// region: infinitely many towards RTO = 0. So it is bounded.
checker::Polyhedron not_too_short(Backoff backoff) {
  if (backoff == Backoff::Constant) return {};
  return {{{{-1, 4, 0}, 0, false}}};  // 4 RTO >= MSL
}

}  // namespace

const std::vector<ParametricClaim>& parametric_claims() {
  static const std::vector<ParametricClaim> all{
      {"time-wait.final-ack", "never: a FIN of the server's arrives after TIME-WAIT",
       "Lost ACKs do not add up, because every FIN that arrives restarts the timer; lost FINs do."},
  };
  return all;
}

std::string statement_of(const std::string& claim) {
  for (const ParametricClaim& c : parametric_claims()) {
    if (c.id == claim) return c.statement;
  }
  throw std::logic_error("not a parametric claim: " + claim);
}

checker::TimedProblem problem_of(const SynthesisQuestion& question) {
  checker::TimedProblem problem;
  problem.config.rules.rfc1337 = true;
  problem.config.merges_acks = true;
  problem.config.backoff = question.backoff;
  problem.config.fins_to_lose = question.lost_fins;
  problem.config.acks_to_lose = question.lost_acks;
  problem.config.capacity = question.backoff == Backoff::Constant ? 5 : 8;
  problem.domain = not_too_short(question.backoff);
  problem.bad_in_ticks = [](const auto& state) { return bool(state.ends.history.fin_too_late); };
  problem.bad = [](const auto& state) { return state.ends.history.fin_too_late; };
  problem.bad_in_crowd = [](const auto& state) { return state.ends.history.fin_too_late; };
  problem.invariant = [](const auto& world, const auto& parameters, const auto& state) {
    return FinalAckInvariant<Symbolic>(world, parameters, state).holds();
  };
  return problem;
}

}  // namespace finalack::properties
