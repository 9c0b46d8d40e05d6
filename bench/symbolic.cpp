// Bounded model checking: lowering the whole world to Z3, the shortest leak of the two-way handshake of any kind, and
// the one that is taught (13 steps).
//
// A solver's time varies with its luck: the same question, asked twice in one process, takes the same time, but a
// change of a variable's name may double it.
#include <stdexcept>

#include <benchmark/benchmark.h>

#include "bench/find_case.hpp"
#include "checker/symbolic/relation.hpp"
#include "checker/worlds/two_peers_relation.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"
#include "properties/two_peers_subject.hpp"

namespace finalack::bench {
namespace {

using namespace properties;

void Lowering(benchmark::State& state) {
  const model::TwoPeersBase world(opening(Bounds::Default));
  checker::Relation relation;
  for (auto _ : state) {
    model::SymbolicSession session(static_cast<unsigned>(state.range(0)));
    relation = checker::lower_two_peers(world, *watches<Acquaintance>().symbolic, {}, session);
    state.counters["paths"] = static_cast<double>(relation.paths);
    state.counters["nodes"] = static_cast<double>(relation.nodes);
    relation = {};  // before the session that its terms belong to
  }
}

void find_counterexample(benchmark::State& state, const std::string& claim, const std::string& variant) {
  const Case& which = find_case(claim, variant);
  for (auto _ : state) {
    const auto outcome =
        which.subject->check_symbolically({which.subject.get()}, Bounds::Default, 5, false, {which.property}, {}, {})
            .front();
    if (outcome.verdict.kind != checker::VerdictKind::Violated) {
      state.SkipWithError("no counterexample was found");
      break;
    }
    state.counters["steps"] = static_cast<double>(outcome.verdict.trace->length());
  }
}

void TwoWayLeak(benchmark::State& state) { find_counterexample(state, "handshake.stale-syn-leak", "two-way"); }
void TwoWayLeakAsTaught(benchmark::State& state) {
  find_counterexample(state, "handshake.stale-syn-leak", "two-way-taught");
}

BENCHMARK(Lowering)->ArgName("width")->Arg(5)->Arg(32)->Unit(benchmark::kMillisecond);
BENCHMARK(TwoWayLeak)->Unit(benchmark::kMillisecond);
BENCHMARK(TwoWayLeakAsTaught)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace finalack::bench

BENCHMARK_MAIN();
