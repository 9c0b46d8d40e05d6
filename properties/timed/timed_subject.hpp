// A timed world as a Subject: explored on integers at one point of its parameters, and proved on reals for a whole
// region.
//
// A case of a timed claim is decided at a point (MSL, RTO and W in ticks). Where it says so (`everywhere`), it is also
// about every MSL, RTO and W of which some inequalities hold, and then it is proved only if the invariant is inductive
// there: the exploration of the point is a second opinion, and gives the witness.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/timed/close_problem.hpp"
#include "checker/timed/tick_system.hpp"
#include "properties/catalogue.hpp"
#include "properties/timed/view.hpp"

namespace finalack::properties {

/// A predicate, for each of the worlds that it is asked of.
struct TimedPredicate {
  using Numbers = model::ReactionTable::Numbers;
  using Symbolic = model::Symbolic;

  std::string name;
  std::function<bool(const TimedView<Numbers>&)> in_ticks;
  std::function<Symbolic::Bool(const TimedView<Symbolic>&)> in_reals;
};

template <class F> TimedPredicate timed_predicate(std::string name, F holds) {
  return {std::move(name), [holds](const TimedView<TimedPredicate::Numbers>& view) { return bool(holds(view)); },
          [holds](const TimedView<model::Symbolic>& view) { return holds(view); }};
}

struct TimedCase {
  model::TimedConfig config;
  std::vector<unsigned> ticks;  ///< MSL, RTO, W
  /// Of every MSL, RTO and W above zero of which these hold, too; absent: of the point alone.
  std::optional<std::vector<checker::LinearConstraint>> everywhere;

  friend bool operator==(const TimedCase&, const TimedCase&) = default;
};

/// What is asked over reals when the claim's predicate must never hold: with the invariant that `problems.cpp` has.
checker::CloseProblem problem_about(const model::TimedConfig& config, const TimedPredicate& never);

class TimedSubject final : public Subject {
 public:
  using Configure = std::function<TimedCase(Bounds)>;

  TimedSubject(Configure configure, std::vector<TimedPredicate> predicates)
      : configure_(std::move(configure)), predicates_(std::move(predicates)) {}

  bool same_world(const Subject& other, Bounds bounds) const override;
  std::vector<std::string> predicate_names() const override;
  std::unique_ptr<checker::System> system(const std::vector<const Subject*>& group, Bounds bounds,
                                          unsigned width) const override;
  std::vector<checker::Outcome> check_symbolically(const std::vector<const Subject*>& group, Bounds bounds,
                                                   unsigned width, bool induction,
                                                   const std::vector<checker::Property>& properties,
                                                   const checker::Limits& limits,
                                                   const checker::OnProgress& progress) const override;
  std::optional<checker::Outcome> beyond(const std::vector<const Subject*>& group, Bounds bounds,
                                         const checker::Property& property, const checker::Outcome& explored,
                                         const checker::Limits& limits) const override;

 private:
  const TimedPredicate& predicate(const std::vector<const Subject*>& group, unsigned index) const;
  checker::Outcome unroll(const TimedCase& about, const checker::System& system, const checker::Property& property,
                          const TimedPredicate& never, const checker::Limits& limits,
                          const checker::OnProgress& progress) const;
  checker::Outcome prove(const TimedCase& about, const TimedPredicate& never, const checker::Limits& limits) const;

  Configure configure_;
  std::vector<TimedPredicate> predicates_;
};

}  // namespace finalack::properties
