#include "checker/symbolic/bmc.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "checker/symbolic/bounded_search.hpp"

namespace finalack::checker {

namespace {

bool is_decidable(const Property& property) {
  return property.kind == Property::Kind::Never || property.kind == Property::Kind::Reachable;
}

/// What is known of one predicate.
struct Question {
  std::optional<Trace> run;         ///< a shortest one that reaches it
  std::optional<unsigned> refuted;  ///< no run of up to so many steps does
};

class Bmc {
 public:
  Bmc(const Relation& relation, const System& system, const std::vector<Property>& properties, const Limits& limits,
      const OnProgress& progress)
      : relation_(relation),
        system_(system),
        properties_(properties),
        limits_(limits),
        progress_(progress),
        budget_(limits),
        search_(relation, system, budget_),
        verdicts_(properties.size()),
        seconds_(properties.size()) {}

  std::vector<Outcome> run() {
    for (;;) {
      if (!ask_all()) break;
      decide();
      if (search_.depth() >= depth_limit(limits_) || nothing_is_open()) break;
      report();
      search_.deepen();
    }
    decide();
    give_up();
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      outcomes.push_back({*verdicts_[i], "bmc", 0, 0, seconds_[i]});
    }
    return outcomes;
  }

 private:
  /// Asks what is still open at this depth; false when the budget has ended.
  bool ask_all() {
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      if (verdicts_[i] || !is_decidable(properties_[i])) continue;
      if (!ask(properties_[i].predicate)) return false;
      if (properties_[i].witness && !ask(*properties_[i].witness)) return false;
    }
    return true;
  }

  bool ask(unsigned predicate) {
    Question& question = questions_[predicate];
    if (question.run || question.refuted == search_.depth()) return true;
    switch (search_.ask(predicate)) {
      case BoundedSearch::Answer::Reached: question.run = search_.trace(); return true;
      case BoundedSearch::Answer::NotHere: question.refuted = search_.depth(); return true;
      case BoundedSearch::Answer::OutOfBudget: break;
    }
    return false;
  }

  void decide() {
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      if (verdicts_[i] || !is_decidable(properties_[i])) continue;
      const std::optional<Trace>& run = questions_[properties_[i].predicate].run;
      if (!run) continue;
      if (properties_[i].kind == Property::Kind::Never) {
        settle(i, Verdict::violated(system_.scope(), *run, "a shortest run, replayed"));
      } else {
        Verdict reached = Verdict::proved(system_.scope(), "reached by a shortest run, replayed");
        reached.trace = *run;
        reached.depth = static_cast<unsigned>(run->length());
        settle(i, std::move(reached));
      }
    }
  }

  bool nothing_is_open() const {
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      if (!verdicts_[i] && is_decidable(properties_[i])) return false;
    }
    return true;
  }

  /// Verdicts on what the limits left open.
  void give_up() {
    const EndedBy ended_by = budget_.is_spent() ? budget_.spent() : EndedBy::Depth;
    std::optional<model::Scope> scope;
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      if (verdicts_[i]) continue;
      const Property& property = properties_[i];
      if (!is_decidable(property)) {
        settle(i, Verdict::unknown(
                      system_.scope(),
                      std::string("bmc does not decide ") +
                          (property.kind == Property::Kind::Eventually ? "liveness" : "recoverability and deadlocks")));
        continue;
      }
      if (!scope) {
        scope = system_.scope();
        scope->reached = search_.may_meet_bounds();
      }
      settle(i, left_open(property, *scope, ended_by));
    }
  }

  Verdict left_open(const Property& property, const model::Scope& scope, EndedBy ended_by) {
    const std::optional<unsigned> depth = questions_[property.predicate].refuted;
    const std::string budget = budget_text(ended_by, limits_);
    if (!depth) return Verdict::unknown(scope, budget + " before any depth was decided", ended_by);
    const std::string so_far = "up to " + std::to_string(*depth) + (*depth == 1 ? " step" : " steps");
    if (property.kind == Property::Kind::Reachable) {
      return Verdict::unknown(scope, "not reached by runs of " + so_far + "; " + budget, ended_by, *depth);
    }
    if (property.witness && !questions_[*property.witness].run) {
      return Verdict::unknown(scope,
                              "no run of " + so_far + " reaches a state with '" +
                                  relation_.predicates.at(*property.witness).name + "'; " + budget,
                              ended_by, *depth);
    }
    return Verdict::holds_to_depth(scope, *depth, ended_by, budget);
  }

  void settle(std::size_t property, Verdict verdict) {
    verdicts_[property] = std::move(verdict);
    seconds_[property] = budget_.seconds();
  }

  void report() const {
    if (!progress_) return;
    progress_({system_.name(), search_.depth(), 0, 0, Z3_get_estimated_alloc_size(), budget_.seconds(), "bmc"});
  }

  const Relation& relation_;
  const System& system_;
  const std::vector<Property>& properties_;
  const Limits& limits_;
  const OnProgress& progress_;
  SolverBudget budget_;
  BoundedSearch search_;
  std::map<unsigned, Question> questions_;
  std::vector<std::optional<Verdict>> verdicts_;
  std::vector<double> seconds_;
};

}  // namespace

std::vector<Outcome> check_bmc(const Relation& relation, const System& system, const std::vector<Property>& properties,
                               const Limits& limits, const OnProgress& progress) {
  return Bmc(relation, system, properties, limits, progress).run();
}

}  // namespace finalack::checker
