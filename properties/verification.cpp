// Groups of cases on worker threads, results in the order in which they were asked for.
//
// Rounds. In the first, every exploration gets a moment only, so that what is quickly decided is decided first. In the
// second, a group may use its share of the time that is left (what is left, divided by the turns still to come): what
// quick groups leave over, later ones may use, and one that would never end doesn't take the others' time. While time
// is left, groups that it ended try again, with twice as much at least. A group's results count once it has had its
// last turn: what an engine has seen when its time is up is chance.
//
// Memory is divided by the groups that run side by side, and not handed on: an engine can't give memory back before it
// ends.
#include "properties/verification.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <tuple>

#include "checker/explicit_engine.hpp"
#include "properties/grouping.hpp"
#include "properties/held_against_clocks.hpp"

namespace finalack::properties {

namespace {

using checker::EndedBy;
using checker::Outcome;
using checker::Property;
using checker::Verdict;
using checker::VerdictKind;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Of a group's time under Auto, what the exploration may use: it decides every kind of property, and more of them, but
/// where it doesn't end, bounded model checking wants some time, too.
constexpr double kShareOfExploration = 0.75;
/// Bits of a sequence number.
constexpr unsigned kWidestExplored = 6;
/// What the second engine gets where nobody set a limit: as long as the exploration took, and a minute at least.
constexpr double kSecondChance = 60;
/// What an exploration gets in the first round.
constexpr double kMoment = 0.25;
/// How much more time another turn has to bring, and gets if it can, to be worth it.
constexpr double kLeastGrowth = 1.25;
constexpr double kGrowth = 2;

bool is_safety(const Property& property) {
  return property.kind == Property::Kind::Never || property.kind == Property::Kind::Reachable;
}

/// More time would not change it.
bool is_final(const Verdict& verdict) {
  return verdict.kind == VerdictKind::Proved || verdict.kind == VerdictKind::Violated;
}

bool would_use_time(const Outcome& outcome) {
  return !is_final(outcome.verdict) && outcome.verdict.ended_by == EndedBy::Time;
}

/// How much a verdict says: whether it is final, then whether it is a bounded one, then how deep it goes.
std::tuple<bool, bool, unsigned> worth_of(const Verdict& verdict) {
  return {is_final(verdict), verdict.kind == VerdictKind::HoldsToDepth, verdict.depth};
}

/// Of two turns, the one that says more: the later may have had less time than it was meant to have.
void update(std::vector<Outcome>& outcomes, std::vector<Outcome> later) {
  if (outcomes.empty()) {
    outcomes = std::move(later);
    return;
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (worth_of(later[i].verdict) >= worth_of(outcomes[i].verdict)) outcomes[i] = std::move(later[i]);
  }
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
        timings_(cases.size()),
        latest_(groups_.size()),
        results_of_(cases.size()) {
    const bool explores = options.engine == EngineChoice::Explicit || options.engine == EngineChoice::Auto;
    const bool looks_first = explores && options.width <= kWidestExplored && groups_.size() > jobs_;
    for (std::size_t i = 0; i < groups_.size(); ++i) turns_.push_back({i, looks_first ? 0U : 1U, 0});
  }

  std::vector<CaseResult> run() {
    std::vector<std::thread> workers;
    for (std::size_t i = 1; i < jobs_; ++i) workers.emplace_back([this] { work(); });
    work();
    for (std::thread& worker : workers) worker.join();
    for (std::size_t i = 0; i < groups_.size(); ++i) keep_final(i);
    publish(true);
    if (error_) std::rethrow_exception(error_);
    return std::move(results_);
  }

 private:
  /// A group's turn to run.
  struct Turn {
    std::size_t group;
    unsigned round;  ///< 0: explorations only, for a moment
    double seconds;  ///< what it may use; while it waits: what it had the last time
  };

  bool is_cancelled() const { return failed_ || (options_.limits.cancelled && options_.limits.cancelled()); }

  void work() {
    try {
      while (const std::optional<Turn> turn = next_turn()) {
        const Group& group = groups_[turn->group];
        std::vector<Outcome> outcomes = decide(group, limits_of(*turn), turn->round == 0);
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
          add_width(outcomes[i].verdict.scope);
          const std::size_t index = group.members[i];
          if (outcomes[i].verdict.trace) timings_[index] = hold_against_clocks(cases_[index], options_, outcomes[i]);
        }
        end(*turn, std::move(outcomes));
      }
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!error_) error_ = std::current_exception();
      failed_ = true;
      --running_;
    }
    changed_.notify_all();
  }

  /// Waits for one while others, at work, may still ask for another turn.
  std::optional<Turn> next_turn() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !turns_.empty() || running_ == 0 || is_cancelled(); });
    if (turns_.empty() || is_cancelled()) return std::nullopt;
    Turn turn = turns_.front();
    const auto same_round =
        std::count_if(turns_.begin(), turns_.end(), [&](const Turn& t) { return t.round == turn.round; });
    const std::size_t rounds = (static_cast<std::size_t>(same_round) + jobs_ - 1) / jobs_;
    const double share = seconds_left() / static_cast<double>(rounds);
    turn.seconds = std::min(seconds_left(), std::max(share, kGrowth * turn.seconds));
    turns_.pop_front();
    ++running_;
    return turn;
  }

  double seconds_left() const { return std::max(0.0, options_.limits.seconds - seconds_since(start_)); }

  checker::Limits limits_of(const Turn& turn) const {
    checker::Limits limits = options_.limits;
    if (limits.seconds < checker::Limits().seconds) limits.whole_seconds = limits.seconds;
    limits.seconds = turn.seconds;
    limits.memory_bytes /= jobs_;
    limits.cancelled = [this] { return is_cancelled(); };
    return limits;
  }

  void end(Turn turn, std::vector<Outcome> outcomes) {
    const std::scoped_lock lock(mutex_);
    --running_;
    const bool wants_more = std::any_of(outcomes.begin(), outcomes.end(), would_use_time);
    if (turn.round == 0) turn.seconds = std::min(turn.seconds, kMoment);
    // Of a cancelled engine's answers, only the final ones are results: how deep it got by chance is none.
    update(latest_[turn.group], std::move(outcomes));
    if (is_cancelled()) return;
    const double worthwhile = kLeastGrowth * std::max(turn.seconds, kMoment);
    if (wants_more && seconds_left() >= worthwhile) {
      turns_.push_back({turn.group, turn.round + 1, turn.seconds});
    } else {
      settle(turn.group);
    }
    changed_.notify_all();
  }

  /// The group had its last turn.
  void settle(std::size_t group) {
    std::vector<Outcome>& outcomes = latest_[group];
    for (std::size_t i = 0; i < outcomes.size(); ++i) keep(group, i);
    outcomes.clear();
    publish(false);
  }

  void keep_final(std::size_t group) {
    for (std::size_t i = 0; i < latest_[group].size(); ++i) {
      if (is_final(latest_[group][i].verdict)) keep(group, i);
    }
  }

  void keep(std::size_t group, std::size_t member) {
    const std::size_t index = groups_[group].members[member];
    Outcome& outcome = latest_[group][member];
    // An induction is about one property; an exploration, or an unrolling, is about all of them.
    const std::size_t sharing = outcome.engine == "kind" ? 1 : groups_[group].members.size();
    results_of_[index] = CaseResult{cases_[index], std::move(outcome), sharing, timings_[index]};
    ++decided_;
  }

  /// A world doesn't know how wide its numbers are; a verdict has to say it.
  void add_width(model::Scope& scope) const {
    scope.bounds.push_back({"sequence numbers", std::to_string(options_.width) + " bits"});
  }

  /// Reports what is known up to the first case that isn't; at the end, everything that is known.
  void publish(bool at_end) {
    for (; published_ < cases_.size(); ++published_) {
      if (results_of_[published_]) {
        results_.push_back(std::move(*results_of_[published_]));
        if (on_result_) on_result_(results_.back());
      } else if (!at_end) {
        return;
      }
    }
  }

  std::vector<Outcome> decide(const Group& group, const checker::Limits& limits, bool only_looks) {
    const checker::OnProgress progress = [&](const checker::Progress& p) { report(group, p); };
    // An exploration stores 32-bit numbers by the million; nobody wants to wait for it.
    const bool is_wide = options_.width > kWidestExplored;
    switch (options_.engine) {
      case EngineChoice::Bmc: return symbolically(group, group.properties, limits, false, progress);
      case EngineChoice::KInduction: return symbolically(group, group.properties, limits, true, progress);
      case EngineChoice::Explicit: break;
      case EngineChoice::Auto:
        if (is_wide) return symbolically(group, group.properties, limits, false, progress);
        return explore_then_unroll(group, limits, only_looks, progress);
    }
    checker::Limits first = limits;
    if (only_looks) first.seconds = std::min(first.seconds, kMoment);
    return explore(group, first, progress);
  }

  std::vector<Outcome> explore(const Group& group, const checker::Limits& limits, const checker::OnProgress& progress) {
    const auto start = Clock::now();
    const auto system = group.subjects.front()->system(group.subjects, options_.bounds, options_.width);
    try {
      return checker::check_explicit(*system, group.properties, limits, progress);
    } catch (const std::bad_alloc&) {
      const Outcome gave_up{Verdict::unknown(system->scope(), "the machine is out of memory", EndedBy::Memory),
                            "explicit", 0, 0, seconds_since(start)};
      return std::vector<Outcome>(group.properties.size(), gave_up);
    }
  }

  std::vector<Outcome> symbolically(const Group& group, const std::vector<Property>& properties,
                                    const checker::Limits& limits, bool induction,
                                    const checker::OnProgress& progress) const {
    return group.subjects.front()->check_symbolically(group.subjects, options_.bounds, options_.width, induction,
                                                      properties, limits, progress);
  }

  /// Auto: what a subject has to say of more than was explored.
  void go_beyond(const Group& group, const checker::Limits& limits, std::vector<Outcome>& outcomes) const {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      auto more =
          group.subjects.front()->beyond(group.subjects, options_.bounds, group.properties[i], outcomes[i], limits);
      if (more) outcomes[i] = std::move(*more);
    }
  }

  /// Auto: explores; then asks bounded model checking about what the exploration's budget left open.
  std::vector<Outcome> explore_then_unroll(const Group& group, const checker::Limits& limits, bool only_looks,
                                           const checker::OnProgress& progress) {
    const auto start = Clock::now();
    checker::Limits first = limits;
    if (std::any_of(group.properties.begin(), group.properties.end(), is_safety)) first.seconds *= kShareOfExploration;
    if (only_looks) first.seconds = std::min(first.seconds, kMoment);
    std::vector<Outcome> outcomes = explore(group, first, progress);
    go_beyond(group, limits, outcomes);
    if (only_looks && std::any_of(outcomes.begin(), outcomes.end(), would_use_time)) return outcomes;

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
        if (unrolled[i].verdict.ended_by == EndedBy::Time) outcome.verdict.ended_by = EndedBy::Time;
        outcome.seconds += unrolled[i].seconds;
      }
    }
    return outcomes;
  }

  void report(const Group& group, checker::Progress progress) {
    if (!on_progress_) return;
    progress.what = group.title;
    progress.asked = cases_.size();
    const std::scoped_lock lock(mutex_);
    progress.decided = decided_;
    on_progress_(progress);
  }

  const std::vector<Selected>& cases_;
  const VerificationOptions& options_;
  const std::function<void(const CaseResult&)>& on_result_;
  const checker::OnProgress& on_progress_;
  const Clock::time_point start_ = Clock::now();
  const std::vector<Group> groups_;
  const std::size_t jobs_;
  std::atomic<bool> failed_{false};

  std::vector<std::optional<checker::Timing>> timings_;  ///< by case; only who works on its group writes it

  std::mutex mutex_;  ///< guards what follows, and the callbacks
  std::condition_variable changed_;
  std::deque<Turn> turns_;
  std::size_t running_ = 0;
  std::vector<std::vector<Outcome>> latest_;  ///< per group, of its last turn so far
  std::vector<std::optional<CaseResult>> results_of_;
  std::vector<CaseResult> results_;
  std::size_t decided_ = 0;
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
