// The steps of the two-peer world, for any domain. Included only where TwoPeersBase is instantiated.
#pragma once

#include "model/react/react.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::model {

/// Seq distance test that "fresh" means: `a` and `b` are less than a window apart, either way round.
template <class D>
typename D::Bool within_a_window(const typename D::Seq& a, const typename D::Seq& b, unsigned window) {
  return (b - window < a) & (a < b + window);
}

template <class D> TwoPeersCore<D> TwoPeersBase::initial_core() const {
  TwoPeersCore<D> core;
  for (unsigned side = 0; side < 2; ++side) {
    Host<D>& host = core.hosts[side];
    if (config_.users[side].listens) host.tcb.state = State::Listen;
    // The first numbers are arbitrary (the world is symmetric in them): 0 for the client, 8 for the server.
    const typename D::Seq first = typename D::Seq{} + (side == kServer ? 8U : 0U);
    if (config_.isn != IsnPolicy::Constant) host.isn = first;
    if (config_.isn_of(side) == IsnPolicy::Fresh) host.isn = first - config_.rules.window;
  }
  return core;
}

/// The ISS is fresh: no segment in flight carries a number of this side's that lies within a window of it. Whatever is
/// in flight when an incarnation begins belongs to an earlier one.
template <class D>
typename D::Bool TwoPeersBase::is_fresh(const TwoPeersCore<D>& core, unsigned side, const typename D::Seq& iss) const {
  typename D::Bool fresh = true;
  for (unsigned i = 0; i < config_.network.capacity; ++i) {
    const Flight<D>& flight = core.network[i];
    const auto mine = side == kServer ? !flight.to_server : flight.to_server;
    const auto seq_near =
        mine & !flight.segment.unnumbered & within_a_window<D>(flight.segment.seq, iss, config_.rules.window);
    const auto ack_near =
        (!mine) & flight.segment.ack & within_a_window<D>(flight.segment.ack_number, iss, config_.rules.window);
    fresh = fresh & !(flight.present & (seq_near | ack_near));
  }
  return fresh;
}

/// Where `when` holds, what a side has in flight is from now on old: the incarnation that sent it is over.
template <class D> void outdate(TwoPeersCore<D>& core, unsigned side, const typename D::Bool& when) {
  for (Flight<D>& flight : core.network) {
    const auto mine = side == kServer ? !flight.to_server : flight.to_server;
    flight.current = flight.current & !(mine & when);
  }
}

/// The initial send sequence number that a side would use now. Falling numbers fall by so much that no number of the
/// next incarnation lies within a window of one of the last.
template <class D> typename D::Seq TwoPeersBase::next_iss(const Host<D>& host, unsigned side) const {
  switch (config_.isn_of(side)) {
    case IsnPolicy::Fresh: return host.isn + config_.rules.window;
    case IsnPolicy::Falling: {
      using Count = typename D::template Bits<2>;
      const unsigned fall = 2 * config_.rules.window + 4;
      const typename D::Seq later = D::select(host.opened == Count(1), host.isn - fall, host.isn - 2 * fall);
      return D::select(host.opened == Count(0), host.isn, later);
    }
    default: return host.isn;
  }
}

/// Lets one endpoint react, and takes over what it says.
template <class D>
void TwoPeersBase::react_at(TwoPeersEffect<D>& effect, const TwoPeersCore<D>& before, unsigned side,
                            Event<D> event) const {
  const Host<D>& host = before.hosts[side];
  event.iss = next_iss(host, side);
  const bool is_fresh_by_policy = config_.isn_of(side) == IsnPolicy::Fresh;
  const Reaction<D> r = D::merge(react, config_.rules, host.tcb, event);
  effect.enabled = effect.enabled & r.accepted;

  if (is_fresh_by_policy) {
    const auto stale_number = effect.enabled & r.selects_iss & !is_fresh(before, side, event.iss);
    effect.held_back = effect.held_back | stale_number;
    effect.enabled = effect.enabled & !stale_number;
  }
  if (!config_.network
           .outlives) {  // nothing of this side's may be under way when it begins anew; nor, when it opens, at all
    typename D::Bool clear = true;
    for (const Flight<D>& flight : before.network) {
      const auto mine = side == kServer ? !flight.to_server : flight.to_server;
      const bool opens = event.kind != EventKind::SegmentArrives;
      clear = clear & !(flight.present & (opens ? typename D::Bool(true) : mine));
    }
    effect.enabled = effect.enabled & !(r.selects_iss & !clear);
  }

  Host<D>& after = effect.core.hosts[side];
  after.tcb = r.tcb;
  const auto closed = r.tcb.state == State::Closed;
  if (config_.users[side].listens_again) {
    using StateOf = typename D::template Enum<State>;
    after.tcb.state = D::select(closed, StateOf(State::Listen), StateOf(r.tcb.state));
  }
  const auto existed = !((host.tcb.state == State::Closed) | (host.tcb.state == State::Listen));
  const auto gone = closed | (r.tcb.state == State::Listen);
  typename D::Bool over = existed & gone;
  typename D::Bool keeps_isn = gone;
  if (config_.rules.reopening == Reopening::MayReturn) {
    over = over | returns_to_time_wait(host.tcb, r.tcb);
    keeps_isn = keeps_isn | (r.tcb.snd_nxt < host.isn);  // TIME-WAIT again: other numbers have been used since
  }
  if (is_fresh_by_policy) after.isn = D::select(keeps_isn, host.isn, r.tcb.snd_nxt);
  outdate(effect.core, side, r.selects_iss | over);
  effect.what.at_server = side == kServer;
  effect.what.begins = r.selects_iss;
  effect.what.signal = r.signal;
  effect.what.delivered = r.delivered;
  effect.what.emitted.present = r.sends;
  effect.what.emitted.to_server = side != kServer;
  effect.what.emitted.current = true;
  effect.what.emitted.segment = r.segment;
}

/// Whether the user, or the host, may do this now, as far as the configuration limits it.
template <class D> typename D::Bool TwoPeersBase::local_allowed(const TwoPeersCore<D>& core, const Entry& entry) const {
  using Count = typename D::template Bits<2>;
  const Host<D>& host = core.hosts[entry.side];
  const User& user = config_.users[entry.side];
  switch (entry.deed) {
    case Deed::Open: return host.opened < Count(user.opens);
    case Deed::OpenWithText: return (host.opened < Count(user.opens)) & (host.sent < Count(user.sends));
    case Deed::Send: return host.sent < Count(user.sends);
    case Deed::TimeWaitTimeout: {
      if (config_.time_wait_timer == TimeWaitTimer::AnyTime) return true;
      const auto peer = core.hosts[1 - entry.side].tcb;
      return core.quiet() & (peer.snd_una == peer.snd_nxt);
    }
    default: return true;
  }
}

template <class D> TwoPeersEffect<D> TwoPeersBase::local(const TwoPeersCore<D>& core, const Entry& entry) const {
  TwoPeersEffect<D> effect;
  effect.enabled = local_allowed(core, entry);
  if constexpr (!D::is_symbolic) {
    if (!effect.enabled) return effect;
  }
  effect.core = core;
  effect.what.deed = entry.deed;
  effect.what.at_server = entry.side == kServer;
  Host<D>& host = effect.core.hosts[entry.side];
  if (entry.deed == Deed::Crash) {
    const auto exists = !((host.tcb.state == State::Closed) | (host.tcb.state == State::Listen));
    effect.enabled = exists & !host.crashed;
    host.crashed = true;
    host.tcb = Tcb<D>{};
    if (config_.users[entry.side].listens_again) host.tcb.state = State::Listen;
    outdate(effect.core, entry.side, true);
    return effect;
  }
  static constexpr EventKind kinds[] = {EventKind::OpenActive,
                                        EventKind::OpenActiveWithText,
                                        EventKind::Send,
                                        EventKind::Receive,
                                        EventKind::Close,
                                        EventKind::Abort,
                                        EventKind::Transmit,
                                        EventKind::RetransmissionTimeout,
                                        EventKind::TimeWaitTimeout,
                                        EventKind::FinWait2Timeout,
                                        EventKind::DelayedAckTimeout};
  react_at(effect, core, entry.side, Event<D>{kinds[static_cast<unsigned>(entry.deed)]});
  if (entry.deed == Deed::Open || entry.deed == Deed::OpenWithText) host.opened = host.opened + 1;
  if (entry.deed == Deed::Send || entry.deed == Deed::OpenWithText) host.sent = host.sent + 1;
  return effect;
}

/// The segment in a slot.
template <class D>
Flight<D> flight_at(const TwoPeersCore<D>& core, const typename D::template Bits<4>& slot, unsigned capacity) {
  if constexpr (!D::is_symbolic) {
    return core.network[slot.raw()];
  } else {
    Flight<D> flight = core.network[0];
    for (unsigned i = 1; i < capacity; ++i) {
      flight = D::select(slot == typename D::template Bits<4>(i), core.network[i], flight);
    }
    return flight;
  }
}

/// Takes a segment out; without reordering the later ones move up, so that slots stay in the order of sending.
template <class D>
void TwoPeersBase::remove_slot(TwoPeersCore<D>& core, const typename D::template Bits<4>& slot) const {
  using Slot = typename D::template Bits<4>;
  const unsigned capacity = config_.network.capacity;
  for (unsigned i = 0; i < capacity; ++i) {
    if (config_.network.reorders) {
      core.network[i] = D::select(slot == Slot(i), Flight<D>{}, core.network[i]);
    } else {
      const Flight<D> next = i + 1 < capacity ? core.network[i + 1] : Flight<D>{};
      core.network[i] = D::select(slot <= Slot(i), next, core.network[i]);
    }
  }
}

template <class D>
TwoPeersEffect<D> TwoPeersBase::deliver(const TwoPeersCore<D>& core, const Entry& entry,
                                        typename D::template Bits<4> slot) const {
  using Slot = typename D::template Bits<4>;
  TwoPeersEffect<D> effect;
  const Flight<D> flight = flight_at(core, slot, config_.network.capacity);
  effect.enabled = flight.present & (flight.to_server == typename D::Bool(entry.side == kServer));
  if constexpr (!D::is_symbolic) {
    if (!effect.enabled) return effect;
  }
  if (!config_.network.reorders) {
    for (unsigned i = 0; i + 1 < config_.network.capacity; ++i) {
      const auto earlier = core.network[i].present & (core.network[i].to_server == flight.to_server);
      effect.enabled = effect.enabled & !(earlier & (Slot(i) < slot));
    }
  }
  effect.core = core;
  effect.what.deed = entry.deed;
  effect.what.consumed = flight;
  if (entry.deed == Deed::Deliver) remove_slot(effect.core, slot);
  Event<D> event{EventKind::SegmentArrives};
  event.segment = flight.segment;
  react_at(effect, core, entry.side, event);
  return effect;
}

template <class D>
TwoPeersEffect<D> TwoPeersBase::lose(const TwoPeersCore<D>& core, typename D::template Bits<4> slot) const {
  TwoPeersEffect<D> effect;
  const Flight<D> flight = flight_at(core, slot, config_.network.capacity);
  effect.enabled = flight.present;
  if constexpr (!D::is_symbolic) {
    if (!effect.enabled) return effect;
  }
  effect.core = core;
  effect.what.deed = Deed::Lose;
  effect.what.at_server = flight.to_server;
  effect.what.consumed = flight;
  remove_slot(effect.core, slot);
  return effect;
}

template <class D>
TwoPeersEffect<D> TwoPeersBase::begin_core(const TwoPeersCore<D>& core, unsigned action,
                                           typename D::template Bits<4> argument) const {
  const Entry& entry = entries_[action];
  switch (entry.deed) {
    case Deed::Deliver:
    case Deed::DeliverAndKeep: return deliver(core, entry, argument);
    case Deed::Lose: return lose(core, argument);
    default: return local(core, entry);
  }
}

/// The two segments are the same to everybody, monitors included.
template <class D> typename D::Bool alike(const Flight<D>& a, const Flight<D>& b) {
  typename D::Bool equal = true;
  for_each_leaf([&](const auto& x, const auto& y) { equal = equal & (x == y); }, a, b);
  return equal;
}

template <class D> Step<D, TwoPeersCore<D>> TwoPeersBase::finish_core(const TwoPeersEffect<D>& effect) const {
  Step<D, TwoPeersCore<D>> step;
  step.next = effect.core;
  const Flight<D>& sent = effect.what.emitted;
  typename D::Bool waiting = sent.present;
  if (config_.network.duplicates) {  // a copy may arrive any number of times: a second one adds nothing
    for (unsigned i = 0; i < config_.network.capacity; ++i) waiting = waiting & !alike(effect.core.network[i], sent);
  }
  for (unsigned i = 0; i < config_.network.capacity; ++i) {
    Flight<D>& slot = step.next.network[i];
    const typename D::Bool placed = waiting & !slot.present;
    slot = D::select(placed, sent, slot);
    waiting = waiting & !placed;
  }
  step.enabled = effect.enabled & !waiting;
  step.held_back = effect.held_back | (effect.enabled & waiting);
  return step;
}

}  // namespace finalack::model
