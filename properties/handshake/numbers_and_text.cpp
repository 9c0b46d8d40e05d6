// Sequence numbers of the handshake, and text that comes early.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::SynText;

namespace {

/// One open; the client has one unit of text for the server from the beginning.
TwoPeersConfig early_text(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .sends = 1, .closes = true};
  c.users[1] = {.listens = true, .listens_again = true, .closes = true};
  c.rules.close_waits = true;
  return deepened(c, bounds);
}

constexpr auto text_went_wrong = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w);
  return got.early | (got.to_server > w.core.hosts[model::kClient].sent);
};
constexpr auto text_delivered = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w).to_server;
  return (got == w.core.hosts[model::kClient].sent) & !(got < 1U);
};

}  // namespace

void add_numbers_and_text(Catalogue& c) {
  claim(c, "handshake.sequence-numbers")
      .taught("SYN consumes one sequence number, a bare ACK none; the SYN,ACK acknowledges x+1, the third segment y+1.")
      .rfc("3.4, 3.5")
      .watching<Numbers>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never("a segment carries another number than the taught one, or a bare ACK consumes one",
             [](const auto& w) { return model::seen<Numbers>(w).wrong; })
      .expect("three-way", Proved, closing(0, 0))
      .found("As taught; and a FIN consumes one, too.");

  claim(c, "handshake.third-may-carry-data")
      .taught("The third segment may carry data; data on a SYN waits until the connection is ESTABLISHED.")
      .rfc("3.10.7.2, 3.10.7.3")
      .assuming(
          "Fresh ISS, one active OPEN, one unit of text; CLOSE waits for ESTABLISHED, but for the variant that does "
          "not.")
      .watching<Delivery>()
      .witness("the unit of text was delivered", text_delivered)
      .never("text was delivered twice, or before the server was ESTABLISHED", text_went_wrong)
      .expect("on-the-third", Proved, early_text)
      .expect("on-the-syn", Proved, with(early_text, [](auto& w) { w.rules.syn_text = SynText::Queued; }),
              "the SYN carries the text; the listener keeps it until ESTABLISHED")
      .expect("closed-in-syn-received", Violated, with(early_text, [](auto& w) { w.rules.close_waits = false; }),
              "CLOSE in SYN-RECEIVED sends its FIN at once, as 3.10.4 has it")
      .found(
          "Text may travel early, as long as it is delivered late. But 3.10.4 lets CLOSE take a half-open connection "
          "from "
          "SYN-RECEIVED to FIN-WAIT-1, where nothing asks any more whether the ISS was acknowledged: an old SYN and an "
          "old "
          "segment then deliver old text. Waiting for ESTABLISHED closes the hole.");

  claim(c, "handshake.syn-data-replay")
      .taught("Data on a SYN may be answered at once, which saves a round trip.")
      .rfc("RFC 7413 6.3.1; RFC 9293 3.10.7.2")
      .assuming("One active OPEN, one unit of text, on the SYN; the listener delivers it on arrival.")
      .watching<Delivery>()
      .witness("the unit of text was delivered", text_delivered)
      .never("text was delivered twice",
             [](const auto& w) { return model::seen<Delivery>(w).to_server > w.core.hosts[model::kClient].sent; })
      .expect("queued", Proved, with(early_text, [](auto& w) { w.rules.syn_text = SynText::Queued; }))
      .expect("answered-at-once", Violated,
              with(early_text, [](auto& w) { w.rules.syn_text = SynText::AnsweredAtOnce; }), "as TCP Fast Open does")
      .found("A copy of the SYN delivers the data again: Fast Open gives up exactly-once, as its RFC says.");
}

}  // namespace finalack::properties
