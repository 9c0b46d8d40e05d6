#include "reports/regions/plane.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace finalack::reports {

using checker::LinearConstraint;
using checker::Polyhedron;
using checker::Rational;

namespace {

constexpr double kClose = 1e-9;
constexpr int kLeast = 3;
constexpr int kMost = 12;

Rational product(const Rational& a, const Rational& b) {
  const std::int64_t n = a.numerator * b.numerator;
  const std::int64_t d = a.denominator * b.denominator;
  const std::int64_t divisor = std::gcd(n, d);
  return {n / divisor, d / divisor};
}

double twice_the_area(const Polygon& polygon) {
  double sum = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& p = polygon[i];
    const Point& q = polygon[(i + 1) % polygon.size()];
    sum += p.x * q.y - p.y * q.x;
  }
  return std::abs(sum);
}

}  // namespace

Polygon clipped(const Polygon& polygon, const HalfPlane& half) {
  Polygon out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& p = polygon[i];
    const Point& q = polygon[(i + 1) % polygon.size()];
    const double at_p = half.at(p);
    const double at_q = half.at(q);
    if (at_p >= 0) out.push_back(p);
    if ((at_p > 0 && at_q < 0) || (at_p < 0 && at_q > 0)) {
      const double t = at_p / (at_p - at_q);
      out.push_back({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
    }
  }
  return twice_the_area(out) < kClose ? Polygon{} : out;
}

Polygon Frame::polygon() const {
  const double w = width;
  const double h = height;
  return {{0, 0}, {w, 0}, {w, h}, {0, h}};
}

std::optional<Plane> Plane::of(const properties::SynthesisAnswer& answer) {
  const properties::Values& fixed = answer.question.fixed;
  if (fixed.size() > 1 || answer.parameters.size() != 3) return std::nullopt;
  Plane plane;
  plane.names_ = answer.parameters;
  if (fixed.empty()) return plane;
  const auto found = std::find(plane.names_.begin(), plane.names_.end(), fixed.front().first);
  plane.given_ = static_cast<std::size_t>(found - plane.names_.begin());
  plane.x_ = plane.given_ == 0 ? 1 : 0;
  plane.y_ = plane.given_ == 2 ? 1 : 2;
  plane.unit_ = fixed.front().second;
  plane.is_ratio_ = false;
  return plane;
}

std::string Plane::name(std::size_t parameter) const {
  return names_[parameter] + (is_ratio_ ? " / " + names_[given_] : "");
}

HalfPlane Plane::half_plane(const LinearConstraint& constraint) const {
  const auto of = [&](std::size_t i) { return static_cast<double>(constraint.coefficients[i]); };
  return {of(x_), of(y_), of(given_) + static_cast<double>(constraint.constant) / unit()};
}

Point Plane::at(const std::vector<Rational>& parameters) const {
  const double unit = parameters[given_].value();
  return {parameters[x_].value() / unit, parameters[y_].value() / unit};
}

std::vector<Rational> Plane::parameters(const Rational& x, const Rational& y) const {
  std::vector<Rational> all(names_.size());
  all[given_] = unit_;
  all[x_] = product(unit_, x);
  all[y_] = product(unit_, y);
  return all;
}

Frame Plane::frame(const properties::SynthesisAnswer& answer) const {
  const Polygon wide = Frame{kMost, kMost}.polygon();
  const std::vector<Edge> all = edges(*this, answer, wide);
  double far = 0;
  double high = 0;
  for (const Edge& edge : all) {
    for (const Point& p : {edge.from, edge.to}) {
      if (p.x > kMost - kClose || p.y > kMost - kClose) continue;  // no corner: it goes on
      far = std::max(far, p.x);
      high = std::max(high, p.y);
    }
  }
  Frame frame;
  frame.width = std::clamp(static_cast<int>(std::ceil(far)) + 1, kLeast, kMost);
  frame.height = std::clamp(static_cast<int>(std::ceil(high)) + 1, kLeast, kMost);
  for (const Edge& edge : all) {  // how high they come at the right edge
    const double dx = edge.to.x - edge.from.x;
    if (std::abs(dx) < kClose || std::max(edge.from.x, edge.to.x) < frame.width) continue;
    const double y = edge.from.y + (frame.width - edge.from.x) / dx * (edge.to.y - edge.from.y);
    frame.height = std::max(frame.height, std::min(static_cast<int>(std::ceil(y - kClose)), kMost));
  }
  for (const checker::TimedRun& run : answer.result.runs) {
    const Point p = at(run.parameters);
    frame.width = std::max(frame.width, std::min(static_cast<int>(std::floor(p.x)) + 1, 3 * kMost));
    frame.height = std::max(frame.height, std::min(static_cast<int>(std::floor(p.y)) + 1, 3 * kMost));
  }
  return frame;
}

Polygon polygon_of(const Plane& plane, const Polyhedron& piece, Polygon within) {
  for (const LinearConstraint& c : piece.constraints) within = clipped(within, plane.half_plane(c));
  return within;
}

}  // namespace finalack::reports
