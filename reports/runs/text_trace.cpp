#include "reports/runs/text_trace.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace finalack::reports {

namespace {

constexpr std::size_t kIndent = 5;

std::string verb_of(model::Message::Fate fate) {
  switch (fate) {
    case model::Message::Fate::Sent: return "sends";
    case model::Message::Fate::Delivered: return "receives";
    case model::Message::Fate::DeliveredAndKept: return "receives a copy of";
    case model::Message::Fate::Lost: return "loses";
  }
  return "";
}

std::string message_text(const model::Story& story, const model::Message& message) {
  const bool is_sender = story.actor == static_cast<int>(message.from);
  if (message.fate == model::Message::Fate::Lost && is_sender) return "sends " + message.text + ", which is lost";
  return fmt::format("{} {}{}", verb_of(message.fate), message.old ? "old " : "", message.text);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

/// A paragraph of its own, indented under the step.
std::string detail(const std::string& text, Tint tint, const TextStyle& style) {
  return std::string(kIndent, ' ') + tinted(wrapped(text, style.columns, kIndent + 2), tint, style.colour) + "\n";
}

std::string loop_note(const Narrative& narrative) {
  if (!narrative.loop_start) return "";
  if (*narrative.loop_start == narrative.steps.size()) return "Nothing more needs to happen: it stays so for ever.\n";
  return fmt::format("From step {} on, for ever: the steps up to {} repeat.\n", *narrative.loop_start + 1,
                     narrative.steps.size());
}

}  // namespace

std::string text_trace(const Narrative& narrative, const TextStyle& style) {
  std::string out;
  const std::vector<std::string> times = times_in_words(narrative);
  std::size_t widest = 0;
  for (const std::string& time : times) widest = std::max(widest, time.size());
  for (std::size_t i = 0; i < narrative.steps.size(); ++i) {
    const NarratedStep& step = narrative.steps[i];
    const std::string time = times.empty() ? "" : fmt::format("{:>{}}  ", times[i], widest);
    out += fmt::format("{:>3}. {}{}\n", i + 1, tinted(time, Tint::Faint, style.colour),
                       tinted(step.story.action, Tint::Strong, style.colour));
    for (const model::Message& message : step.story.messages) {
      out += detail(message_text(step.story, message), Tint::Plain, style);
    }
    if (!step.story.note.empty()) out += detail("user: " + step.story.note, Tint::Good, style);
    if (!step.story.remark.empty()) out += detail("(" + step.story.remark + ")", Tint::Faint, style);
    const auto changes = changes_in_words(narrative, step);
    if (!changes.empty()) out += detail(joined(changes), Tint::Faint, style);
  }
  if (narrative.steps.empty()) out += "The initial state; nothing has happened yet.\n";
  return out + loop_note(narrative);
}

std::string changed_fields(const Narrative& narrative, const TextStyle& style) {
  std::string out;
  for (std::size_t i = 0; i < narrative.steps.size(); ++i) {
    const auto changes = changes_in_words(narrative, narrative.steps[i]);
    if (!changes.empty()) out += fmt::format("{:>3}. {}\n", i + 1, wrapped(joined(changes), style.columns, kIndent));
  }
  return out;
}

}  // namespace finalack::reports
