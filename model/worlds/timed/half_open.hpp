// A half-open entry in time: a server in SYN-RECEIVED whose SYN,ACK is sent again and again, and a client that is
// ESTABLISHED, because only the third segment was lost.
//
// The network may lose whatever is sent. What it carries takes no time: it arrives at the instant at which it is sent.
// The retransmission timer doubles (RFC 6298 (5.5)); how often it is sent again is the rules' retry_limit. Time is
// counted from the first SYN,ACK, in ticks. What arrives at the instant at which a timer is due arrives before it
// fires.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"
#include "model/world.hpp"

namespace finalack::model {

struct HalfOpenConfig {
  unsigned retry_limit = 1;  ///< 0 to 3
  std::uint32_t rto = 2;     ///< ticks: the timer at first; its sum must stay below 4096
  std::uint32_t bound = 6;   ///< ticks: what claims compare the entry's end with
  std::uint32_t tick = 500;  ///< milliseconds

  auto operator<=>(const HalfOpenConfig&) const = default;
};

template <class D> struct HalfOpenState {
  using Time = typename D::template Bits<12>;
  BOOST_HANA_DEFINE_STRUCT(HalfOpenState<D>,                                    //
                           (Tcb<D>, client), (Tcb<D>, server),                  //
                           (typename D::Bool, asked), (Segment<D>, syn_ack),    // under way to the client
                           (typename D::Bool, answered), (Segment<D>, answer),  // to the server
                           (Time, now), (Time, due), (Time, interval),          // of the retransmission timer
                           (typename D::Bool, gave_up),                         // the server has freed the entry
                           (typename D::Bool, at_another_time));                // than the bound says

  typename D::Bool is_half_open() const { return server.state == model::State::SynReceived; }
};

class HalfOpen {
 public:
  template <class D> using State = HalfOpenState<D>;

  explicit HalfOpen(HalfOpenConfig config) : config_(config) {}
  friend bool operator==(const HalfOpen& a, const HalfOpen& b) { return a.config_ == b.config_; }

  std::string name() const { return "a half-open entry"; }
  std::vector<std::string> parties() const { return {"client", "server"}; }
  std::vector<ActionKind> actions() const {
    return {{"time passes"}, {"server retransmission timeout"}, {"client receives"}, {"server receives"}};
  }
  Scope scope() const;

  template <class D> State<D> initial() const;
  template <class D>
  Step<D, State<D>> step(const State<D>& before, unsigned action, const typename D::template Bits<4>&) const;
  template <unsigned Width> void canonicalise(HalfOpenState<Concrete<Width>>& state) const {
    if (!state.is_half_open()) state.now = state.due = state.interval = 0;
  }
  template <class S> Fairness fairness(const S&, unsigned action, unsigned) const {
    return {Fairness::Kind::Weak, action};
  }
  template <unsigned Width>
  Story narrate(const HalfOpenState<Concrete<Width>>& before, Action action,
                const HalfOpenState<Concrete<Width>>& after) const;
  /// The time, in milliseconds.
  template <class S> std::int64_t clock(const S& state) const { return std::int64_t{state.now.raw()} * config_.tick; }

 private:
  enum Kind : unsigned { kTime, kTimer, kClientReceives, kServerReceives };
  Rules rules() const {
    Rules rules;
    rules.retry_limit = config_.retry_limit;
    return rules;
  }

  HalfOpenConfig config_;
};

template <class D> HalfOpenState<D> HalfOpen::initial() const {
  using Seq = typename D::Seq;
  State<D> state;
  Tcb<D>& client = state.client;
  Tcb<D>& server = state.server;
  client.state = model::State::Established;
  client.snd_una = client.snd_nxt = client.iss + 1;
  client.irs = Seq{} + 8U;
  client.rcv_nxt = client.irs + 1;
  server.state = model::State::SynReceived;
  server.passive = true;
  server.iss = server.snd_una = client.irs;
  server.snd_nxt = server.iss + 1;
  server.rcv_nxt = server.irs + 1;
  state.due = state.interval = config_.rto;
  return state;
}

template <class D>
Step<D, HalfOpenState<D>> HalfOpen::step(const State<D>& before, unsigned action,
                                         const typename D::template Bits<4>&) const {
  using Time = typename State<D>::Time;
  Step<D, State<D>> step{true, false, before};
  State<D>& next = step.next;
  const auto under_way = before.asked | before.answered;
  const auto waits = before.is_half_open();
  if (action == kTime) {  // nothing happens before the timer is due; without a timer, nothing any more
    next.now = D::select(waits, before.due, before.now + Time(1));
    step.enabled = (!under_way) & ((!waits) | (before.now < before.due));
    return step;
  }
  const bool lost = D::choose(2) == 1;
  Event<D> event{action == kTimer ? EventKind::RetransmissionTimeout : EventKind::SegmentArrives};
  if (action == kClientReceives) event.segment = before.syn_ack;
  if (action == kServerReceives) event.segment = before.answer;
  const bool at_client = action == kClientReceives;
  const Reaction<D> r = D::merge(react, rules(), at_client ? before.client : before.server, event);
  step.enabled = r.accepted & (r.sends | !typename D::Bool(lost));
  (at_client ? next.client : next.server) = r.tcb;
  if (action == kTimer) {
    step.enabled = step.enabled & waits & (!under_way) & (before.due <= before.now);
    next.interval = before.interval + before.interval;
    next.due = before.now + next.interval;
    next.gave_up = !next.is_half_open();
    next.at_another_time = next.gave_up & (before.now != Time(config_.bound));
  } else {
    step.enabled = step.enabled & (at_client ? before.asked : before.answered);
  }
  auto& arrives = at_client ? next.answered : next.asked;
  auto& segment = at_client ? next.answer : next.syn_ack;
  arrives = r.sends & !typename D::Bool(lost);
  segment = D::select(arrives, r.segment, Segment<D>{});
  if (at_client) {
    next.asked = false;
    next.syn_ack = Segment<D>{};
  }
  if (action == kServerReceives) {
    next.answered = false;
    next.answer = Segment<D>{};
  }
  return step;
}

}  // namespace finalack::model
