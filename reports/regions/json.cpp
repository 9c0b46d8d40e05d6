#include <nlohmann/json.hpp>

#include "properties/timed/shown_runs.hpp"
#include "reports/regions/region.hpp"
#include "reports/regions/words.hpp"
#include "reports/settings_json.hpp"

namespace finalack::reports {

namespace {

using Json = nlohmann::ordered_json;
using Outside = checker::SynthesisResult::Outside;

/// sum > 0 or sum >= 0
Json coefficients(const checker::LinearConstraint& constraint, const std::vector<std::string>& parameters) {
  Json out;
  for (std::size_t i = 0; i < parameters.size(); ++i) out[parameters[i]] = constraint.coefficients[i];
  out["constant"] = constraint.constant;
  out["strict"] = constraint.strict;
  return out;
}

Json run_json(const properties::SynthesisAnswer& answer, const checker::TimedRun& run) {
  const AtPoint at = point_of(answer, run);
  Json out;
  for (const auto& [name, value] : at.values) out["point"][name] = value.text();
  out["steps"] = Json::array();
  for (const checker::TimedStepTaken& step : run.steps) {
    out["steps"].push_back({{"t", step.at.text()}, {"action", answer.actions.at(step.kind).name}, {"lost", step.lose}});
  }
  if (properties::can_be_shown(answer.question, run.parameters)) out["command"] = reproduction_at(at);
  return out;
}

}  // namespace

std::string region_json(const properties::SynthesisAnswer& answer) {
  const properties::SynthesisQuestion& question = answer.question;
  const checker::SynthesisResult& result = answer.result;
  Json out{{"claim", question.claim}};
  out.update(settings_json(question));
  out["fixed"] = Json::object();
  out["domain"] = answer.domain;
  const bool is_complete = result.ended_by == checker::EndedBy::Nothing;
  out["condition"] = is_complete ? Json(answer.condition) : Json(nullptr);
  if (is_complete && !answer.condition_at_fixed.empty()) out["condition_at_fixed"] = answer.condition_at_fixed;
  out["regions"] = Json::array();
  for (const auto& [name, value] : question.fixed) out["fixed"][name] = value.text();
  for (const checker::Polyhedron& piece : result.region.pieces) {
    Json region{{"constraints", Json::array()}, {"coefficients", Json::array()}};
    for (const checker::LinearConstraint& constraint : piece.constraints) {
      region["constraints"].push_back(checker::text(constraint, answer.parameters));
      region["coefficients"].push_back(coefficients(constraint, answer.parameters));
    }
    if (const checker::TimedRun* run = run_of(answer, piece)) region["run"] = run_json(answer, *run);
    out["regions"].push_back(std::move(region));
  }
  out["proved"] = result.outside == Outside::Proved;
  out["obligations"] = result.obligations;
  out["depth"] = result.outside == Outside::ToDepth ? Json(result.depth) : Json(nullptr);
  out["complete"] = is_complete;
  out["seconds"] = result.seconds;
  return out.dump(2) + "\n";
}

}  // namespace finalack::reports
