#include "reports/runs/at_point.hpp"

#include <fmt/format.h>

namespace finalack::reports {

std::string in_words(const properties::Values& values) {
  std::string out;
  for (const auto& [name, value] : values)
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, value.decimal());
  return out;
}

std::string reproduction_at(const AtPoint& at) {
  std::string out = fmt::format("finalack trace {} --at ", at.question.claim);
  bool is_first = true;
  for (const auto& [name, value] : at.values) {
    out += fmt::format("{}{}={}", is_first ? "" : ",", name, value.decimal());
    is_first = false;
  }
  for (const properties::Setting setting : properties::parametric(at.question.claim).settings) {
    out += fmt::format(" --{} {}", name_of(setting), value_of(setting, at.question));
  }
  return out;
}

checker::Rational tick_of(const properties::Values& values) {
  std::vector<checker::Rational> point;
  for (const auto& [name, value] : values) point.push_back(value);
  return checker::in_ticks(point).tick;
}

std::vector<std::string> times_of(const checker::TimedRun& run) {
  std::vector<std::string> times;
  for (const checker::TimedStepTaken& step : run.steps) times.push_back("t=" + step.at.decimal());
  return times;
}

}  // namespace finalack::reports
