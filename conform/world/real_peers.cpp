#include "conform/world/real_peers.hpp"

#include <functional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "conform/world/slots.hpp"
#include "conform/world/state/bytes.hpp"
#include "conform/world/state/numbers.hpp"

namespace finalack::conform::world {

using model::Deed;
using model::Happening;

namespace {

bool is_gone(const End& end) {
  return end.connection.state() == impl::State::Closed || end.connection.state() == impl::State::Listen;
}

bool by_slot(Deed deed) { return deed == Deed::Deliver || deed == Deed::DeliverAndKeep || deed == Deed::Lose; }

unsigned sender_of(const Envelope& envelope) { return envelope.to_server ? model::kClient : model::kServer; }

std::vector<RealPeers::Entry> entries_of(const model::TwoPeersBase& base) {
  std::vector<RealPeers::Entry> entries;
  for (unsigned i = 0; i < base.kinds(); ++i) {
    entries.push_back({{base.entry(i).deed, Happens::Own::Nothing}, base.entry(i).side});
  }
  for (unsigned side = 0; side < 2; ++side) {
    entries.push_back({{Deed::Transmit, Happens::Own::Persist}, side});
    entries.push_back({{Deed::Transmit, Happens::Own::HeldText}, side});
  }
  return entries;
}

}  // namespace

RealPeers::RealPeers(const model::TwoPeersConfig& config, Reactor::Tamper tamper)
    : model_(config),
      reactor_(config, std::move(tamper)),
      as_model_(config),
      entries_(entries_of(model_)),
      longest_gap_(world::longest_gap(config.rules.window)) {}

std::vector<model::ActionKind> RealPeers::actions() const {
  std::vector<model::ActionKind> kinds = model_.actions();
  for (std::size_t i = kinds.size(); i < entries_.size(); ++i) {
    kinds.push_back({fmt::format("{} {}", config().names[entries_[i].side], name_of(entries_[i].what)), 1});
  }
  return kinds;
}

model::Scope RealPeers::scope() const {
  model::Scope scope = model_.scope();
  scope.bounds.insert(scope.bounds.begin(), {"subject", "impl"});
  return scope;
}

Peers RealPeers::initial() const {
  return {.ends = {reactor_.initial(model::kClient), reactor_.initial(model::kServer)}, .network = {}};
}

bool outdates(const End& before, const Reaction& r) { return r.begins || (!is_gone(before) && is_gone(r.after)); }

Happening<Domain> as_happening(const AsModel& as_model, const Reaction& r, const RealPeers::Entry& entry) {
  Happening<Domain> what;
  const bool is_late = entry.what == Happens{} && r.sends_again;  // the model sends again by its timer only
  what.deed = is_late ? Deed::RetransmissionTimeout : entry.what.deed;
  what.at_server = entry.side == model::kServer;
  what.begins = r.begins;
  what.signal = r.signal;
  what.delivered = r.delivered;
  if (r.emitted) what.emitted = as_model.flight(*r.emitted);
  return what;
}

bool RealPeers::network_allows(bool begins, const Entry& entry, bool quiet, bool mine_in_flight) const {
  if (config().network.outlives || !begins) return true;
  return by_slot(entry.what.deed) ? !mine_in_flight : quiet;
}

std::optional<RealPeers::Step> RealPeers::lose(const Peers& before, unsigned slot) const {
  const auto& lost = before.network[slot];
  if (!lost.has_value()) return std::nullopt;
  Step step{.next = before, .what = {}};
  step.what.deed = Deed::Lose;
  step.what.at_server = lost->to_server;
  step.what.consumed = as_model_.flight(*lost);
  remove_slot(step.next.network, config().network.capacity, config().network.reorders, slot);
  return step;
}

std::optional<RealPeers::Step> RealPeers::happen(const Peers& before, const Entry& entry, unsigned slot) const {
  const model::Network& network = config().network;
  const Envelope* arriving = nullptr;
  bool quiet = true;
  bool mine_in_flight = false;
  for (const auto& flight : before.network) {
    if (!flight) continue;
    quiet = false;
    mine_in_flight |= sender_of(*flight) == entry.side;
  }
  if (by_slot(entry.what.deed)) {
    const auto& flight = before.network[slot];
    if (!flight || sender_of(*flight) == entry.side) return std::nullopt;
    for (unsigned i = 0; i < slot && !network.reorders; ++i) {
      if (before.network[i] && before.network[i]->to_server == flight->to_server) return std::nullopt;
    }
    arriving = &*flight;
  }
  if (entry.what.deed == Deed::TimeWaitTimeout && config().time_wait_timer == model::TimeWaitTimer::OutlastsPeer) {
    const auto& peer = before.ends[1 - entry.side].connection.tcb();
    if (!quiet || !(peer.snd_una == peer.snd_nxt)) return std::nullopt;
  }
  std::optional<Reaction> r = reactor_.react(entry.side, before.ends[entry.side], entry.what, arriving);
  if (!r || !network_allows(r->begins, entry, quiet, mine_in_flight)) return std::nullopt;

  Step step{.next = before, .what = as_happening(as_model_, *r, entry)};
  if (arriving != nullptr) step.what.consumed = as_model_.flight(*arriving);
  if (entry.what.deed == Deed::Deliver) remove_slot(step.next.network, network.capacity, network.reorders, slot);
  if (outdates(before.ends[entry.side], *r)) {
    for (auto& flight : step.next.network) {
      if (flight && sender_of(*flight) == entry.side) flight->current = false;
    }
  }
  step.next.ends[entry.side] = std::move(r->after);
  if (r->emitted) step.held_back = !insert_slot(step.next.network, network.capacity, network.duplicates, r->emitted);
  return step;
}

std::optional<RealPeers::Step> RealPeers::step(const Peers& before, unsigned action, unsigned argument) const {
  const Entry& entry = entries_[action];
  return entry.what.deed == Deed::Lose ? lose(before, argument) : happen(before, entry, argument);
}

void RealPeers::canonicalise(Peers& peers) const {
  const unsigned capacity = config().network.capacity;
  if (config().isn == model::IsnPolicy::Fresh) {
    std::array<Renumbering, 2> of;
    std::array<std::set<std::int32_t>, 2> used;
    const auto for_each = [&](auto&& visit) {
      for (unsigned side = 0; side < 2; ++side) {
        for_each_number(peers.ends[side], [&](bool own, std::uint32_t& n) { visit(own ? side : 1 - side, n); });
      }
      for (unsigned i = 0; i < capacity; ++i) {
        if (!peers.network[i]) continue;
        const unsigned from = sender_of(*peers.network[i]);
        for_each_number(*peers.network[i], [&](bool own, std::uint32_t& n) { visit(own ? from : 1 - from, n); });
      }
    };
    for (unsigned side = 0; side < 2; ++side) of[side].shift = peers.ends[side].isn.value - kFirstNumber;
    for_each([&](unsigned space, std::uint32_t& n) { used[space].insert(behind(n - of[space].shift)); });
    for (unsigned side = 0; side < 2; ++side) {
      Cutting cutting(longest_gap_);
      for (const std::int32_t number : used[side]) cutting.add(number);
      of[side].cuts = cutting.take();
    }
    for_each([&](unsigned space, std::uint32_t& n) { n = of[space](n); });
  }
  if (sorts_by_content()) {
    sort_slots(peers.network, capacity, [](const auto& a, const auto& b) { return bytes_of(*a) < bytes_of(*b); });
  } else {
    sort_slots(peers.network, capacity, [](const auto& a, const auto& b) { return a->to_server < b->to_server; });
  }
}

model::Fairness fairness_of(const model::TwoPeersConfig& config, const RealPeers::Entry& entry, std::uint64_t content) {
  using Kind = model::Fairness::Kind;
  const auto& [what, side] = entry;
  const std::uint64_t by_action =
      (std::uint64_t{static_cast<unsigned>(what.deed)} * 3 + static_cast<unsigned>(what.own)) * 2 + side;
  switch (what.deed) {
    case Deed::Transmit:  // throwing text away is no duty
      return {what.own == Happens::Own::HeldText ? Kind::None : Kind::Weak, by_action};
    case Deed::RetransmissionTimeout:
    case Deed::TimeWaitTimeout:
    case Deed::FinWait2Timeout:
    case Deed::DelayedAckTimeout: return {Kind::Weak, by_action};
    case Deed::Close: return {config.users[side].closes_for_sure ? Kind::Weak : Kind::None, by_action};
    case Deed::Send: return {config.users[side].sends_for_sure ? Kind::Weak : Kind::None, by_action};
    case Deed::Deliver:
    case Deed::DeliverAndKeep:
      if (!config.network.fair) return {};
      return {Kind::Strong, content << 8U | 0xFF};
    default: return {};
  }
}

model::Fairness RealPeers::fairness(const Peers& peers, unsigned action, unsigned argument) const {
  const Entry& entry = entries_[action];
  const auto& flight = peers.network[argument];
  if (!by_slot(entry.what.deed) || !flight.has_value()) return fairness_of(config(), entry, 0);
  return fairness_of(config(), entry, std::hash<std::string>()(bytes_of(*flight)));
}

}  // namespace finalack::conform::world
