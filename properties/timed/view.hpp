// A state of a timed world as claims see it, whatever its network and its domain.
#pragma once

#include "model/worlds/timed/crowded_peers.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::properties {

template <class D> class TimedView {
 public:
  using Bool = typename D::Bool;

  TimedView(const model::TimedPeers& world, const model::TimedState<D>& state)
      : hosts_(world.hosts()), ends_(state.ends) {}
  TimedView(const model::CrowdedPeers& world, const model::CrowdedState<D>& state)
      : hosts_(world.hosts()), ends_(state.ends) {}

  Bool client_in(model::State state) const { return hosts_.template is_in<D>(ends_, model::kClient, {state}); }
  Bool server_in(model::State state) const { return hosts_.template is_in<D>(ends_, model::kServer, {state}); }
  const model::TimedHistory<D>& history() const { return ends_.history; }

 private:
  const model::TimedHosts& hosts_;
  const model::TimedEnds<D>& ends_;
};

}  // namespace finalack::properties
