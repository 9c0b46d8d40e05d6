// synthesize: for which times a claim holds.
#include <ostream>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/values.hpp"
#include "cli/verbs/running.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/regions/region.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

using Outside = checker::SynthesisResult::Outside;

std::string in_format(const properties::SynthesisAnswer& answer, const checker::Limits& limits,
                      const std::string& format, const reports::TextStyle& style) {
  if (format == "json") return reports::region_json(answer);
  if (format == "svg") return reports::region_svg(answer);
  return reports::region_text(answer, limits, style);
}

/// Of the options that are settings, only those that the claim depends on.
void require_settings_of(const properties::ParametricClaim& claim, const Options& options) {
  std::vector<std::string> accepted;
  for (const properties::Setting setting : claim.settings) accepted.push_back("--" + name_of(setting));
  for (const properties::Setting setting : properties::kSettings) {
    const std::string option = "--" + name_of(setting);
    if (!options.is_given(option) || claim.has(setting)) continue;
    throw UsageError(fmt::format("{} says nothing of {}. Accepted: {}", option, claim.id, joined(accepted, ", ")));
  }
}

}  // namespace

int synthesize(const Options& options, const Console& console) {
  properties::SynthesisQuestion question = options.timed.question;
  question.claim = options.claim;
  require_settings_of(properties::parametric(options.claim), options);
  if (options.format == "svg" && question.fixed.size() > 1) {
    throw UsageError("--format svg draws two parameters, or ratios of three. Accepted with it: one --fix at most");
  }
  if (!options.output.empty()) require_writable(options.output);
  const checker::Limits limits = verification_options(options.run).limits;
  listen_for_interrupts();
  ProgressLine progress(console.err, console.err_is_terminal);
  const auto on_progress = [&](checker::Progress p) {
    p.what = fmt::format("{}, {} found", options.claim, reports::plural(p.states, "violated piece"));
    p.states = 0;
    progress.show(p);
  };
  const bool wants_progress = options.run.progress || console.err_is_terminal;
  const properties::SynthesisAnswer answer = properties::synthesize(
      question, limits, wants_progress ? checker::OnProgress(on_progress) : checker::OnProgress());
  progress.clear();

  reports::TextStyle style = console.style;
  if (!options.output.empty()) style.colour = false;
  const std::string text = in_format(answer, limits, options.format, style);
  if (options.output.empty()) {
    console.out << text;
  } else {
    write_file(options.output, text);
  }
  if (answer.result.outside == Outside::Proved) return kAsExpected;
  return is_interrupted() ? kInterrupted : kUndecided;
}

}  // namespace finalack::cli
