// The old duplicate SYN: what it costs with two segments, with three, and where three are not enough.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Handshake;
using model::IsnPolicy;
using model::SynReceivedTimer;

namespace {

/// A server that listens, and has itself opened towards the client before.
TwoPeersConfig opened_both_ways(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1};
  c.users[1] = {.opens = 1, .listens = true, .listens_again = true};
  return deepened(c, bounds);
}

}  // namespace

void add_stale_syn(Catalogue& c) {
  claim(c, "handshake.stale-syn-leak")
      .taught("A SYN that outlived its connection must not make the server hold a connection that nobody wants.")
      .rfc("3.5, figure 8; 3.5.1, figure 11")
      .assuming("Fresh ISS.")
      .watching<Acquaintance, Kinship>()
      .witness("the server is ESTABLISHED", [](const auto& w) { return is(w.server(), State::Established); })
      .never(leaked_text, [](const auto& w) { return is_leaked(w); })
      .expect("three-way", Proved, opening)
      .expect("two-way", Violated, with(opening, Handshake::TwoWay), "the server is ESTABLISHED at the SYN")
      .watching<Acquaintance, EarlierConnection>()
      .never(std::string("an earlier connection was closed in order, and now ") + leaked_text,
             [](const auto& w) {
               const auto& earlier = model::seen<EarlierConnection>(w);
               return earlier.client_ended & earlier.server_ended & is_leaked(w);
             })
      .expect("two-way-taught", Violated, with(one_life, Handshake::TwoWay),
              "the run as taught: the SYN is sent twice, the first copy's connection opens and closes, the second "
              "arrives late")
      .found(
          "With two segments the late SYN leaves a connection that no timer ends and no segment disturbs. With three "
          "it leaves a half-open entry at most.");

  claim(c, "handshake.stale-syn-half-open-ends")
      .taught("In the three-way handshake a stale SYN costs no more than a half-open entry, which times out.")
      .rfc("3.10.8, 3.8.3")
      .assuming(
          "A half-open entry is a TCB in SYN-RECEIVED. (3.5.1 calls something else half-open: a connection of which "
          "one end is gone without the other's knowledge.)")
      .assuming(
          "Timers that run fire at last. Nothing is assumed of the network, nor of whether and when the users abort; "
          "nobody closes.")
      .watching<>()
      .witness("the server is in SYN-RECEIVED", [](const auto& w) { return is_half_open(w.server()); })
      .eventually(
          "the server is in SYN-RECEIVED", [](const auto& w) { return is_half_open(w.server()); },
          "the server has left SYN-RECEIVED", [](const auto& w) { return !is_half_open(w.server()); })
      .expect("three-way", Proved, aborting)
      .expect("three-way-without-timer", Violated,
              with(aborting, [](auto& w) { w.rules.syn_received_timer = SynReceivedTimer::None; }),
              "no timer in SYN-RECEIVED")
      .found("It is the timer that ends the entry. A reset from the other side may do it sooner, but may be lost.");

  claim(c, "handshake.stale-syn-refuses-opener")
      .taught("An old duplicate SYN is harmless.")
      .rfc("3.5, 3.10.7.2, 3.10.7.3")
      .assuming(
          "The server listens, and has opened towards the client, too, and given up: its old SYN is still under way.")
      .watching<Misled>()
      .witness("an old SYN has taken the client into SYN-RECEIVED",
               [](const auto& w) { return model::seen<Misled>(w).by_old_syn; })
      .never(
          "the client's OPEN is refused, after an old SYN took it into SYN-RECEIVED and the server, which listened, "
          "answered its SYN,ACK by a RST",
          [](const auto& w) { return model::seen<Misled>(w).refused; })
      .expect("three-way", Violated, opened_both_ways)
      .found(
          "The opener takes the old SYN for a simultaneous open and answers SYN,ACK; the listener, who knows of no "
          "such connection, resets it, and a good open is refused.");

  claim(c, "handshake.needs-fresh-isn")
      .taught("The three-way handshake protects against old duplicates.")
      .rfc("3.4.1, 3.5")
      .assuming("The client's network may deliver an old SYN and an old ACK.")
      .watching<Acquaintance, Kinship>()
      .witness("the server is ESTABLISHED", [](const auto& w) { return is(w.server(), State::Established); })
      .never(leaked_text, [](const auto& w) { return is_leaked(w); })
      .expect("fresh-iss", Proved, opening)
      .expect("reused-iss", Violated, with(opening, IsnPolicy::Reused),
              "each side starts every incarnation at the same number")
      .found(
          "It protects because the ISS is fresh: with a number that was used before, an old ACK completes what an old "
          "SYN began.");
}

}  // namespace finalack::properties
