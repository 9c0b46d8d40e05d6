#include "reports/runs/ladder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/runs/arrow.hpp"
#include "reports/runs/crossings.hpp"
#include "reports/runs/text_trace.hpp"

namespace finalack::reports {

namespace {

using Fate = model::Message::Fate;

/// Where things stand: number, time, left label, blank, line, the arrows, line, blank, right label.
struct Layout {
  Layout(const Narrative& narrative, const std::vector<std::string>& times, std::size_t width)
      : columns(std::max<std::size_t>(width, 60)) {
    std::size_t longest = 6;
    const auto consider = [&](const std::vector<std::string>& labels) {
      for (const std::string& label : labels) longest = std::max(longest, columns_of(label));
    };
    consider(narrative.labels);
    for (const NarratedStep& step : narrative.steps) consider(step.story.labels);
    number = std::max<std::size_t>(3, fmt::formatted_size("{}", narrative.steps.size())) + 1;
    for (const std::string& text : times) time = std::max(time, text.size() + 1);
    margin = std::min<std::size_t>(longest, 14);
    left = number + time + margin + 1;
    right = columns - margin - 2;
  }
  std::size_t columns;
  std::size_t number;    ///< of a step's number and the blank after it
  std::size_t time = 0;  ///< of a step's time and the blank after it, if there are times
  std::size_t margin;    ///< of a label
  std::size_t left;      ///< column of the left line
  std::size_t right;
};

class Ladder {
 public:
  Ladder(const Narrative& narrative, const TextStyle& style)
      : narrative_(narrative),
        style_(style),
        times_(times_in_words(narrative)),
        layout_(narrative, times_, style.columns),
        crossings_(crossings(narrative)) {}

  std::string draw() {
    heads();
    beginning();
    for (std::size_t i = 0; i < narrative_.steps.size(); ++i) {
      if (narrative_.loop_start == i) rule(loop_text());
      step(i);
    }
    if (narrative_.loop_start == narrative_.steps.size()) {
      rule("nothing more needs to happen: it stays so for ever");
    } else if (narrative_.loop_start) {
      rule(fmt::format("and again from {}", *narrative_.loop_start + 1));
    }
    legend();
    return std::move(out_);
  }

 private:
  TextRow lines() const {
    TextRow row(layout_.columns);
    const std::string_view line = style_.unicode ? "│" : "|";
    row.put(layout_.left, line, Tint::Faint);
    row.put(layout_.right, line, Tint::Faint);
    return row;
  }
  void emit(const TextRow& row) { out_ += row.text(style_.colour) + "\n"; }

  /// The parties' names, centred on their lines as far as the edges allow.
  void heads() {
    TextRow row(layout_.columns);
    const std::size_t half = layout_.columns / 2 - layout_.number;
    for (const bool is_left : {true, false}) {
      const std::string name = cut_to(narrative_.parties[is_left ? 0 : 1], half, style_.unicode);
      const std::size_t size = columns_of(name);
      const std::size_t line = is_left ? layout_.left : layout_.right;
      const std::size_t centred = line - std::min(line, size / 2);
      const std::size_t first = is_left ? layout_.number : layout_.columns / 2 + 2;
      const std::size_t last = (is_left ? layout_.columns / 2 - 1 : layout_.columns) - size;
      row.put(std::clamp(centred, std::min(first, last), last), name, Tint::Strong);
    }
    emit(row);
  }

  void beginning() {
    TextRow row = lines();
    show_labels(row, narrative_.labels);
    emit(row);
  }

  /// Where it differs from that of the step before.
  void show_time(TextRow& row, std::size_t index) const {
    if (times_.empty() || (index > 0 && times_[index] == times_[index - 1])) return;
    row.put(layout_.number + layout_.time - 1 - times_[index].size(), times_[index], Tint::Faint);
  }

  /// Puts the labels that differ from those shown last beside their lines.
  void show_labels(TextRow& row, const std::vector<std::string>& labels) {
    for (std::size_t party = 0; party < std::min<std::size_t>(labels.size(), 2); ++party) {
      if (shown_.size() <= party) shown_.resize(party + 1);
      if (shown_[party] == labels[party]) continue;
      shown_[party] = labels[party];
      const std::string label = cut_to(labels[party], layout_.margin, style_.unicode);
      const std::size_t column = party == 0 ? layout_.left - 1 - columns_of(label) : layout_.right + 2;
      row.put(column, label, Tint::State);
    }
  }

  /// One step: its event or its arrival in the first row, which has the number and the labels; then what it sent,
  /// unless the next step shows it; then what the user was told, and what is remarked.
  void step(std::size_t index) {
    const NarratedStep& told = narrative_.steps[index];
    const Crossing& crossing = crossings_[index];
    TextRow first = lines();
    first.put(0, fmt::format("{:>{}}", index + 1, layout_.number - 1), Tint::Faint);
    show_time(first, index);
    show_labels(first, told.story.labels);
    if (crossing.arrival) {
      arrow(first, arrow_of(*crossing.arrival), crossing.arrival->message.from == 0);
    } else {
      beside(first, told.story.actor, event_text(told), Tint::Strong);
      emit(first);
    }
    if (crossing.departure && !crossing.departure->straight) {
      TextRow row = lines();
      arrow(row, arrow_of(*crossing.departure), crossing.departure->message.from == 0);
    }
    words(told.story.actor, told.story.note.empty() ? "" : "user: " + told.story.note, Tint::Good);
    words(told.story.actor, told.story.remark.empty() ? "" : "(" + told.story.remark + ")", Tint::Faint);
  }

  /// In a row of their own, if there are any.
  void words(int actor, const std::string& text, Tint tint) {
    if (text.empty()) return;
    TextRow row = lines();
    beside(row, actor, text, tint);
    emit(row);
  }

  /// What the actor did, without its name: it stands beside its line.
  std::string event_text(const NarratedStep& told) const {
    std::string text = told.story.action;
    if (told.story.actor >= 0) {
      const std::string who = narrative_.parties[static_cast<std::size_t>(told.story.actor)];
      for (const char* after : {" ", ": "}) {
        if (text.starts_with(who + after)) text.erase(0, who.size() + std::string_view(after).size());
      }
    }
    return text;
  }

  /// Inside the lines, next to the actor's; the network's in the middle.
  void beside(TextRow& row, int actor, const std::string& text, Tint tint) const {
    const std::string fitting = cut_to(text, layout_.right - layout_.left - 3, style_.unicode);
    const std::size_t size = columns_of(fitting);
    std::size_t column = layout_.left + 2;
    if (actor == 1) column = layout_.right - 1 - size;
    if (actor < 0) column = (layout_.left + layout_.right + 1 - size) / 2;
    row.put(column, fitting, tint);
  }

  void arrow(TextRow& row, const Arrow& arrow, bool from_left) {
    TextRow below = lines();
    const std::size_t rows = draw_arrow(arrow, from_left, row, below);
    emit(row);
    if (rows == 2) emit(below);
    has_numbers_ =
        has_numbers_ || arrow.arrives || arrow.same_as || (arrow.departed && arrow.start == Arrow::Start::UnderWay);
    has_old_ = has_old_ || arrow.old;
  }
  std::size_t draw_arrow(const Arrow& arrow, bool from_left, TextRow& row, TextRow& below) const {
    return reports::draw(arrow, Span{layout_.left, layout_.right, from_left}, style_, row, below);
  }

  static std::optional<std::size_t> number(std::optional<std::size_t> step) {
    return step ? std::optional(*step + 1) : std::nullopt;
  }
  static Arrow arrow_of(const Arrival& arrival) {
    Arrow arrow{arrival.message.text, arrival.message.old, Arrow::Start::UnderWay, Arrow::End::AtReceiver, {}, {}, {}};
    if (arrival.straight) arrow.start = Arrow::Start::AtSender;
    if (arrival.message.fate == Fate::Lost) arrow.end = Arrow::End::Lost;
    if (arrival.message.fate == Fate::DeliveredAndKept) arrow.end = Arrow::End::AtReceiverAndStays;
    arrow.departed = number(arrival.departed);
    arrow.arrives = number(arrival.copy_arrives);
    return arrow;
  }
  static Arrow arrow_of(const Departure& departure) {
    const Arrow::End end = departure.lost ? Arrow::End::Lost : Arrow::End::UnderWay;
    return {departure.message.text,    departure.message.old,    Arrow::Start::AtSender, end, {},
            number(departure.same_as), number(departure.arrives)};
  }

  std::string loop_text() const {
    const std::size_t first = *narrative_.loop_start + 1;
    const std::size_t last = narrative_.steps.size();
    if (first == last) return fmt::format("from here for ever: step {} repeats", first);
    return fmt::format("from here for ever: steps {} to {} repeat", first, last);
  }

  void rule(const std::string& text) {
    TextRow row(layout_.columns);
    const std::string_view dash = style_.unicode ? "┄" : "-";
    row.fill(layout_.number, layout_.columns, dash, Tint::Warning);
    const std::string label = " " + text + " ";
    row.put((layout_.left + layout_.right + 1 - label.size()) / 2, label, Tint::Warning);
    emit(row);
  }

  /// Explains what was used.
  void legend() {
    std::string text;
    if (has_numbers_) text = "(n): the step in which the segment was sent, arrives, or is lost";
    if (has_old_) text += (text.empty() ? "" : "; ") + std::string("old: sent by an earlier incarnation of its sender");
    if (text.empty()) return;
    const std::string lines = wrapped(text, layout_.columns, layout_.number);
    out_ += "\n" + std::string(layout_.number, ' ') + tinted(lines, Tint::Faint, style_.colour) + "\n";
  }

  const Narrative& narrative_;
  const TextStyle& style_;
  const std::vector<std::string> times_;
  const Layout layout_;
  const std::vector<Crossing> crossings_;
  std::vector<std::string> shown_;
  bool has_numbers_ = false;
  bool has_old_ = false;
  std::string out_;
};

}  // namespace

std::string ladder(const Narrative& narrative, const TextStyle& style) {
  if (!narrative.is_dialogue()) return text_trace(narrative, style);
  return Ladder(narrative, style).draw();
}

}  // namespace finalack::reports
