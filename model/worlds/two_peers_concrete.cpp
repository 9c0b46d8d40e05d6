// The two-peer world over native integers: instantiations, and what only a concrete state has (a canonical form,
// fairness).
#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

#include "model/worlds/numbers_of.hpp"
#include "model/worlds/two_peers_steps.hpp"

namespace finalack::model {

namespace {

/// A flight as one number that orders flights: direction, then everything else.
template <unsigned Width> std::array<std::uint64_t, 2> key_of(const Flight<Concrete<Width>>& flight) {
  std::array<std::uint64_t, 2> key{};
  BitWriter writer(key.data());
  pack_into(writer, flight);
  return key;
}

/// The numbers of one sender's space that a state holds, as distances behind the last one that it used, and their
/// canonical distances.
///
/// Two reductions in one. First, nothing depends on absolute numbers: they are stored relative to their sender's own.
/// Second, an incarnation's numbers form a cluster, clusters are at least a window apart (that is what fresh means),
/// and nothing depends on how much farther: a gap of more than the window and the length of a SYN (which a reset adds
/// to the SYN's number) behaves as one of exactly that. Without the second, a host that is opened again and again gives
/// every segment that is still under way a new distance each time. Tests compare verdicts, depths and reachable sets
/// with both switched off.
template <unsigned Width> class NumberSpace {
 public:
  using Seq = concrete::Seq<Width>;
  explicit NumberSpace(Seq origin) : origin_(origin) {}

  void note(Seq seq) {
    const unsigned behind = (origin_ - seq).raw();
    if (behind < 64) {
      used_ |= std::uint64_t{1} << behind;
    } else {
      far_ = true;
    }
  }

  /// Decides how gaps are clipped; call when every number has been noted.
  void settle(unsigned longest_gap) {
    if (far_ || Width > 6) return;  // wide numbers are only replayed, never stored by the million
    unsigned last = 0;
    for (std::uint64_t rest = used_ & ~std::uint64_t{1}; rest != 0; rest &= rest - 1) {
      const unsigned at = static_cast<unsigned>(std::countr_zero(rest));
      if (at - last > longest_gap) cuts_[cut_count_++] = {at, at - last - longest_gap};
      last = at;
    }
  }

  /// Rewrites a number as its canonical distance from zero.
  void rewrite(Seq& seq) const {
    unsigned behind = (origin_ - seq).raw();
    unsigned cut = 0;
    for (unsigned i = 0; i < cut_count_; ++i) {
      if (behind >= cuts_[i].from) cut += cuts_[i].by;
    }
    seq = Seq(0U - (behind - cut));
  }

 private:
  struct Cut {
    unsigned from;
    unsigned by;
  };
  Seq origin_;
  std::uint64_t used_ = 0;
  bool far_ = false;
  unsigned cut_count_ = 0;
  std::array<Cut, 16> cuts_;
};

/// Calls `visit(side, number)` for every number in a state that means something, with the side whose space it is from.
template <unsigned Width, class F>
void for_each_number(TwoPeersCore<Concrete<Width>>& core, unsigned capacity, F&& visit) {
  for (unsigned side = 0; side < 2; ++side) for_each_number(core.hosts[side], side, visit);
  for (unsigned i = 0; i < capacity; ++i) for_each_number(core.network[i], visit);
}

/// The rank by which slots are sorted: occupied ones first; among them by content if the network reorders (slots are
/// then a multiset), else by direction only (each direction is a queue).
template <unsigned Width> auto rank_of(const Flight<Concrete<Width>>& flight, bool by_content) {
  std::array<std::uint64_t, 2> key{};
  if (by_content) {
    key = key_of<Width>(flight);
  } else {
    key[0] = flight.to_server ? 1 : 2;
  }
  const bool empty = !bool(flight.present);
  return std::tuple(empty, key);
}

}  // namespace

template <unsigned Width> void TwoPeersBase::canonicalise_core(TwoPeersCore<Concrete<Width>>& core) const {
  const unsigned capacity = config_.network.capacity;
  if (config_.isn != IsnPolicy::Constant) {
    std::array spaces{NumberSpace<Width>(core.hosts[kClient].isn), NumberSpace<Width>(core.hosts[kServer].isn)};
    for_each_number<Width>(core, capacity, [&](unsigned side, auto& number) { spaces[side].note(number); });
    const unsigned longest_syn = config_.rules.syn_text == SynText::None ? 1 : 2;
    for (unsigned side = 0; side < 2; ++side) {
      if (config_.isn_of(side) == IsnPolicy::Fresh) spaces[side].settle(config_.rules.window + longest_syn);
    }
    for_each_number<Width>(core, capacity, [&](unsigned side, auto& number) { spaces[side].rewrite(number); });
    for (auto& host : core.hosts) host.isn = {};
  }
  // Insertion sort: at most six slots, nearly sorted.
  auto& slots = core.network;
  for (unsigned i = 1; i < capacity; ++i) {
    for (unsigned j = i; j > 0; --j) {
      if (!(rank_of<Width>(slots[j], config_.network.reorders) <
            rank_of<Width>(slots[j - 1], config_.network.reorders)))
        break;
      std::swap(slots[j], slots[j - 1]);
    }
  }
}

template <unsigned Width>
Fairness TwoPeersBase::fairness_core(const TwoPeersCore<Concrete<Width>>& core, unsigned action,
                                     unsigned argument) const {
  const Entry& e = entries_[action];
  const std::uint64_t by_action = std::uint64_t{static_cast<unsigned>(e.deed)} * 2 + e.side;
  switch (e.deed) {
    case Deed::Transmit:
    case Deed::RetransmissionTimeout:
    case Deed::TimeWaitTimeout:
    case Deed::FinWait2Timeout:
    case Deed::DelayedAckTimeout: return {Fairness::Kind::Weak, by_action};
    case Deed::Close:
      return {config_.users[e.side].closes_for_sure ? Fairness::Kind::Weak : Fairness::Kind::None, by_action};
    case Deed::Send:
      return {config_.users[e.side].sends_for_sure ? Fairness::Kind::Weak : Fairness::Kind::None, by_action};
    case Deed::Deliver:
    case Deed::DeliverAndKeep: {
      if (!config_.network.fair) return {};
      const auto key = key_of<Width>(core.network[argument]);
      return {Fairness::Kind::Strong, (key[0] ^ (key[1] * 0x9E3779B97F4A7C15U)) << 8 | 0xFF};
    }
    default: return {};
  }
}

#define FINALACK_INSTANTIATE(WIDTH)                                                                         \
  template TwoPeersCore<Concrete<WIDTH>> TwoPeersBase::initial_core<Concrete<WIDTH>>() const;               \
  template TwoPeersEffect<Concrete<WIDTH>> TwoPeersBase::begin_core<Concrete<WIDTH>>(                       \
      const TwoPeersCore<Concrete<WIDTH>>&, unsigned, concrete::Bits<4>) const;                             \
  template Step<Concrete<WIDTH>, TwoPeersCore<Concrete<WIDTH>>> TwoPeersBase::finish_core<Concrete<WIDTH>>( \
      const TwoPeersEffect<Concrete<WIDTH>>&) const;                                                        \
  template void TwoPeersBase::canonicalise_core<WIDTH>(TwoPeersCore<Concrete<WIDTH>>&) const;               \
  template Fairness TwoPeersBase::fairness_core<WIDTH>(const TwoPeersCore<Concrete<WIDTH>>&, unsigned, unsigned) const;

FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::model
