// Two clients that a server takes for one host, because they have one address; and a server that recycles TIME-WAIT. It
// deletes the TCB whenever it likes and remembers the latest timestamp that came from there, below which it drops every
// SYN: the per-host cache of RFC 7323 appendix B.2, which Linux had as tcp_tw_recycle until 4.12.
//
// All else is as good as can be. There is a line of its own for each connection and direction: it holds one segment,
// loses and copies nothing. So what goes wrong is the memory's fault.
//
// Time. All clocks run equally fast, but client A's may be ahead of B's. Only differences count, so a timestamp is kept
// as what it is ahead of B's present time (which those that are behind it share: they are all below every SYN). It
// takes longer until a clock ticks than until a segment arrives: whatever arrives bears the present time of its sender.
#pragma once

#include <array>
#include <compare>
#include <string>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"
#include "model/world.hpp"

namespace finalack::model {

/// What a remembered timestamp belongs to.
enum class TimestampMemory : unsigned char { PerAddress, PerConnection };

struct SharedAddressConfig {
  TimestampMemory memory = TimestampMemory::PerAddress;
  unsigned ahead = 0;        ///< ticks by which client A's clock is ahead of client B's: 0 to 3
  bool a_comes_back = true;  ///< client A opens again and again; otherwise once

  auto operator<=>(const SharedAddressConfig&) const = default;
};

/// One direction of one connection: a segment is under way, or none is.
template <class D> struct Line {
  BOOST_HANA_DEFINE_STRUCT(Line<D>, (typename D::Bool, present), (Segment<D>, segment));
};

/// One client, what the server keeps for it, and what is under way between them.
template <class D> struct ClientAndServer {
  BOOST_HANA_DEFINE_STRUCT(ClientAndServer<D>, (Tcb<D>, client), (Tcb<D>, server), (Line<D>, to_server),
                           (Line<D>, to_client),           //
                           (typename D::Bool, syn_sent));  // the client has sent a SYN since the last tick
};

template <class D> struct SharedAddressState {
  using Ticks = typename D::template Bits<2>;
  BOOST_HANA_DEFINE_STRUCT(SharedAddressState<D>,                             //
                           (std::array<ClientAndServer<D>, 2>, connections),  // client A's, client B's
                           (std::array<Ticks, 2>, latest),    // remembered timestamps; the first is all that an
                                                              // address has
                           (typename D::Bool, a_has_opened),  // where that may be once only
                           (typename D::Bool, remembers),     // a TIME-WAIT has left a timestamp behind
                           (typename D::Bool, turned_away));  // in the last step a SYN was dropped for its timestamp

  const Tcb<D>& a() const { return connections[0].client; }
  const Tcb<D>& b() const { return connections[1].client; }
};

class SharedAddress {
 public:
  template <class D> using State = SharedAddressState<D>;

  explicit SharedAddress(SharedAddressConfig config) : config_(config) {}

  friend bool operator==(const SharedAddress& a, const SharedAddress& b) { return a.config_ == b.config_; }

  std::string name() const { return "two clients behind one address"; }
  std::vector<std::string> parties() const { return {"address", "server"}; }
  std::vector<ActionKind> actions() const;
  Scope scope() const;

  template <class D> State<D> initial() const {
    State<D> state;
    for (auto& connection : state.connections) connection.server.state = model::State::Listen;
    return state;
  }
  template <class D>
  Step<D, State<D>> step(const State<D>& before, unsigned action, typename D::template Bits<4>) const {
    return action == kTick ? tick<D>(before) : act<D>(before, action / kDeeds, Deed(action % kDeeds));
  }
  template <class S> Fairness fairness(const S&, unsigned action, unsigned) const;
  template <unsigned Width>
  Story narrate(const SharedAddressState<Concrete<Width>>& before, Action action,
                const SharedAddressState<Concrete<Width>>& after) const;

 private:
  /// What can happen at a connection.
  enum class Deed : unsigned char {
    Open,
    SendsSynAgain,
    ClientReceives,
    ClientCloses,
    ServerReceives,
    ServerCloses,
    Recycles
  };
  static constexpr unsigned kDeeds = 7;
  static constexpr unsigned kTick = 2 * kDeeds;

  static bool is_at_server(Deed deed) { return deed >= Deed::ServerReceives; }
  static EventKind event_of(Deed deed);
  /// A client's present time, in ticks ahead of B's.
  unsigned present_of(unsigned who) const { return who == 0 ? config_.ahead : 0; }
  unsigned memory_of(unsigned who) const { return config_.memory == TimestampMemory::PerAddress ? 0 : who; }

  template <class D> Step<D, State<D>> tick(const State<D>& before) const;
  template <class D> Step<D, State<D>> act(const State<D>& before, unsigned who, Deed deed) const;
  template <class D> typename D::Bool may(const State<D>& before, unsigned who, Deed deed) const;

  SharedAddressConfig config_;
};

template <class D> Step<D, SharedAddressState<D>> SharedAddress::tick(const State<D>& before) const {
  using Ticks = typename State<D>::Ticks;
  Step<D, State<D>> step{true, false, before};
  for (const auto& connection : before.connections) {
    step.enabled = step.enabled & !(connection.to_server.present | connection.to_client.present);
  }
  typename D::Bool ages = false;  // otherwise nothing changes
  for (auto& latest : step.next.latest) {
    ages = ages | (latest > Ticks(0));
    latest = D::select(latest > Ticks(0), latest - 1, latest);
  }
  for (auto& connection : step.next.connections) {
    ages = ages | connection.syn_sent;
    connection.syn_sent = false;
  }
  step.enabled = step.enabled & ages;
  step.next.turned_away = false;
  return step;
}

/// What the configuration, or the user, asks besides what TCP does.
template <class D> typename D::Bool SharedAddress::may(const State<D>& before, unsigned who, Deed deed) const {
  const auto& connection = before.connections[who];
  switch (deed) {
    case Deed::Open:
      return !(connection.syn_sent | (typename D::Bool(who == 0 && !config_.a_comes_back) & before.a_has_opened));
    case Deed::SendsSynAgain:  // all else is answered at once
      return (connection.client.state == model::State::SynSent) & !connection.syn_sent;
    case Deed::ClientReceives: return connection.to_client.present;
    case Deed::ClientCloses: return connection.client.state == model::State::CloseWait;
    case Deed::ServerReceives: return connection.to_server.present;
    case Deed::ServerCloses: return connection.server.state == model::State::Established;
    case Deed::Recycles: break;
  }
  return true;
}

template <class D>
Step<D, SharedAddressState<D>> SharedAddress::act(const State<D>& before, unsigned who, Deed deed) const {
  using Ticks = typename State<D>::Ticks;
  Step<D, State<D>> step{may<D>(before, who, deed), false, before};
  step.next.turned_away = false;
  auto& connection = step.next.connections[who];
  Tcb<D>& tcb = is_at_server(deed) ? connection.server : connection.client;
  Line<D>& in = is_at_server(deed) ? connection.to_server : connection.to_client;
  Line<D>& out = is_at_server(deed) ? connection.to_client : connection.to_server;
  const Ticks present(present_of(who));
  Ticks& latest = step.next.latest[memory_of(who)];

  Event<D> event{event_of(deed)};
  event.iss = typename D::Seq{} + (is_at_server(deed) ? 8U : 0U);
  if (event.kind == EventKind::SegmentArrives) {
    event.segment = in.segment;
    in = Line<D>{};
    const auto is_old = present < latest;
    step.next.turned_away = typename D::Bool(deed == Deed::ServerReceives) & event.segment.syn &
                            (tcb.state == model::State::Listen) & is_old;
  }
  Rules rules;
  rules.retry_limit = Rules::kUnlimited;
  const Reaction<D> r = D::merge(react, rules, tcb, event);
  const Tcb<D> given = tcb;
  step.enabled = step.enabled & r.accepted;
  step.held_back = step.enabled & r.sends & out.present & !step.next.turned_away;
  step.enabled = step.enabled & !step.held_back;
  const auto sends = r.sends & !step.next.turned_away;
  out.present = out.present | sends;
  out.segment = D::select(sends, r.segment, out.segment);
  tcb = D::select(step.next.turned_away, given, r.tcb);
  if (deed == Deed::Open || deed == Deed::SendsSynAgain) connection.syn_sent = true;
  if (deed == Deed::Open && who == 0 && !config_.a_comes_back) step.next.a_has_opened = true;
  if (is_at_server(deed)) {
    using StateOf = typename D::template Enum<model::State>;
    tcb.state = D::select(tcb.state == model::State::Closed, StateOf(model::State::Listen), tcb.state);
    const auto waits = (tcb.state == model::State::TimeWait) & (given.state != model::State::TimeWait);
    latest = D::select(waits & (latest < present), present, latest);
    step.next.remembers = before.remembers | waits;
  }
  return step;
}

/// Timers and what is under way come to their turn; clocks tick; nobody has to open.
template <class S> Fairness SharedAddress::fairness(const S&, unsigned action, unsigned) const {
  if (action == kTick) return {Fairness::Kind::Strong, action};
  const auto deed = Deed(action % kDeeds);
  if (deed == Deed::Open || deed == Deed::ServerCloses) return {};
  return {Fairness::Kind::Weak, action};
}

}  // namespace finalack::model
