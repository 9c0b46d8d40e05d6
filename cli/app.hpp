// The command line, declared once: verbs, options, what they take and what they default to. Parsing, `--help`,
// docs/cli.md and the shell completions are all made from what `make_app` returns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "cli/options.hpp"

namespace finalack::cli {

/// Parsing fills `options`, which has to outlive the app.
std::unique_ptr<CLI::App> make_app(Options& options);

/// The verbs that are shown, in order.
std::vector<const CLI::App*> verbs_of(const CLI::App& app);

/// The options that were written, as "--name".
std::vector<std::string> given_options(const CLI::App& verb);

/// What an option takes, if it is one of a few words; empty otherwise.
std::vector<std::string> choices_of(const CLI::Option& option);

/// Parses; every error is a UsageError that says what is accepted. Returns the verb, or null where help or the version
/// was asked for, which `said` then holds.
const CLI::App* parse(CLI::App& app, const std::vector<std::string>& arguments, std::string& said);

}  // namespace finalack::cli
