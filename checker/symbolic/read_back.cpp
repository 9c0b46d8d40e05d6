#include "checker/symbolic/read_back.hpp"

#include <algorithm>

#include "checker/errors.hpp"

namespace finalack::checker {

namespace {

/// Packed as a System packs: leaf after leaf, without gaps; what lies past its last word is zero and not stored.
PackedState packed(const Relation& relation, const Snapshot& snapshot, unsigned words) {
  PackedState state;
  unsigned position = 0;
  for (std::size_t i = 0; i < relation.variables.size(); ++i) {
    const unsigned bits = relation.variables[i].bits;
    const unsigned shift = position % 32;
    state.resize(std::max<std::size_t>(state.size(), (position + bits + 31) / 32));
    const std::uint64_t value = std::uint64_t{snapshot.state[i]} << shift;
    state[position / 32] |= static_cast<Word>(value);
    if (shift + bits > 32) state[position / 32 + 1] |= static_cast<Word>(value >> 32);
    position += bits;
  }
  if (state.size() > words && std::any_of(state.begin() + words, state.end(), [](Word w) { return w != 0; })) {
    throw InternalError("the symbolic state of " + relation.name + " does not fit the system's words");
  }
  state.resize(words);
  return state;
}

/// Where two states differ, for the message that nobody should ever read.
std::string difference(const System& system, const PackedState& found, const PackedState& expected) {
  const auto ours = system.leaves(found.data());
  const auto theirs = system.leaves(expected.data());
  std::string text;
  for (std::size_t i = 0; i < ours.size() && i < theirs.size(); ++i) {
    if (ours[i].second == theirs[i].second) continue;
    text += (text.empty() ? "" : ", ") + ours[i].first + " is " + ours[i].second + ", not " + theirs[i].second;
  }
  return text;
}

/// The successor that the solver's step means: same kind and argument, same next state. Its choices may be coded
/// differently (a choice that this path doesn't make is free), so the state decides; equal choices are preferred.
Action matching(const System& system, const Successors& successors, Action step, const PackedState& after,
                std::size_t time) {
  const Action* best = nullptr;
  std::string nearest;
  for (std::size_t i = 0; i < successors.size(); ++i) {
    const Action& action = successors.actions[i];
    if (action.kind != step.kind || action.argument != step.argument) continue;
    const Word* begin = successors.words.data() + i * system.words();
    const PackedState next(begin, begin + system.words());
    if (next == after) {
      if (best == nullptr || action == step) best = &action;
    } else {
      nearest = difference(system, after, next);
    }
  }
  if (best != nullptr) return *best;
  throw InternalError("a run found by Z3 does not replay: step " + std::to_string(time + 1) + ", " +
                      system.action_name(step) +
                      (nearest.empty() ? ", is not enabled" : ", leads elsewhere: " + nearest));
}

}  // namespace

Trace replayed(const Relation& relation, const System& system, const std::vector<Snapshot>& run, unsigned predicate) {
  PackedState state = system.raw_initial();
  const PackedState first = packed(relation, run.front(), system.words());
  if (first != state) {
    throw InternalError("relation and system of " + relation.name +
                        " begin differently: " + difference(system, first, state));
  }
  Trace trace;
  Successors successors;
  for (std::size_t time = 0; time + 1 < run.size(); ++time) {
    system.expand_raw(state.data(), successors);
    PackedState after = packed(relation, run[time + 1], system.words());
    trace.actions.push_back(matching(system, successors, run[time].step, after, time));
    state = std::move(after);
  }
  if (((system.predicates(state.data()) >> predicate) & 1U) == 0) {
    throw InternalError("a run found by Z3 replays, but does not end where " + relation.predicates.at(predicate).name +
                        " holds");
  }
  return trace;
}

}  // namespace finalack::checker
