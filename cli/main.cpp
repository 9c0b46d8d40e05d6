// The process around cli/run.hpp.
#include <csignal>

#include "cli/run.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // `finalack list | head -1` ends quietly, also where the parent ignores SIGPIPE
  return finalack::cli::run({argv + 1, argv + argc}, finalack::properties::catalogue(),
                            finalack::cli::process_console());
}
