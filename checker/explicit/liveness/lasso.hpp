// Eventually: a fair run that never reaches its goal is either one that comes to rest, in a state where nothing that is
// fair remains to be done, or one that goes round for ever in a fair component.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/liveness/fair_components.hpp"
#include "checker/explicit/liveness/region.hpp"
#include "checker/explicit/search.hpp"
#include "checker/property.hpp"

namespace finalack::checker::explicit_search {

/// A run that ends in the state that it was in at `loop_start`, or rests in its last state if that is where it ends.
struct Lasso {
  std::vector<StateIndex> states;
  std::vector<Action> actions;
  std::size_t loop_start = 0;
};

struct LassoSearch {
  std::optional<Lasso> lasso;
  Stop stop = Stop::None;  ///< Time or Cancelled: nothing is known
};

/// Of a search that ended early, only expanded states are looked at: a lasso found is one all the same.
LassoSearch find_fair_lasso(const Exploration& exploration, const Property& property, Budget& budget);

/// What it sets aside, in bytes (see AnalysisCost).
inline constexpr std::uint64_t kLassoBytesPerState = Region::kBytesPerState + FairComponents::kBytesPerState;

}  // namespace finalack::checker::explicit_search
