// TIME-WAIT, ended before its time by a RST that nobody sent in anger (RFC 1337).
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/terms.hpp"
#include "properties/time_wait/monitors.hpp"

namespace finalack::properties {

using enum VerdictKind;

namespace {

/// One connection. CLOSE waits for the third segment of the handshake, as in figure 1 of RFC 1337.
const Configure one_connection = with(closing(0, 0), [](auto& w) { w.rules.close_waits = true; });

}  // namespace

void add_time_wait_assassination(Catalogue& c) {
  claim(c, "time-wait.assassination")
      .taught("TIME-WAIT lasts until its timer ends it.")
      .rfc("3.6, 3.10.7.4; RFC 1337 sections 1 and 3; RFC 5961 section 3")
      .assuming("One connection, which is opened and closed in order; the server closes first.")
      .watching<Assassination>()
      .witness("the client, CLOSED, has answered by a RST what TIME-WAIT had answered to an old duplicate",
               [](const auto& w) { return model::seen<Assassination>(w).drew_rst; })
      .never("an old duplicate arrived in TIME-WAIT, its ACK met a closed peer, and the peer's RST ended TIME-WAIT",
             [](const auto& w) { return model::seen<Assassination>(w).succeeded; })
      .expect("letter", Violated, one_connection)
      .expect("rfc5961", Violated, with(one_connection, [](auto& w) { w.rules.rfc5961 = true; }),
              "a RST has to match RCV.NXT exactly")
      .expect("rfc1337", Proved, with(one_connection, [](auto& w) { w.rules.rfc1337 = true; }),
              "a RST is ignored in TIME-WAIT: RFC 1337 section 3, fix (F1)")
      .found(
          "By the letter any old segment can end TIME-WAIT, over its own ACK. RFC 5961 does not help: the RST echoes "
          "that ACK, so it has exactly the number that is asked for. To ignore RSTs does.");
}

}  // namespace finalack::properties
