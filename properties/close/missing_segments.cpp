// What each of the four segments, and TIME-WAIT, is for: leave it out and see.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"
#include "properties/timed/draft.hpp"
#include "properties/timed/problems.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Closing;
using model::TimeWaitTimer;

namespace {

/// The client closes; the server may, or must, close later.
Configure client_closes(bool server_closes) {
  return [=](Bounds bounds) {
    TwoPeersConfig c;
    c.users[0] = {.opens = 1, .closes = true};
    c.users[1] = {.listens = true, .closes = server_closes, .closes_for_sure = server_closes};
    return deepened(c, bounds);
  };
}

/// Retransmission without limit on a network that copies nothing.
const Configure retransmitting = with(closing(0, 0), [](auto& w) {
  w.rules.retry_limit = model::Rules::kUnlimited;
  w.network.duplicates = false;
});

model::TimedConfig without_time_wait(model::TimedConfig config) {
  config.rules.closing = Closing::NoTimeWait;
  return config;
}

constexpr auto outlasting = [](auto& w) { w.time_wait_timer = TimeWaitTimer::OutlastsPeer; };

}  // namespace

void add_missing_close_segments(Catalogue& c) {
  claim(c, "close.fin-is-silenced")
      .taught("The second segment stops the FIN's retransmission.")
      .rfc("3.6, 3.10.7.4")
      .assuming("A fair network, retransmission without limit; the passive side's user stays silent in CLOSE-WAIT.")
      .watching<>()
      .witness("the client is in FIN-WAIT-2", [](const auto& w) { return is(w.client(), State::FinWait2); })
      .eventually(
          "the client is in FIN-WAIT-1", [](const auto& w) { return is(w.client(), State::FinWait1); },
          "the client has left FIN-WAIT-1", [](const auto& w) { return !is(w.client(), State::FinWait1); })
      .expect("acknowledged", Proved, on_fair_network(client_closes(false)))
      .expect("no-second-segment", Violated, with(on_fair_network(client_closes(false)), Closing::NoAckOfFin),
              "nothing is sent merely to acknowledge the FIN")
      .found(
          "Without it the FIN is sent again for ever (in practice: up to the retry limit), though it arrived the first "
          "time.");

  claim(c, "close.no-final-ack")
      .taught("Without the fourth segment the passive side cannot end.")
      .rfc("3.6, 3.10.7.4")
      .assuming("A fair network, retransmission without limit, and a TIME-WAIT that lasts until the peer is done.")
      .watching<>()
      .witness("both are CLOSED", [](const auto& w) { return both_gone(w); })
      .eventually(
          "the server is in LAST-ACK", [](const auto& w) { return is(w.server(), State::LastAck); },
          "the server is CLOSED", [](const auto& w) { return is(w.server(), State::Closed); })
      .expect("rfc", Proved, with(on_fair_network(client_closes(true)), outlasting))
      .expect("no-fourth-segment", Violated,
              with(with(on_fair_network(client_closes(true)), outlasting), Closing::NoFinalAck),
              "the active closer does not acknowledge the peer's FIN")
      .found("LAST-ACK then ends only by giving up, or by a RST once the other side's TCB is gone.");

  claim(c, "close.no-time-wait")
      .taught("TIME-WAIT is there so that the last ACK can be sent again.")
      .rfc("3.6.1, 3.5.3, 3.10.7.4")
      .assuming(
          "Where there is a TIME-WAIT, it lasts until nothing is in flight and the peer has nothing to retransmit: how "
          "long that takes is a question of time, and another claim. Retransmission without limit.")
      .watching<Resets>()
      .witness("both are CLOSED", [](const auto& w) { return both_gone(w); })
      .never("the server's FIN, sent again, was answered by a RST that ended LAST-ACK",
             [](const auto& w) { return model::seen<Resets>(w).server_fin_was_reset; })
      .expect("time-wait", Proved, with(retransmitting, outlasting))
      .expect("no-time-wait", Violated, with(retransmitting, Closing::NoTimeWait),
              "the active closer deletes its TCB at once")
      .within<TimedClose>()
      .witness("the client has heard the server's FIN, and the server still waits for its ACK",
               [](const auto& w) { return w.server_in(State::LastAck) & !w.client_in(State::FinWait2); })
      .never("a RST ended the server's LAST-ACK", [](const auto& w) { return w.history().fin_was_reset; })
      .expect("two-msl", Proved, at(losing(0, 3), {4, 4, 8}).where({kW >= 2 * kMsl, kRto <= kMsl}),
              "on clocks: TIME-WAIT lasts 2 MSL, RTO is at most MSL, and up to three ACKs are lost")
      .expect("no-time-wait-on-clocks", Violated, at(without_time_wait(losing(0, 1)), {4, 4, 8}),
              "on clocks: the active closer deletes its TCB at once, and its ACK is lost")
      .found(
          "Without TIME-WAIT a lost ACK makes the peer's FIN meet a closed port: the FIN was reset, not acknowledged. "
          "By 3.10.7.4 the user hears nothing of it; 3.5.3 reads as if he did.");
}

}  // namespace finalack::properties
