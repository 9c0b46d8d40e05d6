// From what a search has found to the verdict about a property.
#pragma once

#include <string>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/search.hpp"
#include "checker/explicit/sightings.hpp"
#include "checker/property.hpp"

namespace finalack::checker::explicit_search {

class Judge {
 public:
  Judge(const Exploration& exploration, const Sightings& sightings, Budget& budget);

  /// The verdict about the property with this index among those that the search was about. Whatever trace it holds has
  /// been replayed.
  Verdict judge(const Property& property, std::size_t index);

  /// What judging these properties asks of the search.
  static AnalysisCost cost_of(const std::vector<Property>& properties);

 private:
  Verdict judge_reachable(const Property& property);
  Verdict judge_recoverable(const Property& property);
  Verdict judge_eventually(const Property& property);
  Verdict not_refuted(const Property& property) const;
  Verdict proved(const Property& property, std::string certificate) const;
  /// `more`: what else there is to say of where it stopped.
  Verdict unknown(Stop stop, const std::string& more = {}) const;
  Verdict violated(const Property& property, StateIndex at, const std::string& why) const;
  Trace trace_to(const Property& property, StateIndex state) const;
  bool ran_out() const;
  std::string name_of(unsigned predicate) const;

  const Exploration& found_;
  const Sightings& sightings_;
  Budget& budget_;
  model::Scope scope_;
};

}  // namespace finalack::checker::explicit_search
