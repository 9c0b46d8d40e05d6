// The state of the world of keepalives: a server that waits, its keepalive timer, and a network that may be out.
#pragma once

#include "model/domain/enums.hpp"
#include "model/reflect.hpp"
#include "model/tcb.hpp"

namespace finalack::model {

/// All are above zero.
template <class D> struct KeepaliveParameters {
  BOOST_HANA_DEFINE_STRUCT(KeepaliveParameters<D>,        //
                           (typename D::Time, idle),      // from the last segment that was received to the first probe
                           (typename D::Time, interval),  // from a probe to the next one, or to giving up
                           (typename D::Time, outage),    // how long the network is out
                           (typename D::Time, bound));    // what claims compare a connection's end with
};

/// What has happened, for claims: the world does not read it.
template <class D> struct KeepaliveHistory {
  BOOST_HANA_DEFINE_STRUCT(KeepaliveHistory<D>,              //
                           (typename D::Bool, killed_good),  // the server gave up on a client that is there
                           (typename D::Bool, survived),     // a segment came after the outage
                           (typename D::Bool, held_longer),  // than the bound, after the last segment came
                           (typename D::Bool, freed_before_bound));
};

template <class D> struct KeepaliveState {
  using Count = typename D::template Bits<4>;
  BOOST_HANA_DEFINE_STRUCT(KeepaliveState<D>,                                  //
                           (typename D::template Enum<model::State>, server),  //
                           (Count, probes),                                    // unanswered
                           (typename D::Time, now),                            //
                           (typename D::Time, heard),                          // when the last segment came
                           (typename D::Time, due),                            // when the keepalive timer fires
                           (typename D::Bool, probe),                          // under way: to the client
                           (typename D::Bool, answer),                         // to the server
                           (typename D::Bool, word),                           // of the client's own accord
                           (typename D::Bool, out), (typename D::Bool, over),  // the outage is on; it is over
                           (typename D::Time, back),                           // when the network is back
                           (KeepaliveHistory<D>, history));

  typename D::Bool is_established() const { return server == model::State::Established; }
  typename D::Bool is_freed() const { return server == model::State::Closed; }
  typename D::Bool anything_under_way() const { return probe | answer | word; }
};

/// What the world leaves open in a step.
template <class D> struct KeepaliveInputs {
  BOOST_HANA_DEFINE_STRUCT(
      KeepaliveInputs<D>,  //
                           // of time that passes: how far; of what the server receives: 0 an answer, 1 a word
      (typename D::template Bits<4>, argument));
};

}  // namespace finalack::model
