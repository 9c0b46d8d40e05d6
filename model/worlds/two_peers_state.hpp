// The state of two hosts and the network between them, and what one step of it was.
//
// The history variables of monitors live beside the core, not in it: `react` and the world see the core only, so that
// no behaviour can depend on what a monitor remembers.
#pragma once

#include <tuple>

#include "model/react/reaction.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::model {

/// A segment in flight. `current`: the incarnation that sent it still exists (its TCB has not been deleted, nor another
/// one begun, since). Only monitors read that.
template <class D> struct Flight {
  BOOST_HANA_DEFINE_STRUCT(Flight<D>,                      //
                           (typename D::Bool, present),    //
                           (typename D::Bool, to_server),  //
                           (typename D::Bool, current),    //
                           (Segment<D>, segment));
};

/// One end: its TCB, and what the host keeps between connections.
template <class D> struct Host {
  BOOST_HANA_DEFINE_STRUCT(Host<D>,                                 //
                           (Tcb<D>, tcb),                           //
                           (typename D::Seq, isn),                  // from where the ISN policy goes on
                           (typename D::template Bits<2>, opened),  // active OPENs made
                           (typename D::template Bits<2>, sent),    // units given to SEND
                           (typename D::Bool, crashed));
};

/// A reopened connection ends, and the TIME-WAIT that it came from goes on (MAY-2).
template <class D> typename D::Bool returns_to_time_wait(const Tcb<D>& before, const Tcb<D>& after) {
  return (before.state == State::SynReceived) & (after.state == State::TimeWait);
}

template <class D> struct TwoPeersCore {
  BOOST_HANA_DEFINE_STRUCT(TwoPeersCore<D>,                  //
                           (std::array<Host<D>, 2>, hosts),  // client, server
                           (std::array<Flight<D>, Network::kMaxCapacity>, network));

  const Tcb<D>& client() const { return hosts[kClient].tcb; }
  const Tcb<D>& server() const { return hosts[kServer].tcb; }
  /// Nothing is in flight.
  typename D::Bool quiet() const {
    typename D::Bool empty = true;
    for (const auto& flight : network) empty = empty & !flight.present;
    return empty;
  }
};

/// The kinds of action of a two-peer world.
enum class Deed : unsigned char {
  Open,
  OpenWithText,
  Send,
  Receive,
  Close,
  Abort,
  Transmit,
  RetransmissionTimeout,
  TimeWaitTimeout,
  FinWait2Timeout,
  DelayedAckTimeout,
  Crash,
  Deliver,
  DeliverAndKeep,
  Lose,
};

template <> struct EnumNames<Deed> {
  static constexpr std::array<std::string_view, 15> names{"OPEN (active)",
                                                          "OPEN with text",
                                                          "SEND",
                                                          "RECEIVE",
                                                          "CLOSE",
                                                          "ABORT",
                                                          "transmits",
                                                          "retransmission timeout",
                                                          "time-wait timeout",
                                                          "FIN-WAIT-2 timeout",
                                                          "delayed-ACK timeout",
                                                          "crashes",
                                                          "receives",
                                                          "receives a copy of",
                                                          "loses"};
};

/// What a step was, for monitors: who did what, which segment arrived (or was lost), which was sent, what the user got.
template <class D> struct Happening {
  BOOST_HANA_DEFINE_STRUCT(Happening<D>,                             //
                           (typename D::template Enum<Deed>, deed),  //
                           (typename D::Bool, at_server),            // the acting (or receiving) side
                           (Flight<D>, consumed),                    // `present` when a segment arrived or was lost
                           (Flight<D>, emitted),                     // `present` when a segment was sent
                           (typename D::Bool, begins),               // the side began a new incarnation
                           (typename D::template Enum<Signal>, signal),
                           (typename D::template Bits<2>, delivered));  // text units handed to the side's user
};

/// The two hosts at one moment. A view: they may lie in one state, or each in a table of its own.
template <class D> class Ends {
 public:
  Ends(const TwoPeersCore<D>& core)  // NOLINT(google-explicit-constructor)
      : Ends(core.hosts[kClient], core.hosts[kServer]) {}
  Ends(const Host<D>& client, const Host<D>& server) : hosts_{&client, &server} {}

  const Host<D>& operator[](unsigned side) const { return *hosts_[side]; }
  const Tcb<D>& client() const { return hosts_[kClient]->tcb; }
  const Tcb<D>& server() const { return hosts_[kServer]->tcb; }

 private:
  std::array<const Host<D>*, 2> hosts_;
};

/// What a monitor sees of one step. The numbers before and after are of one origin.
template <class D> struct Moment {
  Ends<D> before;
  const Happening<D>& what;
  Ends<D> after;
};

/// The core and the monitors' history. Predicates of claims are written over this.
template <class D, template <class> class... Monitors> struct TwoPeersState {
  // The network comes last: the slots that a configuration doesn't use are then trailing zero bits, which are not
  // stored.
  BOOST_HANA_DEFINE_STRUCT(TwoPeersState, (std::tuple<Monitors<D>...>, history), (TwoPeersCore<D>, core));

  const Tcb<D>& client() const { return core.client(); }
  const Tcb<D>& server() const { return core.server(); }
  typename D::Bool quiet() const { return core.quiet(); }
};

/// The history that a monitor keeps: `seen<Acquaintance>(w).by_client`.
template <template <class> class Monitor, class D, template <class> class... Monitors>
const Monitor<D>& seen(const TwoPeersState<D, Monitors...>& state) {
  return std::get<Monitor<D>>(state.history);
}

}  // namespace finalack::model
