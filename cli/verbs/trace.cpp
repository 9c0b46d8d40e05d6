#include <algorithm>
#include <ostream>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output_file.hpp"
#include "cli/selection.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/values.hpp"
#include "cli/verbs/asked.hpp"
#include "cli/verbs/running.hpp"
#include "cli/verbs/trace_at.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

std::vector<std::string> variants_with_runs(const properties::Claim& claim) {
  std::vector<std::string> variants;
  for (const properties::Case& which : claim.cases) {
    if (has_run(which)) variants.push_back(which.variant);
  }
  return variants;
}

/// "handshake.agreement (three-way) is proved: no run is against it, so there is none to show; variants with a run:
/// two-way"
std::string why_none(const properties::Claim& claim, const properties::Case& which, const checker::Verdict& verdict) {
  const bool is_reachability = which.property.kind == checker::Property::Kind::Reachable;
  std::string why = is_reachability ? "no run does what it speaks of" : "no run is against it";
  if (verdict.kind == checker::VerdictKind::Vacuous) why = verdict.detail;
  auto others = variants_with_runs(claim);
  others.erase(std::remove(others.begin(), others.end(), which.variant), others.end());
  return claim.id + " (" + which.variant + ") is " + to_string(verdict.kind) + ": " + why +
         ", so there is none to show; " +
         (others.empty() ? "no other variant has one" : "variants with a run: " + joined(others, ", "));
}

const properties::Case& chosen_case(const Asked& asked, const properties::Claim& claim, const std::string& variant) {
  if (!variant.empty()) return asked.find_case(claim, variant);
  if (claim.cases.empty()) throw UsageError(claim.id + " has no case that the implementation could be asked");
  const auto first = std::find_if(claim.cases.begin(), claim.cases.end(), has_run);
  return first != claim.cases.end() ? *first : claim.cases.front();
}

/// What other programs read must be a run or nothing.
bool is_for_people(const std::string& format) { return format != "json" && format != "mermaid"; }

}  // namespace

int trace(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  if (!options.timed.at.empty()) return trace_at(options, console);
  require_point(options);
  const Asked asked(options.subject, catalogue);
  const properties::Claim& claim = find_claim(asked.catalogue(), options.claim);
  const properties::Case& which = chosen_case(asked, claim, options.variant);
  const properties::VerificationOptions settings = asked.options(options.run);
  if (!options.output.empty()) require_writable(options.output);
  const bool wants_progress = options.run.progress || console.err_is_terminal;
  ProgressLine progress(console.err, console.err_is_terminal);
  listen_for_interrupts();
  const auto on_progress = [&](const checker::Progress& p) { progress.show(p); };
  const auto results = properties::verify({{&claim, &which}}, settings, {},
                                          wants_progress ? checker::OnProgress(on_progress) : checker::OnProgress());
  progress.clear();
  if (results.empty()) {
    console.err << "finalack: interrupted before " << claim.id << " (" << which.variant << ") was decided\n";
    return kInterrupted;
  }

  const properties::CaseResult& result = results.front();
  const checker::Verdict& verdict = result.outcome.verdict;
  const reports::Standing standing = reports::standing_of(result);
  if (!verdict.trace) {
    if (standing != reports::Standing::Undecided) {
      (is_for_people(options.format) ? console.out : console.err) << why_none(claim, which, verdict) << "\n";
      return standing == reports::Standing::Differs ? kDiffers : kAsExpected;
    }
    console.err << "finalack: " << claim.id << " (" << which.variant << ") is undecided: " << verdict.detail << "\n";
    return kUndecided;
  }
  const reports::TraceOrigin origin = origin_of(result, settings, options.subject);
  reports::TextStyle style = console.style;
  if (!options.output.empty()) style.colour = false;
  const std::string text = rendered(which, origin, narrate(result, origin), options.format, style);
  if (options.output.empty()) {
    console.out << text;
  } else {
    write_file(options.output, text);
  }
  return standing == reports::Standing::Differs ? kDiffers : kAsExpected;
}

}  // namespace finalack::cli
