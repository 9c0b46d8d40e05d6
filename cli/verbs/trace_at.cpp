#include "cli/verbs/trace_at.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "checker/replay.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/values.hpp"
#include "cli/verbs/running.hpp"
#include "properties/timed/synthesis.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

using checker::VerdictKind;

/// What of trace's options says something of a point, beside the claim's settings.
constexpr std::array kWithPoint{"--at",       "--depth",  "--timeout", "--memory",
                                "--progress", "--format", "--output",  "--ascii"};

void require_only_what_goes_with_a_point(const Options& options) {
  std::vector<std::string> accepted(kWithPoint.begin(), kWithPoint.end());
  for (const auto setting : properties::parametric(options.claim).settings) accepted.push_back("--" + name_of(setting));
  for (const std::string& option : options.given) {
    if (std::find(accepted.begin(), accepted.end(), option) != accepted.end()) continue;
    throw UsageError(option + " does not go with --at. Accepted: " + joined(accepted, ", "));
  }
}

reports::AtPoint point_of(const Options& options) {
  reports::AtPoint at{options.timed.at, options.timed.question};
  at.question.claim = options.claim;
  const bool doubles = options.is_given("--backoff") && options.run.clocks.backoff == checker::Backoff::Exponential;
  at.question.backoff = doubles ? model::Backoff::Exponential : model::Backoff::Constant;
  return at;
}

/// As a case, which is what a run is drawn for.
properties::Case case_of(const std::string& claim) {
  properties::Case which;
  which.property.kind = checker::Property::Kind::Never;
  which.statement = properties::parametric(claim).statement;
  return which;
}

/// In ticks for other programs, in the point's units for people.
std::string drawn(const properties::RunAtPoint& run, const reports::TraceOrigin& origin, const checker::Trace& trace,
                  const std::string& format, const reports::TextStyle& style) {
  const reports::Narrative told = reports::narrate(*run.world.system, trace);
  return rendered(case_of(origin.claim), origin,
                  format == "json" ? told : without_passing_time(told, reports::times_of(run.world.run(trace))), format,
                  style);
}

/// "the claim holds at MSL=1, RTO=2, W=4: every run was explored, 1234 states"
std::string why_none(const reports::AtPoint& at, const checker::Outcome& outcome) {
  const std::string there = "the claim holds at " + reports::in_words(at.values) + ": ";
  if (outcome.engine == "induction") {
    return there + "proved " + properties::parametric(at.question.claim).any_length +
           ", as the invariant is inductive\n";
  }
  const std::string bound =
      outcome.verdict.scope.reached ? " (with as many segments in flight as the search can hold)" : "";
  return there + "every run was explored, " + std::to_string(outcome.states) + " states" + bound + "\n";
}

}  // namespace

void require_point(const Options& options) {
  for (const properties::Setting setting : properties::kSettings) {
    const std::string option = "--" + name_of(setting);
    const bool is_a_clocks_too = setting == properties::Setting::Backoff;
    if (options.is_given(option) && !is_a_clocks_too) throw UsageError(option + " goes only with --at NAME=NUMBER,...");
  }
}

int trace_at(const Options& options, const Console& console) {
  require_only_what_goes_with_a_point(options);
  const reports::AtPoint at = point_of(options);
  if (!options.output.empty()) require_writable(options.output);
  checker::Limits limits = verification_options(options.run).limits;
  listen_for_interrupts();
  ProgressLine progress(console.err, console.err_is_terminal);
  const auto on_progress = [&](const checker::Progress& p) { progress.show(p); };
  const bool wants_progress = options.run.progress || console.err_is_terminal;
  const properties::RunAtPoint run = properties::run_at(
      at.question, at.values, limits, wants_progress ? checker::OnProgress(on_progress) : checker::OnProgress());
  progress.clear();

  const checker::Verdict& verdict = run.outcome.verdict;
  if (verdict.kind == VerdictKind::Proved) {
    const bool is_for_people = options.format != "json" && options.format != "mermaid";
    (is_for_people ? console.out : console.err) << why_none(at, run.outcome);
    return kAsExpected;
  }
  if (!verdict.trace) {
    console.err << "finalack: " << options.claim << " at " << reports::in_words(at.values)
                << " is undecided: " << verdict.detail << "\n";
    return is_interrupted() ? kInterrupted : kUndecided;
  }
  reports::TraceOrigin origin;
  origin.claim = options.claim;
  origin.engine = run.outcome.engine;
  origin.at = at;
  reports::TextStyle style = console.style;
  if (!options.output.empty()) style.colour = false;
  const std::string text = drawn(run, origin, *verdict.trace, options.format, style);
  if (options.output.empty()) {
    console.out << text;
  } else {
    write_file(options.output, text);
  }
  return kAsExpected;
}

int replay_at(const reports::Recording& recording, const std::string& name, const Options& options,
              const Console& console) {
  for (const char* option : {"--msl", "--rto", "--backoff", "--time-wait"}) {
    if (options.is_given(option))
      throw UsageError(std::string(option) + ": " + name + " is a run in time, and has its own");
  }
  if (options.on == SubjectKind::Impl) {
    throw UsageError("--on impl: " + name +
                     " is a run in time, and real connections are driven only through runs without");
  }
  const reports::TraceOrigin& origin = recording.origin;
  checker::Limits nothing;  // the system is all that is wanted
  nothing.depth = 0;
  const properties::RunAtPoint run = [&] {
    try {
      return properties::run_at(origin.at->question, origin.at->values, nothing);
    } catch (const UsageError& e) {  // it is the file that is wrong
      throw InputError(name + ": " + e.what());
    }
  }();
  reports::check_recording(recording, *run.world.system, name);
  try {
    checker::confirm(*run.world.system, {checker::Property::Kind::Never, 0, {}, {}}, recording.trace);
  } catch (const InternalError& e) {
    console.err << "finalack: " << name
                << ": the steps replay, but the run does not show what the claim speaks of: " << e.what() << "\n";
    return kDiffers;
  }
  console.out << drawn(run, origin, recording.trace, options.format, console.style);
  const bool is_drawing = options.format.empty() || options.format == "ladder" || options.format == "text";
  if (is_drawing) {
    const std::string checked =
        fmt::format("Checked: all {} replay, passing time among them, and the run shows what is said above.",
                    reports::plural(recording.trace.length(), "step"));
    console.out << reports::wrapped(checked, console.style.columns, 0) << "\n";
  }
  return kAsExpected;
}

}  // namespace finalack::cli
