#include "checker/replay.hpp"

#include <algorithm>
#include <optional>

#include "checker/errors.hpp"
#include "checker/fairness.hpp"

namespace finalack::checker {

namespace {

PackedState successor_at(const System& system, const Successors& successors, std::size_t i) {
  const Word* begin = successors.words.data() + i * system.words();
  return {begin, begin + system.words()};
}

/// Those of `successors` that lie in the class of `canonical`.
std::vector<std::size_t> leading_to(const System& system, const Successors& successors, const PackedState& canonical) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < successors.size(); ++i) {
    if (system.canonical(successor_at(system, successors, i).data()) == canonical) out.push_back(i);
  }
  return out;
}

bool holds(const System& system, unsigned predicate, const PackedState& state) {
  return ((system.predicates(state.data()) >> predicate) & 1U) != 0;
}

void insist(bool condition, const char* what) {
  if (!condition) throw InternalError(std::string("a counterexample does not replay: ") + what);
}

/// For ever from states[from] to the last state, which is of the same class; or in the last state alone. The actions of
/// a class's representative are what fairness is stated about, so any of them that leads to the next class counts as
/// taken.
void confirm_fair(const System& system, const std::vector<PackedState>& states, std::size_t from) {
  const bool rests = from + 1 == states.size();
  FairnessTally tally;
  Successors successors;
  for (std::size_t i = from; i < (rests ? states.size() : states.size() - 1); ++i) {
    const PackedState here = system.canonical(states[i].data());
    system.expand(here.data(), successors);
    insist(!rests || !successors.held_back, "the state it rests in has an action that is only held back");
    tally.begin_state();
    for (const Action action : successors.actions) tally.enabled(system.fairness(here.data(), action));
    for (const Action action : successors.held) tally.enabled(system.fairness(here.data(), action));
    if (rests) break;
    const PackedState next = system.canonical(states[i + 1].data());
    for (const std::size_t s : leading_to(system, successors, next)) {
      tally.taken(system.fairness(here.data(), successors.actions[s]));
    }
  }
  insist(tally.broken().empty(), "its loop is not fair");
}

void confirm_lasso(const System& system, const Property& property, const Trace& trace,
                   const std::vector<PackedState>& states) {
  insist(trace.loop_start.has_value() && *trace.loop_start <= trace.length(), "it has no loop");
  const PackedState& last = states.back();
  insist(system.canonical(last.data()) == system.canonical(states[*trace.loop_start].data()),
         "its loop does not close");
  const auto is_goal = [&](const PackedState& s) { return holds(system, property.predicate, s); };
  const auto is_trigger = [&](const PackedState& s) {
    return !property.trigger || holds(system, *property.trigger, s);
  };
  const auto after_goal = std::find_if(states.rbegin(), states.rend(), is_goal).base();
  insist(after_goal <= states.begin() + static_cast<std::ptrdiff_t>(*trace.loop_start), "its loop reaches the goal");
  insist(std::any_of(after_goal, states.end(), is_trigger), "it reaches the goal after every trigger");
  confirm_fair(system, states, *trace.loop_start);
}

/// "client is SYN-SENT, server is LISTEN"; empty for a world that tells no states.
std::string states_of_parties(const System& system, const PackedState& state, const Successors& successors) {
  if (successors.size() == 0) return "";
  // A story's labels are those of the state after the step; this step stays where it is.
  const auto labels = system.narrate(state.data(), successors.actions.front(), state.data()).labels;
  const auto parties = system.parties();
  std::string text;
  for (std::size_t i = 0; i < std::min(labels.size(), parties.size()); ++i) {
    text += (text.empty() ? "" : ", ") + parties[i] + " is " + labels[i];
  }
  return text;
}

/// What the world's network holds where the action reaches into it: "slot 1 is empty", "slot 1 holds to_server true,
/// ...". Empty for an action that doesn't, or a world without slots.
std::string slot_of(const System& system, const PackedState& state, Action action) {
  const std::string number = std::to_string(action.argument);
  const std::string name = system.action_name({action.kind, action.argument, 0});
  if (!name.ends_with(" " + number)) return "";
  const std::string prefix = "network[" + number + "].";
  std::string held;
  bool is_empty = false;
  for (const auto& [path, value] : system.leaves(state.data())) {
    const std::size_t at = path.find(prefix);
    if (at == std::string::npos) continue;
    const std::string field = path.substr(at + prefix.size());
    if (field == "present") {
      is_empty = value == "false";
    } else if (value != "false") {
      held += (held.empty() ? "" : ", ") + field.substr(field.rfind('.') + 1) + (value == "true" ? "" : " " + value);
    }
  }
  if (is_empty) return "slot " + number + " is empty";
  return held.empty() ? "" : "slot " + number + " holds " + held;
}

NotEnabled not_enabled(const System& system, std::size_t step, Action action, const PackedState& state,
                       const Successors& successors) {
  const std::string name = system.action_name(action);
  const std::string number = std::to_string(action.kind);
  const std::string where = "step " + std::to_string(step + 1) + ": ";
  if (name.starts_with("action " + number)) {  // what an action is called that the world doesn't have
    return {step, where + "unknown action " + number};
  }
  std::string why = states_of_parties(system, state, successors);
  const std::string slot = slot_of(system, state, action);
  if (!slot.empty()) why += (why.empty() ? "" : ", ") + slot;
  return {step, where + "'" + name + "' is not enabled" + (why.empty() ? "" : " (" + why + ")")};
}

}  // namespace

std::vector<PackedState> replay(const System& system, const Trace& trace) {
  std::vector<PackedState> states = {system.raw_initial()};
  Successors successors;
  for (std::size_t step = 0; step < trace.length(); ++step) {
    const Action action = trace.actions[step];
    system.expand_raw(states.back().data(), successors);
    const auto found = std::find(successors.actions.begin(), successors.actions.end(), action);
    if (found == successors.actions.end()) {
      throw not_enabled(system, step, action, states.back(), successors);
    }
    states.push_back(successor_at(system, successors, static_cast<std::size_t>(found - successors.actions.begin())));
  }
  return states;
}

std::vector<Action> raw_actions(const System& system, const CanonicalRun& run) {
  PackedState state = system.raw_initial();
  insist(system.canonical(state.data()) == run.states.front(), "it does not start in the initial state");
  std::vector<Action> actions;
  Successors successors;
  for (std::size_t step = 0; step + 1 < run.states.size(); ++step) {
    system.expand_raw(state.data(), successors);
    const std::vector<std::size_t> candidates = leading_to(system, successors, run.states[step + 1]);
    insist(!candidates.empty(), "no action leads to the next state");
    const auto same = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t i) {
      return step < run.actions.size() && successors.actions[i] == run.actions[step];
    });
    const std::size_t chosen = same == candidates.end() ? candidates.front() : *same;
    actions.push_back(successors.actions[chosen]);
    state = successor_at(system, successors, chosen);
  }
  return actions;
}

void confirm(const System& system, const Property& property, const Trace& trace) {
  std::vector<PackedState> states;
  try {
    states = replay(system, trace);
  } catch (const NotEnabled& e) {
    throw InternalError(std::string("a counterexample does not replay: ") + e.what());
  }
  const PackedState& last = states.back();
  Successors successors;
  switch (property.kind) {
    case Property::Kind::Never:
    case Property::Kind::Reachable:
      insist(holds(system, property.predicate, last), "its last state does not satisfy the predicate");
      break;
    case Property::Kind::Recoverable:
      insist(!property.trigger || holds(system, *property.trigger, last), "its last state is no trigger");
      insist(!holds(system, property.predicate, last), "its last state satisfies the predicate");
      break;
    case Property::Kind::DeadlockFree:
      system.expand_raw(last.data(), successors);
      insist(successors.size() == 0 && !successors.held_back, "its last state has a successor");
      insist(!holds(system, property.predicate, last), "its last state satisfies the predicate");
      break;
    case Property::Kind::Eventually: confirm_lasso(system, property, trace, states); break;
  }
}

}  // namespace finalack::checker
