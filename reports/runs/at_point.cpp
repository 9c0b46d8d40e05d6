#include "reports/runs/at_point.hpp"

#include <fmt/format.h>

namespace finalack::reports {

namespace {

constexpr std::int64_t kDecimals = 1000;

}  // namespace

std::string number_text(const checker::Rational& number) {
  if (number.denominator == 1 || kDecimals % number.denominator != 0) return number.text();
  const std::int64_t thousandths = number.numerator * (kDecimals / number.denominator);
  std::string text = fmt::format("{}.{:03}", thousandths / kDecimals, thousandths % kDecimals);
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string in_words(const properties::Values& values) {
  std::string out;
  for (const auto& [name, value] : values)
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, number_text(value));
  return out;
}

std::string reproduction_at(const AtPoint& at) {
  std::string out = fmt::format("finalack trace {} --at ", at.question.claim);
  bool is_first = true;
  for (const auto& [name, value] : at.values) {
    out += fmt::format("{}{}={}", is_first ? "" : ",", name, number_text(value));
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
  for (const checker::TimedStepTaken& step : run.steps) times.push_back("t=" + number_text(step.at));
  return times;
}

}  // namespace finalack::reports
