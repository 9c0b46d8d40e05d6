#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "model/domain/symbolic.hpp"
#include "model/worlds/timed/timed_steps.hpp"

namespace finalack::model {

namespace {

using Numbers = ReactionTable::Numbers;

/// Numbers that mean nothing by themselves: each side's ISS.
constexpr std::uint32_t kFirst[2] = {0, 8};

Tcb<Numbers> established(unsigned side) {
  Tcb<Numbers> tcb;
  tcb.state = State::Established;
  tcb.iss = Numbers::Seq(kFirst[side]);
  tcb.irs = Numbers::Seq(kFirst[1 - side]);
  tcb.snd_una = tcb.snd_nxt = tcb.iss + 1;
  tcb.rcv_nxt = tcb.irs + 1;
  return tcb;
}

/// The two hosts at the moment at which the server's FIN is sent: the client has closed, and all that came of it has arrived.
struct AtLastAck {
  std::array<Tcb<Numbers>, 2> hosts;
  Segment<Numbers> fin;
};

AtLastAck at_last_ack(const Rules& rules) {
  AtLastAck now{{established(kClient), established(kServer)}, {}};
  const auto happens = [&](unsigned side, Event<Numbers> event) {
    const Reaction<Numbers> r = react(rules, now.hosts[side], event);
    if (!r.accepted || !r.sends) throw std::logic_error("the orderly close does not come to its last FIN");
    now.hosts[side] = r.tcb;
    return r.segment;
  };
  const auto arrives = [](const Segment<Numbers>& segment) {
    Event<Numbers> event{EventKind::SegmentArrives};
    event.segment = segment;
    return event;
  };
  const auto clients_fin = happens(kClient, Event<Numbers>{EventKind::Close});
  const auto its_ack = happens(kServer, arrives(clients_fin));
  now.hosts[kClient] = react(rules, now.hosts[kClient], arrives(its_ack)).tcb;
  now.fin = happens(kServer, Event<Numbers>{EventKind::Close});
  return now;
}

}  // namespace

TimedPeers::TimedPeers(TimedConfig config) : config_(config) {
  if (config_.capacity > TimedState<Numbers>::kMostFlights) throw std::logic_error("a network of at most 16 segments");
  const bool from_established = config_.beginning == Beginning::Established;
  ReactionTable::Hosts first;
  std::vector<Segment<Numbers>> in_flight;
  AtLastAck last_ack;
  if (from_established) {
    for (unsigned side = 0; side < 2; ++side) first[side] = {established(side)};
  } else {
    last_ack = at_last_ack(config_.rules);
    for (unsigned side = 0; side < 2; ++side) first[side] = {last_ack.hosts[side]};
    in_flight = {last_ack.fin};
  }
  table_ = std::make_shared<const ReactionTable>(config_.rules, ReactionTable::Users{}, first, in_flight);
  if (!from_established) first_segment_ = table_->segment_of(last_ack.fin);

  entries_ = {{TimedDeed::Tick}};
  for (unsigned side = 0; side < 2; ++side) {
    if (from_established) entries_.push_back({TimedDeed::Close, side});
    entries_.push_back({TimedDeed::Deliver, side});
    entries_.push_back({TimedDeed::RetransmissionTimeout, side});
  }
  entries_.push_back({TimedDeed::TimeWaitTimeout, kClient});
  if (from_established) entries_.push_back({TimedDeed::TimeWaitTimeout, kServer});
}

std::vector<ActionKind> TimedPeers::actions() const {
  static constexpr const char* verbs[] = {"time passes", "CLOSE", "receives", "retransmission timeout", "time-wait timeout"};
  std::vector<ActionKind> kinds;
  for (const Entry& entry : entries_) {
    const std::string verb = verbs[static_cast<std::size_t>(entry.deed)];
    if (entry.deed == TimedDeed::Tick) {
      kinds.push_back({verb});
    } else {
      kinds.push_back({(entry.side == kServer ? "server " : "client ") + verb,
                       entry.deed == TimedDeed::Deliver ? config_.capacity : 1});
    }
  }
  return kinds;
}

Scope TimedPeers::scope() const {
  const auto count = [](unsigned n) { return std::to_string(n); };
  Scope scope;
  scope.bounds = {{"time", "ticks"},
                  {"lost FINs", count(config_.fins_to_lose)},
                  {"lost ACKs", count(config_.acks_to_lose)},
                  {"backoff", config_.backoff == Backoff::Constant ? "constant" : "exponential"},
                  {"in flight", count(config_.capacity)}};
  return scope;
}

void TimedPeers::canonicalise(TimedState<Numbers>& state) const {
  const auto now = state.now;
  const auto from_now = [&](concrete::Time& moment) {
    if (moment != concrete::Time(0)) moment = moment - now;
  };
  for (auto& host : state.hosts) {
    // A timer that is off stands at zero, and one that is due now would, too; which of the two it is, the host's number says.
    from_now(host.retransmission);
    from_now(host.time_wait);
  }
  for (auto& flight : state.network) {
    if (flight.present) flight.deadline = flight.deadline - now;
  }
  state.now = 0;
  std::sort(state.network.begin(), state.network.end(), [](const auto& a, const auto& b) {
    const auto key = [](const TimedFlight<Numbers>& f) {
      return std::tuple(f.present.raw() == 0, f.to_server.raw(), f.segment.raw(), f.deadline.raw());
    };
    return key(a) < key(b);
  });
}

template TimedState<Numbers> TimedPeers::initial<Numbers>(const TimeParameters<Numbers>&) const;
template TimedState<Symbolic> TimedPeers::initial<Symbolic>(const TimeParameters<Symbolic>&) const;

#define FINALACK_INSTANTIATE(D)                                                                                         \
  template Step<D, TimedState<D>> TimedPeers::step<D>(const TimeParameters<D>&, const TimedState<D>&, unsigned,         \
                                                      const D::Bits<4>&, const D::Bool&) const;                         \
  template D::Bool TimedPeers::may_pass<D>(const TimedState<D>&, const D::Time&) const;                                 \
  template TimedState<D> TimedPeers::later<D>(TimedState<D>, const D::Time&);                                           \
  template D::Bool TimedPeers::is_in<D>(const TimedState<D>&, unsigned, std::initializer_list<State>) const;            \
  template D::Bool TimedPeers::is_quiet<D>(const TimedState<D>&) const;
FINALACK_INSTANTIATE(Numbers)
FINALACK_INSTANTIATE(Symbolic)

}  // namespace finalack::model
