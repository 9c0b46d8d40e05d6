#pragma once

#include <CLI/App.hpp>

#include "cli/options.hpp"

namespace finalack::cli {

/// `synthesize`.
void add_synthesize(CLI::App& app, Options& options);

/// What `trace` takes for claims with parameters.
void add_point(CLI::App& verb, TimedOptions& timed);

}  // namespace finalack::cli
