#include "reports/runs/counterexample.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

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

/// What stands before and after the comma of "whenever A, it comes to: B".
std::pair<std::string, std::string> trigger_and_goal(const std::string& statement) {
  static constexpr std::string_view kWhenever = "whenever ";
  static constexpr std::string_view kComes = ", it comes to: ";
  const std::size_t comma = statement.find(kComes);
  if (!statement.starts_with(kWhenever) || comma == std::string::npos) return {"", statement};
  return {statement.substr(kWhenever.size(), comma - kWhenever.size()), statement.substr(comma + kComes.size())};
}

/// The states of one party in the steps that repeat, in order, each once.
std::vector<std::string> states_for_ever(const Narrative& narrative, std::size_t party) {
  const std::size_t first = *narrative.loop_start;
  std::vector<std::string> states;
  const auto add = [&](const std::vector<std::string>& labels) {
    const bool is_new = party < labels.size() && std::find(states.begin(), states.end(), labels[party]) == states.end();
    if (is_new) states.push_back(labels[party]);
  };
  add(first == 0 ? narrative.labels : narrative.steps[first - 1].story.labels);
  for (std::size_t i = first; i < narrative.steps.size(); ++i) add(narrative.steps[i].story.labels);
  return states;
}

/// "the client stays in SYN-SENT, the server goes round LISTEN and SYN-RECEIVED"
std::string who_stays_where(const Narrative& narrative) {
  std::string out;
  for (std::size_t party = 0; party < narrative.parties.size(); ++party) {
    const auto states = states_for_ever(narrative, party);
    if (states.empty()) continue;
    out += fmt::format(
        "{}the {} {}", out.empty() ? "" : ", ", narrative.parties[party],
        states.size() == 1 ? "stays in " + states.front() : fmt::format("goes round {}", fmt::join(states, ", ")));
  }
  return out;
}

std::string moment(const Narrative& narrative) {
  return narrative.steps.empty() ? "At the start" : fmt::format("After step {}", narrative.steps.size());
}

/// "Steps 3 to 4 repeat for ever: the client stays in SYN-SENT, the server stays in LISTEN."
std::string what_lasts(const Narrative& narrative) {
  const std::size_t last = narrative.steps.size();
  const std::size_t first = narrative.loop_start.value_or(last) + 1;
  std::string out = first > last    ? moment(narrative) + ", nothing more needs to happen"
                    : first == last ? fmt::format("Step {} repeats for ever", first)
                                    : fmt::format("Steps {} to {} repeat for ever", first, last);
  const std::string where = narrative.loop_start ? who_stays_where(narrative) : "";
  return out + (where.empty() ? "" : ": " + where) + ".";
}

std::string never_comes(const std::string& statement, const Narrative& narrative) {
  const auto [trigger, goal] = trigger_and_goal(statement);
  return fmt::format("{} What never comes: {}.{}", what_lasts(narrative), goal,
                     trigger.empty() ? "" : fmt::format(" It should whenever {}.", trigger));
}

}  // namespace

std::string timing_line(const checker::Timing& timing, const TextStyle& style) {
  const std::string text = wrapped("On real clocks: " + timing_text(timing) + ".", style.columns, 0);
  return tinted(text, timing.is_realisable() ? Tint::Good : Tint::Warning, style.colour) + "\n";
}

std::string what_happened(const properties::Case& which, const Narrative& narrative) {
  const std::string statement = bare(which.statement);
  const std::string when = moment(narrative);
  switch (which.property.kind) {
    case Kind::Never: return fmt::format("{}: {}. This must never be.", when, statement);
    case Kind::Reachable: return fmt::format("{}: {}.", when, statement);
    case Kind::Recoverable: return fmt::format("{} there is no way back. But the claim is: {}.", when, statement);
    case Kind::Eventually: return never_comes(statement, narrative);
    case Kind::DeadlockFree:
      return fmt::format("{} nothing can happen any more. But the claim is: {}.", when, statement);
  }
  return statement;
}

std::string reproduction(const TraceOrigin& origin) {
  if (origin.at) return reproduction_at(*origin.at);
  std::string command = fmt::format("finalack trace {} --variant {}", origin.claim, origin.variant);
  if (origin.bounds == properties::Bounds::Deep) command += " --bounds deep";
  if (origin.subject != "model") return command + " --subject " + origin.subject;
  if (origin.width != 5) command += fmt::format(" --width {}", origin.width);
  if (origin.engine != "explicit") command += " --engine " + origin.engine;
  return command;
}

std::string clock_options(const Narrative& narrative) {
  if (!narrative.timing) return "";
  const checker::TimingParameters& p = narrative.timing->parameters;
  const checker::TimingParameters usual;
  std::string options;
  if (p.msl != usual.msl) options += fmt::format(" --msl {}ms", p.msl);
  if (p.rto != usual.rto) options += fmt::format(" --rto {}ms", p.rto);
  if (p.backoff != usual.backoff) options += " --backoff constant";
  if (p.time_wait) options += fmt::format(" --time-wait {}ms", *p.time_wait);
  return options;
}

std::string command_in_lines(const std::string& command, std::size_t columns, std::size_t indent) {
  std::string out;
  std::size_t room = columns - std::min(columns, indent);
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t next = std::min(command.find(" --", at + 1), command.size());
    const std::string part = command.substr(at, next - at);  // an option, with its value
    if (!out.empty() && part.size() + 2 > room) {
      out += " \\\n   ";
      room = columns - 3;
    }
    out += part;
    room -= std::min(room, part.size());
    at = next;
  }
  return out;
}

std::string counterexample(const properties::Case& which, const TraceOrigin& origin, const Narrative& narrative,
                           bool as_ladder, const TextStyle& style) {
  const bool is_run = which.property.kind == Kind::Reachable;
  const std::string title = fmt::format(
      "{} ({}): {} of {} step{}", origin.claim, origin.at ? in_words(origin.at->values) : origin.variant,
      is_run ? "a run" : "a counterexample", narrative.steps.size(), narrative.steps.size() == 1 ? "" : "s");
  std::string out = tinted(wrapped(title, style.columns, 2), Tint::Strong, style.colour) + "\n\n";
  out += as_ladder ? ladder(narrative, style) : text_trace(narrative, style);
  const std::string label = is_run ? "What happened: " : "What went wrong: ";
  const std::string sentence = wrapped(label + what_happened(which, narrative), style.columns, 0);
  out += "\n" + tinted(sentence, is_run ? Tint::Good : Tint::Bad, style.colour) + "\n";
  if (narrative.timing) out += timing_line(*narrative.timing, style);
  const bool already_told = !as_ladder || !narrative.is_dialogue() || narrative.steps.empty();
  const std::string fields = already_told ? "" : changed_fields(narrative, style);
  if (!fields.empty()) out += "\nWhat changed at each step:\n" + fields;
  static const std::string again = "Again: ";
  return out + "\n" + again +
         command_in_lines(reproduction(origin) + clock_options(narrative), style.columns, again.size()) + "\n";
}

}  // namespace finalack::reports
