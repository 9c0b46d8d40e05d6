// The orderly close: which segments, which states, which numbers.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;

void add_orderly_close(Catalogue& c) {
  claim(c, "close.four-segments")
      .taught(
          "Closing takes four segments: FIN, ACK, FIN, ACK, through FIN-WAIT-1, CLOSE-WAIT, FIN-WAIT-2, LAST-ACK and "
          "TIME-WAIT, until both are CLOSED.")
      .rfc("3.6, figure 12")
      .watching<ClosingPath, ClosingSegments, Numbers>()
      .reachable("both are CLOSED after four segments, having passed through all five states",
                 [](const auto& w) {
                   const auto& path = model::seen<ClosingPath>(w);
                   return both_gone(w) & path.client_fin_wait_1 & path.client_fin_wait_2 & path.client_time_wait &
                          path.server_close_wait & path.server_last_ack & (model::seen<ClosingSegments>(w).count == 4U);
                 })
      .expect("rfc", Proved, closing(0, 0))
      .witness("a FIN was acknowledged", [](const auto& w) { return model::seen<Numbers>(w).fin_acknowledged; })
      .never("a FIN was not at SND.NXT, consumed another number than one, or was acknowledged by another than the next",
             [](const auto& w) { return model::seen<Numbers>(w).wrong_at_closing; })
      .expect("numbers", Proved, closing(0, 0))
      .found("As taught, and each FIN consumes one number.");

  const auto delayed = with(closing(0, 0), [](auto& w) { w.rules.delays_ack = true; });
  claim(c, "close.three-segments-when-idle")
      .taught("When the passive side has nothing left to send, FIN, FIN,ACK, ACK is enough.")
      .rfc("3.6, 3.8.6.3")
      .assuming("The passive side may delay its acknowledgment.")
      .watching<ClosingPath, ClosingSegments>()
      .reachable("both are CLOSED in order after three segments",
                 [](const auto& w) {
                   const auto& path = model::seen<ClosingPath>(w);
                   return both_gone(w) & path.client_time_wait & path.server_last_ack &
                          (model::seen<ClosingSegments>(w).count == 3U);
                 })
      .expect("delayed-ack", Proved, delayed, "the acknowledgment of the FIN may wait for the other FIN")
      .expect("ack-at-once", Violated, closing(0, 0), "every FIN is acknowledged at once")
      .found("Four is not a law: the second and the third segment merge when the passive side closes soon enough.");

  claim(c, "close.simultaneous")
      .taught("When both close at the same time, both pass through CLOSING to TIME-WAIT.")
      .rfc("3.6, figure 13")
      .watching<ClosingPath, ClosingSegments>()
      .reachable("both are CLOSED, having passed through CLOSING and TIME-WAIT",
                 [](const auto& w) {
                   const auto& path = model::seen<ClosingPath>(w);
                   return both_gone(w) & path.client_closing & path.server_closing & path.client_time_wait &
                          path.server_time_wait;
                 })
      .expect("rfc", Proved, closing(0, 0))
      .watching<CrossingFins>()
      .never("both sent their FIN before the other's came, and a side is in TIME-WAIT that was not in CLOSING",
             [](const auto& w) {
               const auto& fins = model::seen<CrossingFins>(w);
               return fins.client_fin & fins.server_fin &
                      ((is(w.client(), State::TimeWait) & !fins.client_closing) |
                       (is(w.server(), State::TimeWait) & !fins.server_closing));
             })
      .expect("always", Violated, closing(0, 0), "asks it of every run in which the FINs cross")
      .found(
          "Only a side that the other's FIN reaches before the ACK of its own passes through CLOSING; if the ACK comes "
          "first, or with the FIN, FIN-WAIT-1 leads to TIME-WAIT without it.");

  claim(c, "close.passive-has-no-time-wait")
      .taught("Only the side that closes first waits in TIME-WAIT.")
      .rfc("3.6; 3.6.1, MUST-13")
      .watching<ClosingPath, ClosingSegments>()
      .witness("the server closed passively", [](const auto& w) { return model::seen<ClosingPath>(w).server_last_ack; })
      .never(
          "the server, which answered the client's FIN from CLOSE-WAIT, is in TIME-WAIT",
          [](const auto& w) { return is(w.server(), State::TimeWait) & model::seen<ClosingPath>(w).server_close_wait; })
      .expect("passive", Proved, closing(0, 0))
      .never("the server is in TIME-WAIT although the client closed first",
             [](const auto& w) {
               return is(w.server(), State::TimeWait) & model::seen<ClosingPath>(w).client_closed_first;
             })
      .expect("crossing", Violated, closing(0, 0), "the server may close before the client's FIN arrives")
      .found(
          "True of a side that closes after the other's FIN has come. When the FINs cross, the other can wait, too.");
}

}  // namespace finalack::properties
