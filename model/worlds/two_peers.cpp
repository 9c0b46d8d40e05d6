// What the two-peer world is made of, and how it tells its story.
#include "model/worlds/two_peers.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"

namespace finalack::model {

TwoPeersBase::TwoPeersBase(TwoPeersConfig config) : config_(std::move(config)) {
  const Rules& rules = config_.rules;
  if (config_.network.capacity < 1 || config_.network.capacity > Network::kMaxCapacity) {
    throw std::invalid_argument(fmt::format("the network holds 1 to {} segments", Network::kMaxCapacity));
  }
  const auto add = [&](bool possible, Deed deed, unsigned side) {
    if (possible) entries_.push_back({deed, side});
  };
  for (unsigned side = 0; side < 2; ++side) {
    const User& user = config_.users[side];
    add(user.opens > 0, Deed::Open, side);
    add(user.opens > 0 && rules.syn_text != SynText::None, Deed::OpenWithText, side);
    add(user.sends > 0, Deed::Send, side);
    add(!rules.receive_posted, Deed::Receive, side);
    add(user.closes || user.closes_for_sure, Deed::Close, side);
    add(user.aborts, Deed::Abort, side);
    add(true, Deed::Transmit, side);
    add(true, Deed::RetransmissionTimeout, side);
    add(true, Deed::TimeWaitTimeout, side);
    add(rules.fin_wait_2_timeout, Deed::FinWait2Timeout, side);
    add(rules.delays_ack, Deed::DelayedAckTimeout, side);
    add(user.crashes > 0, Deed::Crash, side);
    add(true, Deed::Deliver, side);
    add(config_.network.duplicates, Deed::DeliverAndKeep, side);
  }
  add(config_.network.loses, Deed::Lose, 0);
}

std::vector<ActionKind> TwoPeersBase::actions() const {
  std::vector<ActionKind> kinds;
  for (const Entry& e : entries_) {
    const bool by_slot = e.deed == Deed::Deliver || e.deed == Deed::DeliverAndKeep || e.deed == Deed::Lose;
    kinds.push_back({fmt::format("{} {}", e.deed == Deed::Lose ? "network" : config_.names[e.side], name_of(e.deed)),
                     by_slot ? config_.network.capacity : 1});
  }
  return kinds;
}

Scope TwoPeersBase::scope() const {
  const auto& users = config_.users;
  const Network& network = config_.network;
  const unsigned retries = config_.rules.retry_limit;
  std::string powers;
  const auto power = [&](bool has, const char* what) {
    if (has) powers += (powers.empty() ? "" : "+") + std::string(what);
  };
  power(network.loses, "loss");
  power(network.duplicates, "duplication");
  power(network.reorders, "reordering");
  power(network.outlives, "old segments");
  if (network.fair) powers += ", fair";
  Scope scope;
  scope.bounds = {
      {"in flight <=", std::to_string(network.capacity)},
      {"opens", fmt::format("{}", users[0].opens + users[1].opens)},
      {"retries", retries == Rules::kUnlimited ? "unlimited" : std::to_string(retries)},
      {"text units", fmt::format("{}+{}", users[0].sends, users[1].sends)},
      {"window", std::to_string(config_.rules.window)},
      {"ISS", config_.isn == IsnPolicy::Fresh     ? "fresh"
              : config_.isn == IsnPolicy::Reused  ? "reused"
              : config_.isn == IsnPolicy::Falling ? "falling"
                                                  : "constant"},
      {"network", powers.empty() ? "perfect" : powers},
      {"time", "untimed"},
  };
  return scope;
}

}  // namespace finalack::model
