// Two real connections and a network that does its worst: the model's two-peer world with impl/ in the place of
// `react`.
//
// It has the same configurations, and the same actions under the same numbers, so that a run of the one can be tried
// on the other; behind them come the timers that only the implementation has. What the network does, which numbers are
// fresh, when the world holds an action back: see model/worlds/two_peers_steps.hpp, which it follows step by step.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conform/world/as_model.hpp"
#include "conform/world/reaction.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::conform::world {

class RealPeers {
 public:
  /// One of its actions: what happens, and at which side.
  struct Entry {
    Happens what;
    unsigned side;
  };
  /// What an action leads to.
  struct Step {
    bool held_back = false;  ///< the network has no room: `next` means nothing
    Peers next;
    model::Happening<Domain> what;
  };

  explicit RealPeers(const model::TwoPeersConfig& config, Reactor::Tamper tamper = {});

  const model::TwoPeersConfig& config() const { return model_.config(); }
  const Reactor& reactor() const { return reactor_; }
  const AsModel& as_model() const { return as_model_; }
  std::vector<model::ActionKind> actions() const;
  const std::vector<Entry>& entries() const { return entries_; }
  model::Scope scope() const;
  std::vector<std::string> parties() const { return model_.parties(); }

  Peers initial() const;
  /// Nothing, if it is not enabled there.
  std::optional<Step> step(const Peers& before, unsigned action, unsigned argument) const;
  /// Slots sorted, numbers relative to the last one that their sender used, gaps cut. Which slot a segment is in says
  /// nothing, unless the network keeps their order.
  void canonicalise(Peers& peers) const;
  model::Fairness fairness(const Peers& peers, unsigned action, unsigned argument) const;
  model::Story narrate(const Peers& before, model::Action action, const Peers& after) const;

  /// Whether the network lets an incarnation begin: if it may delay nothing past a connection's end, nothing may be
  /// in flight (`quiet`) when one opens, and nothing of this side when an arriving segment begins one.
  bool network_allows(bool begins, const Entry& entry, bool quiet, bool mine_in_flight) const;
  bool sorts_by_content() const { return config().network.reorders; }
  unsigned longest_gap() const { return longest_gap_; }
  void set_longest_gap(unsigned numbers) { longest_gap_ = numbers; }  ///< for tests: what is longer than needed

 private:
  std::optional<Step> lose(const Peers& before, unsigned slot) const;
  std::optional<Step> happen(const Peers& before, const Entry& entry, unsigned slot) const;

  model::TwoPeersBase model_;
  Reactor reactor_;
  AsModel as_model_;
  std::vector<Entry> entries_;
  unsigned longest_gap_;
};

/// What monitors see of a reaction, but for the segment that arrived.
model::Happening<Domain> as_happening(const AsModel& as_model, const Reaction& r, const RealPeers::Entry& entry);

/// The incarnation of this side is over, or another begins: what it has in flight is old from now on.
bool outdates(const End& before, const Reaction& r);

/// Fair as the model's world is; `content` names the segment in the slot.
model::Fairness fairness_of(const model::TwoPeersConfig& config, const RealPeers::Entry& entry, std::uint64_t content);

}  // namespace finalack::conform::world
