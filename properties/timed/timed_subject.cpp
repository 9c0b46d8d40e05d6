#include "properties/timed/timed_subject.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "checker/replay.hpp"
#include "properties/timed/problems.hpp"

namespace finalack::properties {

using checker::Outcome;
using checker::Property;
using checker::Verdict;
using checker::VerdictKind;

bool TimedSubject::same_world(const Subject& other, Bounds bounds) const {
  const auto* same = dynamic_cast<const TimedSubject*>(&other);
  return same != nullptr && same->configure_(bounds) == configure_(bounds);
}

std::vector<std::string> TimedSubject::predicate_names() const {
  std::vector<std::string> names;
  for (const TimedPredicate& p : predicates_) names.push_back(p.name);
  return names;
}

std::unique_ptr<checker::System> TimedSubject::system(const std::vector<const Subject*>& group, Bounds bounds,
                                                      unsigned) const {
  const TimedCase about = configure_(bounds);
  const model::TimedPeers world(about.config);
  std::vector<checker::TickPredicate> all;
  for (const Subject* member : group) {
    for (const TimedPredicate& p : dynamic_cast<const TimedSubject&>(*member).predicates_) {
      all.push_back({p.name, [world, holds = p.in_ticks](const checker::TickState& state) {
                       return holds(TimedView<TimedPredicate::Numbers>(world, state));
                     }});
    }
  }
  return checker::tick_system(world, about.ticks, std::move(all));
}

const TimedPredicate& TimedSubject::predicate(const std::vector<const Subject*>& group, unsigned index) const {
  for (const Subject* member : group) {
    const auto& own = dynamic_cast<const TimedSubject&>(*member).predicates_;
    if (index < own.size()) return own[index];
    index -= static_cast<unsigned>(own.size());
  }
  throw std::logic_error("a property about a predicate that there is not");
}

Outcome TimedSubject::prove(const TimedCase& about, const TimedPredicate& never, const checker::Limits& limits) const {
  const auto start = std::chrono::steady_clock::now();
  std::vector<checker::Rational> point;
  for (const unsigned ticks : about.ticks) point.push_back({ticks, 1});
  if (!contains(checker::Polyhedron{*about.everywhere}, point)) {
    throw std::logic_error("a case whose own point is not in its region: a proof could be about nothing");
  }
  const checker::ProofResult proof =
      checker::prove_where(problem_about(about.config, never), *about.everywhere, limits);
  const std::vector<std::string> names{"MSL", "RTO", "W"};
  model::Scope scope;
  scope.bounds = model::TimedHosts(about.config).bounds();
  scope.bounds.push_back({"for all", checker::text(checker::Polyhedron{*about.everywhere}, names)});
  scope.bounds.push_back({"retransmissions", "any number"});
  Verdict verdict = Verdict::unknown(scope, "the invariant is not inductive: " + proof.why_not,
                                     proof.out_of_budget ? checker::EndedBy::Time : checker::EndedBy::Nothing);
  if (proof.proved) {
    verdict = Verdict::proved(
        scope,
        fmt::format("inductive over reals: {} obligations, each confirmed by a fresh solver", proof.obligations));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {std::move(verdict), "induction", 0, 0, seconds};
}

/// At the case's own point. What is found is replayed on integers.
Outcome TimedSubject::unroll(const TimedCase& about, const checker::System& system, const Property& property,
                             const TimedPredicate& never, const checker::Limits& limits,
                             const checker::OnProgress& progress) const {
  const auto start = std::chrono::steady_clock::now();
  model::TimedConfig config = about.config;
  config.capacity = std::min(config.capacity, kInFlightOverReals);
  const checker::OverReals found =
      checker::find_over_reals(problem_about(config, never), about.ticks, limits, progress);
  model::Scope scope = system.scope();
  for (auto& bound : scope.bounds) {
    if (bound.name == "in flight") bound.value = std::to_string(config.capacity);
  }
  Verdict verdict = Verdict::holds_to_depth(scope, found.depth, found.ended_by, budget_text(found.ended_by, limits));
  if (found.run) {
    auto trace = checker::trace_on(system, model::TimedPeers(config), *found.run);
    if (!trace) throw InternalError("a run over reals that cannot be followed on integers");
    checker::confirm(system, property, *trace);
    verdict = Verdict::violated(scope, std::move(*trace), "found over reals, replayed on integers");
  } else if (found.exists_over_reals && found.ended_by == checker::EndedBy::Nothing) {
    verdict = Verdict::unknown(scope, "there is a run over reals, but not at whole ticks");
  } else if (found.exists_over_reals) {
    verdict = Verdict::unknown(
        scope,
        "there is a run over reals; whether at whole ticks, was not known when " + budget_text(found.ended_by, limits),
        found.ended_by);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {std::move(verdict), "bmc", 0, 0, seconds};
}

std::vector<Outcome> TimedSubject::check_symbolically(const std::vector<const Subject*>& group, Bounds bounds,
                                                      unsigned width, bool induction,
                                                      const std::vector<Property>& properties,
                                                      const checker::Limits& limits,
                                                      const checker::OnProgress& progress) const {
  const TimedCase about = configure_(bounds);
  std::vector<Outcome> outcomes;
  for (const Property& property : properties) {
    if (induction && about.everywhere && property.kind == Property::Kind::Never) {
      outcomes.push_back(prove(about, predicate(group, property.predicate), limits));
      continue;
    }
    if (!induction && property.kind == Property::Kind::Never) {
      outcomes.push_back(unroll(about, *system(group, bounds, width), property, predicate(group, property.predicate),
                                limits, progress));
      continue;
    }
    const std::string why = induction
                                ? "there is an invariant only for what is claimed of a whole region of MSL, RTO and W"
                                : "only what must never be is looked for over reals";
    outcomes.push_back({Verdict::unknown({}, why), induction ? "induction" : "bmc", 0, 0, 0});
  }
  return outcomes;
}

std::optional<Outcome> TimedSubject::beyond(const std::vector<const Subject*>& group, Bounds bounds,
                                            const Property& property, const Outcome& explored,
                                            const checker::Limits& limits) const {
  const TimedCase about = configure_(bounds);
  if (!about.everywhere || property.kind != Property::Kind::Never) return std::nullopt;
  if (explored.verdict.kind != VerdictKind::Proved && explored.verdict.kind != VerdictKind::Violated)
    return std::nullopt;
  Outcome proved = prove(about, predicate(group, property.predicate), limits);
  if (explored.verdict.kind == VerdictKind::Violated) {
    if (proved.verdict.kind == VerdictKind::Proved)
      throw InternalError("a claim that is proved, and violated at a point");
    return std::nullopt;
  }
  proved.states = explored.states;
  proved.transitions = explored.transitions;
  proved.seconds += explored.seconds;
  std::vector<std::string> at;
  for (const auto& bound : explored.verdict.scope.bounds) {
    if (at.size() < 3) at.push_back(bound.name + "=" + bound.value);
  }
  proved.verdict.detail += fmt::format("; exhausted at {}", fmt::join(at, ", "));
  return proved;
}

}  // namespace finalack::properties
