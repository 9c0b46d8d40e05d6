// How a claim about the timed close is written: within<TimedClose>(), its cases `at` a point and `where` inequalities
// hold.
//
//   .expect("acks-lost", Proved, at(losing(0, 3), {4, 4, 8}).where({w >= 2 * msl, rto <= msl}))
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "properties/draft.hpp"
#include "properties/timed/timed_subject.hpp"

namespace finalack::properties {

/// A linear term over MSL, RTO and W.
struct TimedAmount {
  std::array<std::int64_t, 3> coefficients{};

  static constexpr TimedAmount of(std::size_t parameter) {
    TimedAmount a;
    a.coefficients.at(parameter) = 1;
    return a;
  }
  friend constexpr TimedAmount operator*(std::int64_t n, TimedAmount a) {
    for (auto& c : a.coefficients) c *= n;
    return a;
  }
  friend constexpr TimedAmount operator+(TimedAmount a, const TimedAmount& b) {
    for (std::size_t i = 0; i < 3; ++i) a.coefficients.at(i) += b.coefficients.at(i);
    return a;
  }
  friend checker::LinearConstraint operator>=(const TimedAmount& a, const TimedAmount& b) {
    const TimedAmount d = a + (-1 * b);
    return {{d.coefficients.begin(), d.coefficients.end()}, 0, false};
  }
  friend checker::LinearConstraint operator<=(const TimedAmount& a, const TimedAmount& b) { return b >= a; }
};

inline constexpr TimedAmount kMsl = TimedAmount::of(0);
inline constexpr TimedAmount kRto = TimedAmount::of(1);
inline constexpr TimedAmount kW = TimedAmount::of(2);

/// Claims about the close of a connection in time.
struct TimedClose {};

/// A case at a point; `where`: and wherever that holds.
struct TimedConfigure {
  TimedCase about;

  TimedConfigure where(std::vector<checker::LinearConstraint> everywhere) const {
    TimedConfigure wider = *this;
    wider.about.everywhere = std::move(everywhere);
    return wider;
  }
  TimedCase operator()(Bounds) const { return about; }
};

inline TimedConfigure at(model::TimedConfig config, std::vector<unsigned> ticks) {
  return {{config, std::move(ticks), std::nullopt}};
}

template <> struct Within<TimedClose> {
  using Configure = TimedSubject::Configure;
  using Predicate = TimedPredicate;

  template <class F> static Predicate predicate(const std::string& text, F holds) {
    return timed_predicate(text, holds);
  }
  static std::shared_ptr<const Subject> subject(Configure configure, std::vector<Predicate> predicates) {
    return std::make_shared<TimedSubject>(std::move(configure), std::move(predicates));
  }
};

}  // namespace finalack::properties
