#include <chrono>
#include <cmath>
#include <memory>
#include <ostream>

#include "cli/exit_codes.hpp"
#include "cli/output_file.hpp"
#include "cli/selection.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/verbs/asked.hpp"
#include "cli/verbs/running.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

using properties::CaseResult;
using reports::Standing;

/// The exit code of the results alone: a difference weighs more than what is undecided.
int exit_code(const std::vector<CaseResult>& results) {
  int code = kAsExpected;
  for (const CaseResult& result : results) {
    const Standing standing = reports::standing_of(result);
    if (standing == Standing::Differs) return kDiffers;
    if (standing == Standing::Undecided) code = kUndecided;
  }
  return code;
}

/// Runs of these are printed: all with --traces, otherwise those that nobody expected.
std::string runs_of(const std::vector<CaseResult>& results, const properties::VerificationOptions& settings,
                    const Options& options, const reports::TextStyle& style) {
  std::string out;
  for (const CaseResult& result : results) {
    if (!result.outcome.verdict.trace) continue;
    if (!options.traces && reports::standing_of(result) != Standing::Differs) continue;
    const properties::Case& which = *result.selected.which;
    const reports::TraceOrigin origin = origin_of(result, settings, options.subject);
    const reports::Narrative told = narrate(result, origin);
    out += "\n" + rendered(which, origin, told, "ladder", style);
  }
  return out;
}

std::string in_format(const std::string& format, const std::vector<CaseResult>& results,
                      const std::vector<reports::NotAsked>& not_asked, double seconds) {
  if (format == "json") return reports::results_json(results, not_asked);
  if (format == "junit") return reports::results_junit(results, seconds, not_asked);
  return reports::results_sarif(results, kVersion);
}

/// Cases that were explored together share theirs.
std::string states_explored(const std::vector<CaseResult>& results, unsigned columns) {
  double states = 0;
  for (const CaseResult& result : results) {
    states += static_cast<double>(result.outcome.states) / static_cast<double>(result.sharing);
  }
  return reports::wrapped(reports::short_count(static_cast<std::uint64_t>(std::llround(states))) +
                              " whole states: all that two connections hold, what is in flight, what monitors remember",
                          columns, 2) +
         "\n";
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int verify(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  const auto start = std::chrono::steady_clock::now();
  const Asked asked(options.subject, catalogue);
  const auto claims = matching_claims(asked.catalogue(), options.patterns);
  const auto cases = asked.cases_of(claims, options.variant);
  const auto not_asked = asked.not_asked(claims, options.variant);
  const properties::VerificationOptions settings = asked.options(options.run);
  const bool is_text = options.format.empty() || options.format == "text";
  const bool streams = is_text && options.output.empty();
  if (!options.output.empty()) require_writable(options.output);

  reports::TextStyle style = console.style;
  if (!options.output.empty()) style.colour = false;
  reports::ResultTable table(cases, style);
  std::string text = table.heading();
  if (streams) console.out << text << std::flush;
  const bool wants_progress = options.run.progress || console.err_is_terminal;
  ProgressLine progress(console.err, console.err_is_terminal);
  listen_for_interrupts();
  std::vector<CaseResult> results;
  const auto on_result = [&](const CaseResult& result) {
    results.push_back(result);
    const std::string row = table.row(result);
    text += row;
    if (!streams) return;
    progress.clear();
    console.out << row << std::flush;
  };
  const auto on_progress = [&](const checker::Progress& p) { progress.show(p); };
  const auto finish = [&] {
    progress.clear();
    const double seconds = seconds_since(start);
    std::string ending = table.ending(cases.size(), seconds);
    if (!asked.is_model())
      ending += states_explored(results, style.columns) + reports::not_asked_text(not_asked, style);
    ending += runs_of(results, settings, options, style);
    if (streams) {
      console.out << ending;
    } else if (options.output.empty()) {
      console.out << in_format(options.format, results, not_asked, seconds);
    } else {
      write_file(options.output, is_text ? text + ending : in_format(options.format, results, not_asked, seconds));
    }
  };
  try {
    properties::verify(cases, settings, on_result,
                       wants_progress ? checker::OnProgress(on_progress) : checker::OnProgress());
  } catch (...) {
    finish();  // an error in one group takes nothing away from the others
    throw;
  }
  finish();
  return is_interrupted() && results.size() < cases.size() ? kInterrupted : exit_code(results);
}

}  // namespace finalack::cli
