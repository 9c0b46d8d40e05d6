// The configurations that claims start from, and small changes to them that read as sentences.
#pragma once

#include <functional>
#include <utility>

#include "model/worlds/two_peers_config.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

using model::TwoPeersConfig;
using Configure = std::function<TwoPeersConfig(Bounds)>;

/// Raises what `--bounds deep` raises in every configuration: more in flight, one more retry.
inline TwoPeersConfig deepened(TwoPeersConfig c, Bounds bounds) {
  if (bounds == Bounds::Default) return c;
  c.network.capacity += 1;
  if (c.rules.retry_limit != model::Rules::kUnlimited) c.rules.retry_limit += 1;
  return c;
}

/// Connection set-up, again and again: the client opens twice (deep: three times), either side may close, the client
/// may abort, and a listener stands behind the server. The network does its worst; three segments are in flight at
/// most, so that two can be besides a stale one.
inline TwoPeersConfig opening(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = bounds == Bounds::Deep ? 3U : 2U, .closes = true, .aborts = true};
  c.users[1] = {.listens = true, .listens_again = true, .closes = true};
  return deepened(c, bounds);
}

/// The same without orderly ends: connections end by abort, by reset, or by giving up. A hundredth of the states.
inline TwoPeersConfig aborting(Bounds bounds) {
  TwoPeersConfig c = opening(bounds);
  for (auto& user : c.users) {
    user.closes = false;
    user.aborts = true;
  }
  return c;
}

/// One connection that is closed by either side or both. The server listens, and no listener stands behind its
/// connection: only a half-open entry that ends takes it back to LISTEN. Text units as given.
inline Configure closing(unsigned client_sends, unsigned server_sends) {
  return [=](Bounds bounds) {
    TwoPeersConfig c;
    c.users[0] = {.opens = 1, .sends = client_sends, .closes = true};
    c.users[1] = {.listens = true, .sends = server_sends, .closes = true};
    return deepened(c, bounds);
  };
}

/// One connection, closed in order, on a network that copies nothing: the only second SYN is the client's own
/// retransmission.
inline TwoPeersConfig one_life(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .closes = true};
  c.users[1] = {.listens = true, .listens_again = true, .closes = true};
  c.network.duplicates = false;
  return deepened(c, bounds);
}

/// One open; the server has a unit of text to send and sends it as soon as it may. Nobody closes.
inline TwoPeersConfig server_speaks(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1};
  c.users[1] = {.listens = true, .listens_again = true, .sends = 1, .sends_for_sure = true};
  return deepened(c, bounds);
}

/// A network that repairs itself: it loses, but what is sent again and again arrives again and again; retransmission
/// goes on without limit, and nothing is duplicated. For claims that something happens in the end.
inline Configure on_fair_network(Configure base) {
  return [base = std::move(base)](Bounds bounds) {
    TwoPeersConfig c = base(bounds);
    c.network.fair = true;
    c.network.duplicates = false;
    c.rules.retry_limit = model::Rules::kUnlimited;
    return c;
  };
}

/// The base, changed by a function on the configuration.
template <class F> Configure with(Configure base, F change) {
  return [base = std::move(base), change](Bounds bounds) {
    TwoPeersConfig c = base(bounds);
    change(c);
    return c;
  };
}

inline Configure with(Configure base, model::Handshake handshake) {
  return with(std::move(base), [=](TwoPeersConfig& c) { c.rules.handshake = handshake; });
}
inline Configure with(Configure base, model::Closing how) {
  return with(std::move(base), [=](TwoPeersConfig& c) { c.rules.closing = how; });
}
inline Configure with(Configure base, model::Reopening how) {
  return with(std::move(base), [=](TwoPeersConfig& c) { c.rules.reopening = how; });
}
inline Configure with(Configure base, model::IsnPolicy isn) {
  return with(std::move(base), [=](TwoPeersConfig& c) { c.isn = isn; });
}

}  // namespace finalack::properties
