#include "checker/explicit/judge.hpp"

#include <algorithm>
#include <utility>

#include "checker/explicit/liveness/lasso.hpp"
#include "checker/explicit/liveness/recoverability.hpp"
#include "checker/replay.hpp"

namespace finalack::checker::explicit_search {

using Kind = Property::Kind;

Judge::Judge(const Exploration& exploration, const Sightings& sightings, Budget& budget)
    : found_(exploration), sightings_(sightings), budget_(budget), scope_(exploration.system.scope()) {
  scope_.reached |= found_.held_back;
}

AnalysisCost Judge::cost_of(const std::vector<Property>& properties) {
  AnalysisCost cost;
  for (const Property& property : properties) {
    if (property.kind == Kind::Recoverable) {
      cost.keep_graph = true;
      cost.bytes_per_state = std::max(cost.bytes_per_state, kRecoverabilityBytesPerState);
      cost.bytes_per_edge = std::max(cost.bytes_per_edge, kRecoverabilityBytesPerEdge);
    } else if (property.kind == Kind::Eventually) {
      cost.keep_graph = true;
      cost.bytes_per_state = std::max(cost.bytes_per_state, kLassoBytesPerState);
    }
  }
  return cost;
}

Verdict Judge::judge(const Property& property, std::size_t index) {
  switch (property.kind) {
    case Kind::Never:
      if (const StateIndex at = sightings_.first(property.predicate); at != kNoState) {
        return violated(property, at, "reaches a state where " + name_of(property.predicate) + " holds");
      }
      break;
    case Kind::DeadlockFree:
      if (const StateIndex at = sightings_.deadlock(index); at != kNoState) {
        return violated(property, at, "reaches a state where nothing can happen any more");
      }
      break;
    case Kind::Reachable: return judge_reachable(property);
    case Kind::Recoverable: return judge_recoverable(property);
    case Kind::Eventually: return judge_eventually(property);
  }
  return not_refuted(property);
}

Verdict Judge::judge_reachable(const Property& property) {
  const StateIndex at = sightings_.first(property.predicate);
  if (at == kNoState) return found_.exhausted() ? Verdict::unreachable(scope_, found_.depth()) : unknown(found_.stop);
  Trace trace = trace_to(property, at);
  Verdict verdict = proved(property, "reached in " + counted(trace.length(), "step"));
  if (verdict.kind == VerdictKind::Proved) {
    verdict.depth = static_cast<unsigned>(trace.length());
    verdict.trace = std::move(trace);
  }
  return verdict;
}

Verdict Judge::judge_recoverable(const Property& property) {
  if (ran_out()) return not_refuted(property);
  const Recoverability result = check_recoverability(found_, property, budget_);
  if (result.stop != Stop::None) return unknown(result.stop, ", while its transitions were analysed");
  if (result.violation == kNoState) return not_refuted(property);
  return violated(
      property, result.violation,
      "reaches a state from which none where " + name_of(property.predicate) + " holds can be reached any more");
}

Verdict Judge::judge_eventually(const Property& property) {
  if (ran_out()) return not_refuted(property);
  const LassoSearch result = find_fair_lasso(found_, property, budget_);
  if (result.stop != Stop::None) return unknown(result.stop, ", while its transitions were analysed");
  if (!result.lasso) return not_refuted(property);
  CanonicalRun run;
  for (const StateIndex i : result.lasso->states) run.states.push_back(found_.canonical_state(i));
  run.actions = result.lasso->actions;
  const Trace trace{raw_actions(found_.system, run), result.lasso->loop_start};
  confirm(found_.system, property, trace);
  const std::size_t loop = trace.length() - *trace.loop_start;
  return Verdict::violated(scope_, trace,
                           loop == 0
                               ? "comes to rest before a state where " + name_of(property.predicate) + " holds"
                               : "repeats its last " + counted(loop, "step") + " for ever, without a state where " +
                                     name_of(property.predicate) + " holds");
}

/// No counterexample was found: a proof if everything was seen.
Verdict Judge::not_refuted(const Property& property) const {
  const bool safety = property.kind == Kind::Never || property.kind == Kind::DeadlockFree;
  if (found_.stop == Stop::Depth && safety) return Verdict::holds_to_depth(scope_, budget_.limits().depth);
  if (!found_.exhausted()) return unknown(found_.stop);
  return proved(property,
                (found_.table.size() == 1 ? "the only state" : "all " + counted(found_.table.size(), "state")) +
                    " explored (depth " + std::to_string(found_.depth()) + ")");
}

/// The positive verdict, unless it would be vacuous.
Verdict Judge::proved(const Property& property, std::string certificate) const {
  if (found_.exhausted() && property.witness && sightings_.first(*property.witness) == kNoState) {
    return Verdict::vacuous(scope_, "no reachable state is one where " + name_of(*property.witness) + " holds, of " +
                                        counted(found_.table.size(), "state"));
  }
  Verdict verdict = Verdict::proved(scope_, std::move(certificate));
  verdict.depth = found_.depth();
  return verdict;
}

Verdict Judge::unknown(Stop stop, const std::string& more) const {
  return Verdict::unknown(scope_, budget_.reason(stop) + more, ended_by(stop), found_.depth());
}

Verdict Judge::violated(const Property& property, StateIndex at, const std::string& why) const {
  return Verdict::violated(scope_, trace_to(property, at), why);
}

Trace Judge::trace_to(const Property& property, StateIndex state) const {
  CanonicalRun run;
  for (const StateIndex i : found_.path_to(state)) run.states.push_back(found_.canonical_state(i));
  Trace trace{raw_actions(found_.system, run), std::nullopt};
  confirm(found_.system, property, trace);
  return trace;
}

/// Time is up, or nobody waits any more: an analysis of what was found can't be afforded.
bool Judge::ran_out() const { return found_.stop == Stop::Time || found_.stop == Stop::Cancelled; }

std::string Judge::name_of(unsigned predicate) const { return "'" + found_.system.predicate_names()[predicate] + "'"; }

}  // namespace finalack::checker::explicit_search
