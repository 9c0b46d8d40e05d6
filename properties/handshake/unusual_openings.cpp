// Ways to open that are not client to server: both at once, a SYN answered by a SYN, an answer that nobody asked for.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::CrossingSynAck;
using model::Handshake;

namespace {

/// Two active opens and no listener, on a network that only delays.
TwoPeersConfig both_open(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1};
  c.users[1] = {.opens = 1};
  c.network.loses = false;
  c.network.duplicates = false;
  return deepened(c, bounds);
}

/// The client opens and may abort; the server listens, again and again.
TwoPeersConfig one_open(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .aborts = true};
  c.users[1] = {.listens = true, .listens_again = true};
  return deepened(c, bounds);
}

/// The same, twice.
TwoPeersConfig two_opens(Bounds bounds) {
  TwoPeersConfig c = one_open(bounds);
  c.users[0].opens = 2;
  return c;
}

/// Both ends listen whenever they have no connection.
TwoPeersConfig two_listeners(Bounds bounds) {
  TwoPeersConfig c = one_open(bounds);
  c.users[0].listens = c.users[0].listens_again = true;
  return c;
}

constexpr auto both_through_syn_received = [](const auto& w) {
  const auto& path = model::seen<OpeningPath>(w);
  return both_established(w) & path.client_syn_received & path.server_syn_received;
};

const Configure by_figure = with(both_open, [](auto& w) { w.rules.crossing_syn_ack = CrossingSynAck::Figure; });

}  // namespace

void add_unusual_openings(Catalogue& c) {
  claim(c, "handshake.simultaneous-open")
      .taught("Two active opens that cross make one connection.")
      .rfc("3.5, figure 7; 3.10.7.4, first step; appendix A.2")
      .assuming("The literal text makes the crossing SYN,ACK unacceptable; the figure has it complete the handshake.")
      .watching<OpeningPath>()
      .reachable("both are ESTABLISHED, having passed through SYN-RECEIVED", both_through_syn_received)
      .expect("letter", Proved, both_open)
      .expect("figure", Proved, by_figure, "a crossing SYN,ACK counts for its ACK")
      .reachable("both are ESTABLISHED, having passed through SYN-RECEIVED, and no bare ACK was sent",
                 [](const auto& w) { return both_through_syn_received(w) & !model::seen<OpeningPath>(w).bare_ack; })
      .expect("letter-without-ack", Violated, both_open)
      .expect("figure-without-ack", Proved, by_figure, "a crossing SYN,ACK counts for its ACK")
      .found(
          "Both readings connect, by different exchanges. By the letter each SYN,ACK is unacceptable, and it is the "
          "ACK sent in reply that connects; by the figure four segments are enough.");

  claim(c, "handshake.split")
      .taught("A SYN that is answered by a bare SYN still connects.")
      .rfc("3.5, 3.10.7.3")
      .assuming("The server sends the ACK and the SYN as two segments, and the network may lose or delay the first.")
      .assuming(
          "If the ACK comes first, the client remembers it, which 3.10.7.3's fifth step would have it drop; the run "
          "that is shown does without.")
      .watching<OpeningPath>()
      .reachable("both are ESTABLISHED, and the client came through SYN-RECEIVED",
                 [](const auto& w) { return both_established(w) & model::seen<OpeningPath>(w).client_syn_received; })
      .expect("letter", Proved, with(one_open, Handshake::FourWay))
      .expect(
          "figure", Proved,
          with(with(one_open, Handshake::FourWay), [](auto& w) { w.rules.crossing_syn_ack = CrossingSynAck::Figure; }),
          "a crossing SYN,ACK counts for its ACK")
      .found("The opener takes it for a simultaneous open. Middleboxes that expect SYN,ACK are the ones surprised.");

  claim(c, "handshake.unexpected-synack-reset")
      .taught("A SYN,ACK for a connection that nobody opened draws a RST, which frees the server's entry.")
      .rfc("3.10.7.1, 3.10.7.2, 3.10.7.3, 3.5.2; 3.5, figure 8; 3.5.1, figure 11")
      .assuming("Nobody opened it: the client is CLOSED, listens, or has sent another SYN than the one acknowledged.")
      .watching<UnexpectedSynAck>()
      .witness("such a SYN,ACK drew a RST, and a RST freed the server's entry",
               [](const auto& w) { return model::seen<UnexpectedSynAck>(w).freed; })
      .never("such a SYN,ACK drew no RST, or had drawn one, and a RST at RCV.NXT came and the entry stayed",
             [](const auto& w) {
               const auto& unexpected = model::seen<UnexpectedSynAck>(w);
               return unexpected.unanswered | unexpected.unfreed;
             })
      .expect("three-way", Proved, two_opens, "the client opens twice")
      .expect("two-listeners", Proved, two_listeners, "where the client has no connection, it listens")
      .found("If it arrives: a RST may be lost, and then the timer has to do it.");
}

}  // namespace finalack::properties
