// What three segments establish: agreement, and confirmation in both directions; and that a fourth adds nothing.
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

}  // namespace

void add_establishment(Catalogue& c) {
  claim(c, "handshake.agreement")
      .taught(
          "The three-way handshake synchronises both sequence numbers: when both ends are ESTABLISHED, each knows the "
          "other's initial number.")
      .rfc("3.5, 3.4.1")
      .assuming("Fresh ISS, but for the variant that reuses it: no number within a window of it is still in flight.")
      .watching<Acquaintance, Kinship>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never(disagree_text, disagree)
      .expect("three-way", Proved, opening)
      .expect("two-way", Violated, with(opening, Handshake::TwoWay), "the server is ESTABLISHED at the SYN")
      .expect("three-way-rfc5961", Proved, with(aborting, [](auto& w) { w.rules.rfc5961 = true; }),
              "RFC 5961's checks and challenge ACKs; connections end by abort or by giving up")
      .expect("three-way-crashes", Proved, with(aborting, [](auto& w) { w.users[0].crashes = w.users[1].crashes = 1; }),
              "either host may lose its TCB without a word, and come back")
      .expect("three-way-reused-iss", Violated, with(opening, IsnPolicy::Reused),
              "each side starts every incarnation at the same number")
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
      .never(
          "the server entered ESTABLISHED before any client incarnation had received a segment of this server "
          "incarnation",
          [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed; })
      .expect("three-way", Proved, opening)
      .expect("two-way", Violated, with(opening, Handshake::TwoWay), "the server is ESTABLISHED at the SYN")
      .never(
          "the server entered ESTABLISHED before the client's present incarnation had received a segment of this "
          "server "
          "incarnation",
          [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed_by_present; })
      .expect("three-way-present-incarnation", Violated, opening,
              "asks it of the incarnation that the client is in when the third segment arrives")
      .found(
          "The third segment proves that some client incarnation heard the server. It does not prove that this client "
          "still exists: the segment may arrive after the client has given up and opened again.");

  const auto four_way = with(aborting, Handshake::FourWay);  // with orderly ends as well: some thirty million states
  claim(c, "handshake.four-segments-redundant")
      .taught("A fourth segment would add nothing.")
      .rfc("3.5")
      .assuming(
          "The SYN,ACK is split: an ACK, and a SYN of its own. Fresh ISS. Connections end by abort or by giving up.")
      .watching<Acquaintance, Kinship>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never(disagree_text, disagree)
      .expect("agreement", Proved, four_way)
      .never(
          "the server entered ESTABLISHED before any client incarnation had received a segment of this server "
          "incarnation",
          [](const auto& w) { return model::seen<Acquaintance>(w).unconfirmed; })
      .expect("confirms", Proved, four_way)
      .never(
          "the server is ESTABLISHED, no client incarnation ever received its ISS, nothing is in flight and no timer "
          "runs",
          [](const auto& w) {
            return is(w.server(), State::Established) & (!model::seen<Acquaintance>(w).by_client) & w.quiet() &
                   is_idle(w.server()) & is_idle(w.client());
          })
      .expect("no-leak", Proved, four_way)
      .found("Every verdict is the one that three segments get.");
}

}  // namespace finalack::properties
