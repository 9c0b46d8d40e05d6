// What a claim asks of a system, and what an engine answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/world.hpp"

namespace finalack::checker {

/// A property over the predicates of a system, named by their index.
struct Property {
  enum class Kind : std::uint8_t {
    Never,         ///< no reachable state satisfies `predicate`
    Reachable,     ///< some reachable state satisfies `predicate`
    Recoverable,   ///< from every reachable state that satisfies `trigger`, one that satisfies `predicate` can be
                   ///< reached
    Eventually,    ///< every fair run through a state that satisfies `trigger` reaches `predicate`, then or later
    DeadlockFree,  ///< every reachable state has a successor, or satisfies `predicate`
  };
  Kind kind = Kind::Never;
  unsigned predicate = 0;
  std::optional<unsigned> trigger;  ///< absent: every state
  std::optional<unsigned> witness;  ///< a state that must be reachable, or a positive verdict would be vacuous
};

/// A run: from the initial state by these actions. States are never stored; they are derived by replay.
struct Trace {
  std::vector<model::Action> actions;
  /// For a lasso: the run goes on for ever by repeating the actions from this index on. Equal to `actions.size()`:
  /// nothing more needs to happen (the last state is repeated).
  std::optional<std::size_t> loop_start;

  std::size_t length() const { return actions.size(); }
};

enum class VerdictKind : std::uint8_t { Proved, HoldsToDepth, Violated, Unknown, Vacuous };
/// `proved`, `holds-to-depth`, `violated`, `unknown`, `vacuous`.
const char* to_string(VerdictKind kind);

/// What ended an engine before it could decide.
enum class EndedBy : std::uint8_t { Nothing, Depth, Time, Memory, Cancelled };

/// An engine's answer. There is no default constructor: a verdict without scope cannot be made.
class Verdict {
 public:
  static Verdict proved(model::Scope scope, std::string certificate) {
    return {VerdictKind::Proved, std::move(scope), std::move(certificate)};
  }
  /// `budget`: what ended the search there, in words.
  static Verdict holds_to_depth(model::Scope scope, unsigned depth, EndedBy ended_by = EndedBy::Depth,
                                const std::string& budget = "depth limit reached") {
    Verdict v{VerdictKind::HoldsToDepth, std::move(scope),
              "no counterexample of up to " + std::to_string(depth) + (depth == 1 ? " step; " : " steps; ") + budget};
    v.depth = depth;
    v.ended_by = ended_by;
    return v;
  }
  static Verdict violated(model::Scope scope, Trace trace, std::string why) {
    Verdict v{VerdictKind::Violated, std::move(scope), std::move(why)};
    v.depth = static_cast<unsigned>(trace.length());
    v.trace = std::move(trace);
    return v;
  }
  /// Violated without a run: a state that should be reachable is not. `depth`: how deep the search went.
  static Verdict unreachable(model::Scope scope, unsigned depth = 0) {
    Verdict v{VerdictKind::Violated, std::move(scope), "no reachable state is like this"};
    v.depth = depth;
    return v;
  }
  static Verdict unknown(model::Scope scope, std::string budget, EndedBy ended_by = EndedBy::Nothing,
                         unsigned depth = 0) {
    Verdict v{VerdictKind::Unknown, std::move(scope), std::move(budget)};
    v.depth = depth;
    v.ended_by = ended_by;
    return v;
  }
  static Verdict vacuous(model::Scope scope, std::string why) {
    return {VerdictKind::Vacuous, std::move(scope), std::move(why)};
  }

  VerdictKind kind;
  model::Scope scope;
  std::string detail;                   ///< certificate, budget, or what went wrong, in words
  std::optional<Trace> trace;           ///< the counterexample; or, for a proved Reachable, the run that reaches
  unsigned depth = 0;                   ///< length of the trace, or how deep the search went
  EndedBy ended_by = EndedBy::Nothing;  ///< only of Unknown and HoldsToDepth; Nothing: more budget would not help

 private:
  Verdict(VerdictKind k, model::Scope s, std::string d) : kind(k), scope(std::move(s)), detail(std::move(d)) {}
};

/// What an engine says about one property, and what it cost. `states` and `transitions` are those of the exploration,
/// which properties of one configuration share.
struct Outcome {
  Verdict verdict;
  std::string engine;        ///< "explicit", "bmc", "kind"
  std::uint64_t states = 0;  ///< 0, as are the transitions, where the engine knows none
  std::uint64_t transitions = 0;
  double seconds = 0;
};

/// What a run may cost.
struct Limits {
  double seconds = 1e9;
  std::uint64_t memory_bytes = std::uint64_t{4} << 30;
  unsigned depth = ~0U;                                    ///< steps
  std::function<bool()> cancelled = [] { return false; };  ///< polled often; true ends the run with Unknown
  double whole_seconds = 0;  ///< what `seconds` is a share of; 0: of nothing larger. Only to say it.
};

/// "time budget of 4.2 s (of 20 s) reached", "memory budget of 64 MiB reached"; empty for Nothing.
std::string budget_text(EndedBy ended_by, const Limits& limits);

/// How far an engine is, reported about five times a second.
struct Progress {
  std::string what;  ///< the system's name
  unsigned depth = 0;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t memory_bytes = 0;
  double seconds = 0;
  std::string engine = {};  ///< "explicit", "bmc", "kind"
  std::size_t decided = 0;  ///< of the cases that are being verified; 0 of 0 where an engine runs alone
  std::size_t asked = 0;
};
using OnProgress = std::function<void(const Progress&)>;

}  // namespace finalack::checker
