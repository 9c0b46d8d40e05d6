#include "reports/runs/counterexample.hpp"

#include <fmt/format.h>

#include "reports/runs/ladder.hpp"
#include "reports/runs/text_trace.hpp"

namespace finalack::reports {

namespace {

using Kind = checker::Property::Kind;

/// The statement without the words that say what kind of property it is.
std::string bare(const std::string& statement) {
  for (const std::string_view opening : {"never: ", "can happen: "}) {
    if (statement.starts_with(opening)) return statement.substr(opening.size());
  }
  return statement;
}

std::string moment(const Narrative& narrative) {
  return narrative.steps.empty() ? "At the start" : fmt::format("After step {}", narrative.steps.size());
}

}  // namespace

std::string what_happened(const properties::Case& which, const Narrative& narrative) {
  const std::string statement = bare(which.statement);
  const std::string when = moment(narrative);
  switch (which.property.kind) {
    case Kind::Never: return fmt::format("{}: {}. This must never be.", when, statement);
    case Kind::Reachable: return fmt::format("{}: {}.", when, statement);
    case Kind::Recoverable: return fmt::format("{} there is no way back. But the claim is: {}.", when, statement);
    case Kind::Eventually: return fmt::format("In this run it never comes to that. But the claim is: {}.", statement);
    case Kind::DeadlockFree:
      return fmt::format("{} nothing can happen any more. But the claim is: {}.", when, statement);
  }
  return statement;
}

std::string reproduction(const TraceOrigin& origin) {
  std::string command = fmt::format("finalack trace {} --variant {}", origin.claim, origin.variant);
  if (origin.bounds == properties::Bounds::Deep) command += " --bounds deep";
  if (origin.width != 5) command += fmt::format(" --width {}", origin.width);
  if (origin.engine != "explicit") command += " --engine " + origin.engine;
  return command;
}

std::string counterexample(const properties::Case& which, const TraceOrigin& origin, const Narrative& narrative,
                           bool as_ladder, const TextStyle& style) {
  const bool is_run = which.property.kind == Kind::Reachable;
  const std::string title =
      fmt::format("{} ({}): {} of {} step{}", origin.claim, origin.variant, is_run ? "a run" : "a counterexample",
                  narrative.steps.size(), narrative.steps.size() == 1 ? "" : "s");
  std::string out = tinted(title, Tint::Strong, style.colour) + "\n\n";
  out += as_ladder ? ladder(narrative, style) : text_trace(narrative, style);
  const std::string label = is_run ? "What happened: " : "What went wrong: ";
  const std::string sentence = wrapped(label + what_happened(which, narrative), style.columns, 0);
  out += "\n" + tinted(sentence, is_run ? Tint::Good : Tint::Bad, style.colour) + "\n";
  const bool already_told = !as_ladder || !narrative.is_dialogue() || narrative.steps.empty();
  if (!already_told) out += "\nWhat changed at each step:\n" + changed_fields(narrative, style);
  return out + "\nAgain: " + reproduction(origin) + "\n";
}

}  // namespace finalack::reports
