// What claims about the timed close ask of it.
#pragma once

#include "properties/timed/timed_subject.hpp"

namespace finalack::properties {

/// Segments in flight where a solver looks for runs; few, as what it takes grows with them.
inline constexpr unsigned kInFlightOverReals = 8;

/// The close of a connection from the server's CLOSE on, where RSTs don't end TIME-WAIT (RFC 1337), with so many
/// losses.
inline model::TimedConfig losing(unsigned fins, unsigned acks, model::Backoff backoff = model::Backoff::Constant) {
  model::TimedConfig config;
  config.rules.rfc1337 = true;
  config.backoff = backoff;
  config.fins_to_lose = fins;
  config.acks_to_lose = acks;
  return config;
}

/// The same with unlimited losses of ACKs, and as many FINs lost as W allows for (TimedConfig::fins_within_w).
inline model::TimedConfig losing_within_w() {
  model::TimedConfig config = losing(model::Rules::kUnlimited, model::Rules::kUnlimited);
  config.fins_within_w = true;
  return config;
}

inline TimedPredicate fin_comes_too_late() {
  return timed_predicate("a FIN of the server's arrives after TIME-WAIT",
                         [](const auto& w) { return w.history().fin_too_late; });
}

}  // namespace finalack::properties
