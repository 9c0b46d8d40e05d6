#include "cli/terminal/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace finalack::cli {

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");

void on_interrupt(int) { interrupted = true; }

}  // namespace

void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);  // the second time, the default: to end
  sigaction(SIGINT, &action, nullptr);
}

bool is_interrupted() { return interrupted; }

}  // namespace finalack::cli
