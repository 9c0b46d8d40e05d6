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

constexpr auto delivered_twice = [](const auto& w) {
  return model::seen<Delivery>(w).to_server > w.core.hosts[model::kClient].sent;
};
constexpr auto delivered_twice_text = "text was delivered twice";
constexpr auto text_went_wrong = [](const auto& w) { return model::seen<Delivery>(w).early | delivered_twice(w); };
constexpr auto text_went_wrong_text = "text was delivered twice, or before the server's ISS was acknowledged";
constexpr auto text_delivered = [](const auto& w) {
  const auto& got = model::seen<Delivery>(w).to_server;
  return (got == w.core.hosts[model::kClient].sent) & !(got < 1U);
};

constexpr auto delivered_from_syn = [](const auto& w) { return text_delivered(w) & model::seen<EarlyText>(w).on_syn; };

}  // namespace

void add_numbers_and_text(Catalogue& c) {
  claim(c, "handshake.sequence-numbers")
      .taught("SYN consumes one sequence number, a bare ACK none; the SYN,ACK acknowledges x+1, the third segment y+1.")
      .rfc("3.4, 3.5")
      .watching<Numbers>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never(
          "a SYN, a SYN,ACK, a third segment or a bare ACK carries another number than the taught one, a SYN consumes "
          "another than one, or a bare ACK consumes one",
          [](const auto& w) { return model::seen<Numbers>(w).wrong_at_opening; })
      .expect("three-way", Proved, closing(0, 0))
      .found("As taught. (A FIN consumes one, too: close.four-segments.)");

  claim(c, "handshake.third-may-carry-data")
      .taught("The third segment may carry data; data on a SYN waits until the connection is ESTABLISHED.")
      .rfc("3.5, 3.10.4, 3.10.7.2, 3.10.7.3")
      .assuming(
          "Fresh ISS, one active OPEN, one unit of text; CLOSE waits for ESTABLISHED, but for the variant that does "
          "not.")
      .watching<Delivery, EarlyText>()
      .witness("the third segment carried the unit of text, which was delivered",
               [](const auto& w) { return text_delivered(w) & model::seen<EarlyText>(w).on_third; })
      .never(text_went_wrong_text, text_went_wrong)
      .expect("on-the-third", Proved, early_text)
      .witness("a SYN carried the unit of text, which was delivered", delivered_from_syn)
      .expect("on-the-syn", Proved, with(early_text, [](auto& w) { w.rules.syn_text = SynText::Queued; }),
              "the SYN carries the text; the listener keeps it until ESTABLISHED")
      .never(delivered_twice_text, delivered_twice)
      .expect("closed-in-syn-received", Violated, with(early_text, [](auto& w) { w.rules.close_waits = false; }),
              "CLOSE in SYN-RECEIVED sends its FIN at once, as 3.10.4 has it")
      .found(
          "Text may travel early, as long as it is delivered late. But 3.10.4 lets CLOSE take a half-open connection "
          "from SYN-RECEIVED to FIN-WAIT-1, where nothing asks any more whether the ISS was acknowledged: an old SYN "
          "and an old segment then deliver old text. Waiting for ESTABLISHED closes the hole.");

  claim(c, "handshake.syn-data-replay")
      .taught("Data on a SYN may be answered at once, which saves a round trip.")
      .rfc("RFC 7413 2.1, 6.1; RFC 9293 3.10.7.2")
      .assuming("One active OPEN, one unit of text, which may go on the SYN; CLOSE waits for ESTABLISHED.")
      .watching<Delivery, EarlyText>()
      .witness("a SYN carried the unit of text, which was delivered", delivered_from_syn)
      .never(delivered_twice_text, delivered_twice)
      .expect("queued", Proved, with(early_text, [](auto& w) { w.rules.syn_text = SynText::Queued; }),
              "the listener keeps it until ESTABLISHED")
      .expect("answered-at-once", Violated,
              with(early_text, [](auto& w) { w.rules.syn_text = SynText::AnsweredAtOnce; }),
              "the listener delivers it on arrival, as TCP Fast Open does")
      .found("A copy of the SYN delivers the data again: Fast Open gives up exactly-once, as its RFC says.");
}

}  // namespace finalack::properties
