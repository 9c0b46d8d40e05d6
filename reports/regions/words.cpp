#include "reports/regions/words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "properties/timed/problems.hpp"

namespace finalack::reports {

using Outside = checker::SynthesisResult::Outside;

namespace {

std::string so_many(unsigned count) { return count == 0 ? "none" : fmt::format("at most {}", count); }

/// "MSL, RTO and W"
std::string all_of(const std::vector<std::string>& names) {
  const std::vector<std::string> but_one(names.begin(), names.end() - 1);
  return fmt::format("{} and {}", fmt::join(but_one, ", "), names.back());
}

std::string domain_text(const properties::SynthesisAnswer& answer) {
  std::string out = all_of(answer.parameters) + " are above zero";
  if (!answer.domain.empty()) out += ", and " + answer.domain;
  for (const auto& [name, value] : answer.question.fixed) out += fmt::format("; {} = {}", name, number_text(value));
  return out;
}

}  // namespace

std::string losses_text(const properties::SynthesisQuestion& question) {
  return fmt::format("of the client's ACKs {} {} lost, of the server's FINs {}", so_many(question.lost_acks),
                     question.lost_acks > 1 ? "are" : "is", so_many(question.lost_fins));
}

std::vector<std::string> assumptions(const properties::SynthesisAnswer& answer) {
  const properties::SynthesisQuestion& question = answer.question;
  const bool doubles = question.backoff == model::Backoff::Exponential;
  std::vector<std::string> out{"W is how long TIME-WAIT lasts; RTO is the server's retransmission interval, " +
                                   std::string(doubles ? "doubled each time." : "always the same."),
                               domain_text(answer) + ".",
                               "Of" + losses_text(question).substr(2) + "; segments arrive within MSL, in any order.",
                               "Ties: a segment of age MSL may still arrive, and what arrives at the instant at which "
                               "a timer is due arrives before "
                               "the timer fires."};
  if (properties::problem_of(question).config.rules.rfc1337)
    out.emplace_back("RSTs are ignored in TIME-WAIT (RFC 1337).");
  return out;
}

std::string how_sure(const properties::SynthesisAnswer& answer, const checker::Limits& limits) {
  const checker::SynthesisResult& result = answer.result;
  const std::string where = answer.condition == "always" ? "" : " outside of the violated region";
  if (result.outside == Outside::Proved) {
    if (answer.condition == "never") return "nothing is left to prove: runs violate it everywhere";
    return fmt::format(
        "proved{} for every number of retransmissions ({} obligations, each confirmed by a fresh solver)", where,
        result.obligations);
  }
  std::string out = result.outside == Outside::ToDepth
                        ? fmt::format("no counterexample of up to {} steps{}", result.depth, where)
                        : "the violated region may be larger";
  if (result.ended_by != checker::EndedBy::Nothing) {
    return "incomplete: " + checker::budget_text(result.ended_by, limits) + "; " + out;
  }
  return out + "; no proof" + (result.why_not.empty() ? "" : ": " + result.why_not);
}

std::string headline(const properties::SynthesisAnswer& answer) {
  const bool proved = answer.result.outside == Outside::Proved;
  if (answer.condition == "always" || answer.condition == "never") return answer.question.claim;
  return answer.question.claim + (proved ? " holds exactly where" : " is violated except where");
}

std::vector<std::string> condition_lines(const properties::SynthesisAnswer& answer) {
  const bool proved = answer.result.outside == Outside::Proved;
  const std::string all = all_of(answer.parameters);
  const std::string& domain = answer.domain;
  const std::string fixed = in_words({answer.question.fixed});
  if (answer.condition == "never") {
    if (!fixed.empty()) return {"the claim is violated wherever " + fixed};
    return {"no " + all + (domain.empty() ? "" : " with " + domain) + " make it hold"};
  }
  if (answer.condition == "always") {
    if (!fixed.empty()) return {(proved ? "the claim holds wherever " : "no counterexample was found for ") + fixed};
    return {(proved ? "the claim holds for every " : "no counterexample was found for any ") + all + " above zero" +
            (domain.empty() ? "" : " with " + domain)};
  }
  static constexpr std::string_view kAnd = " and ";
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < answer.condition.size();) {
    const std::size_t end = std::min(answer.condition.find(kAnd, at), answer.condition.size());
    lines.push_back(answer.condition.substr(at, end - at));
    at = end + kAnd.size();
  }
  return lines;
}

const checker::TimedRun* run_of(const properties::SynthesisAnswer& answer, const checker::Polyhedron& piece) {
  const auto& runs = answer.result.runs;
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const checker::TimedRun& run) { return contains(piece, run.parameters); });
  return found == runs.end() ? nullptr : &*found;
}

AtPoint point_of(const properties::SynthesisAnswer& answer, const checker::TimedRun& run) {
  AtPoint at{{}, answer.question.lost_acks, answer.question.lost_fins, answer.question.backoff};
  for (std::size_t i = 0; i < answer.parameters.size(); ++i)
    at.values.emplace_back(answer.parameters[i], run.parameters[i]);
  return at;
}

}  // namespace finalack::reports
