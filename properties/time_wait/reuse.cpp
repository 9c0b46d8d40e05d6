// A new connection while TIME-WAIT still lasts: what keeps it out, and what lets in too much.
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/terms.hpp"
#include "properties/time_wait/monitors.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::IsnPolicy;
using model::Reopening;
using model::Rules;
using model::TimeWaitTimer;

namespace {

/// The client opens twice; either side closes, and a listener stands behind the server. CLOSE waits for ESTABLISHED: a
/// listener's user knows of no connection before. The network copies nothing: a second SYN is the client's own.
TwoPeersConfig twice(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 2, .closes = true};
  c.users[1] = {.listens = true, .listens_again = true, .closes = true};
  c.rules.close_waits = true;
  c.network.duplicates = false;
  return deepened(c, bounds);
}

/// The same with retransmission for ever.
const Configure patiently = with(twice, [](auto& w) { w.rules.retry_limit = Rules::kUnlimited; });

/// Every connection begins where the first one did, the first carries text, and TIME-WAIT ends in no way but by a timer
/// that outlasts the peer and all that is in flight, or by a SYN.
Configure with_reused_numbers(Reopening how) {
  return with(with(patiently,
                   [](auto& w) {
                     w.users[0].sends = 1;
                     w.isn = IsnPolicy::Reused;
                     w.rules.rfc1337 = true;
                     w.time_wait_timer = TimeWaitTimer::OutlastsPeer;
                   }),
              how);
}

constexpr auto with_cure = [](auto& w) { w.rules.rfc1337 = true; };

}  // namespace

void add_time_wait_reuse(Catalogue& c) {
  claim(c, "time-wait.ignored-rst-blocks-reopen")
      .taught("To ignore RSTs in TIME-WAIT costs nothing.")
      .rfc("3.6.1, MAY-2; 3.10.7.3, 3.10.7.4; RFC 1337 section 3")
      .assuming("The server closes first and waits; the client opens the same connection anew. Retries without limit.")
      .watching<RefusedReopening>()
      .witness("the client, in SYN-SENT, has answered TIME-WAIT's ACK by a RST, and that has come",
               [](const auto& w) { return model::seen<RefusedReopening>(w).reset_came; })
      .recoverable(
          "the client waits in SYN-SENT, and the RST by which it answered TIME-WAIT's ACK has come",
          [](const auto& w) {
            const auto& seen = model::seen<RefusedReopening>(w);
            return seen.reset_came & !seen.timed_out;
          },
          "the client is ESTABLISHED, and TIME-WAIT's timer never fired",
          [](const auto& w) {
            return is(w.client(), State::Established) & !model::seen<RefusedReopening>(w).timed_out;
          })
      .expect("lower-isn", Proved, with(patiently, IsnPolicy::Falling), "the client's new ISN is below RCV.NXT")
      .expect("lower-isn-rfc1337", Violated, with(with(patiently, IsnPolicy::Falling), with_cure),
              "the client's new ISN is below RCV.NXT, and a RST is ignored in TIME-WAIT")
      .expect("lower-isn-rfc1337-greater-seq", Violated,
              with(with(with(patiently, IsnPolicy::Falling), with_cure), Reopening::GreaterSeq),
              "likewise, although a SYN beyond RCV.NXT would reopen")
      .witness("the client has opened anew, and the server waits in TIME-WAIT",
               [](const auto& w) { return is(w.client(), State::SynSent) & is(w.server(), State::TimeWait); })
      .recoverable(
          "the client is in SYN-SENT and the server in TIME-WAIT",
          [](const auto& w) { return is(w.client(), State::SynSent) & is(w.server(), State::TimeWait); },
          "the client is ESTABLISHED, and TIME-WAIT's timer never fired",
          [](const auto& w) {
            return is(w.client(), State::Established) & !model::seen<RefusedReopening>(w).timed_out;
          })
      .expect("higher-isn-rfc1337-greater-seq", Proved, with(with(patiently, with_cure), Reopening::GreaterSeq),
              "the client's new ISN is above RCV.NXT, and a SYN beyond that reopens")
      .found(
          "By the letter it is the peer's RST that clears the way: TIME-WAIT's ACK tells a peer in SYN-SENT that the "
          "old "
          "connection is there, its RST ends that, and its SYN, sent again, connects. With the cure a peer whose ISN "
          "is lower waits until TIME-WAIT is over.");

  claim(c, "time-wait.early-reuse")
      .taught("A new SYN may reopen a connection directly from TIME-WAIT.")
      .rfc("3.6.1, MAY-2; RFC 6191; RFC 1122 4.2.2.13")
      .assuming("The server waits; it takes the SYN with an ISS of its own that is larger than all it used before.")
      .assuming("MAY-2 asks for no order of the client's numbers; it wants TIME-WAIT back if the SYN was an old one.")
      .assuming("4.4BSD and Linux without timestamps take a SYN beyond RCV.NXT, and do not go back.")
      .watching<EarlyReuse, Kinship>()
      .witness("the server was reopened from TIME-WAIT, and both are ESTABLISHED",
               [](const auto& w) { return model::seen<EarlyReuse>(w).reopened & both_established(w); })
      .never("both are ESTABLISHED, and their numbers or incarnations don't match",
             [](const auto& w) {
               const auto& kin = model::seen<Kinship>(w);
               return both_established(w) & !(numbers_agree(w) & kin.client_knows_server & kin.server_knows_client);
             })
      .expect("may-2-agreement", Proved, with(twice, Reopening::MayReturn))
      .expect("greater-seq-agreement", Proved, with(twice, Reopening::GreaterSeq))
      .never("an old SYN took the server out of TIME-WAIT, for which nobody waits any more",
             [](const auto& w) { return model::seen<EarlyReuse>(w).time_wait_is_lost; })
      .expect("greater-seq", Proved, with(twice, Reopening::GreaterSeq), "the client's ISNs rise")
      .witness("an old SYN has taken the server from TIME-WAIT to SYN-RECEIVED",
               [](const auto& w) { return model::seen<EarlyReuse>(w).by_old_syn; })
      .expect("may-2", Proved, with(twice, Reopening::MayReturn), "the client's ISNs rise")
      .expect("may-2-lower-isn", Proved, with(with(patiently, IsnPolicy::Falling), Reopening::MayReturn),
              "the client's ISNs fall; retries without limit")
      .expect("greater-seq-lower-isn", Violated, with(with(patiently, IsnPolicy::Falling), Reopening::GreaterSeq),
              "the client's ISNs fall, so that an old SYN can lie beyond RCV.NXT; retries without limit")
      .watching<EarlyReuse>()
      .witness("the server was reopened from TIME-WAIT",
               [](const auto& w) { return model::seen<EarlyReuse>(w).reopened; })
      .never("text of an earlier connection was delivered to one that was opened from TIME-WAIT",
             [](const auto& w) { return model::seen<EarlyReuse>(w).old_text; })
      .expect("may-2-old-text", Violated, with_reused_numbers(Reopening::MayReturn), "the client's ISN is the old one")
      .witness("the client has opened anew, and the server waits in TIME-WAIT",
               [](const auto& w) { return is(w.client(), State::SynSent) & is(w.server(), State::TimeWait); })
      .expect("greater-seq-old-text", Proved, with_reused_numbers(Reopening::GreaterSeq),
              "the client's ISN is the old one")
      .found(
          "Both rules agree on numbers. Each leaves open what the other closes: MAY-2 asks nothing of the peer's ISN, "
          "so "
          "old text can fit a connection that begins too low; the greater-SEQ test refuses that one, but an old SYN "
          "beyond RCV.NXT, which ISNs out of order leave behind, costs it its TIME-WAIT.");
}

}  // namespace finalack::properties
