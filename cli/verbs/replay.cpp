#include "checker/replay.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/input_file.hpp"
#include "cli/selection.hpp"
#include "cli/verbs/asked.hpp"
#include "cli/verbs/running.hpp"
#include "cli/verbs/trace_at.hpp"
#include "cli/verbs/verbs.hpp"
#include "conform/crosscheck/command.hpp"
#include "conform/replay/follow.hpp"
#include "properties/two_peers_subject.hpp"
#include "reports/quoting.hpp"
#include "reports/results.hpp"
#include "reports/runs/counterexample.hpp"
#include "reports/runs/ladder.hpp"
#include "reports/runs/text_trace.hpp"

namespace finalack::cli {

namespace {

/// The case that the file names. It is the file that is wrong if there is none, not the command line.
properties::Selected selected_by(const reports::Recording& recording, const properties::Catalogue& catalogue,
                                 const std::string& file) {
  try {
    const properties::Claim& claim = find_claim(catalogue, recording.origin.claim);
    return {&claim, &find_case(claim, recording.origin.variant)};
  } catch (const UsageError& e) {
    throw InputError(file + ": " + e.what());
  }
}

/// Why the run doesn't show what the claim speaks of; empty if it does.
std::string shortcoming(const checker::System& system, const properties::Case& which, const checker::Trace& trace) {
  try {
    checker::confirm(system, which.property, trace);
    return "";
  } catch (const InternalError& e) {
    return e.what();
  }
}

constexpr unsigned kIndent = 2;

/// Whether they followed, as paragraphs.
std::vector<std::string> judgement(const std::optional<conform::Divergence>& divergence, const checker::Trace& trace) {
  const std::size_t length = trace.length();
  if (!divergence) {
    return {"Followed: two real connections take all " + reports::plural(length, "step") +
            ", and are after each what the model says, with the same in flight" +
            (trace.loop_start ? "; and they may go on so for ever." : ".")};
  }
  const bool at_end = divergence->step == length;
  std::vector<std::string> lines{"Refused: " + std::string(at_end ? "after" : "at") + " step " +
                                     std::to_string(at_end ? length : divergence->step + 1) +
                                     " two real connections no longer follow.",
                                 "model: " + divergence->model, "implementation: " + divergence->implementation};
  if (!divergence->where.empty()) lines.push_back("differs: " + divergence->where);
  return lines;
}

/// Two real connections are driven through the run, which is drawn up to where they refuse.
int replay_on_connections(const reports::Recording& recording, const properties::Case& which,
                          const checker::System& system, const Options& options, const Console& console) {
  const auto* subject = dynamic_cast<const properties::TwoPeersSubject*>(which.subject.get());
  if (subject == nullptr) throw UsageError("--on impl: " + recording.origin.claim + " is not about two peers");
  const auto divergence =
      conform::follow(subject->configuration(recording.origin.bounds), recording.origin.width, recording.trace);
  checker::Trace shown = recording.trace;
  if (divergence) {
    shown.actions.resize(std::min(divergence->step + 1, shown.actions.size()));
    if (shown.actions.size() < recording.trace.length()) shown.loop_start.reset();
  }
  const reports::Narrative told = reports::narrate(system, shown);
  console.out << (options.format == "text" ? reports::text_trace(told, console.style)
                                           : reports::ladder(told, console.style));
  const auto tint = divergence ? reports::Tint::Bad : reports::Tint::Good;
  for (const std::string& line : judgement(divergence, recording.trace)) {
    console.out << reports::tinted(reports::wrapped(line, console.style.columns, kIndent), tint, console.style.colour)
                << "\n";
  }
  return divergence ? kDiffers : kAsExpected;
}

}  // namespace

int replay(const Options& options, const properties::Catalogue& catalogue, const Console& console) {
  const std::string name = options.file == "-" ? "stdin" : reports::shown_path(options.file);
  const std::string content = content_of(options.file, name);
  if (conform::is_case_file(content) || options.file.ends_with(".case")) {
    return replay_case(content, name, options, console);
  }
  const reports::Recording recording = reports::read_itf(content, name);
  if (recording.origin.at) return replay_at(recording, name, options, console);
  const bool is_of_model = recording.origin.subject == "model";
  if (options.on == SubjectKind::Model && !is_of_model) {
    throw UsageError("--on model: " + name + " is a run of real connections, which know steps that the model does not");
  }
  const bool drives = options.on == SubjectKind::Impl && is_of_model;
  if (drives && (options.format == "json" || options.format == "mermaid")) {
    throw UsageError("--on impl is told to people. Accepted with it: --format ladder, text");
  }
  const Asked asked(is_of_model ? SubjectKind::Model : SubjectKind::Impl, catalogue);
  const properties::Selected selected = selected_by(recording, asked.catalogue(), name);
  const properties::Case& which = *selected.which;
  const auto system = which.subject->system({which.subject.get()}, recording.origin.bounds, recording.origin.width);
  reports::check_recording(recording, *system, name);
  if (drives) return replay_on_connections(recording, which, *system, options, console);

  const std::string missing = shortcoming(*system, which, recording.trace);
  reports::Narrative told = reports::narrate(*system, recording.trace);
  told.timing = checker::realisation(*system, recording.trace, options.run.clocks);
  const bool is_drawing = options.format.empty() || options.format == "ladder" || options.format == "text";
  if (missing.empty() || !is_drawing) {
    console.out << rendered(which, recording.origin, told, options.format, console.style);
  } else {
    console.out << (options.format == "text" ? reports::text_trace(told, console.style)
                                             : reports::ladder(told, console.style));
    if (told.timing) console.out << reports::timing_line(*told.timing, console.style);
  }
  const std::size_t length = recording.trace.length();
  const std::string steps = length == 1 ? "the one step replays" : "all " + std::to_string(length) + " steps replay";
  if (missing.empty()) {
    if (is_drawing) console.out << "Checked: " << steps << ", and the run shows what is said above.\n";
    return kAsExpected;
  }
  console.err << "finalack: " << name << ": " << steps
              << ", but the run does not show what the claim speaks of: " << missing << "\n";
  return kDiffers;
}

}  // namespace finalack::cli
