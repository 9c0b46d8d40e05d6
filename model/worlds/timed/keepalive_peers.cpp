#include "model/worlds/timed/keepalive_peers.hpp"

#include <stdexcept>

#include "model/domain/ticks.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::model {

namespace {

using Numbers = KeepaliveExchange::Numbers;

/// Numbers that mean nothing by themselves: each side's ISS.
Tcb<Numbers> established(unsigned side) {
  const auto iss = [](unsigned of) { return Numbers::Seq(of == kClient ? 0 : 8); };
  Tcb<Numbers> tcb;
  tcb.state = State::Established;
  tcb.iss = iss(side);
  tcb.irs = iss(1 - side);
  tcb.snd_una = tcb.snd_nxt = tcb.iss + 1;
  tcb.rcv_nxt = tcb.irs + 1;
  return tcb;
}

Event<Numbers> arrival(const Segment<Numbers>& segment) {
  Event<Numbers> event{EventKind::SegmentArrives};
  event.segment = segment;
  return event;
}

}  // namespace

KeepaliveExchange::KeepaliveExchange(const KeepaliveConfig& config) {
  Rules rules;
  rules.keepalive = config.keepalive;
  rules.acks_at_will = true;
  const Tcb<Numbers> server = established(kServer);
  const Tcb<Numbers> client = config.client == KeepaliveClient::Restarted ? Tcb<Numbers>{} : established(kClient);
  const auto takes = [&](const Segment<Numbers>& segment) {
    return State(react(rules, server, arrival(segment)).tcb.state);
  };

  const auto asks = react(rules, server, Event<Numbers>{EventKind::KeepaliveTimeout});
  probes = bool(asks.sends);
  probe = asks.segment;
  if (probes && State(asks.tcb.state) != State::Established)
    throw std::logic_error("a probe changes the server's state");
  if (probes && config.client != KeepaliveClient::Vanished) {
    const auto answers = react(rules, client, arrival(probe));
    answered = bool(answers.sends);
    answer = answers.segment;
    if (answered) after_answer = takes(answer);
  }
  if (config.client == KeepaliveClient::Speaks) {
    const auto says = react(rules, client, Event<Numbers>{EventKind::DelayedAckTimeout});
    speaks = bool(says.sends);
    word = says.segment;
    after_word = takes(word);
  }
  after_giving_up = react(rules, server, Event<Numbers>{EventKind::UserTimeout}).tcb.state;
}

KeepalivePeers::KeepalivePeers(KeepaliveConfig config) : config_(config), exchange_(config) {
  if (config.probes < 1 || config.probes > 14) throw std::logic_error("1 to 14 probes can be counted");
  deeds_ = {Deed::TimePasses};
  if (exchange_.probes) deeds_.push_back(Deed::KeepaliveTimeout);
  if (exchange_.probes && config.client != KeepaliveClient::Vanished) deeds_.push_back(Deed::ClientReceives);
  if (exchange_.answered || exchange_.speaks) deeds_.push_back(Deed::ServerReceives);
  if (exchange_.speaks) deeds_.push_back(Deed::ClientSpeaks);
  if (config.outage) deeds_.insert(deeds_.end(), {Deed::OutageBegins, Deed::OutageEnds});
}

std::vector<ActionKind> KeepalivePeers::actions() const {
  static constexpr const char* names[] = {
      "time passes",  "server keepalive timeout",   "client receives",         "server receives",
      "client sends", "network: the outage begins", "network: the outage ends"};
  std::vector<ActionKind> kinds;
  for (const Deed deed : deeds_) {
    const bool two = deed == Deed::TimePasses || (deed == Deed::ServerReceives && exchange_.speaks);
    kinds.push_back({names[static_cast<std::size_t>(deed)], two ? 2U : 1U});
  }
  return kinds;
}

template <class D> KeepaliveState<D> KeepalivePeers::initial(const KeepaliveParameters<D>& parameters) const {
  KeepaliveState<D> state;
  state.server = model::State::Established;
  state.due = parameters.idle;
  return state;
}

template <class D> typename D::Bool KeepalivePeers::timer_runs(const KeepaliveState<D>& state) const {
  return state.is_established() & typename D::Bool(exchange_.probes);
}

template <class D>
typename D::Bool KeepalivePeers::may_pass(const KeepaliveState<D>& state, const typename D::Time& delay) const {
  const auto until = state.now + delay;
  return ((!state.anything_under_way()) | (delay == typename D::Time(0))) &
         ((!timer_runs(state)) | (until <= state.due)) & ((!state.out) | (until <= state.back));
}

template <class D> KeepaliveState<D> KeepalivePeers::later(KeepaliveState<D> state, const typename D::Time& delay) {
  state.now = state.now + delay;
  return state;
}

template <class D>
Step<D, KeepaliveState<D>> KeepalivePeers::time_passes(const KeepaliveState<D>& state,
                                                       const KeepaliveInputs<D>& inputs) const {
  using Time = typename D::Time;
  const auto runs = timer_runs(state);
  const auto first = D::select(state.out & ((!runs) | (state.back < state.due)), state.back, state.due);
  const auto jumps = inputs.argument == typename D::template Bits<4>(1);
  const Time delay = D::select(jumps, first - state.now, Time(1));
  Step<D, KeepaliveState<D>> step{may_pass<D>(state, delay) & (delay > Time(0)), false, later<D>(state, delay)};
  step.enabled = step.enabled & ((!jumps) | (delay > Time(1))) & ((!jumps) | runs | state.out);
  return step;
}

template <class D>
void KeepalivePeers::timer_fires(const KeepaliveParameters<D>& parameters, Step<D, KeepaliveState<D>>& step) const {
  using Count = typename D::template Bits<4>;
  using StateOf = typename D::template Enum<model::State>;
  KeepaliveState<D>& next = step.next;
  step.enabled = step.enabled & timer_runs(next) & (next.due <= next.now) & !next.anything_under_way();
  const auto gives_up = next.probes == Count(config_.probes);
  next.history.killed_good = next.history.killed_good | (gives_up & typename D::Bool(client_is_there()));
  next.server = D::select(gives_up, StateOf(exchange_.after_giving_up), next.server);
  next.probe = (!gives_up) & (!next.out) & typename D::Bool(config_.client != KeepaliveClient::Vanished);
  next.probes = D::select(gives_up, next.probes, next.probes + Count(1));
  next.due = D::select(gives_up, next.due, next.due + parameters.interval);
}

template <class D>
void KeepalivePeers::server_receives(const KeepaliveParameters<D>& parameters, Step<D, KeepaliveState<D>>& step,
                                     const KeepaliveInputs<D>& inputs) const {
  using Count = typename D::template Bits<4>;
  using StateOf = typename D::template Enum<model::State>;
  KeepaliveState<D>& next = step.next;
  const auto is_answer = inputs.argument == Count(0);
  const auto is_taken = next.is_established();
  step.enabled = step.enabled & ((is_answer & next.answer) | ((inputs.argument == Count(1)) & next.word));
  const auto after = D::select(is_answer, StateOf(exchange_.after_answer), StateOf(exchange_.after_word));
  next.history.survived = next.history.survived | (is_taken & next.over);
  next.server = D::select(is_taken, after, next.server);
  next.probes = D::select(is_taken, Count(0), next.probes);
  const auto stays = next.is_established();
  next.heard = D::select(stays, next.now, next.heard);
  next.due = D::select(stays, next.now + parameters.idle, next.due);
  next.word = next.word & is_answer;
  next.answer = next.answer & !is_answer;
}

template <class D>
Step<D, KeepaliveState<D>> KeepalivePeers::step(const KeepaliveParameters<D>& parameters,
                                                const KeepaliveState<D>& state, unsigned action,
                                                const KeepaliveInputs<D>& inputs) const {
  using Bool = typename D::Bool;
  const Deed deed = deeds_[action];
  if (deed == Deed::TimePasses) return time_passes<D>(state, inputs);
  Step<D, KeepaliveState<D>> step{true, false, state};
  KeepaliveState<D>& next = step.next;
  // The network that is to be back now is so before anything else happens.
  if (deed != Deed::OutageEnds) step.enabled = !(state.out & (state.back <= state.now));
  switch (deed) {
    case Deed::TimePasses: break;
    case Deed::KeepaliveTimeout: timer_fires<D>(parameters, step); break;
    case Deed::ClientReceives:
      step.enabled = step.enabled & state.probe;
      next.probe = false;
      next.answer = Bool(exchange_.answered) & !state.out;
      break;
    case Deed::ServerReceives: server_receives<D>(parameters, step, inputs); break;
    case Deed::ClientSpeaks:  // twice at one instant adds nothing
      step.enabled = step.enabled & state.is_established() & (!state.word) & !state.out;
      next.word = true;
      break;
    case Deed::OutageBegins:
      step.enabled = step.enabled & !(state.out | state.over);
      next.out = true;
      next.back = state.now + parameters.outage;
      break;
    case Deed::OutageEnds:
      step.enabled = state.out & (state.back <= state.now);
      next.out = false;
      next.over = true;
      break;
  }
  const auto freed = state.is_established() & next.is_freed();
  next.history.held_longer = next.history.held_longer | (freed & (state.heard + parameters.bound < state.now));
  next.history.freed_before_bound =
      next.history.freed_before_bound | (freed & (state.now < state.heard + parameters.bound));
  return step;
}

#define FINALACK_INSTANTIATE(...)                                                                                    \
  template KeepaliveState<__VA_ARGS__> KeepalivePeers::initial<__VA_ARGS__>(const KeepaliveParameters<__VA_ARGS__>&) \
      const;                                                                                                         \
  template Step<__VA_ARGS__, KeepaliveState<__VA_ARGS__>> KeepalivePeers::step<__VA_ARGS__>(                         \
      const KeepaliveParameters<__VA_ARGS__>&, const KeepaliveState<__VA_ARGS__>&, unsigned,                         \
      const KeepaliveInputs<__VA_ARGS__>&) const;                                                                    \
  template __VA_ARGS__::Bool KeepalivePeers::may_pass<__VA_ARGS__>(const KeepaliveState<__VA_ARGS__>&,               \
                                                                   const __VA_ARGS__::Time&) const;                  \
  template KeepaliveState<__VA_ARGS__> KeepalivePeers::later<__VA_ARGS__>(KeepaliveState<__VA_ARGS__>,               \
                                                                          const __VA_ARGS__::Time&);
FINALACK_INSTANTIATE(Symbolic)
FINALACK_INSTANTIATE(InTicks<Symbolic>)
FINALACK_INSTANTIATE(InTicks<Concrete<5>>)
FINALACK_INSTANTIATE(InTicks<Concrete<6>>)
FINALACK_INSTANTIATE(InTicks<Concrete<32>>)

}  // namespace finalack::model
