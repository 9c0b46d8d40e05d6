// A run of a timed world: what happens, and when.
#pragma once

#include <vector>

#include "checker/timed/linear.hpp"

namespace finalack::checker {

/// A step of a timed run: at a time, counted from the beginning, an action; `lose`: what it sends is lost.
struct TimedStepTaken {
  Rational at;
  unsigned kind = 0;
  unsigned argument = 0;
  bool lose = false;
};

/// A run at a point of the parameters.
struct TimedRun {
  std::vector<Rational> parameters;
  std::vector<TimedStepTaken> steps;
};

}  // namespace finalack::checker
