// The shortest run that clocks allow, near one that they don't.
//
// A breadth-first search says from where the goal can be reached in how many steps. Then runs are tried in the order of
// their length, one step after the other: back as soon as the goal is too far, or no clocks allow what has been done so
// far (what clocks forbid at the beginning of a run, they forbid whatever follows).
#include <algorithm>
#include <limits>
#include <vector>

#include "checker/errors.hpp"
#include "checker/explicit/search.hpp"
#include "checker/replay.hpp"
#include "checker/timing/realisation.hpp"

namespace finalack::checker {

namespace {

using explicit_search::AnalysisCost;
using explicit_search::Budget;
using explicit_search::Edge;
using explicit_search::Exploration;
using explicit_search::Search;
using explicit_search::Sightings;
using explicit_search::StateIndex;
using explicit_search::Stop;

constexpr unsigned kFar = std::numeric_limits<unsigned>::max();
constexpr std::uint64_t kTries = 1'000'000;  ///< steps

bool ends_in_a_predicate(const Property& property) {
  return property.kind == Property::Kind::Never || property.kind == Property::Kind::Reachable;
}

/// Steps from each state to the nearest goal, backwards from the goals.
std::vector<unsigned> distances(const Exploration& found, const std::vector<bool>& is_goal) {
  std::vector<std::vector<StateIndex>> before(is_goal.size());
  for (StateIndex i = 0; i < found.expanded; ++i) {
    for (const Edge& edge : found.graph.edges_from(i)) before[edge.target].push_back(i);
  }
  std::vector<unsigned> distance(is_goal.size(), kFar);
  std::vector<StateIndex> order;
  for (StateIndex i = 0; i < is_goal.size(); ++i) {
    if (!is_goal[i]) continue;
    distance[i] = 0;
    order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    const StateIndex here = order[next];
    for (const StateIndex i : before[here]) {
      if (distance[i] != kFar) continue;
      distance[i] = distance[here] + 1;
      order.push_back(i);
    }
  }
  return distance;
}

/// Runs of a given length to a goal.
class Runs {
 public:
  Runs(const System& system, const Property& property, const Trace& untimed, const TimingParameters& parameters,
       const Exploration& found, Budget& budget)
      : system_(system),
        property_(property),
        parameters_(parameters),
        found_(found),
        budget_(budget),
        rests_(untimed.loop_start.has_value()),
        states_({system.raw_initial()}) {
    const PackedState last = system.canonical(replay(system, untimed).back().data());
    std::vector<bool> is_goal(found.table.size(), false);
    for (StateIndex i = 0; i < is_goal.size(); ++i) {
      is_goal[i] = ends_in_a_predicate(property) ? ((found.predicates(i) >> property.predicate) & 1U) != 0
                                                 : found.canonical_state(i) == last;
    }
    distance_ = distances(found, is_goal);
  }

  bool find(unsigned length) { return distance_[0] <= length && extend(0, length); }
  bool gave_up() const { return gave_up_; }
  Trace trace() const {
    Trace trace{actions_, {}};
    if (rests_) trace.loop_start = actions_.size();
    return trace;
  }

 private:
  bool extend(StateIndex here, unsigned left) {
    if (left == 0) return shows_it();
    Successors raw;
    system_.expand_raw(states_.back().data(), raw);
    std::vector<PackedState> classes;
    for (std::size_t i = 0; i < raw.size(); ++i) classes.push_back(system_.canonical(at(raw, i)));
    std::vector<StateIndex> targets;
    for (const Edge& edge : found_.graph.edges_from(here)) {
      const bool is_near = distance_[edge.target] <= left - 1 && (edge.target < found_.expanded || left == 1);
      if (!is_near || std::find(targets.begin(), targets.end(), edge.target) != targets.end()) continue;
      targets.push_back(edge.target);
      const PackedState wanted = found_.canonical_state(edge.target);
      for (std::size_t i = 0; i < raw.size(); ++i) {
        if (classes[i] != wanted) continue;
        gave_up_ = gave_up_ || budget_.spent() != Stop::None || ++tries_ > kTries;
        if (gave_up_) return false;
        states_.emplace_back(at(raw, i), at(raw, i) + system_.words());
        actions_.push_back(raw.actions[i]);
        if (is_timely() && extend(edge.target, left - 1)) return true;
        states_.pop_back();
        actions_.pop_back();
      }
    }
    return false;
  }

  const Word* at(const Successors& successors, std::size_t i) const {
    return successors.words.data() + i * system_.words();
  }
  bool is_timely() const {
    const auto bounds = system_.time_bounds(states_, actions_, parameters_);
    return bounds && least_times(actions_.size(), *bounds).has_value();
  }
  bool shows_it() const {
    try {
      confirm(system_, property_, trace());
      return true;
    } catch (const InternalError&) {
      return false;
    }
  }

  const System& system_;
  const Property& property_;
  const TimingParameters& parameters_;
  const Exploration& found_;
  Budget& budget_;
  const bool rests_;
  std::vector<unsigned> distance_;
  std::vector<PackedState> states_;
  std::vector<Action> actions_;
  std::uint64_t tries_ = 0;
  bool gave_up_ = false;
};

}  // namespace

RealisableRun realisable_run(const System& system, const Property& property, const Trace& untimed,
                             const TimingParameters& parameters, const Limits& limits, unsigned longer) {
  const auto length = static_cast<unsigned>(untimed.length());
  if (untimed.loop_start && *untimed.loop_start != untimed.length()) return {};
  Limits nearby = limits;
  nearby.depth = length + longer;
  const OnProgress silent;
  Budget budget(nearby, silent, system.name());
  const std::vector<Property> nothing_settles_it;
  Sightings sightings(nothing_settles_it);
  const Exploration found = Search(system, sightings, budget, AnalysisCost{true, 32, 8}).run();
  const bool saw_all = found.stop == Stop::None || found.stop == Stop::Depth;
  Runs runs(system, property, untimed, parameters, found, budget);
  RealisableRun result;
  for (unsigned steps = length; steps <= length + longer; ++steps) {
    if (runs.find(steps)) {
      result.trace = runs.trace();
      break;
    }
    if (!saw_all || runs.gave_up()) break;
    result.tried_up_to = steps;
  }
  return result;
}

}  // namespace finalack::checker
