// The plane in which a region is drawn: two of the three parameters, in units of the third.
//
// A region without constants is homogeneous: only ratios matter, so MSL is the unit and the axes are RTO/MSL and W/MSL.
// With one parameter fixed, that one is the unit, and the axes are the two others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/timed/synthesis.hpp"

namespace finalack::reports {

struct Point {
  double x = 0;
  double y = 0;
};

/// a x + b y + c >= 0: a half-plane, and the line that bounds it.
struct HalfPlane {
  double a = 0;
  double b = 0;
  double c = 0;

  double at(const Point& p) const { return a * p.x + b * p.y + c; }
};

/// Convex, its corners in order.
using Polygon = std::vector<Point>;

/// What of a polygon lies in a half-plane; empty where only an edge or a corner does.
Polygon clipped(const Polygon& polygon, const HalfPlane& half);

/// From (0, 0) to here, in units.
struct Frame {
  int width = 3;
  int height = 3;

  Polygon polygon() const;
};

class Plane {
 public:
  /// None unless at most one parameter is fixed.
  static std::optional<Plane> of(const properties::SynthesisAnswer& answer);

  std::string x_name() const { return name(x_); }
  std::string y_name() const { return name(y_); }
  /// What a unit of the axes is worth.
  double unit() const { return unit_.value(); }

  HalfPlane half_plane(const checker::LinearConstraint& constraint) const;
  Point at(const std::vector<checker::Rational>& parameters) const;
  /// The parameters at a point whose coordinates are fractions of units, exact.
  std::vector<checker::Rational> parameters(const checker::Rational& x, const checker::Rational& y) const;

  /// Where everything that is to be seen is seen: corners of the region, its runs.
  Frame frame(const properties::SynthesisAnswer& answer) const;

 private:
  std::string name(std::size_t parameter) const;

  std::vector<std::string> names_;
  std::size_t given_ = 0;  ///< the parameter that is the unit
  std::size_t x_ = 1;
  std::size_t y_ = 2;
  checker::Rational unit_{1, 1};
  bool is_ratio_ = true;
};

/// What of a piece lies in the frame.
Polygon polygon_of(const Plane& plane, const checker::Polyhedron& piece, Polygon within);

/// A part of the line between where the claim holds and where it is violated.
struct Edge {
  Point from;
  Point to;
  std::string equation;  ///< "W = RTO + MSL"
  Point towards_holds;   ///< from the line, across it
};
std::vector<Edge> edges(const Plane& plane, const properties::SynthesisAnswer& answer, const Polygon& within);

}  // namespace finalack::reports
