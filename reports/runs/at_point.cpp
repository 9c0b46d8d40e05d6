#include "reports/runs/at_point.hpp"

#include <numeric>

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

std::string in_words(const AtPoint& at) {
  std::string out;
  for (const auto& [name, value] : at.values) {
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, number_text(value));
  }
  return out;
}

std::string reproduction_at(const std::string& claim, const AtPoint& at) {
  std::string values;
  for (const auto& [name, value] : at.values) {
    values += fmt::format("{}{}={}", values.empty() ? "" : ",", name, number_text(value));
  }
  return fmt::format("finalack trace {} --at {} --lost-acks {} --lost-fins {} --backoff {}", claim, values,
                     at.lost_acks, at.lost_fins, backoff_text(at.backoff));
}

const char* backoff_text(model::Backoff backoff) {
  return backoff == model::Backoff::Constant ? "constant" : "exponential";
}

Narrative without_ticks(const Narrative& in_ticks, std::int64_t ticks_per_unit) {
  Narrative out;
  out.parties = in_ticks.parties;
  out.labels = in_ticks.labels;
  out.in_order = true;
  std::int64_t now = 0;
  for (const NarratedStep& step : in_ticks.steps) {
    if (is_tick(step)) {
      ++now;
      continue;
    }
    NarratedStep& told = out.steps.emplace_back(NarratedStep{step.action, step.story, {}});
    if (told.story.action.ends_with(kLost)) told.story.action.resize(told.story.action.size() - kLost.size());
    const std::int64_t divisor = std::gcd(now, ticks_per_unit);
    out.times.push_back("t=" + number_text({now / divisor, ticks_per_unit / divisor}));
  }
  return out;
}

}  // namespace finalack::reports
