#include "checker/property.hpp"

#include <cmath>
#include <iterator>
#include <sstream>

namespace finalack::checker {

namespace {

/// Two figures of what is small, and no more than whole numbers of what is large.
std::string short_number(double number) {
  std::ostringstream out;
  if (number < 10) {
    out.precision(2);
    out << number;
  } else {
    out << std::llround(number);
  }
  return out.str();
}

/// "64 MiB", "1.5 GiB", "1 byte"
std::string size_text(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < std::size(kUnits); ++unit) size /= 1024;
  return short_number(size) + (bytes == 1 ? " byte" : std::string(" ") + kUnits[unit]);
}

}  // namespace

std::string budget_text(EndedBy ended_by, const Limits& limits) {
  switch (ended_by) {
    case EndedBy::Nothing: break;
    case EndedBy::Depth: return "depth limit reached";
    case EndedBy::Memory: return "memory budget of " + size_text(limits.memory_bytes) + " reached";
    case EndedBy::Cancelled: return "cancelled";
    case EndedBy::Time: {
      const std::string share = short_number(limits.seconds) + " s";
      const std::string whole = short_number(limits.whole_seconds) + " s";
      const bool is_share = limits.whole_seconds > 0 && share != whole;
      return "time budget of " + share + (is_share ? " (of " + whole + ")" : "") + " reached";
    }
  }
  return "";
}

const char* to_string(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::Proved: return "proved";
    case VerdictKind::HoldsToDepth: return "holds-to-depth";
    case VerdictKind::Violated: return "violated";
    case VerdictKind::Unknown: return "unknown";
    case VerdictKind::Vacuous: return "vacuous";
  }
  return "unknown";
}

}  // namespace finalack::checker
