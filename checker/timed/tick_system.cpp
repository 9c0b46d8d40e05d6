#include "checker/timed/tick_system.hpp"

#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "checker/concrete_system.hpp"
#include "checker/errors.hpp"

namespace finalack::checker {

namespace {

/// A timer that doubles is set seven times at most before an ACK arrives (six losses), to 64 RTO in the end: what its
/// deadline is then, counted from the beginning, fits into a model::concrete::Time.
constexpr unsigned kMostTicks = 8000;
constexpr unsigned kLatest = 127 * kMostTicks + 2 * kMostTicks;
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
  const std::int64_t parts = common * static_cast<std::int64_t>(finely);
  const std::int64_t divisor = std::gcd(measure, parts);
  scaled.tick = {measure / divisor, parts / divisor};
  return scaled;
}

Rational time_of(std::int64_t ticks, const TickPoint& scale) {
  const std::int64_t numerator = ticks * scale.tick.numerator;
  const std::int64_t divisor = std::gcd(numerator, scale.tick.denominator);
  return {numerator / divisor, scale.tick.denominator / divisor};
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

Trace trace_of(const TimedRun& run) {
  Trace trace;
  std::int64_t now = 0;
  for (const TimedStepTaken& step : run.steps) {
    if (step.at.denominator != 1) throw InternalError("a step between two ticks");
    for (; now < step.at.numerator; ++now) trace.actions.push_back({kTimePasses, 0, 0});
    trace.actions.push_back({static_cast<std::uint8_t>(step.kind), static_cast<std::uint8_t>(step.argument),
                             static_cast<std::uint16_t>(step.lose ? kLost : 0)});
  }
  return trace;
}

}  // namespace finalack::checker
