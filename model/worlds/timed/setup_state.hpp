// The state of the world of connection set-up: two hosts, what is in flight between them, and the server's timer.
#pragma once

#include <array>

#include "model/domain/enums.hpp"
#include "model/reflect.hpp"

namespace finalack::model {

/// All are above zero.
template <class D> struct SetupParameters {
  BOOST_HANA_DEFINE_STRUCT(SetupParameters<D>,          //
                           (typename D::Time, msl),     // what is sent arrives within that
                           (typename D::Time, rto),     // from the first SYN,ACK to the second
                           (typename D::Time, think));  // from the client's ESTABLISHED to its first text, at most
};

/// A segment in flight, by its number in the table of reactions. It arrives at `deadline` (sent plus MSL) at the
/// latest.
template <class D> struct SetupFlight {
  BOOST_HANA_DEFINE_STRUCT(SetupFlight<D>,                           //
                           (typename D::Bool, present),              //
                           (typename D::template Bits<6>, segment),  //
                           (typename D::Time, deadline));
};

/// What has happened, for claims: the world does not read it.
template <class D> struct SetupHistory {
  BOOST_HANA_DEFINE_STRUCT(SetupHistory<D>,                  //
                           (typename D::Bool, answer_lost),  // what the client said to a SYN,ACK
                           (typename D::Bool, completed),    // the client's text took the server to ESTABLISHED
                           (typename D::Bool, failed),       // it came, and the server is not in ESTABLISHED
                           (typename D::Bool, drew_rst),     // it came, and was answered by a RST
                           (typename D::Bool, gave_up),      // the server
                           (typename D::Bool, was_reset));   // the client's connection, by a RST
};

template <class D> struct SetupState {
  static constexpr unsigned kMostSynAcks = 6;
  using Id = typename D::template Bits<6>;
  using Count = typename D::template Bits<4>;
  BOOST_HANA_DEFINE_STRUCT(SetupState<D>,                                          //
                           (Id, client), (Id, server),                             // by their numbers in the table
                           (typename D::Time, now),                                //
                           (typename D::Time, due), (typename D::Time, interval),  // of the server's timer
                           (typename D::Bool, timer_fired),                        // at this instant
                           (typename D::Time, speaks_by),                          // the client, at the latest
                           (std::array<SetupFlight<D>, kMostSynAcks>, syn_acks),   // in the order in which they left
                           (Count, sent),                                          // of the SYN,ACKs
                           (SetupFlight<D>, answer),                               // of the client to a SYN,ACK
                           (SetupFlight<D>, text),                                 //
                           (SetupFlight<D>, reset),                                // to the client
                           (Count, syn_acks_to_lose), (Count, answers_to_lose),    // so many may yet be lost
                           (SetupHistory<D>, history));
};

/// What the world leaves open in a step.
template <class D> struct SetupInputs {
  BOOST_HANA_DEFINE_STRUCT(SetupInputs<D>,                             //
                           (typename D::template Bits<4>, argument));  // how far time goes, or what is received
};

}  // namespace finalack::model
