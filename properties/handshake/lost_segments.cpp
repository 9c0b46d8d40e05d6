// What happens when a segment of the handshake is lost.
#include "model/worlds/timed/half_open.hpp"
#include "model/worlds/timed/setup_ticks.hpp"
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Handshake;
using model::Rules;
using model::SynReceivedTimer;

namespace {

/// One open; the client sends `units` of text, and sooner or later does.
Configure client_speaks(unsigned units) {
  return [=](Bounds bounds) {
    TwoPeersConfig c;
    c.users[0] = {.opens = 1, .sends = units, .sends_for_sure = true};
    c.users[1] = {.listens = true, .listens_again = true};
    return deepened(c, bounds);
  };
}

/// A network that is merely slow: nothing is lost or copied, but anything may take any time.
TwoPeersConfig slow_network(Bounds bounds) {
  TwoPeersConfig c = client_speaks(0)(bounds);
  c.network.loses = false;
  c.network.duplicates = false;
  c.rules.retry_limit = Rules::kUnlimited;
  return c;
}

/// A network that copies nothing; the default retry limit.
TwoPeersConfig without_copies(Bounds bounds) {
  TwoPeersConfig c = server_speaks(bounds);
  c.network.duplicates = false;
  return c;
}

constexpr auto server_half_open = [](const auto& w) { return is_half_open(w.server()); };

/// A half-open entry with so many retransmissions, held for (2^(R+1) - 1) RTO.
auto half_open(unsigned retries) {
  return [=](Bounds) {
    model::HalfOpenConfig config;
    config.retry_limit = retries;
    config.bound = ((2U << retries) - 1) * config.rto;
    return model::HalfOpen(config);
  };
}

/// RTO is 1 s, and so is what a segment may take; a tick is a quarter of that. The client speaks within so many ticks
/// of its ESTABLISHED.
auto first_text_within(std::uint32_t ticks, model::SetupConfig config) {
  return [=](Bounds) { return model::SetupInTicks(config, {.msl = 4, .rto = 4, .think = ticks, .tick = 250}); };
}
/// All that a client may take that is heard in time: RTO times this, but for two segments' times, in ticks.
constexpr std::uint32_t left_of(std::uint32_t intervals) { return 4 * intervals - 2 * 4; }

constexpr model::SetupConfig doubling{.retry_limit = 2};
constexpr model::SetupConfig doubling_to_63{.retry_limit = 5};
constexpr model::SetupConfig constant{.retry_limit = 2, .backoff = model::Backoff::Constant};
constexpr model::SetupConfig two_syn_acks_lost{.retry_limit = 2, .syn_acks_to_lose = 2};

}  // namespace

void add_lost_segments(Catalogue& c) {
  claim(c, "handshake.lost-synack-deadlock")
      .taught(
          "With two segments, a lost SYN,ACK makes a deadlock: the server sends data, the client, still waiting, "
          "ignores it.")
      .rfc("3.5, 3.8.3, 3.10.7.3")
      .assuming("One connection. Retransmission without limit and a fair network, but for the variants with a limit.")
      .watching<>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .eventually(
          "the client is in SYN-SENT", [](const auto& w) { return is(w.client(), State::SynSent); },
          "both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .expect("three-way", Proved, on_fair_network(server_speaks))
      .expect("two-way", Violated, with(on_fair_network(server_speaks), Handshake::TwoWay),
              "the server is ESTABLISHED at the SYN")
      .watching<GivingUp>()
      .witness("the SYN,ACK was lost, nothing else, and both are ESTABLISHED",
               [](const auto& w) {
                 const auto& seen = model::seen<GivingUp>(w);
                 return seen.synack_lost & (!seen.other_lost) & (!seen.hasty) & both_established(w);
               })
      .never(
          "both gave up, although one SYN,ACK was all that was lost and no timer ran out while a segment was under way",
          [](const auto& w) {
            const auto& seen = model::seen<GivingUp>(w);
            return seen.client & seen.server & seen.synack_lost & (!seen.other_lost) & !seen.hasty;
          })
      .expect("three-way-retry-limit", Proved, without_copies,
              "each side gives up after one retransmission; the network copies nothing")
      .expect("two-way-retry-limit", Violated, with(without_copies, Handshake::TwoWay),
              "the server is ESTABLISHED at the SYN; each side gives up after one retransmission")
      .found(
          "The server believes that its SYN has arrived and never sends it again. The client's SYNs draw bare ACKs, "
          "which cannot open its end: both go on for ever, or give up over a network that has long been good.");

  claim(c, "handshake.lost-third-ack.data-completes")
      .taught("When the third segment is lost, the client's first data completes the handshake.")
      .rfc("3.10.7.4, fifth step")
      .assuming("The server has not given up: half-open, it is in SYN-RECEIVED.")
      .watching<ThirdSegment>()
      .witness("the third segment was lost, and text completed the handshake",
               [](const auto& w) {
                 const auto& third = model::seen<ThirdSegment>(w);
                 return third.lost & third.text_completed;
               })
      .never("a segment with an acceptable ACK came and the server stayed in SYN-RECEIVED",
             [](const auto& w) { return model::seen<ThirdSegment>(w).missed; })
      .expect("any-acknowledgment", Proved, client_speaks(1))
      .eventually(
          "the third segment was lost, the client is ESTABLISHED and the server half-open",
          [](const auto& w) {
            return model::seen<ThirdSegment>(w).lost & is(w.client(), State::Established) & server_half_open(w);
          },
          "the server is ESTABLISHED", [](const auto& w) { return is(w.server(), State::Established); })
      .expect("in-the-end", Proved, on_fair_network(client_speaks(1)), "retransmission without limit, a fair network")
      .within<model::SetupInTicks>()
      .witness("what the client answered was lost, and its text completed the handshake",
               [](const auto& w) { return w.history.answer_lost & w.history.completed; })
      .never("the client's first text came, and the server was not ESTABLISHED by it",
             [](const auto& w) { return w.history.failed; })
      .expect("in-time", Proved, first_text_within(left_of(7), doubling),
              "2 retransmissions, doubling: the text leaves within 7 RTO - 2 MSL of the client's ESTABLISHED")
      .expect("in-time-constant", Proved, first_text_within(left_of(3), constant),
              "2 retransmissions, constant: the text leaves within 3 RTO - 2 MSL")
      .expect("in-time-last-syn-ack", Proved, first_text_within(left_of(4), two_syn_acks_lost),
              "2 retransmissions, doubling, 2 SYN,ACKs may be lost: the text leaves within 4 RTO - 2 MSL")
      .expect("in-time-63-rto", Proved, first_text_within(left_of(63), doubling_to_63),
              "5 retransmissions, doubling: the text leaves within 63 RTO - 2 MSL")
      .never("the client's first text drew a RST", [](const auto& w) { return w.history.drew_rst; })
      .expect("too-late", Violated, first_text_within(left_of(7) + 1, doubling),
              "2 retransmissions, doubling: the text leaves within 7 RTO - 2 MSL + 0.25 s")
      .expect("too-late-constant", Violated, first_text_within(left_of(3) + 1, constant),
              "2 retransmissions, constant: the text leaves within 3 RTO - 2 MSL + 0.25 s")
      .expect("too-late-last-syn-ack", Violated, first_text_within(left_of(4) + 1, two_syn_acks_lost),
              "2 retransmissions, doubling, 2 SYN,ACKs may be lost: the text leaves within 4 RTO - 2 MSL + 0.25 s")
      .expect("too-late-63-rto", Violated, first_text_within(left_of(63) + 1, doubling_to_63),
              "5 retransmissions, doubling: the text leaves within 63 RTO - 2 MSL + 0.25 s")
      .witness("the client's first text drew a RST", [](const auto& w) { return w.history.drew_rst; })
      .eventually(
          "the client's first text drew a RST", [](const auto& w) { return w.history.drew_rst; },
          "the client's connection has ended", [](const auto& w) { return w.history.was_reset; })
      .expect("too-late-and-told", Proved, first_text_within(left_of(7) + 1, doubling),
              "2 retransmissions, doubling: the text leaves within 7 RTO - 2 MSL + 0.25 s; the RST is not lost")
      .found(
          "Whatever acknowledges the server's SYN completes the handshake: text, or the answer to the SYN,ACK sent "
          "again. But it has to come before the server gives up: if nothing but text gets through, exactly if "
          "think + 2 MSL <= (2^(R+1) - 1) RTO, think being what the client takes from its ESTABLISHED to its text, and "
          "R "
          "the retransmissions of the SYN,ACK (R = 0 to 5); without doubling, (R + 1) RTO. If L SYN,ACKs are lost, "
          "too, "
          "the time until the next one leaves is to be taken off that: (2^(R+1) - 2^L) RTO are left.");

  claim(c, "handshake.lost-third-ack.server-gives-up")
      .taught(
          "If the third segment never comes, the server gives up; a client that thinks itself connected learns of it "
          "when it sends.")
      .rfc("3.10.8, 3.10.7.2, 3.5.2, 3.8.4")
      .assuming("Timers that run fire at last.")
      .watching<ThirdSegment>()
      .witness("the server gave up", [](const auto& w) { return model::seen<ThirdSegment>(w).server_gave_up; })
      .eventually("the server is in SYN-RECEIVED", server_half_open, "it has left SYN-RECEIVED",
                  [](const auto& w) { return !server_half_open(w); })
      .expect("server-frees-its-entry", Proved, client_speaks(0))
      .eventually(
          "the server gave up while the client is ESTABLISHED",
          [](const auto& w) {
            return model::seen<ThirdSegment>(w).server_gave_up & is(w.client(), State::Established) &
                   is(w.server(), State::Listen);
          },
          "the client's connection has ended", [](const auto& w) { return is(w.client(), State::Closed); })
      .expect("client-that-sends-learns", Proved,
              with(client_speaks(1),
                   [](auto& w) {
                     w.network.fair = true;
                     w.network.duplicates = false;
                   }),
              "the client sends, and the network is fair; it learns by a RST, or by giving up")
      .expect("silent-client-never-learns", Violated,
              with(client_speaks(0),
                   [](auto& w) {
                     w.network.fair = true;
                     w.network.duplicates = false;
                   }),
              "the client sends nothing")
      .watching<TextMetListener>()
      .witness("text drew a RST from the listening server, and a RST ended the client's connection",
               [](const auto& w) { return model::seen<TextMetListener>(w).reset; })
      .never(
          "text reached the server in LISTEN and drew no RST, or had drawn one, and a RST came to the ESTABLISHED "
          "client and its TCB stayed",
          [](const auto& w) {
            const auto& seen = model::seen<TextMetListener>(w);
            return seen.unanswered | seen.kept;
          })
      .expect("rst-tells-the-client", Proved, client_speaks(1), "the network does its worst")
      .within<model::HalfOpen>()
      .witness("the server gave up", [](const auto& w) { return w.gave_up; })
      .never("the server gave up at another time than (2^(R+1) - 1) RTO after its first SYN,ACK",
             [](const auto& w) { return w.at_another_time; })
      .expect("3-rto", Proved, half_open(1), "a timer that doubles, 1 retransmission; only the third segment was lost")
      .expect("7-rto", Proved, half_open(2), "a timer that doubles, 2 retransmissions; only the third segment was lost")
      .expect("15-rto", Proved, half_open(3),
              "a timer that doubles, 3 retransmissions; only the third segment was lost")
      .eventually(
          "the server is in SYN-RECEIVED", [](const auto& w) { return w.is_half_open(); },
          "the entry is freed, or ESTABLISHED", [](const auto& w) { return !w.is_half_open(); })
      .expect("15-rto-ends", Proved, half_open(3), "a timer that doubles, 3 retransmissions")
      .eventually(
          "the server gave up", [](const auto& w) { return w.gave_up; }, "the client's connection has ended",
          [](const auto& w) { return is(w.client, State::Closed); })
      .expect("silent-client-in-time", Violated, half_open(1), "a timer that doubles, 1 retransmission")
      .found(
          "A client that sends learns by the listener's RST if text and RST arrive, and otherwise by its own retry "
          "limit. One that sends nothing holds its half of a connection for ever: keep-alives are optional, and off by "
          "default (3.8.4). The server's entry costs (2^(R+1) - 1) RTO: 15 s with R = 3 and an RTO of 1 s.");

  claim(c, "handshake.reset-at-once")
      .taught("A server that misses the third segment sends a reset and forgets the connection.")
      .rfc("3.10.8")
      .assuming("The network loses nothing; it is merely slow.")
      .watching<Resets>()
      .witness("both are ESTABLISHED", [](const auto& w) { return both_established(w); })
      .never("the client's connection is reset although nothing was lost",
             [](const auto& w) { return model::seen<Resets>(w).client_was_reset; })
      .expect("retransmits", Proved, slow_network, "in SYN-RECEIVED the SYN,ACK is sent again, without limit")
      .expect("resets-at-once", Violated,
              with(slow_network, [](auto& w) { w.rules.syn_received_timer = SynReceivedTimer::ResetsAtOnce; }),
              "in SYN-RECEIVED the first timeout resets")
      .found(
          "Often taught, and wrong: a server that does this resets good connections on a slow network. RFC 9293 has "
          "the SYN,ACK sent again.");
}

}  // namespace finalack::properties
