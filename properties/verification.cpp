// Groups of cases on worker threads, results in the order in which they were asked for.
//
// Groups start in the order of their first case, so that the first results come first. A group that starts may use its
// share of the time that is left (what is left, divided by the rounds of groups still to come): what quick groups leave
// over, later ones may use, and one that would never end doesn't take the others' time. Memory is divided by the groups
// that run side by side, and not handed on: an engine can't give memory back before it ends.
#include "properties/verification.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "checker/explicit_engine.hpp"
#include "properties/grouping.hpp"

namespace finalack::properties {

namespace {

using checker::Outcome;
using checker::Property;
using checker::Verdict;
using checker::VerdictKind;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Of a group's time under Auto, what the exploration may use: it decides every kind of property, and more of them, but
/// where it doesn't end, bounded model checking wants some time, too.
constexpr double kShareOfExploration = 0.75;
/// What the second engine gets where nobody set a limit: as long as the exploration took, and a minute at least.
constexpr double kSecondChance = 60;

bool is_safety(const Property& property) {
  return property.kind == Property::Kind::Never || property.kind == Property::Kind::Reachable;
}

/// More time would not change it.
bool is_final(const Verdict& verdict) {
  return verdict.kind == VerdictKind::Proved || verdict.kind == VerdictKind::Violated;
}

/// One run of `verify`.
class Run {
 public:
  Run(const std::vector<Selected>& cases, const VerificationOptions& options,
      const std::function<void(const CaseResult&)>& on_result, const checker::OnProgress& on_progress)
      : cases_(cases),
        options_(options),
        on_result_(on_result),
        on_progress_(on_progress),
        groups_(group_by_world(cases, options.bounds)),
        jobs_(std::clamp<std::size_t>(options.jobs, 1, std::max<std::size_t>(groups_.size(), 1))),
        outcomes_(cases.size()) {}

  std::vector<CaseResult> run() {
    std::vector<std::thread> workers;
    for (std::size_t i = 1; i < jobs_; ++i) workers.emplace_back([this] { work(); });
    work();
    for (std::thread& worker : workers) worker.join();
    if (error_) std::rethrow_exception(error_);
    publish(true);
    return std::move(results_);
  }

 private:
  bool is_cancelled() const { return failed_ || (options_.limits.cancelled && options_.limits.cancelled()); }

  void work() {
    try {
      while (!is_cancelled()) {
        const std::size_t next = next_group_++;
        if (next >= groups_.size()) return;
        const Group& group = groups_[next];
        std::vector<Outcome> outcomes = decide(group, limits_for(next));
        for (Outcome& outcome : outcomes) add_width(outcome.verdict.scope);
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < outcomes.size(); ++i) keep(group.members[i], std::move(outcomes[i]));
        publish(false);
      }
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!error_) error_ = std::current_exception();
      failed_ = true;
    }
  }

  /// A world doesn't know how wide its numbers are; a verdict has to say it.
  void add_width(model::Scope& scope) const {
    scope.bounds.push_back({"sequence numbers", std::to_string(options_.width) + " bits"});
  }

  /// Of a cancelled engine's answers, only the final ones are results: how deep it got by chance is none.
  void keep(std::size_t index, Outcome outcome) {
    if (!is_final(outcome.verdict) && is_cancelled()) return;
    outcomes_[index] = std::move(outcome);
  }

  /// Reports what is known up to the first case that isn't; at the end, everything that is known.
  void publish(bool at_end) {
    for (; published_ < cases_.size(); ++published_) {
      if (outcomes_[published_]) {
        results_.push_back({cases_[published_], std::move(*outcomes_[published_])});
        if (on_result_) on_result_(results_.back());
      } else if (!at_end) {
        return;
      }
    }
  }

  checker::Limits limits_for(std::size_t group) {
    checker::Limits limits = options_.limits;
    const std::size_t rounds = (groups_.size() - group + jobs_ - 1) / jobs_;
    limits.seconds = std::max(0.0, options_.limits.seconds - seconds_since(start_)) / static_cast<double>(rounds);
    limits.memory_bytes /= jobs_;
    limits.cancelled = [this] { return is_cancelled(); };
    return limits;
  }

  std::vector<Outcome> decide(const Group& group, const checker::Limits& limits) {
    const checker::OnProgress progress = [&](const checker::Progress& p) { report(group, p); };
    switch (options_.engine) {
      case EngineChoice::Bmc: return symbolically(group, group.properties, limits, false, progress);
      case EngineChoice::KInduction: return symbolically(group, group.properties, limits, true, progress);
      case EngineChoice::Explicit: return explore(group, limits, progress);
      case EngineChoice::Auto: break;
    }
    // An exploration stores 32-bit numbers by the million; nobody wants to wait for it.
    if (options_.width > 6) return symbolically(group, group.properties, limits, false, progress);
    return explore_then_unroll(group, limits, progress);
  }

  std::vector<Outcome> explore(const Group& group, const checker::Limits& limits, const checker::OnProgress& progress) {
    const auto start = Clock::now();
    const auto system = group.subjects.front()->system(group.subjects, options_.bounds, options_.width);
    try {
      return checker::check_explicit(*system, group.properties, limits, progress);
    } catch (const std::bad_alloc&) {
      const Outcome gave_up{Verdict::unknown(system->scope(), "the machine is out of memory"), "explicit", 0, 0,
                            seconds_since(start)};
      return std::vector<Outcome>(group.properties.size(), gave_up);
    }
  }

  std::vector<Outcome> symbolically(const Group& group, const std::vector<Property>& properties,
                                    const checker::Limits& limits, bool induction,
                                    const checker::OnProgress& progress) const {
    auto outcomes = group.subjects.front()->check_symbolically(group.subjects, options_.bounds, options_.width,
                                                               induction, properties, limits, progress);
    for (Outcome& outcome : outcomes) {
      // Runs of bounded length can't show that a witness is out of reach, only that it is farther away.
      if (!induction && outcome.verdict.kind == VerdictKind::Vacuous) {
        outcome.verdict = Verdict::unknown(outcome.verdict.scope, outcome.verdict.detail);
      }
    }
    return outcomes;
  }

  /// Auto: explores; then asks bounded model checking about what the exploration's budget left open.
  std::vector<Outcome> explore_then_unroll(const Group& group, const checker::Limits& limits,
                                           const checker::OnProgress& progress) {
    const auto start = Clock::now();
    checker::Limits first = limits;
    if (std::any_of(group.properties.begin(), group.properties.end(), is_safety)) first.seconds *= kShareOfExploration;
    std::vector<Outcome> outcomes = explore(group, first, progress);

    std::vector<std::size_t> open;
    std::vector<Property> properties;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i].verdict.kind != VerdictKind::Unknown || !is_safety(group.properties[i])) continue;
      open.push_back(i);
      properties.push_back(group.properties[i]);
    }
    checker::Limits second = limits;
    const double spent = seconds_since(start);
    second.seconds = std::min(limits.seconds - spent, std::max(kSecondChance, spent));
    if (open.empty() || is_cancelled() || second.seconds <= 0) return outcomes;

    const std::vector<Outcome> unrolled = symbolically(group, properties, second, false, progress);
    for (std::size_t i = 0; i < open.size(); ++i) {
      Outcome& outcome = outcomes[open[i]];
      if (is_final(unrolled[i].verdict)) {
        outcome = unrolled[i];
        outcome.seconds += spent;
      } else {
        outcome.verdict.detail += "; then bmc: " + unrolled[i].verdict.detail;
        outcome.seconds += unrolled[i].seconds;
      }
    }
    return outcomes;
  }

  void report(const Group& group, checker::Progress progress) {
    if (!on_progress_) return;
    progress.what = group.title;
    const std::scoped_lock lock(mutex_);
    on_progress_(progress);
  }

  const std::vector<Selected>& cases_;
  const VerificationOptions& options_;
  const std::function<void(const CaseResult&)>& on_result_;
  const checker::OnProgress& on_progress_;
  const Clock::time_point start_ = Clock::now();
  const std::vector<Group> groups_;
  const std::size_t jobs_;
  std::atomic<std::size_t> next_group_{0};
  std::atomic<bool> failed_{false};

  std::mutex mutex_;  ///< guards what follows, and the callbacks
  std::vector<std::optional<Outcome>> outcomes_;
  std::vector<CaseResult> results_;
  std::size_t published_ = 0;
  std::exception_ptr error_;
};

}  // namespace

std::vector<CaseResult> verify(const std::vector<Selected>& cases, const VerificationOptions& options,
                               const std::function<void(const CaseResult&)>& on_result,
                               const checker::OnProgress& on_progress) {
  return Run(cases, options, on_result, on_progress).run();
}

}  // namespace finalack::properties
