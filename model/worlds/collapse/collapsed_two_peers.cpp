#include "model/worlds/collapse/collapsed_two_peers.hpp"

namespace finalack::model::collapse {

namespace {

/// The longest gap that matters among a side's numbers: see NumberSpace in two_peers_concrete.cpp.
unsigned longest_gap(const TwoPeersConfig& config, unsigned side) {
  if (config.isn_of(side) != IsnPolicy::Fresh) return 0;
  return config.rules.window + (config.rules.syn_text == SynText::None ? 1 : 2);
}

}  // namespace

template <unsigned Width>
CollapsedTwoPeers<Width>::CollapsedTwoPeers(const TwoPeersBase& world)
    : config_(world.config()),
      capacity_(world.config().network.capacity),
      moves_(world),
      renumberings_(moves_.parts(), {longest_gap(world.config(), kClient), longest_gap(world.config(), kServer)}) {
  for (unsigned kind = 0; kind < world.kinds(); ++kind) {
    if (world.entry(kind).deed == Deed::Lose) lose_.kind = static_cast<std::uint8_t>(kind);
  }
  for (unsigned side = 0; side < 2; ++side) {
    if (config_.isn_of(side) != IsnPolicy::Fresh) continue;
    for (unsigned ahead = 1; ahead < 2 * config_.rules.window;
         ++ahead) {  // less than a window from it, either way round
      too_near_[side] |= Numbers{1} << (Renumberings<Width>::kSpan - ahead);
    }
  }
}

template <unsigned Width> CollapsedState CollapsedTwoPeers<Width>::collapse(const TwoPeersCore<D>& canonical) {
  auto& parts = moves_.parts();
  CollapsedState state{parts.host(0, canonical.hosts[0]), parts.host(1, canonical.hosts[1])};
  for (unsigned i = 0; i < capacity_; ++i) state[2 + i] = parts.flight(canonical.network[i]);
  return state;
}

template <unsigned Width>
TwoPeersCore<Concrete<Width>> CollapsedTwoPeers<Width>::unfold(const CollapsedState& state) const {
  const auto& parts = moves_.parts();
  TwoPeersCore<D> core;
  for (unsigned side = 0; side < 2; ++side) core.hosts[side] = parts.host(side, state[side]).value;
  for (unsigned i = 0; i < capacity_; ++i) core.network[i] = parts.flight(state[2 + i]).value;
  return core;
}

template class CollapsedTwoPeers<5>;
template class CollapsedTwoPeers<6>;

}  // namespace finalack::model::collapse
