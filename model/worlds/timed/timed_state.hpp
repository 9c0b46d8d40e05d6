// The state of the timed world: two hosts with their clocks, and a network whose segments have an age.
#pragma once

#include <array>

#include "model/domain/enums.hpp"
#include "model/reflect.hpp"

namespace finalack::model {

/// A segment in flight, by its number in the table of reactions. It arrives at `deadline` (sent plus MSL) at the
/// latest.
template <class D> struct TimedFlight {
  BOOST_HANA_DEFINE_STRUCT(TimedFlight<D>,                           //
                           (typename D::Bool, present),              //
                           (typename D::Bool, to_server),            //
                           (typename D::template Bits<6>, segment),  //
                           (typename D::Time, deadline));
};

/// A host, by its number in the table of reactions, and when its timers expire. A timer that is off stands at zero.
template <class D> struct TimedHost {
  BOOST_HANA_DEFINE_STRUCT(TimedHost<D>,                        //
                           (typename D::template Bits<6>, id),  //
                           (typename D::Time, retransmission),  //
                           (typename D::Time, interval),        // the RTO in force: what the timer was last set to
                           (typename D::Time, time_wait));
};

/// What has happened, for claims. The world itself reads only whether the sockets were connected again, and whether
/// they may be.
template <class D> struct TimedHistory {
  BOOST_HANA_DEFINE_STRUCT(TimedHistory<D>,                         //
                           (typename D::Bool, time_wait_ended),     // the client's, by its timer or a RST
                           (typename D::Bool, fin_too_late),        // after that, a FIN of the server's has arrived
                           (typename D::Bool, fin_was_reset),       // a RST ended the server's LAST-ACK
                           (typename D::Bool, reset_in_time_wait),  // a RST ended the client's TIME-WAIT
                           (typename D::Bool, reopened),            // a new connection exists between the same sockets
                           (typename D::Bool, old_accepted));       // by which a segment of this one was accepted
};

/// Everything but what is in flight.
template <class D> struct TimedEnds {
  BOOST_HANA_DEFINE_STRUCT(TimedEnds<D>,                          //
                           (std::array<TimedHost<D>, 2>, hosts),  // client, server
                           (typename D::template Bits<4>,
                            fins_to_lose),  // of the server's FINs, how many may yet be lost
                           (typename D::template Bits<4>, acks_to_lose),  // of the client's ACKs
                           (typename D::Time, fins_to_lose_for),  // of FINs within W: an RTO for each that may yet be
                           (typename D::Time, now),               //
                           (typename D::Bool, timer_fired),       // at this instant: nothing arrives any more
                           (TimedHistory<D>, history));
};

template <class D> struct TimedState {
  static constexpr unsigned kMostFlights = 16;

  BOOST_HANA_DEFINE_STRUCT(TimedState<D>,         //
                           (TimedEnds<D>, ends),  //
                           (std::array<TimedFlight<D>, kMostFlights>, network));
};

}  // namespace finalack::model
