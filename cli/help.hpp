// Help, made from the declarations in app.cpp: for the terminal, and as docs/cli.md.
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace finalack::cli {

/// `finalack --help`: verbs, examples, exit codes.
std::string command_help(const CLI::App& app);
/// `finalack VERB --help`.
std::string verb_help(const CLI::App& verb);
/// docs/cli.md.
std::string markdown_help(const CLI::App& app);

/// What `model --variant` accepts.
std::vector<std::string> diagram_variants();

}  // namespace finalack::cli
