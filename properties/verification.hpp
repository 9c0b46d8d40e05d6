// Running a set of cases: those that share a world are explored once, groups run side by side.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "checker/timing/realisation.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

struct Selected {
  const Claim* claim;
  const Case* which;
};

struct VerificationOptions {
  EngineChoice engine = EngineChoice::Auto;
  Bounds bounds = Bounds::Default;
  unsigned width = 5;                ///< bits of a sequence number: 5, 6 or 32 (32: symbolic engines only)
  unsigned jobs = 2;                 ///< groups explored at the same time
  checker::Limits limits;            ///< seconds and memory are for the whole run
  checker::TimingParameters clocks;  ///< that runs are held against
};

struct CaseResult {
  Selected selected;
  checker::Outcome outcome;
  std::size_t sharing = 1;                     ///< cases, this one among them, that its seconds were spent on
  std::optional<checker::Timing> timing = {};  ///< of the verdict's run, where there is one and its world has clocks

  /// There is a run, and no clocks allow it.
  bool is_untimed_only() const { return timing && !timing->is_realisable(); }
  bool as_expected() const {
    const bool as_timed = !timing || is_untimed_only() == selected.which->untimed_only;
    return outcome.verdict.kind == selected.which->expected && as_timed;
  }
};

/// Decides the cases; results come in the order of `cases`, whatever finished first. `on_result` is called as soon as a
/// result and all before it are known; `on_progress` from any thread, one at a time. `auto` explores, and where the
/// budget ends that, tries bounded model checking. What an error or a cancellation leaves finished is reported before
/// `verify` throws, or returns fewer results than cases. Traces of results replay on Subject::system at `width`.
std::vector<CaseResult> verify(const std::vector<Selected>& cases, const VerificationOptions& options,
                               const std::function<void(const CaseResult&)>& on_result = {},
                               const checker::OnProgress& on_progress = {});

}  // namespace finalack::properties
