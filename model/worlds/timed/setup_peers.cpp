#include "model/worlds/timed/setup_peers.hpp"

#include <stdexcept>

#include "model/domain/ticks.hpp"

namespace finalack::model {

namespace {

using Numbers = ReactionTable::Numbers;

constexpr unsigned kMostToLose = 15;

/// The two hosts when the server has just answered the client's SYN, and its answer.
struct Opened {
  ReactionTable::Hosts hosts;
  Segment<Numbers> syn_ack;
};

Opened opened(const Rules& rules) {
  Choices first_answers;  // where react has a choice at all, the table refuses the rules
  const ChoosingWith choosing(first_answers);
  const auto happens = [&](const Tcb<Numbers>& tcb, Event<Numbers> event, std::uint32_t iss) {
    event.iss = Numbers::Seq(iss);  // means nothing by itself
    const Reaction<Numbers> r = react(rules, tcb, event);
    if (!r.accepted || !r.sends) throw std::logic_error("the handshake does not come to its second segment");
    return r;
  };
  const auto asks = happens({}, {EventKind::OpenActive}, 0);
  const auto listens = react(rules, Tcb<Numbers>{}, {EventKind::OpenPassive});
  const auto answers = happens(listens.tcb, {EventKind::SegmentArrives, asks.segment}, 8);
  return {{{{asks.tcb}, {answers.tcb}}}, answers.segment};
}

template <class D> SetupFlight<D> flight(const typename SetupState<D>::Id& segment, const typename D::Time& deadline) {
  SetupFlight<D> sent;
  sent.present = true;
  sent.segment = segment;
  sent.deadline = deadline;
  return sent;
}

/// Takes the first of the SYN,ACKs that are under way out of the network.
template <class D> SetupFlight<D> first_of(std::array<SetupFlight<D>, SetupState<D>::kMostSynAcks>& flights) {
  SetupFlight<D> first;
  for (auto& candidate : flights) {
    const typename D::Bool is_first = candidate.present & !first.present;
    first = D::select(is_first, candidate, first);
    candidate = D::select(is_first, SetupFlight<D>{}, candidate);
  }
  return first;
}

/// Of all that is in flight.
template <class D, class F> typename D::Bool for_all_flights(const SetupState<D>& state, F&& holds) {
  typename D::Bool all = true;
  const auto look = [&](const SetupFlight<D>& sent) { all = all & ((!sent.present) | holds(sent)); };
  for (const auto& sent : state.syn_acks) look(sent);
  for (const auto* sent : {&state.answer, &state.text, &state.reset}) look(*sent);
  return all;
}

}  // namespace

/// An outcome of the table in a domain's values.
template <class D> struct SetupPeers::Outcome {
  BOOST_HANA_DEFINE_STRUCT(Outcome<D>,                               //
                           (typename D::Bool, accepted),             //
                           (typename D::template Bits<6>, host),     //
                           (typename D::Bool, sends),                //
                           (typename D::Bool, sends_rst),            //
                           (typename D::template Bits<6>, segment),  //
                           (typename D::Bool, timer_off),            //
                           (SetupHistory<D>, history));

  /// `arrived`: the segment that came; none if it was the host's own user, or its timer.
  static Outcome of(const ReactionTable& table, unsigned side, unsigned host, const ReactionTable::Outcome& outcome,
                    unsigned arrived) {
    using enum model::State;
    Outcome out;
    out.accepted = outcome.accepted;
    if (!outcome.accepted) return out;
    const model::State before = table.hosts(side)[host].state;
    const model::State after = table.hosts(side)[outcome.host].state;
    const auto& came = table.segments()[arrived];
    const auto& sent = table.segments()[outcome.segment];
    out.host = outcome.host;
    out.sends = outcome.segment != ReactionTable::kNoSegment;
    const bool is_reset{sent.rst};
    out.sends_rst = is_reset;
    out.segment = outcome.segment;
    out.timer_off = outcome.timer == ReactionTable::Timer::Off;
    if (side == kClient) {
      out.history.was_reset = bool(came.rst) && before != Closed && after == Closed;
    } else {
      const bool half_open = before == SynReceived;
      out.history.completed = bool(came.text) && half_open && after == Established;
      out.history.failed = bool(came.text) && after != Established;
      out.history.drew_rst = bool(came.text) && is_reset;
      out.history.gave_up = arrived == ReactionTable::kNoSegment && half_open && after != SynReceived;
    }
    return out;
  }
  /// Nothing is unsaid that was said before.
  void note(SetupHistory<D>& so_far) const {
    for_each_leaf([](auto& was, const auto& is) { was = was | is; }, so_far, history);
  }
};

SetupPeers::SetupPeers(SetupConfig config) : config_(config) {
  if (config.retry_limit >= SetupState<Numbers>::kMostSynAcks) throw std::logic_error("at most 5 retransmissions");
  const auto countable = [](unsigned losses) { return losses <= kMostToLose || losses == Rules::kUnlimited; };
  if (!countable(config.answers_to_lose) || config.syn_acks_to_lose > kMostToLose)
    throw std::logic_error("at most 15 losses can be counted");
  Rules rules;
  rules.retry_limit = config.counted_by_tcb() ? config.retry_limit : Rules::kUnlimited;
  const Opened now = opened(rules);
  ReactionTable::Users users;
  users.closes = {false, false};
  users.says = {1, 0};
  users.retransmits = {false, true};
  users.gives_up = {false, !config.counted_by_tcb()};
  table_ = std::make_shared<ReactionTable>(rules, users, now.hosts, std::vector{now.syn_ack});
  for (unsigned side = 0; side < 2; ++side) first_hosts_[side] = table_->host_of(side, now.hosts[side].front());
  syn_ack_ = table_->segment_of(now.syn_ack);
  deeds_ = {Deed::TimePasses, Deed::RetransmissionTimeout, Deed::ClientReceives, Deed::ClientSends,
            Deed::ServerReceives};
  if (config.answers_to_lose > 0) deeds_.push_back(Deed::AnswerIsLost);
  if (config.syn_acks_to_lose > 0) deeds_.push_back(Deed::SynAckIsLost);
}

std::vector<ActionKind> SetupPeers::actions() const {
  static constexpr const char* names[] = {"time passes",
                                          "server retransmission timeout",
                                          "client receives",
                                          "client receives, its answer is lost",
                                          "client SEND",
                                          "server receives",
                                          "network: loses a SYN,ACK"};
  std::vector<ActionKind> kinds;
  for (const Deed deed : deeds_) {
    const bool two = deed == Deed::TimePasses || deed == Deed::ClientReceives || deed == Deed::ServerReceives;
    kinds.push_back({names[static_cast<std::size_t>(deed)], two ? 2U : 1U});
  }
  return kinds;
}

template <class D, class Value, class Of> Value SetupPeers::by_host(const Id<D>& host, unsigned side, Of&& of) const {
  if constexpr (!D::is_symbolic) {
    return of(host.raw());
  } else {
    Value value = of(0U);
    const auto count = static_cast<unsigned>(table_->hosts(side).size());
    for (unsigned i = 1; i < count; ++i) value = D::select(host == Id<D>(i), of(i), value);
    return value;
  }
}

template <class D> typename D::Bool SetupPeers::is_in(const Id<D>& host, unsigned side, model::State in) const {
  using Bool = typename D::Bool;
  return by_host<D, Bool>(host, side,
                          [&](unsigned i) { return Bool(model::State(table_->hosts(side)[i].state) == in); });
}

template <class D> typename D::Bool SetupPeers::can(const Id<D>& host, unsigned side, LocalEvent event) const {
  using Bool = typename D::Bool;
  return by_host<D, Bool>(host, side, [&](unsigned i) { return Bool(table_->local(side, i, event).accepted); });
}

template <class D>
SetupPeers::Outcome<D> SetupPeers::arrival(const Id<D>& host, unsigned side, const Id<D>& segment) const {
  return by_host<D, Outcome<D>>(host, side, [&](unsigned i) {
    const auto of = [&](unsigned seg) { return Outcome<D>::of(*table_, side, i, table_->arrival(side, i, seg), seg); };
    if constexpr (!D::is_symbolic) {
      return of(segment.raw());
    } else {
      auto outcome = of(1);
      for (unsigned seg = 2; seg < table_->segments().size(); ++seg) {
        outcome = D::select(segment == Id<D>(seg), of(seg), outcome);
      }
      return outcome;
    }
  });
}

template <class D> SetupPeers::Outcome<D> SetupPeers::local(const Id<D>& host, unsigned side, LocalEvent event) const {
  return by_host<D, Outcome<D>>(host, side, [&](unsigned i) {
    return Outcome<D>::of(*table_, side, i, table_->local(side, i, event), ReactionTable::kNoSegment);
  });
}

template <class D> SetupState<D> SetupPeers::initial(const SetupParameters<D>& parameters) const {
  using Count = typename SetupState<D>::Count;
  SetupState<D> state;
  state.client = first_hosts_[kClient];
  state.server = first_hosts_[kServer];
  state.due = state.interval = parameters.rto;
  state.syn_acks[0] = flight<D>(syn_ack_, parameters.msl);
  state.sent = 1;
  state.syn_acks_to_lose = Count(config_.syn_acks_to_lose);
  state.answers_to_lose = Count(config_.answers_to_lose == Rules::kUnlimited ? 0 : config_.answers_to_lose);
  return state;
}

template <class D>
typename D::Bool SetupPeers::may_pass(const SetupState<D>& state, const typename D::Time& delay) const {
  const auto until = state.now + delay;
  return ((!can<D>(state.server, kServer, LocalEvent::RetransmissionTimeout)) | (until <= state.due)) &
         ((!has_yet_to_speak<D>(state)) | (until <= state.speaks_by)) &
         for_all_flights<D>(state, [&](const auto& sent) { return until <= sent.deadline; });
}

template <class D> SetupState<D> SetupPeers::later(SetupState<D> state, const typename D::Time& delay) {
  state.now = state.now + delay;
  state.timer_fired = state.timer_fired & (delay == typename D::Time(0));
  return state;
}

template <class D>
Step<D, SetupState<D>> SetupPeers::time_passes(const SetupState<D>& state, const SetupInputs<D>& inputs) const {
  using Count = typename SetupState<D>::Count;
  using Time = typename D::Time;
  typename D::Bool has_to = false;  // something
  Time first = state.now;
  const auto at = [&](const typename D::Bool& is_to, const Time& moment) {
    first = D::select(is_to & ((!has_to) | (moment < first)), moment, first);
    has_to = has_to | is_to;
  };
  at(can<D>(state.server, kServer, LocalEvent::RetransmissionTimeout), state.due);
  at(has_yet_to_speak<D>(state), state.speaks_by);
  for (const auto& sent : state.syn_acks) at(sent.present, sent.deadline);
  for (const auto* sent : {&state.answer, &state.text, &state.reset}) at(sent->present, sent->deadline);
  const auto by_one = inputs.argument == Count(0);
  const Time delay = D::select(by_one, Time(1), first - state.now);
  const auto further = has_to & (state.now + Time(1) < first) & (inputs.argument == Count(1));
  return {may_pass<D>(state, delay) & (by_one | further), false, later<D>(state, delay)};
}

template <class D>
void SetupPeers::timer_fires(const SetupParameters<D>& parameters, const SetupState<D>& before,
                             Step<D, SetupState<D>>& step) const {
  using Count = typename SetupState<D>::Count;
  using Time = typename D::Time;
  SetupState<D>& next = step.next;
  auto what = local<D>(before.server, kServer, LocalEvent::RetransmissionTimeout);
  if (!config_.counted_by_tcb()) {
    const typename D::Bool was_last = what.accepted & (before.sent == Count(config_.retry_limit + 1));
    what = D::select(was_last, local<D>(before.server, kServer, LocalEvent::UserTimeout), what);
  }
  const auto room = before.sent < Count(SetupState<D>::kMostSynAcks);
  const typename D::Bool due = what.accepted & (before.now == before.due) &
                               for_all_flights<D>(before, [&](const auto& sent) { return before.now < sent.deadline; });
  step.enabled = due & ((!what.sends) | room);
  step.held_back = due & what.sends & !room;
  next.timer_fired = true;
  next.server = what.host;
  const Time again = config_.backoff == Backoff::Exponential ? before.interval + before.interval : before.interval;
  next.interval = D::select(what.timer_off, Time(0), again);
  next.due = D::select(what.timer_off, Time(0), before.now + again);
  for (unsigned i = 1; i < SetupState<D>::kMostSynAcks; ++i) {
    next.syn_acks[i] = D::select(what.sends & (before.sent == Count(i)),
                                 flight<D>(what.segment, before.now + parameters.msl), before.syn_acks[i]);
  }
  next.sent = D::select(what.sends, before.sent + Count(1), before.sent);
  what.note(next.history);
}

template <class D>
void SetupPeers::client_receives(const SetupParameters<D>& parameters, const SetupState<D>& before,
                                 Step<D, SetupState<D>>& step, const typename D::Bool& is_reset,
                                 bool answer_is_lost) const {
  using Count = typename SetupState<D>::Count;
  SetupState<D>& next = step.next;
  const auto first = first_of<D>(next.syn_acks);
  const auto came = D::select(is_reset, before.reset, first);
  const auto what = arrival<D>(before.client, kClient, came.segment);
  step.enabled = came.present & !before.timer_fired;
  for (unsigned i = 0; i < SetupState<D>::kMostSynAcks; ++i) {
    next.syn_acks[i] = D::select(is_reset, before.syn_acks[i], next.syn_acks[i]);
  }
  next.reset = D::select(is_reset, SetupFlight<D>{}, before.reset);
  next.client = what.host;
  const typename D::Bool may_speak = has_yet_to_speak<D>(next);
  const auto by = D::select(has_yet_to_speak<D>(before), before.speaks_by, before.now + parameters.think);
  next.speaks_by = D::select(may_speak, by, typename D::Time(0));
  what.note(next.history);
  if (answer_is_lost) {
    step.enabled = step.enabled & what.sends;
    next.history.answer_lost = true;
    if (config_.answers_to_lose == Rules::kUnlimited) return;
    step.enabled = step.enabled & (before.answers_to_lose > Count(0));
    next.answers_to_lose = before.answers_to_lose - Count(1);
  } else {
    next.answer = D::select(what.sends & !before.answer.present, flight<D>(what.segment, before.now + parameters.msl),
                            before.answer);
  }
}

template <class D>
void SetupPeers::client_sends(const SetupParameters<D>& parameters, const SetupState<D>& before,
                              Step<D, SetupState<D>>& step) const {
  const auto what = local<D>(before.client, kClient, LocalEvent::Send);
  step.enabled = what.accepted;
  step.next.client = what.host;
  step.next.speaks_by = typename D::Time(0);
  step.next.text = flight<D>(what.segment, before.now + parameters.msl);
}

template <class D>
void SetupPeers::server_receives(const SetupParameters<D>& parameters, const SetupState<D>& before,
                                 Step<D, SetupState<D>>& step, const typename D::Bool& is_text) const {
  using Time = typename D::Time;
  SetupState<D>& next = step.next;
  const auto came = D::select(is_text, before.text, before.answer);
  const auto what = arrival<D>(before.server, kServer, came.segment);
  step.enabled = came.present & !before.timer_fired;
  next.text = D::select(is_text, SetupFlight<D>{}, before.text);
  next.answer = D::select(is_text, before.answer, SetupFlight<D>{});
  next.server = what.host;
  next.interval = D::select(what.timer_off, Time(0), before.interval);
  next.due = D::select(what.timer_off, Time(0), before.due);
  next.reset = D::select(what.sends_rst & !before.reset.present, flight<D>(what.segment, before.now + parameters.msl),
                         before.reset);
  what.note(next.history);
}

template <class D>
Step<D, SetupState<D>> SetupPeers::step(const SetupParameters<D>& parameters, const SetupState<D>& state,
                                        unsigned action, const SetupInputs<D>& inputs) const {
  using Count = typename SetupState<D>::Count;
  const Deed deed = deeds_[action];
  Step<D, SetupState<D>> step{true, false, state};
  const typename D::Bool second = inputs.argument == Count(1);
  switch (deed) {
    case Deed::TimePasses: return time_passes<D>(state, inputs);
    case Deed::RetransmissionTimeout: timer_fires<D>(parameters, state, step); return step;
    case Deed::ClientReceives: client_receives<D>(parameters, state, step, second, false); break;
    case Deed::AnswerIsLost: client_receives<D>(parameters, state, step, false, true); return step;
    case Deed::ClientSends: client_sends<D>(parameters, state, step); return step;
    case Deed::ServerReceives: server_receives<D>(parameters, state, step, second); break;
    case Deed::SynAckIsLost:
      step.enabled = first_of<D>(step.next.syn_acks).present & (state.syn_acks_to_lose > Count(0));
      step.next.syn_acks_to_lose = state.syn_acks_to_lose - Count(1);
      return step;
  }
  step.enabled = step.enabled & (inputs.argument < Count(2));
  return step;
}

#define FINALACK_INSTANTIATE(...)                                                                                     \
  template SetupState<__VA_ARGS__> SetupPeers::initial<__VA_ARGS__>(const SetupParameters<__VA_ARGS__>&) const;       \
  template Step<__VA_ARGS__, SetupState<__VA_ARGS__>> SetupPeers::step<__VA_ARGS__>(                                  \
      const SetupParameters<__VA_ARGS__>&, const SetupState<__VA_ARGS__>&, unsigned, const SetupInputs<__VA_ARGS__>&) \
      const;                                                                                                          \
  template __VA_ARGS__::Bool SetupPeers::may_pass<__VA_ARGS__>(const SetupState<__VA_ARGS__>&,                        \
                                                               const __VA_ARGS__::Time&) const;                       \
  template SetupState<__VA_ARGS__> SetupPeers::later<__VA_ARGS__>(SetupState<__VA_ARGS__>, const __VA_ARGS__::Time&); \
  template __VA_ARGS__::Bool SetupPeers::is_in<__VA_ARGS__>(const SetupState<__VA_ARGS__>::Id&, unsigned,             \
                                                            model::State) const;                                      \
  template __VA_ARGS__::Bool SetupPeers::can<__VA_ARGS__>(const SetupState<__VA_ARGS__>::Id&, unsigned, LocalEvent)   \
      const;
FINALACK_INSTANTIATE(Symbolic)
FINALACK_INSTANTIATE(InTicks<Symbolic>)
FINALACK_INSTANTIATE(InTicks<Concrete<5>>)
FINALACK_INSTANTIATE(InTicks<Concrete<6>>)
FINALACK_INSTANTIATE(InTicks<Concrete<32>>)

}  // namespace finalack::model
