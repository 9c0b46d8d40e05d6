#include "properties/setup/regions.hpp"

#include <fmt/format.h>

#include "properties/setup/thresholds.hpp"

namespace finalack::properties {

using enum SetupThreshold;

namespace {

constexpr std::uint32_t kNoUnit = 0;  ///< a tick is a part of whatever the point is given in

model::SetupConfig config_of(const SynthesisQuestion& question) {
  return {.retry_limit = question.retries, .backoff = question.backoff};
}

ParametricClaim::AtPoint at_point(const SynthesisQuestion& question, const checker::TickPoint& point) {
  auto system = setup_system(TextFails, config_of(question), {point.ticks[0], point.ticks[1], point.ticks[2], kNoUnit});
  return at_point_in<model::SetupInTicks>(std::move(system), point);
}

std::vector<std::string> assumed(const SynthesisQuestion& question) {
  static constexpr const char* often[] = {"never sent again", "sent again once", "sent again twice",
                                          "sent again three times"};
  return {
      fmt::format("RTO is the server's retransmission interval, {}. Its SYN,ACK is {}; when the timer expires after "
                  "that, its entry is freed. think is how long after its ESTABLISHED the client sends its first "
                  "text, at most.",
                  question.backoff == model::Backoff::Constant ? "always the same" : "doubled each time",
                  often[question.retries]),
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
