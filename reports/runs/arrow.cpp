#include "reports/runs/arrow.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace finalack::reports {

namespace {

/// The characters that arrows are made of.
struct Glyphs {
  std::string_view shaft, dots, head_right, head_left, fork, corner_right, corner_left, cross;
};
constexpr Glyphs kUnicode{"─", "┄", "►", "◄", "┬", "┘", "└", "✗"};
constexpr Glyphs kAscii{"-", ".", ">", "<", "+", "'", "`", "x"};

/// The same segment with less around it: `<SEQ=1><CTL=SYN>` is `SEQ=1 SYN`.
std::string compact(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      if (i > 0) out += ' ';
      if (text.compare(i + 1, 4, "CTL=") == 0) i += 4;
    } else if (text[i] != '>') {
      out += text[i];
    }
  }
  return out;
}

/// Puts things at distances from the sender's line.
class Pen {
 public:
  Pen(const Span& span, TextRow& row) : span_(span), row_(row) {}

  void block(std::size_t distance, std::string_view text, Tint tint) {
    row_.put(span_.from_left ? span_.left + 1 + distance : span_.right - distance - columns_of(text), text, tint);
  }
  /// The glyph at every distance in [from, to).
  void line(std::size_t from, std::size_t to, std::string_view glyph, Tint tint) {
    for (std::size_t d = from; d < to; ++d) block(d, glyph, tint);
  }

 private:
  const Span& span_;
  TextRow& row_;
};

/// The label of the open end, if there is one: which step it leads to.
std::string tail_label(const Arrow& arrow) {
  if (arrow.end == Arrow::End::Lost) return "lost";
  if (arrow.end != Arrow::End::UnderWay) return "";
  if (arrow.same_as) return fmt::format("same as ({})", *arrow.same_as);
  return arrow.arrives ? fmt::format("({})", *arrow.arrives) : "in flight";
}
std::string lead_label(const Arrow& arrow) {
  return arrow.start == Arrow::Start::UnderWay && arrow.departed ? fmt::format("({})", *arrow.departed) : "";
}

/// Columns that the parts before and after the text need at least, with the blank that separates them from it.
std::size_t least_lead(const Arrow& arrow) {
  return arrow.start == Arrow::Start::AtSender ? 3 : lead_label(arrow).size() + 5;
}
std::size_t least_tail(const Arrow& arrow) {
  switch (arrow.end) {
    case Arrow::End::AtReceiver: return 4;
    case Arrow::End::AtReceiverAndStays: return 6;
    case Arrow::End::UnderWay: return tail_label(arrow).size() + 6;
    case Arrow::End::Lost: return 8;
  }
  return 0;
}

class Drawing {
 public:
  Drawing(const Arrow& arrow, const Span& span, const TextStyle& style)
      : arrow_(arrow), span_(span), style_(style), glyphs_(style.unicode ? kUnicode : kAscii) {
    const std::size_t room = span.length() - std::min(span.length(), least_lead(arrow) + least_tail(arrow));
    text_ = (arrow.old ? "old " : "") + arrow.text;
    if (text_.size() > room) text_ = (arrow.old ? "old " : "") + compact(arrow.text);
    text_ = cut_to(text_, room, style.unicode);
    const std::size_t size = columns_of(text_);
    start_ = std::clamp(wish(size), least_lead(arrow), least_lead(arrow) + room - size);
    after_ = start_ + size + 1;
  }

  std::size_t draw(TextRow& row, TextRow& below) const {
    Pen pen(span_, row);
    pen.block(start_, text_, arrow_.old ? Tint::Warning : Tint::Strong);
    lead(pen);
    switch (arrow_.end) {
      case Arrow::End::AtReceiver: to_receiver(pen); return 1;
      case Arrow::End::UnderWay: into_the_open(pen); return 1;
      case Arrow::End::Lost: lost(pen); return 1;
      case Arrow::End::AtReceiverAndStays:
        to_receiver(pen);
        pen.block(fork(), glyphs_.fork, Tint::Plain);
        copy(below);
        return 2;
    }
    return 1;
  }

 private:
  /// Where the text would like to start: in the middle; near the sender what leaves, near the receiver what arrives
  /// late.
  std::size_t wish(std::size_t size) const {
    const bool ends_here = arrow_.end == Arrow::End::AtReceiver || arrow_.end == Arrow::End::AtReceiverAndStays;
    const bool starts_here = arrow_.start == Arrow::Start::AtSender;
    const std::size_t rest = span_.length() - std::min(span_.length(), size);
    if (starts_here == ends_here) return rest / 2;
    return starts_here ? 5 : rest - std::min<std::size_t>(rest, 7);
  }
  void lead(Pen& pen) const {
    if (arrow_.start == Arrow::Start::AtSender) {
      pen.line(0, start_ - 1, glyphs_.shaft, Tint::Plain);
      return;
    }
    const std::string label = lead_label(arrow_);
    const std::size_t dots = std::min<std::size_t>(start_ - 1 - label.size() - 2, 6);
    pen.line(start_ - 1 - dots, start_ - 1, glyphs_.dots, Tint::Faint);
    pen.block(start_ - 2 - dots - label.size(), label, Tint::Faint);
  }
  void to_receiver(Pen& pen) const {
    pen.line(after_, span_.length() - 1, glyphs_.shaft, Tint::Plain);
    pen.block(span_.length() - 1, span_.from_left ? glyphs_.head_right : glyphs_.head_left, Tint::Plain);
  }
  void into_the_open(Pen& pen) const {
    const std::string label = tail_label(arrow_);
    const std::size_t room = span_.length() - after_ - label.size() - 2;
    const std::size_t shaft = room > 4 ? 2 : 1;
    const std::size_t end = after_ + std::min<std::size_t>(room, 7);
    pen.line(after_, after_ + shaft, glyphs_.shaft, Tint::Plain);
    pen.line(after_ + shaft, end, glyphs_.dots, Tint::Faint);
    pen.block(end + 1, label, Tint::Faint);
  }
  void lost(Pen& pen) const {
    const std::size_t cross = std::min(after_ + 4, span_.length() - 6);
    pen.line(after_, cross, glyphs_.shaft, Tint::Plain);
    pen.block(cross, glyphs_.cross, Tint::Bad);
    pen.block(cross + 2, "lost", Tint::Bad);
  }
  /// Where the copy that stays leaves the arrow.
  std::size_t fork() const { return after_ + std::min<std::size_t>(3, span_.length() - after_ - 3); }
  void copy(TextRow& below) const {
    const std::string what =
        arrow_.arrives ? fmt::format("a copy stays, see ({})", *arrow_.arrives) : std::string("a copy stays in flight");
    Pen pen(span_, below);
    pen.block(fork(), span_.from_left ? glyphs_.corner_right : glyphs_.corner_left, Tint::Plain);
    if (fork() < what.size() + 5) return;  // a ladder too narrow for words
    pen.line(fork() - 4, fork(), glyphs_.dots, Tint::Faint);
    pen.block(fork() - 5 - what.size(), what, Tint::Faint);
  }

  const Arrow& arrow_;
  const Span& span_;
  const TextStyle& style_;
  const Glyphs& glyphs_;
  std::string text_;
  std::size_t start_;  ///< distance of the text's first column (of its last, for a sender on the right)
  std::size_t after_;  ///< distance after the blank that follows the text
};

}  // namespace

std::size_t draw(const Arrow& arrow, const Span& span, const TextStyle& style, TextRow& row, TextRow& below) {
  return Drawing(arrow, span, style).draw(row, below);
}

}  // namespace finalack::reports
