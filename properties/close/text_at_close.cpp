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

constexpr auto both_ended = [](const auto& w) {
  const auto& ended = model::seen<EarlierConnection>(w);
  return ended.client_ended & ended.server_ended;
};
constexpr auto both_sent = [](const auto& w) {
  return !((w.core.hosts[model::kClient].sent < 1U) | (w.core.hosts[model::kServer].sent < 1U));
};
/// Both ends closed in order, and some unit that was sent has not been delivered.
constexpr auto lost_in_order = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w);
  return both_ended(w) &
         ((got.to_server < w.core.hosts[model::kClient].sent) | (got.to_client < w.core.hosts[model::kServer].sent));
};
constexpr auto too_much = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w);
  return (got.to_server > w.core.hosts[model::kClient].sent) | (got.to_client > w.core.hosts[model::kServer].sent);
};

/// Each side may send one unit, and reads when it likes; only the server closes.
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
      .rfc("3.6, 3.6.1, 3.9.1.4")
      .assuming("A fair network, retransmission without limit, nobody aborts.")
      .watching<Delivery, HalfClose>()
      .witness(
          "the unit that the server's user sent in CLOSE-WAIT was delivered",
          [](const auto& w) { return model::seen<HalfClose>(w).used & !(model::seen<Delivery>(w).to_client < 1U); })
      .eventually(
          "the server's user has sent a unit in CLOSE-WAIT",
          [](const auto& w) { return model::seen<HalfClose>(w).used; }, "it is delivered to the client's user",
          [](const auto& w) { return !(model::seen<Delivery>(w).to_client < 1U); })
      .expect("rfc", Proved, on_fair_network(closing(0, 1)))
      .expect("fin-wait-2-timeout", Violated,
              with(on_fair_network(closing(0, 1)), [](auto& w) { w.rules.fin_wait_2_timeout = true; }),
              "a timer ends FIN-WAIT-2")
      .found("As taught, as long as the side that closed first keeps its half: a FIN-WAIT-2 that times out does not.");

  const auto deferring = [](auto& w) { w.rules.defers_send = true; };
  claim(c, "close.merged-fin-truncates")
      .taught("The ACK of a FIN and the other side's own FIN can't always be one segment.")
      .rfc("3.6")
      .assuming("Retransmission without limit, nobody aborts; SEND may leave its unit in the queue.")
      .watching<Delivery, EarlierConnection>()
      .witness("both ended in order, and the server's user had sent a unit",
               [](const auto& w) { return both_ended(w) & !(w.core.hosts[model::kServer].sent < 1U); })
      .never("both ends closed in order, and a unit that was sent was not delivered", lost_in_order)
      .expect("rfc", Proved, with(patiently(closing(0, 1)), deferring))
      .expect("merged", Violated, with(with(patiently(closing(0, 1)), deferring), Closing::MergedFin),
              "FIN is always answered by FIN,ACK at once")
      .found("The passive side may still have something to say: forced to merge, it closes over its own queue.");

  claim(c, "close.nothing-lost")
      .taught("An orderly close loses nothing: all that was sent before is delivered, once.")
      .rfc("3.6")
      .assuming("Retransmission without limit; both users read to the end. One unit each way: order is not asked.")
      .watching<Delivery, EarlierConnection>()
      .witness("both ended in order, and each user had sent a unit",
               [](const auto& w) { return both_ended(w) & both_sent(w); })
      .never("both ends closed in order, and a unit that was sent was not delivered", lost_in_order)
      .expect("delivered", Proved, patiently(closing(1, 1)))
      .never("more was delivered than was sent", too_much)
      .expect("once", Proved, patiently(closing(1, 1)))
      .watching<Delivery, EarlierConnection, Aborted>()
      .witness("the client ended in order although the server had aborted, and each user had sent a unit",
               [](const auto& w) {
                 return model::seen<EarlierConnection>(w).client_ended & model::seen<Aborted>(w).by_server &
                        both_sent(w);
               })
      .never("the client ended in order, and a unit that it had sent was not delivered",
             [](const auto& w) {
               return (model::seen<Delivery>(w).to_server < w.core.hosts[model::kClient].sent) &
                      model::seen<EarlierConnection>(w).client_ended;
             })
      .expect("peer-may-abort", Proved, with(patiently(closing(1, 1)), [](auto& w) { w.users[1].aborts = true; }),
              "the server may abort")
      .watching<Delivery, EarlierConnection, TextSent>()
      .witness("both ended in order, and the client's user had sent a unit",
               [](const auto& w) { return both_ended(w) & !(w.core.hosts[model::kClient].sent < 1U); })
      .never(
          "the client was ESTABLISHED and its text was under way, both connections are gone, and the text was not "
          "delivered",
          [](const auto& w) {
            return both_gone(w) & (model::seen<Delivery>(w).to_server < w.core.hosts[model::kClient].sent) &
                   model::seen<EarlierConnection>(w).client_connected & model::seen<TextSent>(w).by_client;
          })
      .expect("client-aborts", Violated, with(patiently(closing(1, 0)), [](auto& w) { w.users[0].aborts = true; }),
              "the client may abort")
      .found(
          "What a side sent has reached the other's TCP when that side's own end was in order, also if the other "
          "aborts; its user has it if it reads. An abort promises nothing.");

  claim(c, "close.unread-data-resets")
      .taught("CLOSE delivers what was sent before.")
      .rfc("3.6; 3.6.1, MAY-1, SHLD-3; RFC 2525 2.17")
      .assuming("The closer may have unread input. Retransmission without limit; the network only loses and delays.")
      .watching<Resets, Delivery>()
      .witness("the server has unread text and has sent some",
               [](const auto& w) { return (!(w.server().unread < 1U)) & !(w.core.hosts[model::kServer].sent < 1U); })
      .never("the server closed without aborting, and the client was reset before it got what the server had sent",
             [](const auto& w) {
               return model::seen<Resets>(w).client_was_reset & !(w.core.hosts[model::kServer].sent < 1U) &
                      (model::seen<Delivery>(w).to_client < 1U);
             })
      .expect("unread-ignored", Proved, unread, "CLOSE ends sending only; what was not read can still be read")
      .watching<Resets, Delivery, TextSent>()
      .never("the server closed without aborting, and the client was reset before it got what the server had under way",
             [](const auto& w) {
               return model::seen<Resets>(w).client_was_reset & model::seen<TextSent>(w).by_server &
                      (model::seen<Delivery>(w).to_client < 1U);
             })
      .expect("shld-3", Violated, with(unread, [](auto& w) { w.rules.unread_text_resets = true; }),
              "CLOSE ends reading, too (MAY-1), and with unread text sends RST")
      .found(
          "A host with the half-duplex close (MAY-1) tells the peer by a RST that its data was not read (SHLD-3), at "
          "the price of what the closer had still under way.");

  claim(c, "close.linger-zero")
      .taught("Closing by RST (SO_LINGER with a zero timeout) is a safe way to avoid TIME-WAIT.")
      .rfc("3.6, 3.10.5, 3.5.2")
      .assuming("Retransmission without limit.")
      .assuming("Whoever sends the RST is CLOSED at once, as 3.10.5 says; by 3.5.2 it should enter TIME-WAIT.")
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
      .watching<Resets, Delivery, TextSent>()
      .never("the client closed, and the server was reset before it got what the client had under way",
             [](const auto& w) {
               return model::seen<Resets>(w).server_was_reset & model::seen<Resets>(w).client_was_connected &
                      is(w.client(), State::Closed) & model::seen<TextSent>(w).by_client &
                      (model::seen<Delivery>(w).to_server < 1U);
             })
      .expect("linger-zero", Violated, patiently(with(closing(1, 0), [](auto& w) { w.rules.close_aborts = true; })),
              "CLOSE sends RST and deletes the TCB")
      .found("The RST overtakes, or outlives, the text: what was sent is lost.");
}

}  // namespace finalack::properties
