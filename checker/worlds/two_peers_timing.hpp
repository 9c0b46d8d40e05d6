// What real clocks ask of a run of the two-peer world.
//
//  - A segment arrives at most MSL after it was sent (RFC 9293 3.4.2); so does a copy. Where equal segments were sent,
//    which of them arrives is read in the run's favour.
//  - A retransmission timer fires exactly RTO after it was last started: when something is sent with nothing
//    outstanding, when an ACK advances SND.UNA and something remains, when it fires (RFC 6298 5.1 to 5.6). RTO doubles
//    with every retransmission until an ACK advances; after a SYN that was sent again, it is 3 s at least (5.7). Giving
//    up comes one such interval after the last retransmission. How RTO follows what is measured is left out.
//  - TIME-WAIT ends exactly W after it began, or after the peer's FIN arrived there again and was answered (RFC 9293
//    3.10.7.4, eighth step); FIN-WAIT-2, where it has a timer, exactly 60 s after it began. A delayed ACK is sent at
//    most 500 ms after the first segment that it acknowledges.
//  - A timer that is due is not ignored: while it runs, nothing happens that is later than its deadline.
//  - Ties: a segment that arrives at the instant at which a timer is due arrives before the timer fires. So one that
//    was under way when a timer of its receiver fired, and arrives after that, arrives later: by 1 ms at least.
//
// Calls, transmissions, losses and crashes happen at any time, and a segment may need no time at all.
#pragma once

#include <vector>

#include "checker/timing/event_times.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::checker {

/// `cores`: the raw states of the run, one more than actions. A network that keeps the order is read as one that need
/// not: which of several equal segments arrives is then chosen too freely.
template <unsigned Width>
std::vector<TimeBound> two_peers_time_bounds(const model::TwoPeersBase& world,
                                             const std::vector<model::TwoPeersCore<model::Concrete<Width>>>& cores,
                                             const std::vector<model::Action>& actions,
                                             const TimingParameters& parameters);

}  // namespace finalack::checker
