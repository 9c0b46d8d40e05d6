// synthesize: for which MSL, RTO and W a claim holds.
#include <ostream>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
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

}  // namespace

int synthesize(const Options& options, const Console& console) {
  const TimedOptions& timed = options.timed;
  const properties::SynthesisQuestion question{options.claim, timed.lost_acks, timed.lost_fins, timed.backoff,
                                               timed.fixed};
  if (options.format == "svg" && timed.fixed.size() > 1) {
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
