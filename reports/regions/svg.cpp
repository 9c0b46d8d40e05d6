// A region as a picture: where the claim holds, plain; where it is violated, hatched, so that no colour is needed to
// tell them apart. The colours are two of Okabe and Ito's, which people of any colour vision tell apart.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "properties/timed/shown_runs.hpp"
#include "reports/canvas.hpp"
#include "reports/regions/plane.hpp"
#include "reports/regions/region.hpp"
#include "reports/regions/svg_parts.hpp"
#include "reports/regions/words.hpp"

namespace finalack::reports {

namespace {

constexpr double kPi = 3.14159265358979;
constexpr double kMargin = 30;
constexpr double kLeft = 76;
constexpr double kRight = 776;
constexpr double kBottom = 440;
constexpr double kLabel = 19;          ///< from label to label
constexpr double kLine = 16;           ///< of the caption
constexpr std::size_t kCaption = 122;  ///< characters in a line of it
constexpr std::size_t kHeadline = 66;  ///< and of the title
constexpr std::size_t kCondition = 86;

class Picture {
 public:
  Picture(const properties::SynthesisAnswer& answer, const Plane& plane)
      : answer_(answer),
        plane_(plane),
        claim_(properties::parametric(answer.question.claim)),
        frame_(plane.frame(answer)) {}

  std::string draw() {
    heads();
    asked_ = frame_.polygon();
    for (const auto& c : answer_.asked.constraints) asked_ = clipped(asked_, plane_.half_plane(c));
    out_ += svg::polygon(on_page(frame_.polygon()), "unasked") + svg::polygon(on_page(asked_), "holds");
    for (const auto& piece : answer_.result.region.pieces) area(piece);
    axes();
    if (claim_.landmark) landmark(*claim_.landmark);
    std::vector<Edge> all = edges(plane_, answer_, asked_);
    const auto length = [](const Edge& e) { return std::hypot(e.to.x - e.from.x, e.to.y - e.from.y); };
    std::stable_sort(all.begin(), all.end(), [&](const Edge& a, const Edge& b) { return length(a) > length(b); });
    for (const Edge& edge : all) boundary(edge);  // the longest has the room for the line's name
    labels_beside();
    domain_edge();
    for (const auto& run : answer_.result.runs) dot(run);
    legend();
    caption();
    return svg::document(answer_.question.claim, out_);
  }

 private:
  Point on_page(const Point& p) const {
    return {kLeft + p.x / frame_.width * (kRight - kLeft), kBottom - p.y / frame_.height * (kBottom - top_)};
  }
  Polygon on_page(Polygon polygon) const {
    for (Point& p : polygon) p = on_page(p);
    return polygon;
  }

  void heads() {
    const auto conditions = condition_lines(answer_);
    const std::string head = headline(answer_) + (headline(answer_).find(' ') == std::string::npos ? ": " : " ");
    const std::string together = svg::with_signs(head + conditions.front());
    double y = 30;
    const bool is_short = conditions.size() == 1 && columns_of(together) <= kHeadline;
    out_ += svg::text({kMargin, y}, is_short ? together : head, "title");
    for (std::size_t i = 0; i < conditions.size() && !is_short; ++i) {
      for (const std::string& line : wrapped(svg::with_signs((i == 0 ? "" : "and ") + conditions[i]), kCondition)) {
        y += 21;
        out_ += svg::text({kMargin + 16, y}, line, "condition");
      }
    }
    y += 22;
    out_ += svg::text({kMargin, y}, "Never: " + statement(), "note");
    top_ = y + 18;
  }

  std::string statement() const {
    const std::string& text = claim_.statement;
    return text.starts_with("never: ") ? text.substr(7) : text;
  }

  void area(const checker::Polyhedron& piece) {
    const Polygon polygon = on_page(polygon_of(plane_, piece, asked_));
    if (!polygon.empty()) out_ += svg::polygon(polygon, "violated") + svg::polygon(polygon, "hatch");
  }

  void axes() {
    for (const double value : svg::ticks(frame_.width * plane_.unit())) {
      const Point p = on_page({value / plane_.unit(), 0});
      out_ +=
          svg::line(p, {p.x, p.y + 5}, "axis") + svg::text({p.x, p.y + 19}, fmt::format("{:g}", value), "tick middle");
    }
    for (const double value : svg::ticks(frame_.height * plane_.unit())) {
      const Point p = on_page({0, value / plane_.unit()});
      out_ +=
          svg::line({p.x - 5, p.y}, p, "axis") + svg::text({p.x - 9, p.y + 4}, fmt::format("{:g}", value), "tick end");
    }
    const Point origin = on_page({0, 0});
    out_ += svg::line(origin, {kRight, kBottom}, "axis") + svg::line(origin, {kLeft, top_}, "axis");
    out_ += svg::text({(kLeft + kRight) / 2, kBottom + 38}, plane_.x_name(), "name middle");
    out_ += svg::turned_text({kLeft - 40, (top_ + kBottom) / 2}, -90, plane_.y_name(), "name middle");
  }

  /// What is taught.
  void landmark(const properties::ParametricClaim::Landmark& taught) {
    const HalfPlane line = plane_.half_plane(taught.line);
    const auto ends = svg::chord(line, frame_);
    if (!ends) return;
    const Point from = on_page(ends->first);
    const Point to = on_page(ends->second);
    out_ += svg::line(from, to, "textbook");
    const bool is_flat = std::abs(to.y - from.y) < 1;
    if (is_flat) out_ += svg::text({std::max(from.x, to.x) - 8, from.y - 7}, taught.words, "label end halo");
  }

  void boundary(const Edge& edge) {
    out_ += svg::line(on_page(edge.from), on_page(edge.to), "edge");
    const bool is_first = std::find(labelled_.begin(), labelled_.end(), edge.equation) == labelled_.end();
    if (!is_first) return;
    labelled_.push_back(edge.equation);
    Point from = on_page(edge.from);
    Point to = on_page(edge.to);
    if (from.x > to.x + 1e-6 || (std::abs(from.x - to.x) < 1e-6 && from.y < to.y)) std::swap(from, to);
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double length = std::hypot(dx, dy);
    const double wide = svg::width_of(edge.equation);
    const Point middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
    if (length < wide + 10) {  // no room along it
      beside_.push_back({middle, edge.equation});
      return;
    }
    // Beside it where the claim holds; a line's letters stand on it, or hang below it.
    const Point normal{dy / length, -dx / length};
    const bool is_above = normal.x * edge.towards_holds.x - normal.y * edge.towards_holds.y > 0;
    const double aside = is_above ? 8 : -18;
    out_ += svg::turned_text({middle.x + aside * normal.x, middle.y + aside * normal.y}, std::atan2(dy, dx) * 180 / kPi,
                             edge.equation, "label middle halo");
  }

  /// Names of short edges stand above them, at the end of a thin line each, the leftmost on top: what is above an edge
  /// is where the claim holds, as longer is safer.
  void labels_beside() {
    std::sort(beside_.begin(), beside_.end(), [](const Label& a, const Label& b) { return a.of.x < b.of.x; });
    double highest = kBottom;
    for (const Label& label : beside_) highest = std::min(highest, label.of.y);
    const auto rows = static_cast<double>(beside_.size());
    double y = std::max(top_ + 14, highest - 34 - kLabel * rows);
    for (const Label& label : beside_) {
      out_ += svg::line(label.of, {label.of.x, y}, "leader") +
              svg::text({label.of.x + 5, y + 4}, label.words, "label halo");
      y += kLabel;
    }
  }

  void domain_edge() {
    for (const auto& c : answer_.asked.constraints) {
      if (const auto ends = svg::chord(plane_.half_plane(c), frame_)) {
        out_ += svg::line(on_page(ends->first), on_page(ends->second), "domain");
        has_unasked_ = true;
      }
    }
  }

  void dot(const checker::TimedRun& run) {
    const AtPoint at = point_of(answer_, run);
    const bool can_be_shown = properties::can_be_shown(answer_.question, run.parameters);
    const std::string what = fmt::format("violated at {}, by a run of {} steps{}", in_words(at.values),
                                         run.steps.size(), can_be_shown ? ": " + reproduction_at(at) : "");
    out_ += svg::dot(on_page(plane_.at(run.parameters)), what);
    has_dots_ = true;
  }

  void legend() {
    double x = kMargin;
    const double y = kBottom + 58;
    const auto entry = [&](const std::string& mark, const std::string& words) {
      out_ += mark + svg::text({x + 28, y + 4}, words, "note");
      x += 38 + 0.84 * svg::width_of(words);
    };
    const auto box = [&](const std::string& kind) {
      return svg::polygon({{x, y - 7}, {x + 20, y - 7}, {x + 20, y + 7}, {x, y + 7}}, kind);
    };
    entry(box("holds framed"), words_of_the_rest(answer_));
    entry(box("violated framed") + box("hatch"), "it is violated");
    if (has_unasked_) entry(box("unasked framed"), "not asked");
    if (!labelled_.empty() && is_proved() && edge_holds())
      entry(svg::line({x, y}, {x + 22, y}, "edge"), "its edge: it holds");
    if (has_dots_) entry(svg::dot({x + 10, y}, "a counterexample"), "a counterexample");
    if (claim_.landmark) entry(svg::line({x, y}, {x + 22, y}, "textbook"), claim_.landmark->equation);
  }

  /// No violated piece has any of its edges.
  bool edge_holds() const {
    const auto& pieces = answer_.result.region.pieces;
    return std::all_of(pieces.begin(), pieces.end(), [](const checker::Polyhedron& piece) {
      return std::all_of(piece.constraints.begin(), piece.constraints.end(), [](const auto& c) { return c.strict; });
    });
  }

  void caption() {
    std::string text = "Assumed: ";
    for (const std::string& sentence : assumptions(answer_)) text += sentence + " ";
    double y = kBottom + 86;
    for (const std::string& line : wrapped(svg::with_signs(text + certainty()), kCaption)) {
      out_ += svg::text({kMargin, y}, line, "small");
      y += kLine;
    }
  }

  bool is_proved() const { return answer_.result.outside == checker::SynthesisResult::Outside::Proved; }

  std::string certainty() const {
    if (is_proved()) {
      return "Proved " + claim_.any_length + ".";
    }
    return "The violated region may be larger: there is no proof.";
  }

  const properties::SynthesisAnswer& answer_;
  const Plane& plane_;
  const properties::ParametricClaim& claim_;
  const Frame frame_;
  double top_ = 0;
  Polygon asked_;
  struct Label {
    Point of;
    std::string words;
  };
  std::vector<std::string> labelled_;
  std::vector<Label> beside_;
  bool has_unasked_ = false;
  bool has_dots_ = false;
  std::string out_;
};

}  // namespace

std::string region_svg(const properties::SynthesisAnswer& answer) {
  const auto plane = Plane::of(answer);
  if (!plane)
    throw UsageError("a picture has two free parameters, or ratios of three; accepted: one fixed parameter at most");
  return Picture(answer, *plane).draw();
}

}  // namespace finalack::reports
