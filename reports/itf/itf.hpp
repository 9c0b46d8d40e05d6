// Traces as files: the Informal Trace Format (ITF), which Apalache, Quint and its viewers read.
// https://apalache-mc.org/docs/adr/015adr-trace.html
//
// A state's variables are the leaves of the model's state by path, and `action`, the name of the step that first led to
// it. A lasso ends before the step that closes it: `loop` says which of the states comes next. (Or one like it: nothing
// in TCP depends on absolute sequence numbers, and they may have moved on.)
// What a story remarks on a step is in the `#meta` of the state after it, as `remark`; a step without one has no key.
// What finalack needs to replay the trace is in the file's `#meta`, under `finalack`; to other tools it is a comment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/property.hpp"
#include "properties/verification.hpp"
#include "reports/runs/at_point.hpp"
#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// Changes whenever a trace of an earlier version would mean something else: kinds of action, what a step does, leaves.
inline constexpr std::string_view kModelVersion = "finalack-model-1";

/// Which run of which case a trace is.
struct TraceOrigin {
  std::string claim;
  std::string variant;
  properties::Bounds bounds = properties::Bounds::Default;
  unsigned width = 5;
  std::string engine;
  std::string subject = "model";   ///< or "impl": whose run it is
  std::optional<AtPoint> at = {};  ///< of a claim with parameters; then variant, bounds and width say nothing
};

/// A trace file, indented, ending with a newline.
std::string itf(const Narrative& narrative, const TraceOrigin& origin);

/// What a trace file says.
struct Recording {
  TraceOrigin origin;
  checker::Trace trace;
  std::vector<std::string> action_names;  ///< those that led to `states`, as recorded
  std::vector<Leaves> states;             ///< one more than actions; in a lasso, the last one may be missing
};

/// Reads a trace file's text. Throws InputError, whose message begins with `file` and names the place.
Recording read_itf(std::string_view text, const std::string& file);

/// Replays the recording and compares every state. Throws InputError naming the step, and the variable.
void check_recording(const Recording& recording, const checker::System& system, const std::string& file);

}  // namespace finalack::reports
