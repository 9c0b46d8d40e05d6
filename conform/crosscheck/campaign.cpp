#include "conform/crosscheck/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "conform/crosscheck/minimize.hpp"

namespace finalack::conform {

namespace {

constexpr std::uint64_t kRound = 512;  // runs, that learn nothing of each other

/// What one run of a round is remembered for.
struct Outcome {
  std::uint64_t steps = 0;
  std::unique_ptr<Case> value;  // if it is interesting
  std::unique_ptr<Coverage> coverage;
  bool broke = false;
};

/// What a run of a round sees of the campaign.
struct Round {
  std::uint64_t seed;
  std::size_t length;
  const std::vector<Case>& corpus;
  const Coverage& covered;
  Tamper tamper;
};

/// A new case, or one that goes on where one of the corpus was.
Case begin(Random& random, const Round& round) {
  if (round.corpus.empty() || !random.one_in(3)) return {draw_settings(random), draw_settings(random), {}};
  Case value = round.corpus[random.below(static_cast<std::uint32_t>(round.corpus.size()))];
  value.commands.resize(random.below(static_cast<std::uint32_t>(value.commands.size() + 1)));
  return value;
}

Outcome play(const Round& round, std::uint64_t number, Coverage& scratch) {
  Random random(seed_of_run(round.seed, number));
  Case value = begin(random, round);
  scratch = Coverage();
  World world(value, &scratch, round.tamper);
  for (const Command& command : value.commands) world.apply(command);
  while (value.commands.size() < round.length && !world.violation()) {
    value.commands.push_back(draw_command(random, world));
    world.apply(value.commands.back());
  }
  Outcome outcome;
  outcome.steps = world.steps();
  outcome.broke = world.violation().has_value();
  if (outcome.broke || round.covered.is_extended_by(scratch)) {
    outcome.value = std::make_unique<Case>(std::move(value));
    outcome.coverage = std::make_unique<Coverage>(scratch);
  }
  return outcome;
}

std::vector<Outcome> play_round(const Round& round, std::uint64_t first, std::uint64_t count, unsigned jobs) {
  std::vector<Outcome> outcomes(count);
  std::atomic<std::uint64_t> next{0};
  const auto work = [&] {
    const auto scratch = std::make_unique<Coverage>();
    for (std::uint64_t i = next++; i < count; i = next++) outcomes[i] = play(round, first + i, *scratch);
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < jobs; ++i) others.emplace_back(work);
  work();
  others.clear();
  return outcomes;
}

/// Without the commands behind the last that reached something new.
Case up_to_news(Case value, const Coverage& covered) {
  const auto seen = std::make_unique<Coverage>(covered);
  World world(value, seen.get());
  std::size_t needed = 0;
  for (std::size_t i = 0; i < value.commands.size(); ++i) {
    const std::size_t before = seen->count();
    world.apply(value.commands[i]);
    if (seen->count() > before) needed = i + 1;
  }
  value.commands.resize(needed);
  return value;
}

Found found_by(std::optional<std::uint64_t> number, std::optional<std::size_t> of_corpus, const Case& value,
               Tamper tamper) {
  const Case small = minimized(value, run(value, nullptr, tamper).violation().value().second.rule, tamper);
  const auto [side, violation] = run(small, nullptr, tamper).violation().value();
  return {number, of_corpus, small, side, violation};
}

class Campaign {
 public:
  explicit Campaign(const CampaignOptions& options) : options_(options), corpus_(options.corpus) {
    result_.all = all_decisions(as_rules(impl::Policy{}));
  }

  CampaignResult result() {
    using End = CampaignResult::End;
    result_.end = End::AllRuns;
    run_corpus();
    while (!result_.found && result_.runs < options_.runs) {
      if (options_.cancelled()) return ended(End::Cancelled);
      if (seconds() >= options_.seconds) return ended(End::OutOfTime);
      run_round();
      const Coverage known = result_.covered.common(result_.all);
      options_.progress({result_.runs, result_.steps, seconds(), known.count(), result_.all.count()});
    }
    return ended(result_.found ? End::Found : End::AllRuns);
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  CampaignResult ended(CampaignResult::End end) {
    result_.end = end;
    result_.seconds = seconds();
    return std::move(result_);
  }

  bool is_over() const { return options_.cancelled() || seconds() >= options_.seconds; }

  void run_corpus() {
    for (std::size_t i = 0; i < options_.corpus.size() && !is_over(); ++i) {
      const Case& value = options_.corpus[i];
      const World world = run(value, &result_.covered, options_.tamper);
      result_.steps += world.steps();
      if (!world.violation()) continue;
      result_.found = found_by(std::nullopt, i, value, options_.tamper);
      return;
    }
  }

  void run_round() {
    const std::uint64_t first = result_.runs;
    const std::uint64_t count = std::min(kRound, options_.runs - first);
    const Round round{options_.seed, options_.length, corpus_, result_.covered, options_.tamper};
    std::vector<Outcome> outcomes = play_round(round, first, count, options_.jobs);
    for (std::uint64_t i = 0; i < count && !result_.found; ++i) {
      Outcome& outcome = outcomes[i];
      ++result_.runs;
      result_.steps += outcome.steps;
      if (outcome.broke) {
        result_.found = found_by(first + i, std::nullopt, *outcome.value, options_.tamper);
      } else if (outcome.value && result_.covered.is_extended_by(*outcome.coverage)) {
        Case value = up_to_news(std::move(*outcome.value), result_.covered);
        result_.covered.add(*outcome.coverage);
        corpus_.push_back(value);
        result_.reaching.push_back({first + i, std::move(value)});
      }
    }
  }

  const CampaignOptions& options_;
  std::vector<Case> corpus_;
  CampaignResult result_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

CampaignResult campaign(const CampaignOptions& options) { return Campaign(options).result(); }

}  // namespace finalack::conform
