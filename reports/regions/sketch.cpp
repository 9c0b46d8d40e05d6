#include "reports/regions/sketch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/regions/plane.hpp"
#include "reports/regions/words.hpp"

namespace finalack::reports {

namespace {

constexpr int kMargin = 8;
constexpr int kRows = 16;

class Sketch {
 public:
  Sketch(const properties::SynthesisAnswer& answer, const Plane& plane, const TextStyle& style)
      : answer_(answer),
        plane_(plane),
        style_(style),
        frame_(plane.frame(answer)),
        columns_(std::max(1, (std::min(static_cast<int>(style.columns), 80) - kMargin - 4) / frame_.width)),
        rows_(std::max(1, kRows / frame_.height)) {}

  std::string draw() {
    std::string out = fmt::format("{:>{}}\n", plane_.y_name(), kMargin);
    for (int row = frame_.height * rows_; row-- > 0;) out += row_text(row);
    out += axis();
    return out + legend();
  }

 private:
  /// The middle of a cell decides.
  void put_cell(TextRow& text, int column, int row) {
    const auto point = plane_.parameters({2 * column + 1, 2 * columns_}, {2 * row + 1, 2 * rows_});
    const auto at = static_cast<std::size_t>(kMargin + 1 + column);
    if (!contains(answer_.asked, point)) {
      has_unasked_ = true;
    } else if (answer_.result.region.contains(point)) {
      text.put(at, violated(), Tint::Bad);
    } else {
      text.put(at, holds(), Tint::Good);
    }
  }

  std::string row_text(int row) {
    TextRow text(style_.columns);
    if (row % rows_ == 0) {
      const std::string tick = fmt::format("{:g}", row / rows_ * plane_.unit());
      text.put(kMargin - 1 - std::min<std::size_t>(tick.size(), kMargin - 1), tick, Tint::Faint);
    }
    text.put(kMargin, style_.unicode ? "│" : "|", Tint::Faint);
    for (int column = 0; column < frame_.width * columns_; ++column) put_cell(text, column, row);
    return text.text(style_.colour) + "\n";
  }

  std::string axis() const {
    TextRow line(style_.columns);
    TextRow ticks(style_.columns);
    const auto end = static_cast<std::size_t>(kMargin + 1 + frame_.width * columns_);
    line.fill(kMargin, end, style_.unicode ? "─" : "-", Tint::Faint);
    line.put(kMargin, style_.unicode ? "└" : "+", Tint::Faint);
    for (int x = 0; x < frame_.width; ++x) {
      ticks.put(static_cast<std::size_t>(kMargin + x * columns_), fmt::format("{:g}", x * plane_.unit()), Tint::Faint);
    }
    ticks.put(end - plane_.x_name().size(), plane_.x_name());
    return line.text(style_.colour) + "\n" + ticks.text(style_.colour) + "\n";
  }

  std::string legend() const {
    return fmt::format("{:>{}}{}  violated    {}  {}{}\n", "", kMargin + 1,
                       tinted(violated(), Tint::Bad, style_.colour), tinted(holds(), Tint::Good, style_.colour),
                       words_of_the_rest(answer_), has_unasked_ ? "    blank: not asked" : "");
  }

  std::string_view violated() const { return style_.unicode ? "▒" : "#"; }
  std::string_view holds() const { return style_.unicode ? "·" : "."; }

  const properties::SynthesisAnswer& answer_;
  const Plane& plane_;
  const TextStyle& style_;
  const Frame frame_;
  const int columns_;  ///< cells to a unit
  const int rows_;
  bool has_unasked_ = false;
};

}  // namespace

std::string region_sketch(const properties::SynthesisAnswer& answer, const TextStyle& style) {
  const auto plane = Plane::of(answer);
  return plane ? Sketch(answer, *plane, style).draw() : "";
}

}  // namespace finalack::reports
