#include "properties/keepalive/regions.hpp"
#include "properties/setup/regions.hpp"
#include "properties/time_wait/regions.hpp"
#include "properties/timed/question.hpp"

namespace finalack::properties {

const std::vector<ParametricClaim>& parametric_claims() {
  static const std::vector<ParametricClaim> all{data_completes_region(), final_ack_region(), keepalive_frees_region(),
                                                keepalive_kills_good_region(), keepalive_surely_kills_region()};
  return all;
}

}  // namespace finalack::properties
