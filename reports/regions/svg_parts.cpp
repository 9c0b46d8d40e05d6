#include "reports/regions/svg_parts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/canvas.hpp"
#include "reports/quoting.hpp"

namespace finalack::reports::svg {

namespace {

constexpr const char* kStyle = R"svg(<style>
svg { --paper: #ffffff; --ink: #1a1a1a; --soft: #5a5a5a; --holds: #d6e9f5; --bad: #f9dcc8; --hatch: #c04f00; --unasked: #e4e4e4; --edge: #004f7c; --book: #333333; }
@media (prefers-color-scheme: dark) {
svg { --paper: #15181c; --ink: #f2f2f2; --soft: #b4b8bd; --holds: #12415c; --bad: #4a2a17; --hatch: #f08a3c; --unasked: #2b2f34; --edge: #8fd0f7; --book: #dddddd; } }
text { font-family: "DejaVu Sans", Verdana, Helvetica, Arial, sans-serif; font-size: 13px; fill: var(--ink); }
.title { font-size: 18px; font-weight: bold; }
.condition { font-size: 16px; }
.leader { stroke: var(--soft); stroke-width: 1; }
.name { font-size: 14px; font-weight: bold; }
.small { font-size: 11px; fill: var(--soft); }
.note { font-size: 12px; }
.label { font-size: 14px; }
.tick { font-size: 12px; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; stroke-opacity: 0.85; }
.paper { fill: var(--paper); }
.holds { fill: var(--holds); }
.violated { fill: var(--bad); }
.hatch { fill: url(#hatching); }
.unasked { fill: var(--unasked); }
.framed { stroke: var(--soft); stroke-width: 1; }
.stripe { stroke: var(--hatch); stroke-width: 1.6; }
.axis { stroke: var(--ink); stroke-width: 1.2; }
.edge { stroke: var(--edge); stroke-width: 2.6; stroke-linecap: round; }
.textbook { stroke: var(--book); stroke-width: 1.6; stroke-dasharray: 7 5; }
.domain { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 2 4; }
.dot { fill: var(--hatch); stroke: var(--paper); stroke-width: 1.5; }
</style>
<defs><pattern id="hatching" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="stripe" x1="0" y1="0" x2="0" y2="9"/></pattern></defs>
)svg";

/// Tenths of a pixel are enough, and come out the same everywhere.
std::string number(double value) {
  const double tenths = std::round(value * 10) / 10;
  return fmt::format("{:g}", tenths == 0 ? 0.0 : tenths);
}

}  // namespace

std::string document(const std::string& title, const std::string& drawing) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 600\" width=\"800\" height=\"600\" role=\"img\">\n"
      "<title>{}</title>\n{}<rect class=\"paper\" width=\"800\" height=\"600\"/>\n{}</svg>\n",
      xml_escaped(title), kStyle, drawing);
}

std::string polygon(const Polygon& corners, const std::string& kind) {
  std::string points;
  for (const Point& p : corners) points += (points.empty() ? "" : " ") + number(p.x) + "," + number(p.y);
  return fmt::format("<polygon class=\"{}\" points=\"{}\"/>\n", kind, points);
}

std::string line(const Point& from, const Point& to, const std::string& kind) {
  return fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", kind, number(from.x),
                     number(from.y), number(to.x), number(to.y));
}

std::string text(const Point& at, const std::string& words, const std::string& kind) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", kind, number(at.x), number(at.y),
                     xml_escaped(words));
}

std::string turned_text(const Point& at, double degrees, const std::string& words, const std::string& kind) {
  return fmt::format("<text class=\"{}\" transform=\"translate({} {}) rotate({})\">{}</text>\n", kind, number(at.x),
                     number(at.y), number(degrees), xml_escaped(words));
}

std::string dot(const Point& at, const std::string& what) {
  return fmt::format("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"5\"><title>{}</title></circle>\n", number(at.x),
                     number(at.y), xml_escaped(what));
}

std::string with_signs(std::string text) {
  for (const auto& [plain, sign] : {std::pair{">=", "≥"}, std::pair{"<=", "≤"}}) {
    for (std::size_t at = 0; (at = text.find(plain, at)) != std::string::npos;) text.replace(at, 2, sign);
  }
  return text;
}

double width_of(const std::string& words) { return 8.2 * static_cast<double>(columns_of(words)); }

std::vector<double> ticks(double greatest) {
  const double rough = greatest / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> out;
  for (int i = 0; i * step <= greatest * (1 + 1e-9); ++i) out.push_back(i * step);
  return out;
}

std::optional<std::pair<Point, Point>> chord(const HalfPlane& line, const Frame& frame) {
  // The side that a clipped frame gains lies on the line.
  Polygon on;
  for (const Point& p : clipped(frame.polygon(), line)) {
    if (std::abs(line.at(p)) < 1e-9) on.push_back(p);
  }
  if (on.size() < 2) return std::nullopt;
  return std::pair{on.front(), on.back()};
}

}  // namespace finalack::reports::svg
