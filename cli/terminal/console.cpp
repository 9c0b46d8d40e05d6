#include "cli/terminal/console.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include <unistd.h>

namespace finalack::cli {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The first of the variables that is set decides, as in setlocale(3).
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name);
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

Console process_console() {
  Console console{std::cout, std::cerr, {}, isatty(STDERR_FILENO) != 0};
  console.style.unicode = locale_is_utf8();
  console.style.colour = isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  return console;
}

}  // namespace finalack::cli
