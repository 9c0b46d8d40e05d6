#include "properties/setup/regions.hpp"

#include <fmt/format.h>

#include "properties/setup/thresholds.hpp"

namespace finalack::properties {

using enum SetupThreshold;

namespace {

model::SetupConfig config_of(const SynthesisQuestion& question) {
  return {.retry_limit = question.retries, .backoff = question.backoff};
}

ParametricClaim::AtPoint at_point(const SynthesisQuestion& question, const checker::TickPoint& point) {
  auto system = setup_system(TextFails, config_of(question), {point.ticks[0], point.ticks[1], point.ticks[2], 1000});
  return {system, [system, point](const checker::Trace& trace) {
            checker::TimedRun run = run_in<model::SetupInTicks>(*system, trace);
            for (auto& step : run.steps) step.at = checker::time_of(step.at.numerator, point);
            return run;
          }};
}

std::vector<std::string> assumed(const SynthesisQuestion& question) {
  return {
      fmt::format("RTO is the time from the server's first SYN,ACK to its second, {}; after {} more its entry is "
                  "freed. think is how long after its ESTABLISHED the client sends its first text, at most.",
                  question.backoff == model::Backoff::Constant ? "and always the same" : "and doubles each time",
                  question.retries == 1 ? "one" : std::to_string(question.retries)),
      "Whatever the client answers to a SYN,ACK may be lost; no SYN,ACK is, nor its text. Segments arrive within "
      "MSL, in any order.",
      "Ties: a segment of age MSL may still arrive, and what arrives at the instant at which a timer is due arrives "
      "before the timer fires."};
}

}  // namespace

ParametricClaim data_completes_region() {
  ParametricClaim claim;
  claim.id = "handshake.lost-third-ack.data-completes";
  claim.statement = "never: the client's first text comes, and the server is not ESTABLISHED by it";
  claim.parameters = {"MSL", "RTO", "think"};
  claim.settings = {Setting::Retries, Setting::Backoff};
  claim.any_length = "for runs of any length";
  claim.assumed = assumed;
  claim.domain = [](const SynthesisQuestion&) { return checker::Polyhedron{}; };
  claim.problem = [](const SynthesisQuestion& question, model::SymbolicSession& session) {
    return setup_problem(TextFails, config_of(question), session);
  };
  claim.at = at_point;
  return claim;
}

}  // namespace finalack::properties
