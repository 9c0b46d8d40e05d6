#include "checker/worlds/two_peers_system.hpp"

#include <array>
#include <cassert>
#include <cstring>
#include <utility>

#include "checker/actions.hpp"
#include "checker/worlds/two_peers_timing.hpp"
#include "model/worlds/collapse/collapsed_two_peers.hpp"

namespace finalack::checker {

namespace {

using model::Concrete;
using model::TwoPeersBase;
using model::TwoPeersCore;
using model::Watch;

/// A core and what the monitors remember of the way to it.
template <unsigned Width> struct Watched {
  TwoPeersCore<Concrete<Width>> core;
  std::uint64_t history = 0;
};

template <unsigned Width> class TwoPeersSystem final : public System {
 public:
  using D = Concrete<Width>;
  using State = Watched<Width>;
  using Predicates = std::vector<WatchedPredicate<D>>;

  TwoPeersSystem(TwoPeersBase world, std::shared_ptr<const Watch<D>> watch, Predicates predicates)
      : world_(std::move(world)),
        watch_(std::move(watch)),
        predicates_(std::move(predicates)),
        kinds_(world_.actions()),
        words_((watch_->bits() + core_bits(world_.config().network.capacity) + 31) / 32) {
    assert(predicates_.size() <= 64);
  }

  const TwoPeersBase& world() const { return world_; }
  const Watch<D>& watch() const { return *watch_; }

  std::string name() const override { return world_.name(); }
  model::Scope scope() const override { return world_.scope(); }
  unsigned words() const override { return words_; }

  PackedState initial() const override {
    State state = first();
    world_.canonicalise_core(state.core);
    return packed(state);
  }
  PackedState raw_initial() const override { return packed(first()); }
  PackedState canonical(const Word* words) const override {
    State state = unpacked(words);
    world_.canonicalise_core(state.core);
    return packed(state);
  }

  void expand(const Word* state, Successors& out) const override { expand(state, out, true); }
  void expand_raw(const Word* state, Successors& out) const override { expand(state, out, false); }
  std::unique_ptr<Explorer> explorer() const override;

  std::uint64_t predicates(const Word* words) const override { return predicates(unpacked(words)); }
  std::uint64_t predicates(const State& state) const {
    std::uint64_t holding = 0;
    for (std::size_t i = 0; i < predicates_.size(); ++i) {
      holding |= std::uint64_t{predicates_[i].holds(state.core, state.history).raw()} << i;
    }
    return holding;
  }
  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    for (const auto& predicate : predicates_) names.push_back(predicate.name);
    return names;
  }

  model::Fairness fairness(const Word* words, Action action) const override {
    return world_.fairness_core(unpacked(words).core, action.kind, action.argument);
  }
  std::string action_name(Action action) const override { return name_of(action, kinds_); }
  std::vector<std::string> parties() const override { return world_.parties(); }

  std::vector<std::pair<std::string, std::string>> leaves(const Word* words) const override {
    State state = unpacked(words);
    std::vector<std::pair<std::string, std::string>> out;
    for (auto& leaf : watch_->leaves(state.history)) out.emplace_back(std::move(leaf.path), std::move(leaf.value));
    model::for_each_named_leaf(
        [&](const std::string& path, const auto& leaf) { out.emplace_back(path, model::leaf_text(leaf)); }, state.core,
        "core");
    return out;
  }
  model::Story narrate(const Word* before, Action action, const Word* after) const override {
    return world_.narrate_core(unpacked(before).core, action, unpacked(after).core);
  }

  std::optional<std::vector<TimeBound>> time_bounds(const std::vector<PackedState>& states,
                                                    const std::vector<Action>& actions,
                                                    const TimingParameters& parameters) const override {
    std::vector<TwoPeersCore<D>> cores;
    for (const PackedState& state : states) cores.push_back(unpacked(state.data()).core);
    return two_peers_time_bounds<Width>(world_, cores, actions, parameters);
  }

  PackedState packed(const State& state) const {
    std::array<std::uint64_t, kLargest> bits{};
    model::BitWriter writer(bits.data());
    put_history(writer, state.history);
    model::pack_into(writer, state.core);
    PackedState words(words_);
    for (unsigned i = 0; i < words_; ++i) words[i] = static_cast<Word>(bits[i / 2] >> (i % 2 * 32));
    return words;
  }

 private:
  static constexpr unsigned kLargest = (64 + model::packed_bits<TwoPeersCore<D>>()) / 64 + 2;

  /// Unused slots of the network are trailing zeros, which are not stored.
  static unsigned core_bits(unsigned capacity) {
    return model::packed_bits<TwoPeersCore<D>>() -
           (model::Network::kMaxCapacity - capacity) * model::packed_bits<model::Flight<D>>();
  }

  // A writer takes 32 bits at a time.
  void put_history(model::BitWriter& writer, std::uint64_t history) const {
    for (unsigned rest = watch_->bits(); rest > 0; history >>= 32) {
      const unsigned bits = std::min(rest, 32U);
      writer.put(history & ((std::uint64_t{1} << bits) - 1), bits);
      rest -= bits;
    }
  }
  std::uint64_t get_history(model::BitReader& reader) const {
    std::uint64_t history = 0;
    for (unsigned done = 0; done < watch_->bits(); done += 32) {
      history |= std::uint64_t{reader.get(std::min(watch_->bits() - done, 32U))} << done;
    }
    return history;
  }

  State first() const { return {world_.initial_core<D>(), watch_->initial()}; }

  State unpacked(const Word* words) const {
    std::array<std::uint64_t, kLargest> bits{};
    for (unsigned i = 0; i < words_; ++i) bits[i / 2] |= std::uint64_t{words[i]} << (i % 2 * 32);
    model::BitReader reader(bits.data());
    State state;
    state.history = get_history(reader);
    model::unpack_from(reader, state.core);
    return state;
  }

  void expand(const Word* words, Successors& out, bool canonically) const {
    out.clear();
    const State state = unpacked(words);
    try_every_action(kinds_, [&](unsigned kind, unsigned argument, const model::Choices& choices) {
      const auto effect = world_.begin_core<D>(state.core, kind, typename D::template Bits<4>(argument));
      if (!effect.enabled && !effect.held_back) return;
      const auto step = world_.finish_core<D>(effect);
      const Action action{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument), choices.code()};
      if (step.held_back) return out.hold(action);
      if (!step.enabled) return;
      State next{step.next, watch_->observe(state.history, {state.core, effect.what, step.next})};
      if (canonically) world_.canonicalise_core(next.core);
      out.add(action, packed(next));
    });
  }

  TwoPeersBase world_;
  std::shared_ptr<const Watch<D>> watch_;
  Predicates predicates_;
  std::vector<model::ActionKind> kinds_;
  unsigned words_;
};

/// States as ids of their parts, 16 bits each, then the history.
template <unsigned Width> class CollapsedExplorer final : public Explorer {
 public:
  using D = Concrete<Width>;
  using State = model::collapse::CollapsedState;

  explicit CollapsedExplorer(const TwoPeersSystem<Width>& system)
      : system_(system),
        world_(system.world()),
        id_bytes_(world_.ids() * sizeof(model::collapse::Id)),
        words_((id_bytes_ + (system.watch().bits() + 7) / 8 + 3) / 4),
        watch_(system.watch().bits() > 0 ? &system.watch() : nullptr) {}

  unsigned words() const override { return words_; }

  PackedState initial() override {
    auto core = system_.world().template initial_core<D>();
    system_.world().canonicalise_core(core);
    const Buffer all = packed(world_.collapse(core), system_.watch().initial());
    return {all.begin(), all.begin() + words_};
  }

  void expand(const Word* stored, Successors& out) override {
    out.clear();
    State state;
    const std::uint64_t history = load(stored, state);
    Sink sink{out, history, watch_, id_bytes_, words_};
    world_.expand(state, sink);
  }

  std::uint64_t predicates(const Word* stored) const override { return system_.predicates(unfold(stored)); }
  model::Fairness fairness(const Word* stored, Action action) const override {
    return system_.world().fairness_core(unfold(stored).core, action.kind, action.argument);
  }
  PackedState unfolded(const Word* stored) const override { return system_.packed(unfold(stored)); }

 private:
  /// Writes successors where they belong at once: reading back what was just written in pieces stalls a processor.
  struct Sink {
    Successors& out;
    std::uint64_t history;
    const Watch<D>* watch;
    unsigned id_bytes;
    unsigned words;

    model::collapse::Id* room() {
      return reinterpret_cast<model::collapse::Id*>(out.words.room(std::tuple_size_v<Buffer>));
    }
    template <class Show> void add(Action action, Show&& show) {
      if (watch != nullptr) {
        const std::uint64_t after =
            show([&](const model::Moment<D>& moment) { return watch->observe(history, moment); });
        std::memcpy(reinterpret_cast<char*>(room()) + id_bytes, &after, sizeof after);
      }
      out.words.add(words);
      out.actions.push_back(action);
    }
    void hold(Action action) { out.hold(action); }
  };

  // Copies of a length that is known when this is compiled take no call: so there is always room for all.
  using Buffer = std::array<Word, (sizeof(State) + sizeof(std::uint64_t)) / sizeof(Word)>;

  Buffer packed(const State& state, std::uint64_t history) const {
    Buffer all{};
    char* bytes = reinterpret_cast<char*>(all.data());
    std::memcpy(bytes, state.data(), sizeof state);  // ids that this configuration doesn't use are 0
    std::memcpy(bytes + id_bytes_, &history, sizeof history);
    return all;
  }
  /// The history; the ids go to `state`.
  std::uint64_t load(const Word* stored, State& state) const {
    Buffer all{};
    for (unsigned i = 0; i < words_; ++i) all[i] = stored[i];
    const char* bytes = reinterpret_cast<const char*>(all.data());
    std::uint64_t history = 0;
    std::memcpy(&history, bytes + id_bytes_, sizeof history);
    std::memcpy(state.data(), bytes, sizeof state);
    for (std::size_t i = world_.ids(); i < state.size(); ++i) state[i] = 0;
    return history;
  }
  Watched<Width> unfold(const Word* stored) const {
    State state;
    const std::uint64_t history = load(stored, state);
    return {world_.unfold(state), history};
  }

  const TwoPeersSystem<Width>& system_;
  model::collapse::CollapsedTwoPeers<Width> world_;
  unsigned id_bytes_;
  unsigned words_;
  const Watch<D>* watch_;  ///< null: there is nothing to remember
};

template <unsigned Width> std::unique_ptr<Explorer> TwoPeersSystem<Width>::explorer() const {
  if constexpr (Width <= model::collapse::kMaxWidth) {
    return std::make_unique<CollapsedExplorer<Width>>(*this);
  } else {
    return System::explorer();
  }
}

}  // namespace

template <unsigned Width>
std::unique_ptr<System> two_peers_system(TwoPeersBase world, std::shared_ptr<const Watch<Concrete<Width>>> watch,
                                         std::vector<WatchedPredicate<Concrete<Width>>> predicates) {
  return std::make_unique<TwoPeersSystem<Width>>(std::move(world), std::move(watch), std::move(predicates));
}

#define FINALACK_INSTANTIATE(WIDTH)                         \
  template std::unique_ptr<System> two_peers_system<WIDTH>( \
      TwoPeersBase, std::shared_ptr<const Watch<Concrete<WIDTH>>>, std::vector<WatchedPredicate<Concrete<WIDTH>>>);
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::checker
