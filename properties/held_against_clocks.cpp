#include "properties/held_against_clocks.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace finalack::properties {

namespace {

/// For another run, where no clocks allow the first.
constexpr double kSeconds = 20;

}  // namespace

std::optional<checker::Timing> hold_against_clocks(const Selected& selected, const VerificationOptions& options,
                                                   checker::Outcome& outcome) {
  checker::Verdict& verdict = outcome.verdict;
  if (!verdict.trace) return std::nullopt;
  const Subject* subject = selected.which->subject.get();
  const auto system = subject->system({subject}, options.bounds, options.width);
  auto timing = checker::realisation(*system, *verdict.trace, options.clocks);
  if (!timing || timing->is_realisable()) return timing;
  checker::Limits limits = options.limits;
  limits.seconds = std::min(kSeconds, limits.seconds);
  limits.memory_bytes /= std::max(options.jobs, 1U);
  auto other = checker::realisable_run(*system, selected.which->property, *verdict.trace, options.clocks, limits);
  timing->tried_up_to = other.tried_up_to;
  if (!other.trace) return timing;
  const std::size_t untimed_length = verdict.trace->length();
  timing = checker::realisation(*system, *other.trace, options.clocks);
  timing->untimed_length = untimed_length;
  verdict.depth = static_cast<unsigned>(other.trace->length());
  verdict.trace = std::move(other.trace);
  return timing;
}

}  // namespace finalack::properties
