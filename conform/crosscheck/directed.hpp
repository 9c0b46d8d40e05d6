// A search for decisions that chance did not reach: in each state, by each way to be in it that is known here, every
// segment with numbers at every place that matters, every call, every timeout.
//
// What this does not reach is named: that is no proof that it is unreachable, only that no endpoint that impl/ can be
// brought to met it. How many endpoints and how many tries that were is said with it.
#pragma once

#include "conform/crosscheck/world.hpp"

namespace finalack::conform {

struct DirectedSearch {
  Coverage reached;                            ///< of what was looked for
  std::vector<Case> cases;                     ///< each reaches something
  std::size_t starts = 0;                      ///< endpoints, in the states in question
  std::uint64_t tries = 0;                     ///< events that they met
  std::optional<std::pair<Case, Rule>> broke;  ///< and one of them broke a rule
};

DirectedSearch search_for(const Coverage& missing);

/// The ways to be in a state: the endpoint in question is A.
std::vector<Case> ways_into_states();

}  // namespace finalack::conform
