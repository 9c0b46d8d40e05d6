// How long the regions of time-wait.final-ack take to be found and proved, for each number of lost ACKs and FINs.
#include "properties/timed/synthesis.hpp"

#include <benchmark/benchmark.h>

namespace {

using finalack::model::Backoff;
using namespace finalack::properties;

void synthesis(benchmark::State& state) {
  const auto acks = static_cast<unsigned>(state.range(0));
  const auto fins = static_cast<unsigned>(state.range(1));
  const Backoff backoff = state.range(2) == 0 ? Backoff::Constant : Backoff::Exponential;
  for (auto _ : state) {
    const SynthesisAnswer answer = synthesize({"time-wait.final-ack", acks, fins, backoff, {}}, {});
    if (answer.result.outside != finalack::checker::SynthesisResult::Outside::Proved) {
      state.SkipWithError("not proved");
      return;
    }
    state.SetLabel(answer.condition);
    state.counters["pieces"] = static_cast<double>(answer.result.region.pieces.size());
  }
}

void losses(benchmark::internal::Benchmark* bench) {
  for (const int doubling : {0, 1}) {
    for (int acks = 0; acks <= 3; ++acks) {
      for (int fins = 0; acks + fins <= 3; ++fins) bench->Args({acks, fins, doubling});
    }
  }
  bench->ArgNames({"acks", "fins", "doubling"})->Unit(benchmark::kSecond)->Iterations(1);
}
BENCHMARK(synthesis)->Apply(losses);

}  // namespace

BENCHMARK_MAIN();
