// The catalogue as it is asked of the implementation.
#pragma once

#include <string>
#include <vector>

#include "properties/catalogue.hpp"

namespace finalack::conform {

/// A case that can't be asked, because the implementation has no such variant.
struct NotImplemented {
  std::string claim;
  std::string variant;
  std::string why;  ///< "opens with two segments"
};

struct Implemented {
  properties::Catalogue catalogue;  ///< every claim, with the cases that can be asked
  std::vector<NotImplemented> missing;
};

/// Of what the model is asked. A case is expected to get the verdict that it gets for the model, but where the
/// implementation deviates: that is said in its `assumes`.
Implemented implemented(const properties::Catalogue& catalogue);

}  // namespace finalack::conform
