// Exploring the implementation: whole states per second of two real connections, on one thread.
//
// The largest configuration of `finalack verify --subject impl`: text both ways, either side closes.
#include <memory>

#include <benchmark/benchmark.h>

#include "checker/explicit_engine.hpp"
#include "conform/world/real_system.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"

namespace finalack::bench {
namespace {

using conform::world::Domain;
using conform::world::RealPeers;

model::TwoPeersConfig text_both_ways() {
  model::TwoPeersConfig config = properties::closing(1, 1)(properties::Bounds::Default);
  config.rules.retry_limit = model::Rules::kUnlimited;
  config.network.capacity = 2;
  return config;
}

template <template <class> class... Monitors> void explore(benchmark::State& state) {
  const auto watch = std::make_shared<model::WatchedBy<Domain, Monitors...>>();
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  for (auto _ : state) {
    const auto system = conform::world::real_system(RealPeers(text_both_ways()), watch, {});
    const checker::SearchStatistics seen = checker::explore(*system, {});
    if (!seen.exhausted) state.SkipWithError("the search did not end");
    states += seen.states;
    transitions += seen.transitions;
    state.counters["states"] = static_cast<double>(seen.states);
    state.counters["bytes/state"] = seen.bytes_per_state();
  }
  state.counters["states/s"] = benchmark::Counter(static_cast<double>(states), benchmark::Counter::kIsRate);
  state.counters["transitions/s"] = benchmark::Counter(static_cast<double>(transitions), benchmark::Counter::kIsRate);
}

void TextBothWays(benchmark::State& state) { explore(state); }
void TextBothWaysWatched(benchmark::State& state) { explore<properties::Delivery>(state); }

BENCHMARK(TextBothWays)->Unit(benchmark::kSecond);
BENCHMARK(TextBothWaysWatched)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace finalack::bench

BENCHMARK_MAIN();
