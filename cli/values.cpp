#include "cli/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "properties/catalogue.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

/// The number that `text` begins with, and what follows it. Locale doesn't matter.
std::pair<double, std::string> number_and_unit(const std::string& text) {
  double number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number)) return {-1, text};
  return {number, std::string(end, text.data() + text.size())};
}

/// The memory that a control group still allows (in a container, /proc/meminfo speaks of the whole machine).
std::uint64_t control_group_limit() {
  std::uint64_t limit = 0;
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> limit) return limit;
  return std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t available_memory() {
  std::ifstream meminfo("/proc/meminfo");
  for (std::string line; std::getline(meminfo, line);) {
    if (line.starts_with("MemAvailable:")) return std::strtoull(line.c_str() + 13, nullptr, 10) << 10U;
  }
  return std::uint64_t{4} << 30U;
}

}  // namespace

double parse_duration(const std::string& text) {
  const auto [number, unit] = number_and_unit(text);
  for (const auto& [name, seconds] : {std::pair{"", 1.0}, {"s", 1.0}, {"ms", 1e-3}, {"m", 60.0}, {"h", 3600.0}}) {
    if (number >= 0 && unit == name) return number * seconds;
  }
  throw UsageError(reports::in_quotes(text) +
                   " is no duration; accepted: seconds, or a number with ms, s, m or h: 90, 90s, 2m");
}

std::int64_t parse_milliseconds(const std::string& text) {
  const double milliseconds = std::round(parse_duration(text) * 1000);
  constexpr double kYear = 365.0 * 24 * 3600 * 1000;
  if (milliseconds >= 1 && milliseconds <= kYear) return static_cast<std::int64_t>(milliseconds);
  throw UsageError(reports::in_quotes(text) + " is not accepted; a duration from 1ms to 8760h is");
}

std::uint64_t parse_size(const std::string& text) {
  auto [number, unit] = number_and_unit(text);
  for (const std::string_view tail : {"iB", "B"}) {
    if (unit.size() > tail.size() && unit.ends_with(tail)) unit.erase(unit.size() - tail.size());
  }
  double factor = 1;
  for (const char* name : {"", "K", "M", "G", "T"}) {
    if (number >= 0 && unit == name && number * factor < 1e18) return static_cast<std::uint64_t>(number * factor);
    factor *= 1024;
  }
  throw UsageError(reports::in_quotes(text) + " is no size; accepted: bytes, or a number with K, M, G or T: 512M, 4G");
}

double parse_probability(const std::string& text) {
  const auto [number, unit] = number_and_unit(text);
  const double probability = unit == "%" ? number / 100 : number;
  if ((unit.empty() || unit == "%") && number >= 0 && probability <= 1) return probability;
  throw UsageError(reports::in_quotes(text) + " is no probability; accepted: 0 to 1, or 0% to 100%");
}

unsigned parse_number(const std::string& text, unsigned least, unsigned greatest) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > greatest) {
    throw UsageError(
        fmt::format("{} is not accepted; a whole number from {} to {} is", reports::in_quotes(text), least, greatest));
  }
  return number;
}

std::string unknown(std::string_view kind, const std::string& word, const std::vector<std::string>& accepted,
                    std::string_view where_listed) {
  const std::string near = properties::nearest(word, accepted);
  const std::string message = fmt::format("unknown {} {}{}", kind, reports::in_quotes(word),
                                          near.empty() ? "." : fmt::format("; did you mean '{}'?", near));
  if (!where_listed.empty()) return fmt::format("{} {}", message, where_listed);
  return fmt::format("{} Accepted: {}", message, joined(accepted, ", "));
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

std::uint64_t default_memory() {
  const std::uint64_t half = std::min(available_memory(), control_group_limit()) / 2;
  return std::clamp(half, std::uint64_t{256} << 20U, std::uint64_t{16} << 30U);
}

}  // namespace finalack::cli
