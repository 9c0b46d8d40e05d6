// What becomes of text when a connection closes.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Closing;
using model::Rules;

namespace {

Configure patiently(Configure base) {
  return with(std::move(base), [](auto& w) { w.rules.retry_limit = Rules::kUnlimited; });
}

/// Both ends closed in order, and some unit that was sent has not been delivered.
constexpr auto lost_in_order = [](const auto& w) {
  const auto& ended = model::seen<EarlierConnection>(w);
  const auto& got = model::seen<Delivery>(w);
  return ended.client_ended & ended.server_ended &
         ((got.to_server < w.core.hosts[model::kClient].sent) | (got.to_client < w.core.hosts[model::kServer].sent));
};
constexpr auto too_much = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w);
  return (got.to_server > w.core.hosts[model::kClient].sent) | (got.to_client > w.core.hosts[model::kServer].sent);
};

/// The client sends one unit, reads nothing, and waits; the server sends one, and closes.
TwoPeersConfig unread(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .sends = 1};
  c.users[1] = {.listens = true, .sends = 1, .closes = true};
  c.rules.receive_posted = false;
  c.rules.retry_limit = Rules::kUnlimited;
  c.network.duplicates = false;
  return deepened(c, bounds);
}

}  // namespace

void add_text_at_close(Catalogue& c) {
  claim(c, "close.half-close-delivers")
      .taught("After the first FIN the other direction stays open: what the passive side still sends is delivered.")
      .rfc("3.6, 3.9.1.4")
      .assuming("A fair network, retransmission without limit, nobody aborts.")
      .watching<Delivery>()
      .witness(
          "text sent from CLOSE-WAIT was delivered",
          [](const auto& w) { return is(w.server(), State::CloseWait) & !(model::seen<Delivery>(w).to_client < 1U); })
      .eventually(
          "the server has sent a unit from CLOSE-WAIT",
          [](const auto& w) { return is(w.server(), State::CloseWait) & !(w.core.hosts[model::kServer].sent < 1U); },
          "it is delivered to the client's user",
          [](const auto& w) { return !(model::seen<Delivery>(w).to_client < 1U); })
      .expect("rfc", Proved, on_fair_network(closing(0, 1)));

  const auto deferring = [](auto& w) { w.rules.defers_send = true; };
  claim(c, "close.merged-fin-truncates")
      .taught("The ACK of a FIN and the other side's own FIN can't always be one segment.")
      .rfc("3.6")
      .assuming("Retransmission without limit, nobody aborts; SEND may leave its unit in the queue.")
      .watching<Delivery, EarlierConnection>()
      .witness("both ended in order", [](const auto& w) { return model::seen<EarlierConnection>(w).server_ended; })
      .never("both ends closed in order, and a unit that was sent was not delivered", lost_in_order)
      .expect("rfc", Proved, with(patiently(closing(0, 1)), deferring))
      .expect("merged", Violated, with(with(patiently(closing(0, 1)), deferring), Closing::MergedFin),
              "FIN is always answered by FIN,ACK at once")
      .found("The passive side may still have something to say: forced to merge, it closes over its own queue.");

  claim(c, "close.nothing-lost")
      .taught("An orderly close loses nothing: all that was sent before is delivered, once and in order.")
      .rfc("3.6")
      .assuming("Retransmission without limit; both users read to the end.")
      .watching<Delivery, EarlierConnection>()
      .witness("both ended in order",
               [](const auto& w) {
                 return model::seen<EarlierConnection>(w).client_ended & model::seen<EarlierConnection>(w).server_ended;
               })
      .never("both ends closed in order, and a unit that was sent was not delivered", lost_in_order)
      .expect("delivered", Proved, patiently(closing(1, 1)))
      .never("more was delivered than was sent", too_much)
      .expect("once", Proved, patiently(closing(1, 1)))
      .never("the client ended in order, and a unit that it had sent was not delivered",
             [](const auto& w) {
               return (model::seen<Delivery>(w).to_server < w.core.hosts[model::kClient].sent) &
                      model::seen<EarlierConnection>(w).client_ended;
             })
      .expect("peer-may-abort", Proved, with(patiently(closing(1, 1)), [](auto& w) { w.users[1].aborts = true; }),
              "the server may abort")
      .never("the client was connected, both connections are gone, and a unit that it had sent was not delivered",
             [](const auto& w) {
               const auto& ended = model::seen<EarlierConnection>(w);
               return both_gone(w) & (model::seen<Delivery>(w).to_server < w.core.hosts[model::kClient].sent) &
                      ended.client_connected;
             })
      .expect("client-aborts", Violated, with(patiently(closing(1, 0)), [](auto& w) { w.users[0].aborts = true; }),
              "the client may abort")
      .found(
          "What a side sent has been delivered when that side's own end was in order, whatever the other does. An "
          "abort "
          "promises nothing.");

  claim(c, "close.unread-data-resets")
      .taught("CLOSE delivers what was sent before.")
      .rfc("3.6, SHLD-3; RFC 2525 2.17")
      .assuming("The closer has unread input. Retransmission without limit; the network only loses and delays.")
      .watching<Resets, Delivery>()
      .witness("the server has unread text and has sent some",
               [](const auto& w) { return (!(w.server().unread < 1U)) & !(w.core.hosts[model::kServer].sent < 1U); })
      .never("the server closed without aborting, and the client was reset before it got what the server had sent",
             [](const auto& w) {
               return model::seen<Resets>(w).client_was_reset & !(w.core.hosts[model::kServer].sent < 1U) &
                      (model::seen<Delivery>(w).to_client < 1U);
             })
      .expect("unread-ignored", Proved, with(unread, [](auto& w) { w.rules.unread_text_resets = false; }))
      .expect("shld-3", Violated, unread, "CLOSE with unread text sends RST")
      .found("SHLD-3 tells the peer that its data was not read, at the price of what the closer had still under way.");

  claim(c, "close.linger-zero")
      .taught("Closing by RST (SO_LINGER with a zero timeout) is a safe way to avoid TIME-WAIT.")
      .rfc("3.6, 3.10.5")
      .assuming("Retransmission without limit.")
      .watching<Resets, Delivery>()
      .witness("the unit was delivered", [](const auto& w) { return !(model::seen<Delivery>(w).to_server < 1U); })
      .never("the client closed, and the server was reset before it got what the client had sent",
             [](const auto& w) {
               return model::seen<Resets>(w).server_was_reset & model::seen<Resets>(w).client_was_connected &
                      is(w.client(), State::Closed) &
                      (model::seen<Delivery>(w).to_server < w.core.hosts[model::kClient].sent);
             })
      .expect("orderly", Proved,
              patiently(with(closing(1, 0), [](auto& w) { w.time_wait_timer = model::TimeWaitTimer::OutlastsPeer; })),
              "and TIME-WAIT lasts until the peer is done")
      .expect("linger-zero", Violated, patiently(with(closing(1, 0), [](auto& w) { w.rules.close_aborts = true; })),
              "CLOSE sends RST and deletes the TCB")
      .found("The RST overtakes, or outlives, the text: what was sent is lost.");
}

}  // namespace finalack::properties
