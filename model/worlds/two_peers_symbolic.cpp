// The two-peer world over Z3 terms.
#include "model/domain/symbolic.hpp"
#include "model/worlds/two_peers_steps.hpp"

namespace finalack::model {

template TwoPeersCore<Symbolic> TwoPeersBase::initial_core<Symbolic>() const;
template TwoPeersEffect<Symbolic> TwoPeersBase::begin_core<Symbolic>(const TwoPeersCore<Symbolic>&, unsigned,
                                                                     symbolic::Bits<4>) const;
template Step<Symbolic, TwoPeersCore<Symbolic>> TwoPeersBase::finish_core<Symbolic>(
    const TwoPeersEffect<Symbolic>&) const;

}  // namespace finalack::model
