// How far the engines are, on stderr: one line that is rewritten on a terminal, a line every few seconds elsewhere.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "checker/property.hpp"

namespace finalack::cli {

class ProgressLine {
 public:
  ProgressLine(std::ostream& err, bool rewrites) : err_(err), rewrites_(rewrites) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Several searches may report by turns; the line stays with one of them as long as it reports.
  void show(const checker::Progress& progress);
  /// Before anything else is printed: takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  bool rewrites_;
  bool is_shown_ = false;
  std::string what_;
  Clock::time_point last_ = Clock::time_point::min();
};

/// "7 of 50 decided; handshake.agreement two-way: explicit, depth 12, 1.20 M states, 210 MiB, 12.0 s, 3.10 M/s", with a
/// shorter name and without the rate where that is more than `columns`.
std::string progress_text(const checker::Progress& progress, std::size_t columns);

}  // namespace finalack::cli
