#include "reports/regions/words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace finalack::reports {

using Outside = checker::SynthesisResult::Outside;

namespace {

/// "MSL, RTO and W"
std::string all_of(const std::vector<std::string>& names) {
  const std::vector<std::string> but_one(names.begin(), names.end() - 1);
  return fmt::format("{} and {}", fmt::join(but_one, ", "), names.back());
}

std::string domain_text(const properties::SynthesisAnswer& answer) {
  std::string out = all_of(answer.parameters) + " are above zero";
  if (!answer.domain.empty()) out += ", and " + answer.domain;
  for (const auto& [name, value] : answer.question.fixed) out += fmt::format("; {} = {}", name, value.decimal());
  return out;
}

/// What all has to be so, a line each.
std::vector<std::string> lines_of(const std::string& condition) {
  static constexpr std::string_view kAnd = " and ";
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < condition.size();) {
    const std::size_t end = std::min(condition.find(kAnd, at), condition.size());
    lines.push_back(condition.substr(at, end - at));
    at = end + kAnd.size();
  }
  return lines;
}

}  // namespace

std::vector<std::string> assumptions(const properties::SynthesisAnswer& answer) {
  std::vector<std::string> out = properties::parametric(answer.question.claim).assumed(answer.question);
  out.insert(out.begin() + 1, domain_text(answer) + ".");
  return out;
}

std::string how_sure(const properties::SynthesisAnswer& answer, const checker::Limits& limits) {
  const checker::SynthesisResult& result = answer.result;
  const std::string where = answer.condition == "always" ? "" : " outside of the violated region";
  if (result.outside == Outside::Proved) {
    if (answer.condition == "never") return "nothing is left to prove: runs violate it everywhere";
    return fmt::format("proved{} {} ({} obligations, each confirmed by a fresh solver)", where,
                       properties::parametric(answer.question.claim).any_length, result.obligations);
  }
  std::string out = result.outside == Outside::ToDepth
                        ? fmt::format("no counterexample of up to {} steps{}", result.depth, where)
                        : "the violated region may be larger";
  if (result.ended_by != checker::EndedBy::Nothing) {
    return "incomplete: " + checker::budget_text(result.ended_by, limits) + "; " + out;
  }
  return out + "; no proof" + (result.why_not.empty() ? "" : ": " + result.why_not);
}

std::string words_of_the_rest(const properties::SynthesisAnswer& answer) {
  if (answer.result.outside == Outside::Proved) return "it holds";
  return answer.result.ended_by == checker::EndedBy::Nothing ? "no counterexample found" : "not decided";
}

std::string headline(const properties::SynthesisAnswer& answer) {
  const bool proved = answer.result.outside == Outside::Proved;
  if (answer.result.ended_by != checker::EndedBy::Nothing) {
    return answer.question.claim +
           (answer.condition == "always" ? ", incomplete" : ", incomplete: so far violated except where");
  }
  if (answer.condition == "always" || answer.condition == "never") return answer.question.claim;
  return answer.question.claim + (proved ? " holds exactly where" : " is violated except where");
}

std::vector<std::string> condition_lines(const properties::SynthesisAnswer& answer) {
  const bool proved = answer.result.outside == Outside::Proved;
  const std::string all = all_of(answer.parameters);
  const std::string& domain = answer.domain;
  std::string fixed = in_words(answer.question.fixed);
  if (!fixed.empty() && !domain.empty()) fixed += " with " + domain;
  if (answer.condition == "never") {
    if (!fixed.empty()) return {"the claim is violated wherever " + fixed};
    return {"no " + all + (domain.empty() ? "" : " with " + domain) + " make it hold"};
  }
  if (answer.condition == "always") {
    if (!fixed.empty()) return {(proved ? "the claim holds wherever " : "no counterexample was found for ") + fixed};
    return {(proved ? "the claim holds for every " : "no counterexample was found for any ") + all + " above zero" +
            (domain.empty() ? "" : " with " + domain)};
  }
  return lines_of(answer.condition);
}

std::vector<std::string> lines_at_fixed(const properties::SynthesisAnswer& answer) {
  const bool is_the_same = answer.condition_at_fixed == answer.condition;
  return answer.condition_at_fixed.empty() || is_the_same ? std::vector<std::string>()
                                                          : lines_of(answer.condition_at_fixed);
}

const checker::TimedRun* run_of(const properties::SynthesisAnswer& answer, const checker::Polyhedron& piece) {
  const auto& runs = answer.result.runs;
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const checker::TimedRun& run) { return contains(piece, run.parameters); });
  return found == runs.end() ? nullptr : &*found;
}

AtPoint point_of(const properties::SynthesisAnswer& answer, const checker::TimedRun& run) {
  AtPoint at{{}, answer.question};
  for (std::size_t i = 0; i < answer.parameters.size(); ++i)
    at.values.emplace_back(answer.parameters[i], run.parameters[i]);
  return at;
}

}  // namespace finalack::reports
