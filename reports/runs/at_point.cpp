#include "reports/runs/at_point.hpp"

#include <fmt/format.h>

namespace finalack::reports {

namespace {

/// Said by an arrow that ends in a cross.
constexpr std::string_view kLost = ", and what it sends is lost";
constexpr std::int64_t kDecimals = 1000;

bool is_tick(const NarratedStep& step) { return step.action.kind == 0; }  // the world's first kind

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

Narrative without_ticks(const Narrative& in_ticks, const checker::TimedRun& run) {
  Narrative out;
  out.parties = in_ticks.parties;
  out.labels = in_ticks.labels;
  out.in_order = true;
  for (const NarratedStep& step : in_ticks.steps) {
    if (is_tick(step)) continue;
    out.times.push_back("t=" + number_text(run.steps.at(out.steps.size()).at));
    NarratedStep& told = out.steps.emplace_back(NarratedStep{step.action, step.story, {}});
    if (told.story.action.ends_with(kLost)) told.story.action.resize(told.story.action.size() - kLost.size());
  }
  return out;
}

}  // namespace finalack::reports
