#include "checker/timed/tick_system.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "checker/concrete_system.hpp"
#include "checker/errors.hpp"

namespace finalack::checker {

namespace {

/// What a deadline can be, counted from the beginning, fits into a model::concrete::Time. Six losses at most are asked
/// for, so a FIN that is sent within 63 RTO arrives and so does its ACK, 2 MSL later; the timer of the last FIN before
/// that, if it doubles, is due after twice that time and an RTO.
constexpr unsigned kMostTicks = 8000;
constexpr unsigned kLatest = 2 * (63 * kMostTicks + 2 * kMostTicks) + kMostTicks;
static_assert(kLatest < (1U << model::concrete::Time::bits));
/// Of numbers below 10^9 each: their least common denominator and what it multiplies stay within 64 bits.
constexpr std::int64_t kMostDenominator = 1'000'000'000;

constexpr unsigned kTimePasses = 0;   ///< the world's first kind: a tick
constexpr std::uint16_t kLost = 1;    ///< the choice of what is sent being lost
constexpr std::uint16_t kChoice = 7;  ///< where in an action's choices that is

/// The timed world with its parameters, in the shape of model/world.hpp.
struct TickWorld {
  template <class D> using State = model::TimedState<D>;
  using Numbers = model::ReactionTable::Numbers;

  model::TimedPeers peers;
  TickParameters parameters;

  std::string name() const { return "two peers in time"; }
  std::vector<model::ActionKind> actions() const { return peers.actions(); }
  std::vector<std::string> parties() const { return {"client", "server"}; }
  model::Scope scope() const {
    model::Scope scope;
    scope.bounds = {{"MSL", std::to_string(parameters.msl.raw()) + " ticks"},
                    {"RTO", std::to_string(parameters.rto.raw()) + " ticks"},
                    {"W", std::to_string(parameters.w.raw()) + " ticks"}};
    for (auto& bound : peers.hosts().bounds()) scope.bounds.push_back(std::move(bound));
    scope.bounds.push_back({"in flight", std::to_string(peers.config().capacity)});
    return scope;
  }
  template <class D> State<D> initial() const { return peers.initial<D>(parameters); }
  template <class D>
  model::Step<D, State<D>> step(const State<D>& state, unsigned action,
                                const typename D::template Bits<4>& argument) const {
    model::TimedInputs<D> inputs;
    inputs.argument = argument;
    inputs.lose = D::choose(2) == 1;
    return peers.step<D>(parameters, state, action, inputs);
  }
  void canonicalise(TickState& state) const { peers.canonicalise(state); }
  model::Story narrate(const TickState& before, Action action, const TickState& after) const {
    return peers.narrate(parameters, before, action, after);
  }
};

/// A run of a world that merges ACKs, step by step in one that may not, where the ACKs that were merged are under way
/// as well: they, and the RSTs that they draw, arrive when they have to.
class Follower {
 public:
  Follower(const TickWorld& world, const model::TimedPeers& found_in)
      : world_(world),
        found_in_(found_in),
        followed_(found_in.initial<TickWorld::Numbers>(world.parameters)),
        state_(world.initial<TickWorld::Numbers>()) {}

  std::optional<Trace> follow(const TimedRun& run) {
    const auto& entries = found_in_.hosts().entries();
    std::int64_t now = 0;
    for (const TimedStepTaken& step : run.steps) {
      if (step.at.denominator != 1) throw InternalError("a step between two ticks");
      for (; now < step.at.numerator; ++now) {
        if (!deliver_what_is_due() || !take({kTimePasses, 0, 0})) return std::nullopt;
        followed_ = model::TimedPeers::later<TickWorld::Numbers>(followed_, 1);
      }
      Action action{static_cast<std::uint8_t>(step.kind), 0, static_cast<std::uint16_t>(step.lose ? kLost : 0)};
      if (entries[step.kind].deed == model::TimedDeed::Deliver) {
        const auto& flight = followed_.network[step.argument];
        action.argument = first_slot(
            [&](const auto& other) { return other.to_server == flight.to_server && other.segment == flight.segment; });
      } else if (!deliver_what_is_due()) {
        return std::nullopt;
      }
      model::TimedInputs<TickWorld::Numbers> inputs;
      inputs.argument = step.argument;
      inputs.lose = step.lose;
      followed_ = found_in_.step<TickWorld::Numbers>(world_.parameters, followed_, step.kind, inputs).next;
      if (!take(action)) return std::nullopt;
    }
    return trace_;
  }

 private:
  /// Of the flights that are so, the one that arrives first; the number of slots if there is none.
  template <class IsSo> std::uint8_t first_slot(IsSo&& is_so) const {
    std::size_t first = state_.network.size();
    for (std::size_t i = 0; i < state_.network.size(); ++i) {
      const auto& flight = state_.network[i];
      if (!flight.present || !is_so(flight)) continue;
      if (first == state_.network.size() || flight.deadline < state_.network[first].deadline) first = i;
    }
    return static_cast<std::uint8_t>(first);
  }

  /// But for FINs, which arrive when the run says so.
  bool deliver_what_is_due() {
    while (true) {
      const std::uint8_t slot = first_slot([&](const auto& flight) {
        return flight.deadline == state_.ends.now && flight.segment != world_.peers.hosts().fin();
      });
      if (slot == state_.network.size()) return true;
      const unsigned side = state_.network[slot].to_server ? model::kServer : model::kClient;
      const auto& entries = world_.peers.hosts().entries();
      const auto delivery = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.deed == model::TimedDeed::Deliver && entry.side == side;
      });
      if (!take({static_cast<std::uint8_t>(delivery - entries.begin()), slot, 0})) return false;
    }
  }

  bool take(Action action) {
    model::TimedInputs<TickWorld::Numbers> inputs;
    inputs.argument = action.argument;
    inputs.lose = action.choices == kLost;
    const auto step = world_.peers.step<TickWorld::Numbers>(world_.parameters, state_, action.kind, inputs);
    if (!step.enabled) return false;
    state_ = step.next;
    trace_.actions.push_back(action);
    return true;
  }

  const TickWorld& world_;
  const model::TimedPeers& found_in_;
  TickState followed_;  ///< in the world in which the run was found
  TickState state_;
  Trace trace_;
};

}  // namespace

std::unique_ptr<System> tick_system(const model::TimedPeers& world, const std::vector<unsigned>& ticks,
                                    std::vector<TickPredicate> predicates) {
  for (const unsigned n : ticks) {
    if (n < 1 || n > kMostTicks)
      throw UsageError(fmt::format("a parameter of {} ticks: 1 to {} can be counted", n, kMostTicks));
  }
  TickWorld tick{
      world,
      {model::concrete::Time(ticks.at(0)), model::concrete::Time(ticks.at(1)), model::concrete::Time(ticks.at(2))}};
  std::vector<NamedPredicate<TickState>> named;
  for (TickPredicate& p : predicates) named.push_back({std::move(p.name), std::move(p.holds)});
  return std::make_unique<ConcreteSystem<TickWorld, 5>>(std::move(tick), std::move(named));
}

TickPoint in_ticks(const std::vector<Rational>& point, unsigned finely) {
  std::int64_t common = 1;
  for (const Rational& r : point) {
    common = std::lcm(common, r.denominator);
    if (common > kMostDenominator) {
      throw UsageError(fmt::format("{} has no small common measure with the others: give rounder numbers", r.text()));
    }
  }
  std::int64_t measure = 0;  // in parts of the common denominator
  for (const Rational& r : point) measure = std::gcd(measure, r.numerator * (common / r.denominator));
  TickPoint scaled;
  for (const Rational& r : point) {
    const std::int64_t ticks = r.numerator * (common / r.denominator) / measure * static_cast<std::int64_t>(finely);
    if (ticks < 1 || ticks > kMostTicks) {
      throw UsageError(
          fmt::format("{} needs {} ticks, {} to the common measure; 1 to {} can be counted: give rounder numbers",
                      r.text(), ticks, finely, kMostTicks));
    }
    scaled.ticks.push_back(static_cast<unsigned>(ticks));
  }
  scaled.tick = reduced({measure, common * static_cast<std::int64_t>(finely)});
  return scaled;
}

Rational time_of(std::int64_t ticks, const TickPoint& scale) {
  return reduced({ticks * scale.tick.numerator, scale.tick.denominator});
}

TimedRun timed_run(const Trace& trace, const TickPoint& scale, const std::vector<Rational>& point) {
  TimedRun run;
  run.parameters = point;
  std::int64_t ticks = 0;
  for (const Action& action : trace.actions) {
    if (action.kind == kTimePasses) {
      ++ticks;
      continue;
    }
    run.steps.push_back({time_of(ticks, scale), action.kind, action.argument, (action.choices & kChoice) == kLost});
  }
  return run;
}

std::optional<Trace> trace_on(const System& system, const model::TimedPeers& found_in, const TimedRun& run) {
  return Follower(dynamic_cast<const ConcreteSystem<TickWorld, 5>&>(system).world(), found_in).follow(run);
}

}  // namespace finalack::checker
