// The command as a function: arguments in, output on the console, exit code out. Tests call it without a process.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal/console.hpp"
#include "properties/catalogue.hpp"

namespace finalack::cli {

/// Never throws: whatever goes wrong becomes one line on `console.err` and an exit code.
int run(const std::vector<std::string>& arguments, const properties::Catalogue& catalogue, Console console);

}  // namespace finalack::cli
