// Which fields of a host and of a flight are sequence numbers that mean something, and from whose space they are.
#pragma once

#include "model/worlds/two_peers_state.hpp"

namespace finalack::model {

/// Calls `visit(space, number)` for every number of a host's TCB that means something; `space` is the side that chose
/// it.
template <class D, class F> void for_each_number(Host<D>& host, unsigned side, F&& visit) {
  Tcb<D>& tcb = host.tcb;
  const State state = tcb.state;
  if (state == State::Closed || state == State::Listen) return;
  visit(side, tcb.iss);
  visit(side, tcb.snd_una);
  visit(side, tcb.snd_nxt);
  if (state == State::SynSent) return;
  visit(1 - side, tcb.irs);
  visit(1 - side, tcb.rcv_nxt);
  if (!tcb.reopened) return;
  visit(side, tcb.old_snd_nxt);
  visit(1 - side, tcb.old_rcv_nxt);
}

template <class D, class F> void for_each_number(Flight<D>& flight, F&& visit) {
  if (!flight.present) return;
  const unsigned from = flight.to_server ? kClient : kServer;
  if (!flight.segment.unnumbered) visit(from, flight.segment.seq);
  if (flight.segment.ack) visit(1 - from, flight.segment.ack_number);
}

}  // namespace finalack::model
