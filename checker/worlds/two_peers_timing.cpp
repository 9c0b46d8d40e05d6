#include "checker/worlds/two_peers_timing.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "model/react/react.hpp"
#include "model/worlds/segment_text.hpp"

namespace finalack::checker {

namespace {

using model::Deed;
using model::State;

enum TimerKind : std::uint8_t { kRetransmission, kTimeWait, kFinWait2, kDelayedAck, kTimers };

struct TimerOf {
  Deed fires;
  model::EventKind event;
  const char* name;
};

constexpr std::array<TimerOf, kTimers> kTimerOf{
    {{Deed::RetransmissionTimeout, model::EventKind::RetransmissionTimeout, "retransmission timer"},
     {Deed::TimeWaitTimeout, model::EventKind::TimeWaitTimeout, "TIME-WAIT timer"},
     {Deed::FinWait2Timeout, model::EventKind::FinWait2Timeout, "FIN-WAIT-2 timer"},
     {Deed::DelayedAckTimeout, model::EventKind::DelayedAckTimeout, "delayed ACK"}}};

bool is_opening(State state) { return state == State::SynSent || state == State::SynReceived; }

template <unsigned Width> class Run {
 public:
  using D = model::Concrete<Width>;
  using Core = model::TwoPeersCore<D>;
  using Tcb = model::Tcb<D>;

  Run(const model::TwoPeersBase& world, const std::vector<Core>& cores, const std::vector<model::Action>& actions,
      const TimingParameters& parameters)
      : world_(world), cores_(cores), parameters_(parameters) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      model::Choices choices(actions[i].choices);
      const model::ChoosingWith choosing(choices);
      const auto argument = typename D::template Bits<4>(actions[i].argument);
      steps_.push_back(world.begin_core<D>(cores[i], actions[i].kind, argument).what);
    }
  }

  std::vector<TimeBound> bounds() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (steps_[i].deed != Deed::Lose) let_timers_run(i, steps_[i].at_server ? model::kServer : model::kClient);
    }
    for (unsigned side = 0; side < 2; ++side) {
      for (unsigned kind = 0; kind < kTimers; ++kind) {
        if (sides_[side].timers[kind].runs) end(steps_.size() - 1, side, kind, false);
      }
    }
    let_segments_arrive();
    return std::move(bounds_);
  }

 private:
  struct Timer {
    bool runs = false;
    std::size_t started = 0;
    Milliseconds wait = 0;
  };
  struct Side {
    std::array<Timer, kTimers> timers;
    unsigned retries = 0;    ///< since SND.UNA advanced last
    bool syn_again = false;  ///< this incarnation's SYN was retransmitted
    std::vector<std::pair<std::size_t, unsigned>> fired;
  };

  std::string owner(unsigned side) const { return "the " + world_.config().names[side] + "'s "; }

  bool runs(const Tcb& tcb, unsigned kind) const {
    if (kind == kDelayedAck) return bool(tcb.ack_owed);
    return bool(model::react(world_.config().rules, tcb, model::Event<D>{kTimerOf[kind].event}).accepted);
  }

  /// The peer's FIN arrives again in TIME-WAIT, and is answered.
  static bool is_fin_again(const model::Happening<D>& step, const Tcb& before, const Tcb& after) {
    if (before.state != State::TimeWait || after.state != State::TimeWait) return false;
    if (!step.consumed.present || !step.consumed.segment.fin) return false;
    const auto end = step.consumed.segment.seq + length(step.consumed.segment);
    return bool(end == after.rcv_nxt) && (step.emitted.present || after.ack_owed);
  }

  Milliseconds wait_of(unsigned kind, const Side& side, State state) const {
    switch (kind) {
      case kTimeWait: return parameters_.in_time_wait();
      case kFinWait2: return parameters_.fin_wait_2;
      case kDelayedAck: return parameters_.delayed_ack;
      default: break;
    }
    Milliseconds rto = parameters_.rto;
    if (side.syn_again && !is_opening(state)) rto = std::max(rto, parameters_.rto_after_lost_syn);
    return parameters_.backoff == Backoff::Constant ? rto : rto << std::min(side.retries, 32U);
  }

  /// Step `i` of this side's: which timers it ends, and starts.
  void let_timers_run(std::size_t i, unsigned acting) {
    const model::Happening<D>& step = steps_[i];
    const Tcb& before = cores_[i].hosts[acting].tcb;
    const Tcb& after = cores_[i + 1].hosts[acting].tcb;
    Side& side = sides_[acting];
    const bool advances = step.begins || bool(before.snd_una != after.snd_una);
    const Deed deed = step.deed;
    const bool retransmits = deed == Deed::RetransmissionTimeout;
    if (step.begins) side.syn_again = false;
    if (retransmits && is_opening(before.state)) side.syn_again = true;
    side.retries = advances ? 0 : side.retries + (retransmits ? 1 : 0);

    for (unsigned kind = 0; kind < kTimers; ++kind) {
      Timer& timer = side.timers[kind];
      const bool fires = deed == kTimerOf[kind].fires;
      const bool restarts =
          fires || (kind == kRetransmission && advances) || (kind == kTimeWait && is_fin_again(step, before, after));
      const bool goes_on = runs(after, kind);
      if (timer.runs && (restarts || !goes_on)) end(i, acting, kind, fires);
      if (goes_on && !timer.runs) timer = {true, i, wait_of(kind, side, after.state)};
    }
  }

  /// A timer fires in step `i`, or is stopped in it; or the run ends there.
  void end(std::size_t i, unsigned acting, unsigned kind, bool fires) {
    Side& side = sides_[acting];
    Timer& timer = side.timers[kind];
    timer.runs = false;
    const bool is_exact = fires && kind != kDelayedAck;
    if (is_exact) side.fired.emplace_back(i, kind);
    const std::string name = owner(acting) + kTimerOf[kind].name;
    TimeBound bound{timer.started, i, {}, timer.wait, fires ? name : name + " is due then"};
    if (is_exact) bound.at_least = timer.wait;
    bounds_.push_back(std::move(bound));
  }

  /// What the side had in flight before step `i` is no longer the current incarnation's.
  bool outdates(std::size_t i, bool server) const {
    const auto exists = [&](std::size_t at) {
      const State state = cores_[at].hosts[server ? model::kServer : model::kClient].tcb.state;
      return state != State::Closed && state != State::Listen;
    };
    const bool acts = steps_[i].deed != Deed::Lose && bool(steps_[i].at_server) == server;
    return (acts && steps_[i].begins) || (exists(i) && !exists(i + 1));
  }

  /// The step in which what arrives in step `i` was sent: of equal segments, the last.
  std::size_t sent_in(std::size_t i, const std::vector<bool>& arrived) const {
    const model::Flight<D>& arriving = steps_[i].consumed;
    bool is_current = true;
    for (std::size_t sent = i; sent-- > 0;) {
      model::Flight<D> flight = steps_[sent].emitted;
      if (flight.present && !arrived[sent]) {
        flight.current = is_current;
        bool equal = true;
        model::for_each_leaf([&](const auto& x, const auto& y) { equal = equal && bool(x == y); }, flight, arriving);
        if (equal) return sent;
      }
      if (outdates(sent, bool(!arriving.to_server))) is_current = false;
    }
    throw InternalError("a segment arrives that was never sent");
  }

  /// From the last arrival to the first, so that where nothing is copied each takes the last one that is left.
  void let_segments_arrive() {
    const bool copies = world_.config().network.duplicates;
    std::vector<bool> arrived(steps_.size(), false);
    for (std::size_t i = steps_.size(); i-- > 0;) {
      const model::Happening<D>& step = steps_[i];
      if (step.deed != Deed::Deliver && step.deed != Deed::DeliverAndKeep) continue;
      const std::size_t sent = sent_in(i, arrived);
      arrived[sent] = !copies;
      const unsigned receiver = step.at_server ? model::kServer : model::kClient;
      const std::string what = model::control_bits<Width>(step.consumed.segment);
      bounds_.push_back({sent, i, {}, parameters_.msl, owner(1 - receiver) + what + " lives one MSL"});
      arrives_before_timer(i, sent, receiver);
    }
  }

  /// The rule for ties.
  void arrives_before_timer(std::size_t i, std::size_t sent, unsigned receiver) {
    const auto& fired = sides_[receiver].fired;
    const auto next = std::find_if(fired.begin(), fired.end(), [&](const auto& f) { return f.first > i; });
    if (next == fired.begin()) return;
    const auto [last, kind] = *(next - 1);
    if (last <= sent) return;
    const std::string name = owner(receiver) + kTimerOf[kind].name;
    bounds_.push_back({last, i, 1, {}, "at the same instant it would arrive before " + name + " fires"});
  }

  const model::TwoPeersBase& world_;
  const std::vector<Core>& cores_;
  const TimingParameters& parameters_;
  std::vector<model::Happening<D>> steps_;
  std::array<Side, 2> sides_;
  std::vector<TimeBound> bounds_;
};

}  // namespace

template <unsigned Width>
std::vector<TimeBound> two_peers_time_bounds(const model::TwoPeersBase& world,
                                             const std::vector<model::TwoPeersCore<model::Concrete<Width>>>& cores,
                                             const std::vector<model::Action>& actions,
                                             const TimingParameters& parameters) {
  return Run<Width>(world, cores, actions, parameters).bounds();
}

#define FINALACK_INSTANTIATE(WIDTH)                                                                \
  template std::vector<TimeBound> two_peers_time_bounds<WIDTH>(                                    \
      const model::TwoPeersBase&, const std::vector<model::TwoPeersCore<model::Concrete<WIDTH>>>&, \
      const std::vector<model::Action>&, const TimingParameters&);
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::checker
