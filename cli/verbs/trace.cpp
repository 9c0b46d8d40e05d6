#include <algorithm>
#include <ostream>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/selection.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/values.hpp"
#include "cli/verbs/running.hpp"
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

/// "handshake.agreement (three-way) is proved: there is no counterexample; variants with one: two-way"
std::string why_none(const properties::Claim& claim, const std::string& variant, const std::string& verdict) {
  const auto others = variants_with_runs(claim);
  return claim.id + " (" + variant + ") is " + verdict + ": there is no run to show; " +
         (others.empty() ? "no variant has one" : "variants with one: " + joined(others, ", "));
}

const properties::Case& chosen_case(const properties::Claim& claim, const std::string& variant) {
  if (!variant.empty()) return find_case(claim, variant);
  const auto first = std::find_if(claim.cases.begin(), claim.cases.end(), has_run);
  if (first != claim.cases.end()) return *first;
  throw UsageError(why_none(claim, claim.cases.front().variant, to_string(claim.cases.front().expected)));
}

}  // namespace

int trace(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  const properties::Claim& claim = find_claim(catalogue, options.claim);
  const properties::Case& which = chosen_case(claim, options.variant);
  const properties::VerificationOptions settings = verification_options(options.run);
  if (!options.output.empty()) write_file(options.output, "");
  const bool wants_progress = options.run.progress || console.err_is_terminal;
  ProgressLine progress(console.err, console.err_is_terminal);
  listen_for_interrupts();
  const auto on_progress = [&](const checker::Progress& p) { progress.show(p); };
  const auto results = properties::verify({{&claim, &which}}, settings, {},
                                          wants_progress ? checker::OnProgress(on_progress) : checker::OnProgress());
  progress.clear();
  if (results.empty()) return kInterrupted;

  const properties::CaseResult& result = results.front();
  const checker::Verdict& verdict = result.outcome.verdict;
  const reports::Standing standing = reports::standing_of(result);
  if (!verdict.trace) {
    if (standing != reports::Standing::Undecided)
      throw UsageError(why_none(claim, which.variant, to_string(verdict.kind)));
    console.err << "finalack: " << claim.id << " (" << which.variant << ") is undecided: " << verdict.detail << "\n";
    return kUndecided;
  }
  const reports::TraceOrigin origin = origin_of(result, settings);
  reports::TextStyle style = console.style;
  if (!options.output.empty()) style.colour = false;
  const std::string text = rendered(which, origin, narrate(which, origin, *verdict.trace), options.format, style);
  if (options.output.empty()) {
    console.out << text;
  } else {
    write_file(options.output, text);
  }
  return standing == reports::Standing::Differs ? kDiffers : kAsExpected;
}

}  // namespace finalack::cli
