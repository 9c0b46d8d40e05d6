#include "cli/verbs/running.hpp"

#include <algorithm>
#include <thread>

#include "checker/errors.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/values.hpp"
#include "reports/runs/counterexample.hpp"
#include "reports/runs/mermaid.hpp"

namespace finalack::cli {

properties::VerificationOptions verification_options(const RunOptions& run) {
  if (run.width == 32 && run.engine == properties::EngineChoice::Explicit) {
    throw UsageError(
        "--width 32 is too wide to explore. Accepted with it: --engine bmc, kind, or auto (which takes bmc)");
  }
  properties::VerificationOptions options;
  options.engine = run.engine;
  options.bounds = run.bounds;
  // More opens and segments in flight spread numbers farther: with 5 bits they would come to wrap.
  const unsigned needed = run.bounds == properties::Bounds::Deep ? 6 : 5;
  options.width = run.width != 0 ? run.width : needed;
  options.jobs = run.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
  if (run.seconds) options.limits.seconds = *run.seconds;
  if (run.depth) options.limits.depth = *run.depth;
  options.limits.memory_bytes = run.memory_bytes.value_or(default_memory());
  options.limits.cancelled = is_interrupted;
  options.clocks = run.clocks;
  return options;
}

reports::TraceOrigin origin_of(const properties::CaseResult& result, const properties::VerificationOptions& options,
                               SubjectKind subject) {
  return {result.selected.claim->id,
          result.selected.which->variant,
          options.bounds,
          options.width,
          result.outcome.engine,
          subject == SubjectKind::Impl ? "impl" : "model"};
}

reports::Narrative narrate(const properties::CaseResult& result, const reports::TraceOrigin& origin) {
  const properties::Subject* subject = result.selected.which->subject.get();
  const auto system = subject->system({subject}, origin.bounds, origin.width);
  reports::Narrative told = reports::narrate(*system, *result.outcome.verdict.trace);
  told.timing = result.timing;
  return told;
}

std::string rendered(const properties::Case& which, const reports::TraceOrigin& origin,
                     const reports::Narrative& narrative, const std::string& format, const reports::TextStyle& style) {
  if (format == "json") return reports::itf(narrative, origin);
  const reports::Narrative told = without_passing_time(narrative);
  if (format == "mermaid") return reports::mermaid(told);
  return reports::counterexample(which, origin, told, format != "text", style);
}

}  // namespace finalack::cli
