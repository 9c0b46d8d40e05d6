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
  std::string before;
  if (progress.asked > 0) before = fmt::format("{} of {} decided; ", progress.decided, progress.asked);
  std::string after = progress.engine.empty() ? ": " : fmt::format(": {}, ", progress.engine);
  after += fmt::format("depth {}", progress.depth);
  std::string rate;
  if (progress.states > 0) {
    after += fmt::format(", {} states", reports::short_count(progress.states));
    const double per_second = static_cast<double>(progress.states) / std::max(progress.seconds, 1e-3);
    rate = fmt::format(", {}/s", reports::short_count(static_cast<std::uint64_t>(per_second)));
  }
  after += fmt::format(", {} MiB, {}", progress.memory_bytes >> 20U, reports::short_time(progress.seconds));
  const auto room = [&] { return columns - std::min(columns, before.size() + after.size()); };
  const bool has_room_for_all = room() >= progress.what.size() + rate.size();
  if (has_room_for_all) after += rate;
  return before + reports::cut_to(progress.what, room(), false) + after;
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
