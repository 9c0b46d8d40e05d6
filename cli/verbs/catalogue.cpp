// list and explain: what the catalogue says, without running anything.
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.hpp"
#include "cli/selection.hpp"
#include "cli/values.hpp"
#include "cli/verbs/verbs.hpp"
#include "properties/timed/question.hpp"

namespace finalack::cli {

namespace {

using Json = nlohmann::ordered_json;
using properties::Case;
using properties::Claim;
using reports::Tint;
using reports::tinted;

Tint tint_of(checker::VerdictKind kind) { return kind == checker::VerdictKind::Violated ? Tint::Warning : Tint::Good; }

/// "three-way proved, two-way violated"
std::string verdicts_of(const Claim& claim) {
  std::string out;
  for (const Case& which : claim.cases) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", which.variant, to_string(which.expected));
  }
  return out;
}

std::string indented(const std::string& text, const reports::TextStyle& style, Tint tint = Tint::Plain) {
  return "  " + tinted(reports::wrapped(text, style.columns, 2), tint, style.colour) + "\n";
}

std::string listed(const Claim& claim, const reports::TextStyle& style) {
  return tinted(claim.id, Tint::Strong, style.colour) + "\n" + indented(claim.taught, style) +
         indented(verdicts_of(claim), style, Tint::Faint);
}

std::string scope_of(const Case& which) {
  return which.subject->system({which.subject.get()}, properties::Bounds::Default, 5)->scope().text();
}

/// A heading in the margin, and text beside it.
std::string section(const std::string& name, const std::string& text, const reports::TextStyle& style) {
  if (text.empty()) return "";
  return tinted(fmt::format("{:<10}", name), Tint::Faint, style.colour) + reports::wrapped(text, style.columns, 10) +
         "\n";
}

std::string case_text(const Case& which, const reports::TextStyle& style) {
  std::string out = "\n" + tinted(which.variant, Tint::Strong, style.colour) +
                    "  expected: " + tinted(to_string(which.expected), tint_of(which.expected), style.colour) + "\n";
  out += indented(which.statement, style);
  if (!which.assumes.empty()) out += indented("here: " + which.assumes, style);
  return out + indented("scope: " + scope_of(which), style, Tint::Faint);
}

Json json_of(const Claim& claim, bool in_full) {
  Json out = {{"id", claim.id}, {"taught", claim.taught}, {"rfc", claim.rfc}};
  if (in_full) {
    out["assumptions"] = claim.assumptions;
    out["finding"] = claim.finding;
    if (const auto* timed = properties::find_parametric(claim.id)) out["parameters"] = timed->parameters;
  }
  out["cases"] = Json::array();
  for (const Case& which : claim.cases) {
    Json one = {{"variant", which.variant}, {"expected", to_string(which.expected)}};
    if (in_full) {
      one["statement"] = which.statement;
      one["assumes"] = which.assumes;
      one["scope"] = scope_of(which);
    }
    out["cases"].push_back(std::move(one));
  }
  return out;
}

}  // namespace

int list(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  Json json = Json::array();
  std::set<std::string> variants;
  bool is_first = true;
  for (const Claim* claim : matching_claims(catalogue, options.patterns)) {
    if (options.format == "ids") {
      console.out << claim->id << "\n";
    } else if (options.format == "variants") {
      for (const Case& which : claim->cases) {
        if (variants.insert(which.variant).second) console.out << which.variant << "\n";
      }
    } else if (options.format == "json") {
      json.push_back(json_of(*claim, false));
    } else {
      console.out << (is_first ? "" : "\n") << listed(*claim, console.style);
    }
    is_first = false;
  }
  if (options.format == "json") console.out << Json{{"claims", std::move(json)}}.dump(1) << "\n";
  return kAsExpected;
}

int explain(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  const Claim& claim = find_claim(catalogue, options.claim);
  if (options.format == "json") {
    console.out << json_of(claim, true).dump(1) << "\n";
    return kAsExpected;
  }
  const reports::TextStyle& style = console.style;
  console.out << tinted(claim.id, Tint::Strong, style.colour) << "\n\n"
              << section("taught", claim.taught, style) << section("RFC 9293", claim.rfc, style);
  for (const std::string& assumption : claim.assumptions) console.out << section("assuming", assumption, style);
  console.out << section("finding", claim.finding, style);
  if (const auto* timed = properties::find_parametric(claim.id)) {
    console.out << section(
        "exactly", "finalack synthesize " + claim.id + " finds the condition on " + joined(timed->parameters, ", "),
        style);
  }
  for (const Case& which : claim.cases) console.out << case_text(which, style);
  return kAsExpected;
}

}  // namespace finalack::cli
