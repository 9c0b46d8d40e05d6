#include "checker/explicit/budget.hpp"

#include <sstream>
#include <utility>

namespace finalack::checker::explicit_search {

namespace {
constexpr double kReportEvery = 0.2;  // seconds
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, const std::string& noun) {
  return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

Budget::Budget(const Limits& limits, const OnProgress& on_progress, std::string what)
    : limits_(limits), on_progress_(on_progress) {
  progress.what = std::move(what);
}

double Budget::seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

Stop Budget::spent() {
  const double now = seconds();
  if (on_progress_ && now - reported_ >= kReportEvery) {
    reported_ = now;
    progress.seconds = now;
    on_progress_(progress);
  }
  if (limits_.cancelled && limits_.cancelled()) return Stop::Cancelled;
  return now >= limits_.seconds ? Stop::Time : Stop::None;
}

std::string Budget::reason(Stop stop) const {
  std::ostringstream out;
  switch (stop) {
    case Stop::Memory: out << "memory budget of " << grouped(limits_.memory_bytes >> 20U) << " MiB reached"; break;
    case Stop::Time: out << "time budget of " << limits_.seconds << " s reached"; break;
    case Stop::Depth: out << "depth limit reached"; break;
    case Stop::Cancelled: out << "cancelled"; break;
    case Stop::Decided: out << "search ended early"; break;
    case Stop::None: out << "search ended"; break;
  }
  out << " at depth " << grouped(progress.depth) << ", with " << counted(progress.states, "state");
  return out.str();
}

}  // namespace finalack::checker::explicit_search
