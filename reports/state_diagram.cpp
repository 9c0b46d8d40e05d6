#include "reports/state_diagram.hpp"

#include <unordered_set>

#include "checker/concrete_system.hpp"
#include "model/react/react.hpp"
#include "model/worlds/segment_text.hpp"
#include "model/worlds/two_peers.hpp"

namespace finalack::reports {

namespace {

using model::EventKind;
using model::State;
using D = model::Concrete<5>;
using Tcb = model::Tcb<D>;
using Segment = model::Segment<D>;

/// A value and its packed form, by which it is recognised.
template <class T> using Pool = std::map<std::array<std::uint64_t, 4>, T>;

template <class T> void add(Pool<T>& pool, const T& value) {
  std::array<std::uint64_t, 4> key{};
  model::BitWriter writer(key.data());
  model::pack_into(writer, value);
  pool.emplace(key, value);
}

/// A TCB, and a segment on its way to it.
struct Encounter {
  BOOST_HANA_DEFINE_STRUCT(Encounter, (Tcb, tcb), (Segment, segment));
};

struct Sample {
  Pool<Tcb> tcbs;
  Pool<Encounter> encounters;
};

/// Everything that one endpoint meets in the reachable states of the world.
void collect(const model::TwoPeersConfig& config, Sample& sample) {
  const checker::ConcreteSystem<model::TwoPeers<>, 5> system{model::TwoPeers<>(config)};
  const auto hash = [](const checker::PackedState& state) {
    std::size_t h = 0;
    for (const checker::Word word : state) h = (h ^ word) * 0x9E3779B97F4A7C15U;
    return h;
  };
  std::unordered_set<checker::PackedState, decltype(hash)> seen(1U << 16U, hash);
  std::vector<checker::PackedState> open{system.initial()};
  seen.insert(open.front());
  checker::Successors successors;
  while (!open.empty()) {
    const checker::PackedState state = std::move(open.back());
    open.pop_back();
    const auto core = system.unpack(state.data()).core;
    for (unsigned side = 0; side < 2; ++side) {
      add(sample.tcbs, core.hosts[side].tcb);
      for (const auto& flight : core.network) {
        const bool to_me = flight.present && bool(flight.to_server) == (side == model::kServer);
        if (to_me) add(sample.encounters, Encounter{core.hosts[side].tcb, flight.segment});
      }
    }
    system.expand(state.data(), successors);
    for (std::size_t i = 0; i < successors.size(); ++i) {
      const auto* words = successors.words.data() + i * system.words();
      checker::PackedState next(words, words + system.words());
      if (seen.insert(next).second) open.push_back(std::move(next));
    }
  }
}

/// A client that opens to a listener and sends, and two that open to each other: both may do everything else that a
/// user can.
Sample sample_of(const model::Rules& rules) {
  model::TwoPeersConfig config;
  config.rules = rules;
  config.network = {
      .capacity = 2, .loses = true, .duplicates = false, .reorders = true, .outlives = true, .fair = false};
  config.users[0] = {.opens = 1, .sends = 1, .closes = true, .aborts = true};
  config.users[1] = {.listens = true, .closes = true, .aborts = true};
  Sample sample;
  collect(config, sample);
  config.users[1] = {.opens = 1, .closes = true};
  config.users[0] = config.users[1];
  collect(config, sample);
  for (const State state : {State::Closed, State::Listen}) {
    Tcb tcb;
    tcb.state = state;
    add(sample.tcbs, tcb);
  }
  return sample;
}

/// What figure 5 says of an acknowledgment: whether it is that of the SYN, or of the FIN, that was sent last.
std::string acknowledged(const Tcb& tcb, const Segment& segment) {
  if (!segment.ack || segment.rst || tcb.snd_una == tcb.snd_nxt || segment.ack_number != tcb.snd_nxt) return "";
  switch (tcb.state) {
    case State::SynSent:
    case State::SynReceived: return " of SYN";
    case State::FinWait1:
    case State::Closing:
    case State::LastAck: return " of FIN";
    default: return "";
  }
}

std::string name_of_event(const Tcb& tcb, const model::Event<D>& event) {
  switch (event.kind) {
    case EventKind::OpenPassive: return "passive OPEN";
    case EventKind::OpenActive: return "active OPEN";
    case EventKind::OpenActiveWithText: return "active OPEN with text";
    case EventKind::Send: return "SEND";
    case EventKind::Receive: return "RECEIVE";
    case EventKind::Close: return "CLOSE";
    case EventKind::Abort: return "ABORT";
    case EventKind::SegmentArrives:
      return "rcv " + model::control_bits<5>(event.segment) + acknowledged(tcb, event.segment);
    case EventKind::RetransmissionTimeout: return "gives up";
    case EventKind::TimeWaitTimeout: return "2MSL timeout";
    case EventKind::FinWait2Timeout: return "FIN-WAIT-2 timeout";
    case EventKind::DelayedAckTimeout: return "delayed-ACK timeout";
    case EventKind::Transmit: return "transmits";
    case EventKind::UserTimeout: return "USER TIMEOUT";
    case EventKind::KeepaliveTimeout: return "keepalive timeout";
  }
  return "";
}

using Edges = std::map<std::pair<State, State>, std::set<std::string>>;

/// Puts the event to the TCB, once for every way that the model leaves open.
void react_to(const model::Rules& rules, const Tcb& tcb, const model::Event<D>& event, Edges& edges) {
  model::Choices choices;
  const model::ChoosingWith choosing(choices);
  do {
    choices.rewind();
    const model::Reaction<D> reaction = model::react(rules, tcb, event);
    const State from = tcb.state;
    const State to = reaction.tcb.state;
    if (!reaction.accepted || from == to) continue;
    std::string label = name_of_event(tcb, event);
    if (reaction.sends) label += " / snd " + model::control_bits<5>(reaction.segment);
    edges[{from, to}].insert(label);
  } while (choices.next());
}

}  // namespace

std::vector<Edge> state_diagram(const model::Rules& rules) {
  const Sample sample = sample_of(rules);
  Edges edges;
  for (const auto& [key, tcb] : sample.tcbs) {
    for (const EventKind kind :
         {EventKind::OpenPassive, EventKind::OpenActive, EventKind::Send, EventKind::Receive, EventKind::Close,
          EventKind::Abort, EventKind::RetransmissionTimeout, EventKind::TimeWaitTimeout, EventKind::FinWait2Timeout,
          EventKind::DelayedAckTimeout, EventKind::Transmit}) {
      react_to(rules, tcb, {kind, {}, {}}, edges);
    }
  }
  for (const auto& [key, encounter] : sample.encounters) {
    react_to(rules, encounter.tcb, {EventKind::SegmentArrives, encounter.segment, {}}, edges);
  }
  std::vector<Edge> out;
  for (auto& [ends, labels] : edges) out.push_back({ends.first, ends.second, std::move(labels)});
  return out;
}

const std::map<std::string, model::Rules>& named_rules() {
  static const std::map<std::string, model::Rules> rules = [] {
    std::map<std::string, model::Rules> all;
    all["rfc"] = {};
    all["two-way"].handshake = model::Handshake::TwoWay;
    all["four-way"].handshake = model::Handshake::FourWay;
    all["merged-fin"].closing = model::Closing::MergedFin;
    all["no-final-ack"].closing = model::Closing::NoFinalAck;
    all["no-time-wait"].closing = model::Closing::NoTimeWait;
    all["rfc5961"].rfc5961 = true;
    return all;
  }();
  return rules;
}

}  // namespace finalack::reports
