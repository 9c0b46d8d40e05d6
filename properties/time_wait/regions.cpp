#include "properties/time_wait/regions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "properties/timed/problems.hpp"

namespace finalack::properties {

using model::Backoff;

namespace {

/// With a timer that doubles, the shorter RTO is, the more of its transmissions lie within 2 MSL, and each is a piece
/// of the region: infinitely many towards RTO = 0. So it is bounded.
checker::Polyhedron not_too_short(const SynthesisQuestion& question) {
  if (question.backoff == Backoff::Constant) return {};
  return {{{{-1, 4, 0}, 0, false}}};  // 4 RTO >= MSL
}

/// Of a run at a point where there are too many states to explore. Few are enough: seven where a FIN and an ACK are
/// lost, and two more for each doubling of the timer within an MSL.
constexpr unsigned kStepsOverReals = 24;

std::string so_many(unsigned count) { return count == 0 ? "none" : fmt::format("at most {}", count); }

std::vector<std::string> assumed(const SynthesisQuestion& question) {
  const bool doubles = question.backoff == Backoff::Exponential;
  return {
      fmt::format("W is how long TIME-WAIT lasts; RTO is the server's retransmission interval, {}.",
                  doubles ? "doubled each time" : "always the same"),
      fmt::format("Of the client's ACKs {} {} lost, of the server's FINs {}; segments arrive within MSL, in any "
                  "order.",
                  so_many(question.lost_acks), question.lost_acks > 1 ? "are" : "is", so_many(question.lost_fins)),
      "Ties: a segment of age MSL may still arrive, and what arrives at the instant at which a timer is due arrives "
      "before the timer fires.",
      "RSTs are ignored in TIME-WAIT (RFC 1337)."};
}

/// Looked for with few segments in flight, for a solver's sake, and followed on the system.
std::optional<checker::Trace> found_over_reals(const checker::System& system, const checker::CloseProblem& problem,
                                               const checker::TickPoint& point, const checker::Limits& limits,
                                               const checker::OnProgress& progress) {
  checker::Limits few = limits;
  few.depth = std::min(limits.depth, kStepsOverReals);
  const auto run = checker::find_over_reals(problem, point.ticks, few, progress).run;
  if (!run) return std::nullopt;
  return checker::trace_on(system, model::TimedPeers(problem.config), *run);
}

/// Drawn with as many segments in flight as there is room for.
ParametricClaim::AtPoint at_point(const SynthesisQuestion& question, const checker::TickPoint& point) {
  checker::CloseProblem problem = final_ack_problem(question);
  model::TimedConfig config = problem.config;
  config.capacity = model::TimedState<model::ReactionTable::Numbers>::kMostFlights;
  config.merges_acks = false;
  std::shared_ptr<const checker::System> system = checker::tick_system(
      model::TimedPeers(config), point.ticks, {{parametric(question.claim).statement, problem.bad_in_ticks}});
  problem.config.capacity = kInFlightOverReals;
  return {
      system,
      [point](const checker::Trace& trace) { return checker::timed_run(trace, point, {}); },
      [system, problem, point](const checker::Limits& limits, const checker::OnProgress& progress) {
        return found_over_reals(*system, problem, point, limits, progress);
      },
  };
}

}  // namespace

checker::CloseProblem final_ack_problem(const SynthesisQuestion& question) {
  model::TimedConfig config = losing(question.lost_fins, question.lost_acks, question.backoff);
  config.merges_acks = true;
  config.capacity = question.backoff == Backoff::Constant ? 5 : 8;
  checker::CloseProblem problem = problem_about(config, fin_comes_too_late());
  problem.domain = not_too_short(question);
  return problem;
}

ParametricClaim final_ack_region() {
  ParametricClaim claim;
  claim.id = "time-wait.final-ack";
  claim.statement = "never: " + fin_comes_too_late().name;
  claim.parameters = {"MSL", "RTO", "W"};
  claim.settings = {Setting::LostAcks, Setting::LostFins, Setting::Backoff};
  claim.any_length = "for every number of retransmissions";
  auto& textbook = claim.landmark.emplace();
  textbook.line.coefficients = {-2, 0, 1};
  textbook.words = "the textbook’s 2 MSL";
  textbook.equation = "W = 2 MSL";
  claim.assumed = assumed;
  claim.domain = not_too_short;
  claim.problem = [](const SynthesisQuestion& question, model::SymbolicSession& session) {
    auto problem = checker::lowered(final_ack_problem(question), session);
    problem.domain = {};
    return problem;
  };
  claim.at = at_point;
  return claim;
}

}  // namespace finalack::properties
