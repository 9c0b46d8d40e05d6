// All obligations, side by side.
#pragma once

#include <functional>
#include <vector>

#include "conform/refinement/obligations.hpp"

namespace finalack::conform {

struct Refinement {
  impl::Policy policy{};
  unsigned jobs = 1;         ///< obligations proved at the same time
  checker::Limits limits{};  ///< seconds and memory are for all of them together
};

/// Proves them; the proofs come in the order of `obligations`, and `on_proof` is called as soon as one and all before
/// it are known. Those that time was too short for, or that were cancelled, come as Unknown. Throws as `prove` does,
/// after what is finished was told.
std::vector<Proof> refine(const std::vector<Obligation>& obligations, const Refinement& how,
                          const std::function<void(const Obligation&, const Proof&)>& on_proof = {});

}  // namespace finalack::conform
