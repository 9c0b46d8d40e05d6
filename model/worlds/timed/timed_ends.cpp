#include <stdexcept>

#include "model/domain/symbolic.hpp"
#include "model/worlds/timed/old_segments.hpp"
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

/// The two hosts before the server's CLOSE (the client has closed, and all that came of it has arrived), and what it
/// sends.
struct BeforeServersClose {
  std::array<Tcb<Numbers>, 2> hosts;
  Segment<Numbers> fin;
};

BeforeServersClose before_servers_close(const Rules& rules) {
  BeforeServersClose now{{established(kClient), established(kServer)}, {}};
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
  const auto before = now.hosts;
  now.fin = happens(kServer, Event<Numbers>{EventKind::Close});
  now.hosts = before;
  return now;
}

}  // namespace

TimedHosts::TimedHosts(TimedConfig config) : config_(config) {
  if (config_.capacity > TimedState<Numbers>::kMostFlights) throw std::logic_error("a network of at most 16 segments");
  const auto countable = [](unsigned losses) { return losses <= 15 || losses == Rules::kUnlimited; };
  if (!countable(config_.fins_to_lose) || !countable(config_.acks_to_lose)) throw std::logic_error("15 losses at most");
  const bool is_unlimited = config_.fins_to_lose == Rules::kUnlimited || config_.acks_to_lose == Rules::kUnlimited;
  if (is_unlimited && config_.backoff != Backoff::Constant) {
    throw std::logic_error("unlimited losses, and so a timer that doubles without end");
  }
  if (config_.fins_within_w && config_.fins_to_lose != Rules::kUnlimited) {
    throw std::logic_error("FINs that are counted, and counted otherwise");
  }
  const bool from_established = config_.beginning == Beginning::Established;
  Choices first_answers;  // where react has a choice at all, the table refuses the rules
  const ChoosingWith choosing(first_answers);
  const BeforeServersClose before = before_servers_close(config_.rules);
  ReactionTable::Hosts first;
  for (unsigned side = 0; side < 2; ++side) first[side] = {from_established ? established(side) : before.hosts[side]};
  table_ = std::make_shared<const ReactionTable>(config_.rules, ReactionTable::Users{{from_established, true}}, first,
                                                 std::vector<Segment<Numbers>>{before.fin});
  fin_ = table_->segment_of(before.fin);
  if (config_.reopens) {
    for (const auto& segment : table_->segments()) {
      mistaken_.push_back(mistake_in(config_.rules, State::Established, segment).has_value());
    }
  }

  entries_ = {{TimedDeed::Tick}};
  for (unsigned side = 0; side < 2; ++side) {
    if (from_established || side == kServer) entries_.push_back({TimedDeed::Close, side});
    entries_.push_back({TimedDeed::Deliver, side});
    entries_.push_back({TimedDeed::RetransmissionTimeout, side});
  }
  entries_.push_back({TimedDeed::TimeWaitTimeout, kClient});
  if (from_established) entries_.push_back({TimedDeed::TimeWaitTimeout, kServer});
  if (config_.reopens) entries_.push_back({TimedDeed::Reopen});
}

std::vector<ActionKind> TimedHosts::actions(unsigned arguments) const {
  static constexpr const char* verbs[] = {"time passes",       "CLOSE",          "receives", "retransmission timeout",
                                          "time-wait timeout", "both OPEN again"};
  std::vector<ActionKind> kinds;
  for (const Entry& entry : entries_) {
    const std::string verb = verbs[static_cast<std::size_t>(entry.deed)];
    if (entry.deed == TimedDeed::Tick || entry.deed == TimedDeed::Reopen) {
      kinds.push_back({verb});
    } else {
      kinds.push_back(
          {(entry.side == kServer ? "server " : "client ") + verb, entry.deed == TimedDeed::Deliver ? arguments : 1});
    }
  }
  return kinds;
}

std::vector<Scope::Bound> TimedHosts::bounds() const {
  const auto so_many = [](unsigned losses) {
    return losses == Rules::kUnlimited ? std::string("any number") : std::to_string(losses);
  };
  return {{"lost FINs", config_.fins_within_w ? "f, for any f: W >= (f + 1) RTO + MSL" : so_many(config_.fins_to_lose)},
          {"lost ACKs", so_many(config_.acks_to_lose)},
          {"backoff", config_.backoff == Backoff::Constant ? "constant" : "exponential"}};
}

#define FINALACK_INSTANTIATE(D)                                                                           \
  template TimedEnds<D> TimedHosts::initial_ends<D>(const TimeParameters<D>&) const;                      \
  template D::Bool TimedHosts::timers_allow<D>(const TimedEnds<D>&, const D::Time&) const;                \
  template TimedEnds<D> TimedHosts::later<D>(TimedEnds<D>, const D::Time&);                               \
  template TimedHosts::Sent<D> TimedHosts::arrives<D>(const TimeParameters<D>&, TimedEnds<D>&, unsigned,  \
                                                      const D::Bool&, const D::Bits<6>&) const;           \
  template TimedHosts::Sent<D> TimedHosts::acts<D>(const TimeParameters<D>&, TimedEnds<D>&, const Entry&, \
                                                   const D::Bool&) const;                                 \
  template D::Bool TimedHosts::is_in<D>(const TimedEnds<D>&, unsigned, std::initializer_list<State>) const;
FINALACK_INSTANTIATE(Numbers)
FINALACK_INSTANTIATE(Symbolic)

}  // namespace finalack::model
