// A trace, retold: what each step was and what it changed. Every rendering of a trace starts from this.
//
// The states come from replaying the trace on the concrete system; nothing that is shown is taken from an engine's
// word.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"
#include "checker/timing/realisation.hpp"

namespace finalack::reports {

/// A state's leaves, as (path, value) in the order of declaration; paths are unique.
using Leaves = std::vector<std::pair<std::string, std::string>>;

struct LeafChange {
  std::string path;  ///< as in the model: `core.hosts[0].tcb.snd_una`
  std::string before;
  std::string after;
};

struct NarratedStep {
  model::Action action;
  model::Story story;
  std::vector<LeafChange> changes;
};

struct Narrative {
  std::vector<std::string> parties;
  std::vector<std::string> labels;  ///< each party's state at the beginning; empty if the world tells none
  Leaves initial;
  std::vector<NarratedStep> steps;
  std::optional<std::size_t> loop_start;  ///< see Trace::loop_start
  std::optional<checker::Timing> timing;  ///< absent: nobody asked, or the world has no clocks
  std::vector<std::string> times;         ///< of each step, where the world itself knows them; else empty
  bool in_order = false;                  ///< of equal messages, the one that was sent first arrives first

  /// Told between two parties: what a ladder and a sequence diagram can draw.
  bool is_dialogue() const;
};

/// As people are told a run of a world that knows time: passing time is no step of its own, each step has its time
/// (`times`, or what the narrative knows, or "t=4", in ticks). What changed is left out: clocks would fill it. Any
/// other narrative stays as it is.
Narrative without_passing_time(const Narrative& narrative, const std::vector<std::string>& times = {});

/// Throws checker::NotEnabled if the trace asks for an action that is not enabled.
Narrative narrate(const checker::System& system, const checker::Trace& trace);

/// The state's leaves; where two monitors use the same name, the second gets a number: `history.seen`,
/// `history.seen#2`.
Leaves unique_leaves(const checker::System& system, const checker::Word* state);

/// A path as a person would say it: `core.hosts[0].tcb.snd_una` is `client.snd_una`.
std::string readable_path(const std::string& path, const std::vector<std::string>& parties);

/// When each step happens, as it is shown: "0 s", "1.001 s", or in the world's own time; empty if no times are known.
std::vector<std::string> times_in_words(const Narrative& narrative);

/// The changes in words, `client.snd_una 4 -> 5`, without those of the network's slots where messages tell them.
std::vector<std::string> changes_in_words(const Narrative& narrative, const NarratedStep& step);

}  // namespace finalack::reports
