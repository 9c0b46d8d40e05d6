#include "cli/terminal/progress.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "reports/canvas.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

constexpr auto kPatience = std::chrono::seconds(1);       ///< with a search that doesn't report any more
constexpr auto kPlainInterval = std::chrono::seconds(5);  ///< between lines that stay

}  // namespace

std::string progress_text(const checker::Progress& progress, std::size_t columns) {
  std::string numbers = fmt::format(": depth {}", progress.depth);
  if (progress.states > 0) {
    const double rate = static_cast<double>(progress.states) / std::max(progress.seconds, 1e-3);
    numbers += fmt::format(", {} states, {}/s", reports::short_count(progress.states),
                           reports::short_count(static_cast<std::uint64_t>(rate)));
  }
  numbers += fmt::format(", {} MiB, {}", progress.memory_bytes >> 20U, reports::short_time(progress.seconds));
  const std::size_t room = columns > numbers.size() ? columns - numbers.size() : 0;
  return reports::cut_to(progress.what, room, false) + numbers;
}

void ProgressLine::show(const checker::Progress& progress) {
  const auto now = Clock::now();
  if (!rewrites_) {
    if (last_ != Clock::time_point::min() && now - last_ < kPlainInterval) return;
    last_ = now;
    err_ << progress_text(progress, 200) << std::endl;
    return;
  }
  if (progress.what != what_ && is_shown_ && now - last_ < kPatience) return;
  what_ = progress.what;
  last_ = now;
  err_ << "\r\x1b[K" << progress_text(progress, 79) << std::flush;
  is_shown_ = true;
}

void ProgressLine::clear() {
  if (is_shown_) err_ << "\r\x1b[K" << std::flush;
  is_shown_ = false;
}

}  // namespace finalack::cli
