// Driving two real connections through a run of the model, step by step, until they do something else.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "checker/property.hpp"
#include "conform/world/reaction.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::conform {

/// The first step at which the two part.
struct Divergence {
  std::size_t step;            ///< index into the trace's actions; their number: they part in what comes after it
  std::string model;           ///< "the server is in ESTABLISHED, sends <SEQ=8><ACK=1><CTL=SYN,ACK>"
  std::string implementation;  ///< likewise; or what it does instead of such a step
  std::string where;           ///< the first that differs: "server.state ESTABLISHED, not SYN-RECEIVED"; may be empty
};

/// Nothing, if real connections follow to the end: after every step the pair is in the eyes of the model what the model
/// has (connections, what is in flight, numbers modulo 2^width), and the same was sent and told to the user. `config`
/// may ask for a variant that the implementation does not have; it does then what it always does. Where the trace is a
/// lasso, they must be able to go on so for ever, too: no timer of theirs may be due all the time and never fire. The
/// trace must be one of the model's own, at this width (5, 6 or 32): throws InternalError where the model can't take a
/// step.
/// `tamper`: for tests.
std::optional<Divergence> follow(const model::TwoPeersConfig& config, unsigned width, const checker::Trace& trace,
                                 world::Reactor::Tamper tamper = {});

}  // namespace finalack::conform
