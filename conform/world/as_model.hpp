// A real pair in the eyes of the model: what claims, their monitors and their predicates look at.
//
// Numbers are counted from where the model's world begins (0 for the client, 8 for the server), so that a run of the
// one can be read beside a run of the other.
#pragma once

#include "conform/world/state/end.hpp"
#include "model/domain/concrete.hpp"
#include "model/worlds/two_peers_state.hpp"

namespace finalack::conform::world {

using Domain = model::Concrete<32>;
using ModelHost = model::Host<Domain>;
using ModelFlight = model::Flight<Domain>;
using ModelCore = model::TwoPeersCore<Domain>;

/// Of pairs in one configuration.
class AsModel {
 public:
  explicit AsModel(const model::TwoPeersConfig& config);

  ModelHost host(unsigned side, const End& end) const;
  ModelFlight flight(const Envelope& envelope) const;
  ModelCore core(const Peers& peers) const;

 private:
  Domain::Seq number(unsigned space, std::uint32_t real) const;

  bool limits_retries_;
  std::uint32_t first_;          ///< what the model calls 0 for the client
  std::uint32_t servers_first_;  ///< and what it calls it for the server
};

}  // namespace finalack::conform::world
