// Results for programs: JSON, JUnit's XML, SARIF.
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/quoting.hpp"
#include "reports/results.hpp"
#include "reports/timing_json.hpp"

namespace finalack::reports {

namespace {

using Json = nlohmann::ordered_json;
using properties::CaseResult;

/// "expected proved, but it is violated: a shortest run, replayed"
std::string disagreement(const CaseResult& result) {
  if (differs_in_time_only(result)) return disagreement_in_time(result);
  return fmt::format("expected {}, but it is {}: {}", to_string(result.selected.which->expected),
                     to_string(result.outcome.verdict.kind), result.outcome.verdict.detail);
}

std::string scope_text(const CaseResult& result) {
  const model::Scope& scope = result.outcome.verdict.scope;
  return scope.text() + (scope.reached ? "; a bound was reached" : "");
}

std::string statement_and_scope(const CaseResult& result) {
  const checker::Outcome& outcome = result.outcome;
  std::string engine = outcome.engine;
  if (counts_states(outcome)) {
    engine += fmt::format(", {} and {}", plural(outcome.states, "state"), plural(outcome.transitions, "transition"));
  }
  return fmt::format("{}\nscope: {}\nengine: {}", result.selected.which->statement, scope_text(result), engine);
}

}  // namespace

std::string results_json(const std::vector<CaseResult>& results, const std::vector<NotAsked>& not_asked) {
  Json all = Json::array();
  for (const CaseResult& result : results) {
    const checker::Outcome& outcome = result.outcome;
    const auto depth = depth_of(outcome);
    const auto counted = [&](std::uint64_t count) { return counts_states(outcome) ? Json(count) : Json(nullptr); };
    all.push_back({{"claim", result.selected.claim->id},
                   {"variant", result.selected.which->variant},
                   {"engine", outcome.engine},
                   {"verdict", to_string(outcome.verdict.kind)},
                   {"expected", to_string(result.selected.which->expected)},
                   {"scope", scope_text(result)},
                   {"depth", depth ? Json(*depth) : Json(nullptr)},
                   {"states", counted(outcome.states)},
                   {"transitions", counted(outcome.transitions)},
                   {"seconds", outcome.seconds}});
    if (result.timing) all.back()["timing"] = timing_json(*result.timing);
  }
  Json file = {{"results", std::move(all)}};
  for (const auto& [claim, variant, why] : not_asked) {
    file["not_asked"].push_back({{"claim", claim}, {"variant", variant}, {"why", why}});
  }
  return file.dump(1) + "\n";
}

std::string results_junit(const std::vector<CaseResult>& results, double seconds,
                          const std::vector<NotAsked>& not_asked) {
  std::string cases;
  std::size_t failures = 0;
  std::size_t errors = 0;
  for (const CaseResult& result : results) {
    const Standing standing = standing_of(result);
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n",
                         xml_escaped(result.selected.claim->id), xml_escaped(result.selected.which->variant),
                         result.outcome.seconds / static_cast<double>(result.sharing));
    if (standing != Standing::AsExpected) {
      const char* element = standing == Standing::Differs ? "failure" : "error";
      (standing == Standing::Differs ? failures : errors) += 1;
      cases += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{2}</{0}>\n", element,
                           to_string(result.outcome.verdict.kind), xml_escaped(disagreement(result)));
    }
    cases +=
        fmt::format("      <system-out>{}</system-out>\n    </testcase>\n", xml_escaped(statement_and_scope(result)));
  }
  for (const auto& [claim, variant, why] : not_asked) {
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
        xml_escaped(claim), xml_escaped(variant), xml_escaped("the subject has no variant that " + why));
  }
  std::string sums = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"",
                                 results.size() + not_asked.size(), failures, errors, seconds);
  if (!not_asked.empty()) sums += fmt::format(" skipped=\"{}\"", not_asked.size());
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite name=\"finalack\" {0}>\n{1}  "
      "</testsuite>\n</testsuites>\n",
      sums, cases);
}

std::string results_sarif(const std::vector<CaseResult>& results, const std::string& version) {
  Json rules = Json::array();
  Json found = Json::array();
  std::set<std::string> known;
  for (const CaseResult& result : results) {
    const Standing standing = standing_of(result);
    if (standing == Standing::AsExpected) continue;
    const properties::Claim& claim = *result.selected.claim;
    if (known.insert(claim.id).second) {
      rules.push_back({{"id", claim.id}, {"shortDescription", {{"text", claim.taught}}}});
    }
    const std::string name = claim.id + "/" + result.selected.which->variant;
    Json location = {{"fullyQualifiedName", name}, {"kind", "module"}};
    found.push_back({{"ruleId", claim.id},
                     {"level", standing == Standing::Differs ? "error" : "warning"},
                     {"message", {{"text", name + ": " + disagreement(result)}}},
                     {"locations", Json::array({{{"logicalLocations", Json::array({std::move(location)})}}})}});
  }
  const Json driver = {{"name", "finalack"}, {"version", version}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", driver}}}, {"results", std::move(found)}};
  return Json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
              {"version", "2.1.0"},
              {"runs", Json::array({std::move(run)})}}
             .dump(1) +
         "\n";
}

}  // namespace finalack::reports
