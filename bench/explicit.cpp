// Explicit search: transitions per second and bytes per state on the default three-way configuration, on one thread.
//
// `Opening` is that configuration with nothing watched and one predicate asked; with a monitor it has more states, and
// every step is observed. `PlainStates` is the same search over states as the world packs them, without collapsing:
// what the collapsed form is worth (on a smaller network, for it is slow).
#include <benchmark/benchmark.h>

#include "checker/concrete_system.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/worlds/two_peers_system.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"
#include "properties/two_peers_subject.hpp"

namespace finalack::bench {
namespace {

using namespace properties;
using model::Concrete;

void search(benchmark::State& state, const checker::System& system) {
  checker::SearchStatistics seen;
  std::uint64_t transitions = 0;
  for (auto _ : state) {
    checker::check_explicit(system, {{checker::Property::Kind::Never, 0, {}, {}}}, {}, {}, &seen);
    transitions += seen.transitions;
  }
  if (!seen.exhausted) state.SkipWithError("the search did not end");
  state.counters["states"] = static_cast<double>(seen.states);
  state.counters["bytes/state"] = seen.bytes_per_state();
  state.counters["transitions/s"] = benchmark::Counter(static_cast<double>(transitions), benchmark::Counter::kIsRate);
}

model::TwoPeersConfig opening_in_flight(unsigned capacity) {
  model::TwoPeersConfig config = opening(Bounds::Default);
  config.network.capacity = capacity;
  return config;
}

template <template <class> class... Monitors> void collapsed(benchmark::State& state) {
  const auto holds = [](const auto& w) { return w.quiet() & !w.quiet(); };  // never: the search sees everything
  const auto capacity = static_cast<unsigned>(state.range(0));
  const auto system =
      checker::two_peers_system<5>(model::TwoPeersBase(opening_in_flight(capacity)), watches<Monitors...>().at_5,
                                   {predicate<Monitors...>("contradiction", holds).at_5});
  search(state, *system);
}

void Opening(benchmark::State& state) { collapsed(state); }
void OpeningWatched(benchmark::State& state) { collapsed<Acquaintance>(state); }

void PlainStates(benchmark::State& state) {
  using World = model::TwoPeers<>;
  const auto capacity = static_cast<unsigned>(state.range(0));
  const checker::ConcreteSystem<World, 5> system(World(opening_in_flight(capacity)),
                                                 {{"nothing", [](const auto&) { return false; }}});
  search(state, system);
}

BENCHMARK(Opening)->ArgName("in_flight")->Arg(3)->Arg(2)->Unit(benchmark::kMillisecond);
BENCHMARK(OpeningWatched)->ArgName("in_flight")->Arg(3)->Unit(benchmark::kMillisecond);
BENCHMARK(PlainStates)->ArgName("in_flight")->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace finalack::bench

BENCHMARK_MAIN();
