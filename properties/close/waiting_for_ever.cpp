// States that nothing in TCP ends.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;

namespace {

/// The client closes if it likes; the server, too, or for sure, and may send as many units first as given.
Configure half_closing(bool server_closes_for_sure, unsigned server_sends) {
  return on_fair_network([=](Bounds bounds) {
    TwoPeersConfig c;
    c.users[0] = {.opens = 1, .closes = true};
    c.users[1] = {.listens = true, .sends = server_sends, .closes = true, .closes_for_sure = server_closes_for_sure};
    return deepened(c, bounds);
  });
}

constexpr auto with_timeout = [](auto& w) { w.rules.fin_wait_2_timeout = true; };

}  // namespace

void add_waiting_for_ever(Catalogue& c) {
  claim(c, "close.fin-wait-2")
      .taught("FIN-WAIT-2 ends.")
      .rfc("3.6, 3.10.7.4")
      .assuming("A fair network, retransmission without limit.")
      .watching<Resets>()
      .witness("the client is in FIN-WAIT-2", [](const auto& w) { return is(w.client(), State::FinWait2); })
      .eventually(
          "the client is in FIN-WAIT-2", [](const auto& w) { return is(w.client(), State::FinWait2); },
          "the client has left FIN-WAIT-2", [](const auto& w) { return !is(w.client(), State::FinWait2); })
      .expect("rfc", Violated, half_closing(false, 0))
      .expect("timeout", Proved, with(half_closing(false, 0), with_timeout), "a timer ends FIN-WAIT-2")
      .never("the server, with its half of the connection still open, was reset",
             [](const auto& w) { return model::seen<Resets>(w).half_close_was_reset; })
      .expect("rfc-keeps-half-close", Proved,
              with(half_closing(false, 1), [](auto& w) { w.time_wait_timer = model::TimeWaitTimer::OutlastsPeer; }))
      .expect("timeout-kills-half-close", Violated, with(half_closing(false, 1), with_timeout),
              "a timer ends FIN-WAIT-2, and the server still has something to send")
      .found(
          "By the RFC it lasts as long as the peer's user likes. The timer that deployed stacks add frees it, and "
          "kills a half-closed connection that was in good use.");

  claim(c, "close.close-wait-leak")
      .taught("TCP frees what the peer has closed.")
      .rfc("3.6, 3.9.1.4")
      .assuming("A fair network, retransmission without limit.")
      .watching<Resets>()
      .witness("the server is in CLOSE-WAIT", [](const auto& w) { return is(w.server(), State::CloseWait); })
      .eventually(
          "the server is in CLOSE-WAIT", [](const auto& w) { return is(w.server(), State::CloseWait); },
          "the server has left CLOSE-WAIT", [](const auto& w) { return !is(w.server(), State::CloseWait); })
      .expect("application-forgets", Violated, half_closing(false, 0))
      .expect("application-closes", Proved, half_closing(true, 0), "the application closes, sooner or later")
      .found("CLOSE-WAIT is the application's to end: TCP has no timer for it.");
}

}  // namespace finalack::properties
