#include "reports/runs/mermaid.hpp"

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "reports/runs/crossings.hpp"

namespace finalack::reports {

namespace {

using Fate = model::Message::Fate;

/// Participants are called p0 and p1: a name may be a keyword (`end` ends a block).
class Diagram {
 public:
  explicit Diagram(const Narrative& narrative) : narrative_(narrative), crossings_(crossings(narrative)) {}

  std::string draw() {
    out_ = "sequenceDiagram\n";
    for (std::size_t i = 0; i < narrative_.parties.size(); ++i) {
      line(fmt::format("participant p{} as {}", i, mermaid_escaped(narrative_.parties[i])));
    }
    labels(narrative_.labels);
    for (std::size_t i = 0; i < narrative_.steps.size(); ++i) {
      if (narrative_.loop_start == i) {
        line("loop for ever");
        indent_ += "  ";
      }
      step(i);
    }
    if (narrative_.loop_start == narrative_.steps.size()) {
      line("Note over p0,p1: nothing more needs to happen: it stays so for ever");
    } else if (narrative_.loop_start) {
      indent_.resize(indent_.size() - 2);
      line("end");
    }
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += indent_ + text + "\n"; }

  void labels(const std::vector<std::string>& labels) {
    shown_.resize(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (shown_[i] == labels[i]) continue;
      shown_[i] = labels[i];
      line(fmt::format("Note over p{}: {}", i, mermaid_escaped(labels[i])));
    }
  }

  void step(std::size_t index) {
    const NarratedStep& told = narrative_.steps[index];
    const Crossing& crossing = crossings_[index];
    if (crossing.arrival) {
      arrival(index, *crossing.arrival);
    } else if (told.story.actor >= 0) {
      const char* side = told.story.actor == 0 ? "left" : "right";
      line(
          fmt::format("Note {} of p{}: {}. {}", side, told.story.actor, index + 1, mermaid_escaped(told.story.action)));
    } else {
      line(fmt::format("Note over p0,p1: {}. {}", index + 1, mermaid_escaped(told.story.action)));
    }
    if (crossing.departure && !crossing.departure->straight) departure(*crossing.departure);
    if (!told.story.note.empty() && told.story.actor >= 0) {
      line(fmt::format("Note over p{}: user: {}", told.story.actor, mermaid_escaped(told.story.note)));
    }
    if (!told.story.remark.empty()) {
      const std::string over = told.story.actor < 0 ? "p0,p1" : fmt::format("p{}", told.story.actor);
      line(fmt::format("Note over {}: ({})", over, mermaid_escaped(told.story.remark)));
    }
    labels(told.story.labels);
  }

  void arrival(std::size_t index, const Arrival& arrival) {
    const model::Message& message = arrival.message;
    std::string remark;
    if (!arrival.straight && arrival.departed) remark = fmt::format(" (sent in {})", *arrival.departed + 1);
    if (message.fate == Fate::DeliveredAndKept) remark += " (a copy stays)";
    if (message.fate == Fate::Lost) remark += " (lost)";
    const char* arrow = message.fate == Fate::Lost ? "--x" : arrival.straight ? "->>" : "-)";
    line(fmt::format("p{}{}p{}: {}. {}{}{}", message.from, arrow, message.to, index + 1, message.old ? "old " : "",
                     mermaid_escaped(message.text), remark));
  }

  void departure(const Departure& departure) {
    const model::Message& message = departure.message;
    if (departure.lost) {
      line(fmt::format("p{}--xp{}: {} (lost)", message.from, message.to, mermaid_escaped(message.text)));
      return;
    }
    const std::string when = departure.same_as   ? fmt::format("the same as in {}", *departure.same_as + 1)
                             : departure.arrives ? fmt::format("on its way until {}", *departure.arrives + 1)
                                                 : std::string("stays in flight");
    line(fmt::format("Note {} of p{}: sends {} ({})", message.from == 0 ? "right" : "left", message.from,
                     mermaid_escaped(message.text), when));
  }

  const Narrative& narrative_;
  const std::vector<Crossing> crossings_;
  std::vector<std::string> shown_;
  std::string indent_ = "  ";
  std::string out_;
};

}  // namespace

std::string mermaid_escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '#': out += "#35;"; break;
      case ';': out += "#59;"; break;
      case ':': out += "#58;"; break;
      case '%': out += "#37;"; break;
      case '\n': out += "<br/>"; break;
      default: out += c;
    }
  }
  return out;
}

std::string mermaid(const Narrative& narrative) {
  if (!narrative.is_dialogue()) {
    throw UsageError(
        "a Mermaid sequence diagram needs two parties; this world has other ones: use --format text or json");
  }
  return Diagram(narrative).draw();
}

}  // namespace finalack::reports
