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

TwoPeersConfig one_open(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .aborts = true};
  c.users[1] = {.listens = true, .listens_again = true};
  return deepened(c, bounds);
}

const Configure by_figure = with(both_open, [](auto& w) { w.rules.crossing_syn_ack = CrossingSynAck::Figure; });

}  // namespace

void add_unusual_openings(Catalogue& c) {
  claim(c, "handshake.simultaneous-open")
      .taught("Two active opens that cross make one connection.")
      .rfc("3.5, figure 8; 3.10.7.4, first step; appendix A.2")
      .assuming("The literal text makes the crossing SYN,ACK unacceptable; the figure has it complete the handshake.")
      .watching<OpeningPath>()
      .reachable("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .expect("letter", Proved, both_open)
      .expect("figure", Proved, by_figure, "a crossing SYN,ACK counts for its ACK")
      .reachable("both are ESTABLISHED and no bare ACK was sent",
                 [](const auto& w) { return both_established(w) & !model::seen<OpeningPath>(w).bare_ack; })
      .expect("letter-without-ack", Violated, both_open)
      .expect("figure-without-ack", Proved, by_figure, "a crossing SYN,ACK counts for its ACK")
      .found(
          "Both readings connect, by different exchanges. By the letter each SYN,ACK is unacceptable, and it is the "
          "ACK "
          "sent in reply that connects; by the figure four segments are enough.");

  claim(c, "handshake.split")
      .taught("A SYN that is answered by a bare SYN still connects.")
      .rfc("3.5, 3.10.7.3")
      .assuming("The server sends the ACK and the SYN as two segments, and the network may lose the first.")
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
      .rfc("3.10.7.1, 3.5.2")
      .watching<UnexpectedSynAck>()
      .witness("such a RST freed the server's entry",
               [](const auto& w) { return model::seen<UnexpectedSynAck>(w).freed; })
      .never("such a SYN,ACK drew no RST, or its RST came and the entry stayed",
             [](const auto& w) {
               const auto& unexpected = model::seen<UnexpectedSynAck>(w);
               return unexpected.unanswered | unexpected.unfreed;
             })
      .expect("three-way", Proved, one_open)
      .found("If it arrives: a RST may be lost, and then the timer has to do it.");
}

}  // namespace finalack::properties
