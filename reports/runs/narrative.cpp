#include "reports/runs/narrative.hpp"

#include <algorithm>
#include <map>

#include "checker/replay.hpp"

namespace finalack::reports {

namespace {

bool concerns(const model::Message& message, std::size_t parties) {
  return message.from < parties && message.to < parties && message.from != message.to;
}

/// The first labels come from a step that stays where it is: a story's labels are those of the state after it.
std::vector<std::string> first_labels(const checker::System& system, const checker::PackedState& initial) {
  checker::Successors successors;
  system.expand_raw(initial.data(), successors);
  if (successors.size() == 0) return {};
  return system.narrate(initial.data(), successors.actions.front(), initial.data()).labels;
}

std::vector<LeafChange> changes_between(const Leaves& before, const Leaves& after) {
  std::vector<LeafChange> changes;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i].second != after[i].second) changes.push_back({after[i].first, before[i].second, after[i].second});
  }
  return changes;
}

/// Removes `text` where it stands at `position`.
void drop(std::string& path, std::size_t position, std::string_view text) {
  if (path.compare(position, text.size(), text) == 0) path.erase(position, text.size());
}

bool is_network_slot(const std::string& path) { return path.find("network[") != std::string::npos; }

}  // namespace

bool Narrative::is_dialogue() const {
  return parties.size() == 2 && std::all_of(steps.begin(), steps.end(), [&](const NarratedStep& step) {
           const auto& messages = step.story.messages;
           return step.story.actor < 2 && std::all_of(messages.begin(), messages.end(),
                                                      [&](const auto& m) { return concerns(m, parties.size()); });
         });
}

Leaves unique_leaves(const checker::System& system, const checker::Word* state) {
  Leaves leaves = system.leaves(state);
  std::map<std::string, unsigned> seen;
  for (auto& [path, value] : leaves) {
    const unsigned count = ++seen[path];
    if (count > 1) path += "#" + std::to_string(count);
  }
  return leaves;
}

Narrative without_passing_time(const Narrative& narrative, const std::vector<std::string>& times) {
  const auto& all = narrative.steps;
  if (std::none_of(all.begin(), all.end(), [](const NarratedStep& step) { return step.story.only_time; })) {
    return narrative;
  }
  Narrative out;
  out.parties = narrative.parties;
  out.labels = narrative.labels;
  out.in_order = true;
  const std::vector<std::string> known = times_in_words(narrative);
  std::size_t ticks = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (narrative.loop_start == i) out.loop_start = out.steps.size();
    if (all[i].story.only_time) {
      ++ticks;
      continue;
    }
    out.times.push_back(!times.empty()   ? times.at(out.steps.size())
                        : !known.empty() ? known[i]
                                         : "t=" + std::to_string(ticks));
    out.steps.push_back({all[i].action, all[i].story, {}});
  }
  return out;
}

Narrative narrate(const checker::System& system, const checker::Trace& trace) {
  const std::vector<checker::PackedState> states = checker::replay(system, trace);
  Narrative narrative;
  narrative.parties = system.parties();
  narrative.labels = first_labels(system, states.front());
  narrative.initial = unique_leaves(system, states.front().data());
  narrative.loop_start = trace.loop_start;
  Leaves before = narrative.initial;
  for (std::size_t i = 0; i < trace.length(); ++i) {
    Leaves after = unique_leaves(system, states[i + 1].data());
    narrative.steps.push_back({trace.actions[i],
                               system.narrate(states[i].data(), trace.actions[i], states[i + 1].data()),
                               changes_between(before, after)});
    before = std::move(after);
  }
  return narrative;
}

std::string readable_path(const std::string& path, const std::vector<std::string>& parties) {
  std::string out = path;
  drop(out, 0, "core.");
  drop(out, 0, "history.");
  for (std::size_t i = 0; i < parties.size(); ++i) {
    const std::string host = "hosts[" + std::to_string(i) + "]";
    if (out.compare(0, host.size(), host) != 0) continue;
    out.replace(0, host.size(), parties[i]);
    drop(out, parties[i].size(), ".tcb");
  }
  return out;
}

std::vector<std::string> times_in_words(const Narrative& narrative) {
  if (!narrative.times.empty()) return narrative.times;
  std::vector<std::string> out;
  if (!narrative.timing || !narrative.timing->is_realisable()) return out;
  for (std::size_t i = 0; i < narrative.steps.size(); ++i) {
    const checker::Milliseconds time = narrative.timing->times[i];
    out.push_back(time == 0 ? "0 s" : checker::duration_text(time));
  }
  return out;
}

std::vector<std::string> changes_in_words(const Narrative& narrative, const NarratedStep& step) {
  std::vector<std::string> out;
  for (const LeafChange& change : step.changes) {
    if (is_network_slot(change.path) && narrative.is_dialogue()) continue;
    out.push_back(readable_path(change.path, narrative.parties) + " " + change.before + " -> " + change.after);
  }
  return out;
}

}  // namespace finalack::reports
