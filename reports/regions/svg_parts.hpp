// The parts of a picture as SVG, and the style that they share. Coordinates are those of the page, downwards, 800 by
// 600.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/regions/plane.hpp"

namespace finalack::reports::svg {

/// The whole file: the style, what is drawn, and a title for those who can't see it.
std::string document(const std::string& title, const std::string& drawing);

std::string polygon(const Polygon& corners, const std::string& kind);
std::string line(const Point& from, const Point& to, const std::string& kind);
std::string text(const Point& at, const std::string& words, const std::string& kind);
/// Turned by so many degrees, clockwise.
std::string turned_text(const Point& at, double degrees, const std::string& words, const std::string& kind);
/// `what` is shown when it is pointed at.
std::string dot(const Point& at, const std::string& what);

/// With ≥ for >=, ≤ for <=.
std::string with_signs(std::string text);
/// About how wide words come out in a label.
double width_of(const std::string& words);
/// Round numbers from 0 to `greatest`, four to eight of them.
std::vector<double> ticks(double greatest);
/// Where a line enters the frame and leaves it, in units; none if it does not pass through.
std::optional<std::pair<Point, Point>> chord(const HalfPlane& line, const Frame& frame);

}  // namespace finalack::reports::svg
