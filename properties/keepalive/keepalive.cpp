// Keepalives: what notices that a silent peer is gone, and what that costs a good connection.
#include "model/worlds/timed/keepalive_ticks.hpp"
#include "properties/configurations.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/monitors.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::KeepaliveClient;
using model::KeepaliveConfig;
using model::KeepaliveInTicks;
using model::KeepaliveTimes;

namespace {

/// One connection, which nobody closes. The client's host may lose it without a word, and come back.
TwoPeersConfig crashing(Bounds bounds) {
  TwoPeersConfig c;
  c.users[0] = {.opens = 1, .crashes = 1};
  c.users[1] = {.listens = true, .listens_again = true};
  return on_fair_network([=](Bounds) { return deepened(c, bounds); })(bounds);
}

constexpr auto server_speaks_for_sure = [](TwoPeersConfig& c) {
  c.users[1].sends = 1;
  c.users[1].sends_for_sure = true;
};

auto server(KeepaliveConfig config, KeepaliveTimes times) {
  return [=](Bounds) { return KeepaliveInTicks(config, times); };
}

/// From the last segment to the end of the connection, in ticks.
constexpr std::uint32_t held_for(unsigned probes, KeepaliveTimes times) { return times.idle + probes * times.interval; }

constexpr KeepaliveTimes bounded(KeepaliveTimes times, std::uint32_t bound) {
  times.bound = bound;
  return times;
}
constexpr KeepaliveTimes out_for(KeepaliveTimes times, std::uint32_t outage) {
  times.outage = outage;
  return times;
}

/// 2 h, then 75 s x 9: a tick is half an interval. 2 h, then 75 min x 10: a tick is 7.5 min.
constexpr KeepaliveTimes deployed{.idle = 192, .interval = 2, .tick = 37'500};
constexpr KeepaliveTimes often_taught{.idle = 16, .interval = 10, .tick = 450'000};
constexpr KeepaliveConfig vanished{.probes = 9, .client = KeepaliveClient::Vanished};
constexpr KeepaliveConfig vanished_10{.probes = 10, .client = KeepaliveClient::Vanished};
constexpr KeepaliveConfig restarted{.probes = 9, .client = KeepaliveClient::Restarted};
constexpr KeepaliveConfig off{.keepalive = false, .client = KeepaliveClient::Vanished};
constexpr KeepaliveConfig answers{.probes = 9, .client = KeepaliveClient::Answers, .outage = true};
constexpr KeepaliveConfig speaks{.probes = 9, .client = KeepaliveClient::Speaks, .outage = true};
constexpr KeepaliveConfig undisturbed{.probes = 9, .client = KeepaliveClient::Answers};

/// Eight intervals lie between nine probes.
constexpr std::uint32_t between_probes = 8 * deployed.interval;
constexpr std::uint32_t to_last_probe = deployed.idle + between_probes;
constexpr std::uint32_t to_the_end = held_for(9, deployed);

constexpr auto nobody_heard = [](const auto& w) { return w.is_established(); };
constexpr auto probe_unanswered = [](const auto& w) {
  return w.is_established() & (w.probes != typename std::remove_cvref_t<decltype(w)>::Count(0));
};

void add_none(Catalogue& c) {
  claim(c, "keepalive.none")
      .taught("Without keepalives a server whose client has vanished stays ESTABLISHED for ever.")
      .rfc("3.8.4, 3.5.1")
      .assuming("A fair network. The client's host loses the connection without a word; nobody closes.")
      .watching<Resets>()
      .witness("the server is ESTABLISHED, and the client's host has forgotten the connection",
               [](const auto& w) { return is(w.server(), State::Established) & w.core.hosts[model::kClient].crashed; })
      .eventually(
          "the server is ESTABLISHED, and the client's host has forgotten the connection",
          [](const auto& w) { return is(w.server(), State::Established) & w.core.hosts[model::kClient].crashed; },
          "the server has left ESTABLISHED", [](const auto& w) { return !is(w.server(), State::Established); })
      .expect("silent-server", Violated, crashing, "neither side has anything to say")
      .eventually(
          "the server is ESTABLISHED, and has yet to send to the client's host, which has forgotten the connection",
          [](const auto& w) {
            return is(w.server(), State::Established) & w.core.hosts[model::kClient].crashed &
                   (w.core.hosts[model::kServer].sent == 0U);
          },
          "the server has left ESTABLISHED", [](const auto& w) { return !is(w.server(), State::Established); })
      .expect("server-speaks", Proved, with(crashing, server_speaks_for_sure),
              "the server has something to send, and the client's host is there again")
      .found(
          "TCP asks nobody whether he is still there. What the server sends finds out, but only what it sends "
          "afterwards: an old ACK may still answer what was under way. A server that waits for its client's next "
          "word waits for ever.");
}

}  // namespace

void add_keepalive(Catalogue& c) {
  add_none(c);
  claim(c, "keepalive.frees")
      .taught("With keepalives, a server whose client has vanished is freed.")
      .rfc("3.8.4, MUST-25 to MUST-29; RFC 1122 4.2.3.6")
      .assuming("Nothing is outstanding, and the client is silent from time 0 on. A segment takes no time.")
      .within<KeepaliveInTicks>()
      .witness("a probe is unanswered", probe_unanswered)
      .eventually("the server is ESTABLISHED", nobody_heard, "the server has no connection",
                  [](const auto& w) { return w.is_freed(); })
      .expect("deployed-ends", Proved, server(vanished, deployed), "2 h, then 9 probes 75 s apart")
      .never("the server held the connection longer than 2 h 11 min 15 s after it last heard of the client",
             [](const auto& w) { return w.history.held_longer; })
      .expect("deployed", Proved, server(vanished, bounded(deployed, to_the_end)), "2 h, then 9 probes 75 s apart")
      .never("the server freed it before", [](const auto& w) { return w.history.freed_before_bound; })
      .expect("deployed-not-sooner", Proved, server(vanished, bounded(deployed, to_the_end)),
              "2 h, then 9 probes 75 s apart")
      .expect("restarted", Violated, server(restarted, bounded(deployed, to_the_end)),
              "the client's host is there again, without the connection")
      .never("the server held the connection longer than 2 h 11 min 15 s after it last heard of the client",
             [](const auto& w) { return w.history.held_longer; })
      .expect("one-probe-more", Violated, server(vanished_10, bounded(deployed, to_the_end)),
              "2 h, then 10 probes 75 s apart")
      .never("the server held the connection longer than 14 h 30 min after it last heard of the client",
             [](const auto& w) { return w.history.held_longer; })
      .expect("often-taught", Proved, server(vanished_10, bounded(often_taught, held_for(10, often_taught))),
              "2 h, then 10 probes 75 min apart")
      .found(
          "It is freed idle + probes x interval after the last segment came, neither sooner nor later: the last "
          "probe, too, has an interval in which to be answered. With Linux's figures that is 2 h 11 min 15 s; with "
          "those that are often taught, 14 h 30 min. A host that has restarted answers the first probe with a RST.");

  claim(c, "keepalive.kills-good")
      .taught("Keepalives end dead connections, and only those.")
      .rfc("3.8.4, MUST-25, MUST-29; RFC 1122 4.2.3.6")
      .assuming(
          "The client is there and answers. The network is out once, beginning at any time. 2 h, then 9 probes "
          "75 s apart. A segment takes no time.")
      .within<KeepaliveInTicks>()
      .witness("a probe is unanswered", probe_unanswered)
      .never("the server gave up on a client that is there", [](const auto& w) { return w.history.killed_good; })
      .expect("no-outage", Proved, server(undisturbed, deployed), "the network is never out")
      .expect("10-minutes", Proved, server(answers, out_for(deployed, between_probes)), "out for 10 min: 8 intervals")
      .expect("longer-than-10-minutes", Violated, server(answers, out_for(deployed, between_probes + 1)),
              "out for 37.5 s more than 8 intervals")
      .found(
          "An outage can kill a good connection if it is longer than (n - 1) x interval: then it can swallow all n "
          "probes. That is 10 min, not 2 h: how long the connection was idle before does not matter.");

  claim(c, "keepalive.kills-good.surely")
      .taught("A connection whose client is out of reach for as long as keepalives take is lost.")
      .rfc("3.8.4, MUST-25, MUST-29; RFC 1122 4.2.3.6")
      .assuming(
          "The client is there. The network is out once, beginning at any time. 2 h, then 9 probes 75 s apart. A "
          "segment takes no time.")
      .within<KeepaliveInTicks>()
      .witness("the server gave up on a client that is there", [](const auto& w) { return w.history.killed_good; })
      .never("the server has heard of its client after the outage", [](const auto& w) { return w.history.survived; })
      .expect("silent-client-survives", Violated, server(answers, out_for(deployed, to_last_probe)),
              "out for 2 h 10 min, up to the last probe, and the client only answers")
      .expect("silent-client-dies", Proved, server(answers, out_for(deployed, to_last_probe + 1)),
              "out for 37.5 s more than that, and the client only answers")
      .expect("client-that-speaks-survives", Violated, server(speaks, out_for(deployed, to_the_end)),
              "out for 2 h 11 min 15 s, up to giving up, and the client may speak at any time")
      .expect("client-that-speaks-dies", Proved, server(speaks, out_for(deployed, to_the_end + 1)),
              "out for 37.5 s more than that, and the client may speak at any time")
      .found(
          "Whatever its beginning, an outage kills if it is longer than idle + (n - 1) x interval and the client only "
          "answers, and longer than idle + n x interval if the client may speak, because its word may come until the "
          "server gives up.");
}

}  // namespace finalack::properties
