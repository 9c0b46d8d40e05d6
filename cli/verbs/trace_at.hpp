// Runs at one point of a timed claim's parameters: `trace --at`, and `replay` of a file that it wrote.
#pragma once

#include "cli/options.hpp"
#include "cli/terminal/console.hpp"
#include "reports/itf/itf.hpp"

namespace finalack::cli {

/// The claim's shortest run at the point; the exit code.
int trace_at(const Options& options, const Console& console);

/// Without --at: throws UsageError if something is given that goes only with it, or if the claim needs it.
void require_point(const Options& options);

/// The recording has a point. `name`: of the file.
int replay_at(const reports::Recording& recording, const std::string& name, const Options& options,
              const Console& console);

}  // namespace finalack::cli
