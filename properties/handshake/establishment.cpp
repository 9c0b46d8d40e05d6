// What three segments establish: agreement, and confirmation in both directions; and what a fourth would add to that.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Handshake;
using model::IsnPolicy;

namespace {

constexpr auto disagree = [](const auto& w) {
  const auto& kin = model::seen<Kinship>(w);
  return both_established(w) & !(numbers_agree(w) & kin.client_knows_server & kin.server_knows_client);
};
constexpr auto disagree_text =
    "both are ESTABLISHED, and their numbers do not match or one answers to an earlier incarnation of the other";

constexpr auto unconfirmed_text =
    "the server entered ESTABLISHED before any client incarnation had received a segment of this server incarnation";
constexpr auto unconfirmed_by_present_text =
    "the server entered ESTABLISHED before the client's present incarnation had received a segment of this server "
    "incarnation";

constexpr auto reused_text = "each side starts every incarnation at the same number";

/// What three segments get for agreement, confirmation, the leak, the half-open entry and a lost SYN, asked of four.
void add_four_segments(Catalogue& c) {
  const auto four_way = with(aborting, Handshake::FourWay);  // with orderly ends as well: some thirty million states
  const auto reusing = with(four_way, IsnPolicy::Reused);
  claim(c, "handshake.four-segments-redundant")
      .taught("A fourth segment would add nothing.")
      .rfc("3.5")
      .assuming(
          "The SYN,ACK is split: an ACK, and a SYN of its own; the client remembers that its SYN was acknowledged by a "
          "segment without SYN, which 3.10.7.3's fifth step would have it drop.")
      .assuming(
          "Fresh ISS, but for the variants that use it again. Connections end by abort or by giving up, unless the "
          "variant says otherwise.")
      .watching<Acquaintance, Kinship>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never(disagree_text, disagree)
      .expect("agreement", Proved, four_way)
      .expect("agreement-reused-iss", Violated, reusing, reused_text)
      .never(unconfirmed_text, [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed; })
      .expect("confirms", Proved, four_way)
      .never(unconfirmed_by_present_text,
             [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed_by_present; })
      .expect("present-incarnation", Violated, four_way,
              "asks it of the incarnation that the client is in when the fourth segment arrives")
      .never(leaked_text, [](const auto& w) { return is_leaked(w); })
      .expect("no-leak", Proved, four_way)
      .expect("leak-reused-iss", Violated, reusing, reused_text)
      .watching<>()
      .witness("the server has a half-open entry", [](const auto& w) { return is_half_open(w.server()); })
      .eventually(
          "the server is in SYN-RECEIVED", [](const auto& w) { return is_half_open(w.server()); },
          "the server has left SYN-RECEIVED", [](const auto& w) { return !is_half_open(w.server()); })
      .expect("half-open-ends", Proved, four_way, "timers that run fire at last")
      .watching<>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .eventually(
          "the client is in SYN-SENT", [](const auto& w) { return is(w.client(), State::SynSent); },
          "both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .expect("lost-synack", Proved, with(on_fair_network(server_speaks), Handshake::FourWay),
              "the ACK, the SYN, or both may be lost; one connection, a fair network, retransmission without limit, "
              "and nobody closes or aborts")
      .found(
          "Each of these verdicts is the one that three segments get, the bad ones included: what three lack here, a "
          "fourth does not bring.");
}

}  // namespace

void add_establishment(Catalogue& c) {
  claim(c, "handshake.agreement")
      .taught(
          "The three-way handshake synchronises both sequence numbers: when both ends are ESTABLISHED, each knows the "
          "other's initial number.")
      .rfc("3.5, 3.4.1")
      .assuming("Fresh ISS: no number within a window of it is still in flight. Two variants use one again.")
      .watching<Acquaintance, Kinship>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never(disagree_text, disagree)
      .expect("three-way", Proved, opening)
      .expect("two-way", Violated, with(opening, Handshake::TwoWay), "the server is ESTABLISHED at the SYN")
      .expect("three-way-rfc5961", Proved, with(aborting, [](auto& w) { w.rules.rfc5961 = true; }),
              "RFC 5961's checks and challenge ACKs; connections end by abort or by giving up")
      .expect("three-way-crashes", Proved, with(aborting, [](auto& w) { w.users[0].crashes = w.users[1].crashes = 1; }),
              "either host may lose its TCB without a word, and come back")
      .expect("three-way-reused-iss", Violated, with(opening, IsnPolicy::Reused), reused_text)
      .expect("three-way-constant-iss", Violated, with(aborting, IsnPolicy::Constant),
              "every incarnation starts at zero")
      .found(
          "Three segments make the ends agree, because a fresh ISS must be acknowledged; neither two segments nor "
          "three with a number that was used before do.");

  claim(c, "handshake.confirms-both-directions")
      .taught("With the third segment the server knows that the client has heard it: both directions work.")
      .rfc("3.5")
      .assuming("Fresh ISS.")
      .watching<Acquaintance, Kinship>()
      .witness("the server is ESTABLISHED", [](const auto& w) { return is(w.server(), State::Established); })
      .never(unconfirmed_text, [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed; })
      .expect("three-way", Proved, opening)
      .expect("two-way", Violated, with(opening, Handshake::TwoWay), "the server is ESTABLISHED at the SYN")
      .never(unconfirmed_by_present_text,
             [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed_by_present; })
      .expect("three-way-present-incarnation", Violated, opening,
              "asks it of the incarnation that the client is in when the third segment arrives")
      .found(
          "The third segment proves that some client incarnation heard the server. It does not prove that this client "
          "still exists: the segment may arrive after the client has given up and opened again.");

  add_four_segments(c);
}

}  // namespace finalack::properties
