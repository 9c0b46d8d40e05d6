// Many runs by chance, on several threads, and what they were through.
//
// Runs are made in rounds. What a run draws follows from the campaign's seed, its own number, and the cases that
// earlier rounds (and the corpus) have given: so the outcome is the same however many threads there are.
#pragma once

#include <functional>
#include <limits>
#include <optional>

#include "conform/crosscheck/generate.hpp"

namespace finalack::conform {

struct CampaignProgress {
  std::uint64_t runs;
  std::uint64_t steps;  ///< of the implementation
  double seconds;
  std::size_t covered;    ///< of the model's decisions
  std::size_t decisions;  ///< all of them
};

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::uint64_t runs = std::numeric_limits<std::uint64_t>::max();
  double seconds = std::numeric_limits<double>::infinity();
  unsigned jobs = 1;
  std::size_t length = 100;  ///< commands of a run
  Tamper tamper = nullptr;   ///< for tests
  std::vector<Case> corpus;  ///< run first; runs go on from parts of them
  std::function<bool()> cancelled = [] { return false; };
  std::function<void(const CampaignProgress&)> progress = [](const CampaignProgress&) {};
};

/// A case that broke a rule.
struct Found {
  std::optional<std::uint64_t> run;      ///< that was drawn
  std::optional<std::size_t> of_corpus;  ///< or the case, by its place there
  Case value;                            ///< made smaller
  Side side;
  Violation violation;
};

/// A case that reached decisions that none before it had.
struct Reaching {
  std::uint64_t run;
  Case value;  ///< up to the command that did
};

struct CampaignResult {
  enum class End : std::uint8_t { AllRuns, OutOfTime, Cancelled, Found };

  End end = End::AllRuns;
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  double seconds = 0;
  Coverage covered;  ///< of endpoints with the default policy
  Coverage all;      ///< what there is: all_decisions
  std::vector<Reaching> reaching;
  std::optional<Found> found;
};

CampaignResult campaign(const CampaignOptions& options);

}  // namespace finalack::conform
