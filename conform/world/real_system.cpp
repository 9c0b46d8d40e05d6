#include "conform/world/real_system.hpp"

#include <array>
#include <cassert>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "checker/actions.hpp"
#include "conform/world/collapse/collapsed.hpp"
#include "conform/world/state/bytes.hpp"
#include "model/leaf_text.hpp"

namespace finalack::conform::world {
namespace {

using checker::PackedState;
using checker::Successors;
using checker::Word;
using model::Action;

/// Whole states, each stored once. A packed state is the number of its own, and what the monitors remember.
class PeersTable {
 public:
  std::uint32_t number_of(Peers peers) {
    std::string bytes = bytes_of(peers);
    const std::scoped_lock lock(mutex_);
    const auto [known, is_new] = numbers_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(all_.size()));
    if (is_new) all_.push_back(std::move(peers));
    return known->second;
  }
  const Peers& operator[](std::uint32_t number) const {
    const std::scoped_lock lock(mutex_);
    return all_[number];
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::deque<Peers> all_;  // which stay where they are
};

struct Watched {
  const Peers& peers;
  std::uint64_t history;
};

class RealSystem final : public checker::System {
 public:
  RealSystem(RealPeers world, std::shared_ptr<const model::Watch<Domain>> watch,
             std::vector<checker::WatchedPredicate<Domain>> predicates)
      : world_(std::move(world)),
        watch_(std::move(watch)),
        predicates_(std::move(predicates)),
        kinds_(world_.actions()) {
    assert(predicates_.size() <= 64);
  }

  std::string name() const override { return "two connections"; }
  model::Scope scope() const override { return world_.scope(); }
  unsigned words() const override { return 3; }

  PackedState initial() const override {
    Peers peers = world_.initial();
    world_.canonicalise(peers);
    return packed(std::move(peers), watch_->initial());
  }
  PackedState raw_initial() const override { return packed(world_.initial(), watch_->initial()); }
  PackedState canonical(const Word* words) const override {
    const Watched state = unpacked(words);
    return canonical(state.peers, state.history);
  }
  PackedState canonical(Peers peers, std::uint64_t history) const {
    world_.canonicalise(peers);
    return packed(std::move(peers), history);
  }
  std::unique_ptr<checker::Explorer> explorer() const override;

  const RealPeers& world() const { return world_; }
  const model::Watch<Domain>& watch() const { return *watch_; }

  void expand(const Word* state, Successors& out) const override { expand(state, out, true); }
  void expand_raw(const Word* state, Successors& out) const override { expand(state, out, false); }

  std::uint64_t predicates(const Word* words) const override {
    const Watched state = unpacked(words);
    return predicates(world_.as_model().core(state.peers), state.history);
  }
  std::uint64_t predicates(const ModelCore& core, std::uint64_t history) const {
    std::uint64_t holding = 0;
    for (std::size_t i = 0; i < predicates_.size(); ++i) {
      holding |= std::uint64_t{predicates_[i].holds(core, history).raw()} << i;
    }
    return holding;
  }
  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    names.reserve(predicates_.size());
    for (const auto& predicate : predicates_) names.push_back(predicate.name);
    return names;
  }

  model::Fairness fairness(const Word* words, Action action) const override {
    return world_.fairness(unpacked(words).peers, action.kind, action.argument);
  }
  std::string action_name(Action action) const override { return checker::name_of(action, kinds_); }
  std::vector<std::string> parties() const override { return world_.parties(); }

  /// What the model sees of it.
  std::vector<std::pair<std::string, std::string>> leaves(const Word* words) const override {
    const Watched state = unpacked(words);
    std::vector<std::pair<std::string, std::string>> out;
    for (auto& leaf : watch_->leaves(state.history)) out.emplace_back(std::move(leaf.path), std::move(leaf.value));
    ModelCore core = world_.as_model().core(state.peers);
    model::for_each_named_leaf(
        [&](const std::string& path, const auto& leaf) { out.emplace_back(path, model::leaf_text(leaf)); }, core,
        "core");
    return out;
  }
  model::Story narrate(const Word* before, Action action, const Word* after) const override {
    return world_.narrate(unpacked(before).peers, action, unpacked(after).peers);
  }

 private:
  PackedState packed(Peers peers, std::uint64_t history) const {
    const std::uint32_t number = table_.number_of(std::move(peers));
    return {number, static_cast<Word>(history), static_cast<Word>(history >> 32U)};
  }
  Watched unpacked(const Word* words) const { return {table_[words[0]], words[1] | std::uint64_t{words[2]} << 32U}; }

  void expand(const Word* words, Successors& out, bool canonically) const {
    out.clear();
    const Watched state = unpacked(words);
    const ModelCore before = world_.as_model().core(state.peers);
    for (unsigned kind = 0; kind < kinds_.size(); ++kind) {
      for (unsigned argument = 0; argument < kinds_[kind].arguments; ++argument) {
        auto step = world_.step(state.peers, kind, argument);
        if (!step) continue;
        const Action action{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument), 0};
        if (step->held_back) {
          out.hold(action);
          continue;
        }
        const ModelCore after = world_.as_model().core(step->next);
        const std::uint64_t history = watch_->observe(state.history, {before, step->what, after});
        if (canonically) world_.canonicalise(step->next);
        out.add(action, packed(std::move(step->next), history));
      }
    }
  }

  RealPeers world_;
  std::shared_ptr<const model::Watch<Domain>> watch_;
  std::vector<checker::WatchedPredicate<Domain>> predicates_;
  std::vector<model::ActionKind> kinds_;
  mutable PeersTable table_;
};

/// States as the ids of their parts, then the history.
class CollapsedExplorer final : public checker::Explorer {
 public:
  explicit CollapsedExplorer(const RealSystem& system)
      : system_(system),
        world_(system.world()),
        flights_(system.world().config().network.capacity),
        words_(2 + flights_ + (system.watch().bits() + 31) / 32) {}

  unsigned words() const override { return words_; }

  PackedState initial() override {
    Peers peers = system_.world().initial();
    system_.world().canonicalise(peers);
    PackedState words(kMost);
    store(world_.collapse(peers), system_.watch().initial(), words.data());
    words.resize(words_);
    return words;
  }

  void expand(const Word* stored, Successors& out) override {
    out.clear();
    const auto [state, history] = load(stored);
    world_.expand(state, Sink{*this, out, history});
  }

  std::uint64_t predicates(const Word* stored) const override {
    const auto [state, history] = load(stored);
    return system_.predicates(world_.as_model(state), history);
  }
  model::Fairness fairness(const Word* stored, Action action) const override {
    return world_.fairness(load(stored).first, action);
  }
  PackedState unfolded(const Word* stored) const override {
    const auto [state, history] = load(stored);
    return system_.canonical(world_.unfold(state), history);
  }

 private:
  static constexpr unsigned kMost = 2 + model::Network::kMaxCapacity + 2;

  struct Sink {
    const CollapsedExplorer& explorer;
    Successors& out;
    std::uint64_t history;

    void add(Action action, const Collapsed& next, const model::Moment<Domain>& moment) {
      const model::Watch<Domain>& watch = explorer.system_.watch();
      explorer.store(next, watch.bits() > 0 ? watch.observe(history, moment) : 0, out.words.room(kMost));
      out.words.add(explorer.words_);
      out.actions.push_back(action);
    }
    void hold(Action action) { out.hold(action); }
  };

  /// Writes up to kMost words.
  void store(const Collapsed& state, std::uint64_t history, Word* to) const {
    *to++ = state.ends[0];
    *to++ = state.ends[1];
    for (unsigned i = 0; i < flights_; ++i) *to++ = state.flights[i];
    *to++ = static_cast<Word>(history);
    *to = static_cast<Word>(history >> 32U);
  }
  std::pair<Collapsed, std::uint64_t> load(const Word* from) const {
    Collapsed state;
    state.ends = {from[0], from[1]};
    std::copy(from + 2, from + 2 + flights_, state.flights.begin());
    std::uint64_t history = 0;
    for (unsigned i = 2 + flights_; i < words_; ++i) history |= std::uint64_t{from[i]} << (i - 2 - flights_) * 32;
    return {state, history};
  }

  const RealSystem& system_;
  CollapsedPeers world_;
  unsigned flights_;
  unsigned words_;
};

std::unique_ptr<checker::Explorer> RealSystem::explorer() const { return std::make_unique<CollapsedExplorer>(*this); }

}  // namespace

std::unique_ptr<checker::System> real_system(RealPeers world, std::shared_ptr<const model::Watch<Domain>> watch,
                                             std::vector<checker::WatchedPredicate<Domain>> predicates) {
  return std::make_unique<RealSystem>(std::move(world), std::move(watch), std::move(predicates));
}

}  // namespace finalack::conform::world
