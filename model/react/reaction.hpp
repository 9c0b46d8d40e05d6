// What goes into `react` and what comes out.
#pragma once

#include "model/domain/enums.hpp"
#include "model/segment.hpp"
#include "model/tcb.hpp"

namespace finalack::model {

/// An event of RFC 9293 3.10: a user call, a segment's arrival, or a timer.
enum class EventKind : unsigned char {
  OpenPassive,
  OpenActive,
  OpenActiveWithText,
  Send,
  Receive,
  Close,
  Abort,
  SegmentArrives,
  RetransmissionTimeout,
  TimeWaitTimeout,
  FinWait2Timeout,
  DelayedAckTimeout,
  Transmit,  ///< not an event of the RFC: the moment at which queued text, or a queued FIN, is segmentized
  UserTimeout,
  KeepaliveTimeout,
};

template <class D> struct Event {
  EventKind kind;
  Segment<D> segment{};   ///< for SegmentArrives
  typename D::Seq iss{};  ///< the initial send sequence number to use if this event selects one
};

/// What the user is told unasked, RFC 9293 3.9.1, 3.10.7 and 3.10.8. A reaction has one signal, the last: where a
/// segment that completes the handshake carries a FIN, too, that is PeerClosing.
enum class Signal : unsigned char {
  None,
  Connected,    ///< the connection is ESTABLISHED
  PeerClosing,  ///< "connection closing": the peer's FIN was received
  ConnectionRefused,
  ConnectionReset,
  TimedOut,  ///< "connection aborted due to user timeout": the retry limit was reached
};

template <> struct EnumNames<Signal> {
  static constexpr std::array<std::string_view, 6> names{"none",    "connected", "peer closing",
                                                         "refused", "reset",     "timed out"};
};

template <class D> struct Reaction {
  BOOST_HANA_DEFINE_STRUCT(Reaction<D>,                      //
                           (typename D::Bool, accepted),     // false: the call or timer does not apply here
                           (Tcb<D>, tcb),                    //
                           (typename D::Bool, sends),        // `segment` is to be sent
                           (Segment<D>, segment),            //
                           (typename D::Bool, selects_iss),  // the event's ISS was used
                           (typename D::template Enum<Signal>, signal),
                           (typename D::template Bits<2>, delivered));  // text units handed to the user
};

/// The ways a reaction reads in the code of 3.10.
template <class D> Reaction<D> ignored(const Tcb<D>& tcb) {
  Reaction<D> r;
  r.accepted = true;
  r.tcb = tcb;
  return r;
}

/// The call is an error in this state, or the timer is not running: nothing happens.
template <class D> Reaction<D> refused(const Tcb<D>& tcb) {
  Reaction<D> r;
  r.tcb = tcb;
  return r;
}

template <class D> Reaction<D> reply(const Tcb<D>& tcb, const Segment<D>& segment) {
  Reaction<D> r = ignored(tcb);
  r.sends = true;
  r.segment = segment;
  return r;
}

template <class D> Reaction<D> with_signal(Reaction<D> reaction, Signal signal) {
  reaction.signal = signal;
  return reaction;
}

}  // namespace finalack::model
