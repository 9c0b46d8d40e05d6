// check_explicit: search once, then judge every property by what was found.
#include <string>

#include "checker/errors.hpp"
#include "checker/explicit/budget.hpp"
#include "checker/explicit/judge.hpp"
#include "checker/explicit/search.hpp"
#include "checker/explicit/sightings.hpp"
#include "checker/explicit_engine.hpp"

namespace finalack::checker {

using explicit_search::Budget;
using explicit_search::Exploration;
using explicit_search::Judge;
using explicit_search::Search;
using explicit_search::Sightings;

namespace {

/// A property that names a predicate which the system doesn't have is a mistake of whoever put the two together.
void require_predicates(const System& system, const std::vector<Property>& properties) {
  const std::size_t known = system.predicate_names().size();
  const auto require = [&](unsigned predicate) {
    if (predicate < known) return;
    throw InternalError(system.name() + " has " + std::to_string(known) + " predicates; a property asks for number " +
                        std::to_string(predicate));
  };
  for (const Property& property : properties) {
    require(property.predicate);
    if (property.trigger) require(*property.trigger);
    if (property.witness) require(*property.witness);
  }
}

SearchStatistics statistics_of(const Exploration& found, double seconds) {
  return {found.table.size(), found.transitions, found.depth(), found.bytes(),
          found.held_back,    found.exhausted(), seconds};
}

}  // namespace

std::vector<Outcome> check_explicit(const System& system, const std::vector<Property>& properties, const Limits& limits,
                                    const OnProgress& progress, SearchStatistics* statistics) {
  require_predicates(system, properties);
  Budget budget(limits, progress, system.name());
  Sightings sightings(properties);
  const Exploration found = Search(system, sightings, budget, Judge::cost_of(properties)).run();
  const double searching = budget.seconds();
  if (statistics != nullptr) *statistics = statistics_of(found, searching);

  Judge judge(found, sightings, budget);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const double before = budget.seconds();
    Verdict verdict = judge.judge(properties[i], i);
    outcomes.push_back(
        {std::move(verdict), "explicit", found.table.size(), found.transitions, searching + budget.seconds() - before});
  }
  return outcomes;
}

SearchStatistics explore(const System& system, const Limits& limits, const OnProgress& progress) {
  SearchStatistics statistics;
  check_explicit(system, {}, limits, progress, &statistics);
  return statistics;
}

}  // namespace finalack::checker
