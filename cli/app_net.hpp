#pragma once

#include <CLI/App.hpp>

#include "cli/options.hpp"

namespace finalack::cli {

/// `serve` and `connect`.
void add_net_verbs(CLI::App& app, Options& options);

}  // namespace finalack::cli
