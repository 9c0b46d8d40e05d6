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

}  // namespace finalack::properties
