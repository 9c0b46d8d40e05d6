#include "checker/explicit/budget.hpp"

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
  progress.engine = "explicit";
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

EndedBy ended_by(Stop stop) {
  switch (stop) {
    case Stop::Memory: return EndedBy::Memory;
    case Stop::Time: return EndedBy::Time;
    case Stop::Depth: return EndedBy::Depth;
    case Stop::Cancelled: return EndedBy::Cancelled;
    case Stop::Decided:
    case Stop::None: break;
  }
  return EndedBy::Nothing;
}

std::string Budget::reason(Stop stop) const {
  const bool has_room = stop == Stop::Memory && !unstorable.empty();
  const std::string spent = has_room ? unstorable : budget_text(ended_by(stop), limits_);
  return (spent.empty() ? "search ended" : spent) + " at depth " + grouped(progress.depth) + ", with " +
         counted(progress.states, "state");
}

}  // namespace finalack::checker::explicit_search
