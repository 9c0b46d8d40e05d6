// Where the claim's two regions meet. A piece's line is cut wherever another line crosses it; of each part, the middle
// says whether one side is violated and the other is not.
#include <algorithm>
#include <cmath>

#include "reports/regions/plane.hpp"

namespace finalack::reports {

using checker::LinearConstraint;
using checker::Polyhedron;

namespace {

constexpr double kParallel = 1e-9;
constexpr double kAside = 1e-4;  ///< of a line, in units: far less than what can be seen

bool is_in(const std::vector<HalfPlane>& piece, const Point& p) {
  return std::all_of(piece.begin(), piece.end(), [&](const HalfPlane& h) { return h.at(p) >= 0; });
}

std::vector<HalfPlane> sides_of(const Polygon& polygon) {
  std::vector<HalfPlane> sides;
  for (std::size_t i = 0; i < polygon.size(); ++i) {  // counterclockwise: what is left of a side is within
    const Point& p = polygon[i];
    const Point& q = polygon[(i + 1) % polygon.size()];
    const double a = p.y - q.y;
    const double b = q.x - p.x;
    sides.push_back({a, b, -a * p.x - b * p.y});
  }
  return sides;
}

/// "W = RTO + MSL" of "W < RTO + MSL"
std::string equation_of(const LinearConstraint& constraint, const std::vector<std::string>& parameters) {
  std::string text = checker::text(constraint, parameters);
  const std::size_t begin = text.find_first_of("<>");
  const std::size_t end = text.find(' ', begin);
  return text.replace(begin, end - begin, "=");
}

class Edges {
 public:
  Edges(const Plane& plane, const properties::SynthesisAnswer& answer, const Polygon& within)
      : plane_(plane), answer_(answer), frame_(sides_of(within)) {
    for (const Polyhedron& piece : answer.result.region.pieces) {
      std::vector<HalfPlane>& halves = pieces_.emplace_back();
      for (const LinearConstraint& c : piece.constraints) halves.push_back(plane.half_plane(c));
    }
  }

  std::vector<Edge> all() {
    for (const Polyhedron& piece : answer_.result.region.pieces) {
      for (const LinearConstraint& c : piece.constraints) along(c);
    }
    return std::move(edges_);
  }

 private:
  bool is_violated(const Point& p) const {
    return std::any_of(pieces_.begin(), pieces_.end(), [&](const auto& piece) { return is_in(piece, p); });
  }

  void along(const LinearConstraint& constraint) {
    const HalfPlane line = plane_.half_plane(constraint);
    const double norm = std::hypot(line.a, line.b);
    const std::string equation = equation_of(constraint, answer_.parameters);
    const bool is_drawn =
        std::any_of(edges_.begin(), edges_.end(), [&](const Edge& e) { return e.equation == equation; });
    if (norm < kParallel || is_drawn) return;
    const Point normal{line.a / norm, line.b / norm};
    const Point foot{-normal.x * line.c / norm, -normal.y * line.c / norm};
    const auto at = [&](double t, double aside) {
      return Point{foot.x - t * normal.y + aside * normal.x, foot.y + t * normal.x + aside * normal.y};
    };
    const std::vector<double> cuts = cuts_of(foot, {-normal.y, normal.x});
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const double middle = (cuts[i] + cuts[i + 1]) / 2;
      const bool is_seen = is_in(frame_, at(middle, kAside)) && is_in(frame_, at(middle, -kAside));
      const bool is_violated_there = is_violated(at(middle, kAside));
      if (!is_seen || is_violated_there == is_violated(at(middle, -kAside))) continue;
      const double sign = is_violated_there ? -1 : 1;
      const Point from = at(cuts[i], 0);
      const bool goes_on = !edges_.empty() && edges_.back().equation == equation &&
                           std::hypot(edges_.back().to.x - from.x, edges_.back().to.y - from.y) < kAside;
      if (goes_on) {
        edges_.back().to = at(cuts[i + 1], 0);
      } else {
        edges_.push_back({from, at(cuts[i + 1], 0), equation, {sign * normal.x, sign * normal.y}});
      }
    }
  }

  /// Where other lines cross this one, in order.
  std::vector<double> cuts_of(const Point& foot, const Point& direction) const {
    std::vector<double> cuts;
    const auto cut = [&](const HalfPlane& other) {
      const double slope = other.a * direction.x + other.b * direction.y;
      if (std::abs(slope) > kParallel) cuts.push_back(-other.at(foot) / slope);
    };
    for (const auto& piece : pieces_) std::for_each(piece.begin(), piece.end(), cut);
    std::for_each(frame_.begin(), frame_.end(), cut);
    std::sort(cuts.begin(), cuts.end());
    return cuts;
  }

  const Plane& plane_;
  const properties::SynthesisAnswer& answer_;
  std::vector<HalfPlane> frame_;
  std::vector<std::vector<HalfPlane>> pieces_;
  std::vector<Edge> edges_;
};

}  // namespace

std::vector<Edge> edges(const Plane& plane, const properties::SynthesisAnswer& answer, const Polygon& within) {
  return Edges(plane, answer, within).all();
}

}  // namespace finalack::reports
