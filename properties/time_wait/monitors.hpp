// History variables of the claims about TIME-WAIT. In each of them the server closes first and waits.
#pragma once

#include "properties/monitors.hpp"

namespace finalack::properties {

/// RFC 1337 section 1, figure 1, step by step: an old duplicate, the ACK that answers it, the RST that answers that.
template <class D> struct Assassination {
  BOOST_HANA_DEFINE_STRUCT(Assassination<D>,                  //
                           (typename D::Bool, acknowledged),  // TIME-WAIT has answered an old duplicate by an ACK
                           (typename D::Bool, drew_rst),      // and the closed peer that ACK by a RST
                           (typename D::Bool, succeeded));    // which has ended TIME-WAIT

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& in = what.consumed.segment;
    const auto waits = m.before.server().state == State::TimeWait;
    const auto still_waits = m.after.server().state == State::TimeWait;
    const auto at_server = arrives(what) & what.at_server & waits;
    const auto answered = what.emitted.present & what.emitted.segment.ack & !what.emitted.segment.rst;
    const auto refused = arrives(what) & (!what.at_server) & (m.before.client().state == State::Closed) &
                         what.emitted.present & what.emitted.segment.rst;
    succeeded = succeeded | (drew_rst & at_server & in.rst & !still_waits);
    drew_rst = (drew_rst | (acknowledged & refused)) & still_waits;
    acknowledged = (acknowledged | (at_server & (!in.rst) & (!what.consumed.current) & answered)) & still_waits;
  }
};

/// The client has opened anew, and answers what TIME-WAIT says to its SYN by a RST.
template <class D> struct RefusedReopening {
  BOOST_HANA_DEFINE_STRUCT(RefusedReopening<D>,               //
                           (typename D::Bool, acknowledged),  // TIME-WAIT has answered the SYN by an ACK
                           (typename D::Bool, drew_rst),      // which the client has answered by a RST
                           (typename D::Bool, reset_came),    // and that has come to TIME-WAIT
                           (typename D::Bool, timed_out));    // the server's TIME-WAIT timer has fired

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& in = what.consumed.segment;
    const auto& out = what.emitted;
    const auto at_time_wait = arrives(what) & what.at_server & (m.before.server().state == State::TimeWait);
    const auto client_waits = (m.after.client().state == State::SynSent) & !(what.begins & !what.at_server);
    const auto answers = arrives(what) & (!what.at_server) & out.present & out.segment.rst;
    reset_came = (reset_came | (drew_rst & at_time_wait & in.rst)) & client_waits;
    drew_rst = (drew_rst | (acknowledged & answers)) & client_waits;
    acknowledged =
        (acknowledged | (at_time_wait & in.syn & what.consumed.current & out.present & out.segment.ack)) & client_waits;
    timed_out = timed_out | ((what.deed == Deed::TimeWaitTimeout) & what.at_server);
  }
};

/// A SYN that took the server from TIME-WAIT to SYN-RECEIVED, and what came of it. It is an old duplicate if the client
/// has not opened anew since the server's last connection began.
template <class D> struct EarlyReuse {
  BOOST_HANA_DEFINE_STRUCT(EarlyReuse<D>,                          //
                           (typename D::Bool, opened_since),       // the client has
                           (typename D::Bool, reopened),           // the server's connection began in TIME-WAIT
                           (typename D::Bool, by_old_syn),         // and at an old duplicate
                           (typename D::Bool, time_wait_is_lost),  // such a one ended, and TIME-WAIT did not go on
                           (typename D::Bool, old_text));  // text of an earlier connection was delivered to a reopened
                                                           // one

  void observe(const Moment<D>& m) {
    using Count = typename D::template Bits<2>;
    const auto& what = m.what;
    const auto& server = m.after.server();
    const auto begins = arrives(what) & what.at_server & what.begins & (m.before.server().state == State::TimeWait);
    const auto ended = is_gone(server) | (server.state == State::TimeWait);
    time_wait_is_lost = time_wait_is_lost | (by_old_syn & is_gone(server));
    old_text = old_text | (reopened & arrives(what) & what.at_server & (!what.consumed.current) &
                           (!is_gone(m.before.client())) & what.consumed.segment.text & (what.delivered > Count(0)));
    by_old_syn = (by_old_syn | (begins & !opened_since)) & (server.state == State::SynReceived);
    reopened = (reopened | begins) & !ended;
    const auto learns = what.begins & what.at_server & what.consumed.current;
    opened_since = (opened_since & !learns) | (what.begins & !what.at_server);
  }
};

}  // namespace finalack::properties
