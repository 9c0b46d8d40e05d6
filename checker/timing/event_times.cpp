#include "checker/timing/event_times.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <z3++.h>

#include "checker/errors.hpp"
#include "checker/symbolic/solver_budget.hpp"

namespace finalack::checker {

namespace {

bool is_kept(const TimeBound& bound, const std::vector<Milliseconds>& times) {
  const Milliseconds apart = times[bound.later] - times[bound.earlier];
  return (!bound.at_least || apart >= *bound.at_least) && (!bound.at_most || apart <= *bound.at_most);
}

/// The bounds, each of which can be assumed or left out.
class LinearProgram {
 public:
  LinearProgram(std::size_t events, const std::vector<TimeBound>& bounds) : solver_(make_solver(context_, "QF_LRA")) {
    z3::expr_vector times(context_);
    for (std::size_t i = 0; i < events; ++i) {
      times.push_back(context_.real_const(fmt::format("t{}", i).c_str()));
      if (i > 0) solver_.add(times[static_cast<int>(i) - 1] <= times[static_cast<int>(i)]);
    }
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      const TimeBound& bound = bounds[i];
      const z3::expr apart = times[static_cast<int>(bound.later)] - times[static_cast<int>(bound.earlier)];
      assumed_.push_back(context_.bool_const(fmt::format("b{}", i).c_str()));
      if (bound.at_least) solver_.add(z3::implies(assumed_.back(), apart >= context_.real_val(*bound.at_least)));
      if (bound.at_most) solver_.add(z3::implies(assumed_.back(), apart <= context_.real_val(*bound.at_most)));
    }
  }

  /// Those of the given bounds that contradict each other, maybe with others that don't; nothing if all can be kept.
  std::optional<std::vector<std::size_t>> contradiction(const std::vector<std::size_t>& given) {
    z3::expr_vector assumptions(context_);
    for (const std::size_t bound : given) assumptions.push_back(assumed_[bound]);
    switch (solver_.check(assumptions)) {
      case z3::sat: return std::nullopt;
      case z3::unsat: break;
      case z3::unknown: throw InternalError("Z3 gave up on the times of a run: " + solver_.reason_unknown());
    }
    const z3::expr_vector core = solver_.unsat_core();
    std::vector<std::size_t> found;
    for (const std::size_t bound : given) {
      for (unsigned i = 0; i < core.size(); ++i) {
        if (z3::eq(core[static_cast<int>(i)], assumed_[bound])) found.push_back(bound);
      }
    }
    return found;
  }

  /// Leaves out whatever can be left out.
  std::vector<std::size_t> without_bystanders(const std::vector<std::size_t>& conflict) {
    std::vector<std::size_t> kept = conflict;
    for (const std::size_t bound : conflict) {
      std::vector<std::size_t> rest;
      std::copy_if(kept.begin(), kept.end(), std::back_inserter(rest),
                   [&](std::size_t other) { return other != bound; });
      if (contradiction(rest)) kept = std::move(rest);
    }
    return kept;
  }

 private:
  z3::context context_;
  z3::solver solver_;
  std::vector<z3::expr> assumed_;
};

}  // namespace

/// Raises times from 0 until all bounds are kept.
std::optional<std::vector<Milliseconds>> least_times(std::size_t events, const std::vector<TimeBound>& bounds) {
  std::vector<Milliseconds> times(events, 0);
  bool changed = true;
  const auto raise = [&](std::size_t event, Milliseconds time) {
    if (times[event] >= time) return;
    times[event] = time;
    changed = true;
  };
  // A least time is a longest path, which has no more edges than there are events.
  for (std::size_t round = 0; changed && round <= events; ++round) {
    changed = false;
    for (std::size_t i = 1; i < events; ++i) raise(i, times[i - 1]);
    for (const TimeBound& bound : bounds) {
      if (bound.at_least) raise(bound.later, times[bound.earlier] + *bound.at_least);
      if (bound.at_most) raise(bound.earlier, times[bound.later] - *bound.at_most);
    }
  }
  if (changed) return std::nullopt;
  return times;
}

EventTimes event_times(std::size_t events, const std::vector<TimeBound>& bounds) {
  std::vector<std::size_t> all(bounds.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    assert(bounds[i].earlier <= bounds[i].later && bounds[i].later < events);
    all[i] = i;
  }
  EventTimes result;
  LinearProgram program(events, bounds);
  const auto conflict = program.contradiction(all);
  const auto times = least_times(events, bounds);
  if (conflict.has_value() == times.has_value()) throw InternalError("Z3 and relaxation disagree on a run's times");
  if (conflict) {
    result.conflict = program.without_bystanders(*conflict);
    std::stable_sort(result.conflict.begin(), result.conflict.end(),
                     [&](std::size_t a, std::size_t b) { return bounds[a].later < bounds[b].later; });
    return result;
  }
  const bool in_order = std::is_sorted(times->begin(), times->end());
  if (!in_order || !std::all_of(bounds.begin(), bounds.end(), [&](const auto& b) { return is_kept(b, *times); }))
    throw InternalError("the times of a run break a bound");
  result.times = *times;
  return result;
}

}  // namespace finalack::checker
