// The verbs. Each does what its options ask and returns the exit code; what goes wrong, it throws.
#pragma once

#include <CLI/App.hpp>

#include "cli/options.hpp"
#include "cli/terminal/console.hpp"
#include "properties/catalogue.hpp"

namespace finalack::cli {

int verify(const Options& options, const properties::Catalogue& catalogue, const Console& console);
int trace(const Options& options, const properties::Catalogue& catalogue, const Console& console);
int replay(const Options& options, const properties::Catalogue& catalogue, const Console& console);
int synthesize(const Options& options, const Console& console);
int refine(const Options& options, const Console& console);
int list(const Options& options, const properties::Catalogue& catalogue, const Console& console);
int explain(const Options& options, const properties::Catalogue& catalogue, const Console& console);
int model(const Options& options, const Console& console);
int fuzz(const Options& options, const Console& console);
/// A case that `fuzz` saved, run again: the content of the file.
int replay_case(const std::string& content, const std::string& name, const Options& options, const Console& console);
int serve(const Options& options, const Console& console);
int connect(const Options& options, const Console& console);
int completion(const Options& options, const CLI::App& app, const Console& console);
int help(const Options& options, const CLI::App& app, const Console& console);

}  // namespace finalack::cli
