// The cross-check on one thread: steps of the implementation (calls, arrivals, timeouts, segments sent) per second,
// with the oracle on; and how long it takes to be drawn.
#include <memory>

#include <benchmark/benchmark.h>

#include "conform/crosscheck/generate.hpp"

namespace finalack::conform {
namespace {

constexpr std::size_t kLength = 100;

Case drawn(std::uint64_t number, Coverage* coverage) {
  Random random(seed_of_run(1, number));
  Case value{draw_settings(random), draw_settings(random), {}};
  World world(value, coverage);
  while (value.commands.size() < kLength) {
    value.commands.push_back(draw_command(random, world));
    world.apply(value.commands.back());
  }
  return value;
}

void drawing_and_checking(benchmark::State& state) {
  const auto coverage = std::make_unique<Coverage>();
  std::uint64_t steps = 0;
  std::uint64_t number = 0;
  for (auto _ : state) {
    Random random(seed_of_run(1, number++));
    Case value{draw_settings(random), draw_settings(random), {}};
    World world(value, coverage.get());
    for (std::size_t i = 0; i < kLength; ++i) world.apply(draw_command(random, world));
    if (world.violation()) state.SkipWithError("a rule was broken");
    steps += world.steps();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}
BENCHMARK(drawing_and_checking);

void checking(benchmark::State& state) {
  std::vector<Case> cases;
  for (std::uint64_t number = 0; number < 500; ++number) cases.push_back(drawn(number, nullptr));
  std::uint64_t steps = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const World world = run(cases[next++ % cases.size()]);
    steps += world.steps();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}
BENCHMARK(checking);

}  // namespace
}  // namespace finalack::conform

BENCHMARK_MAIN();
