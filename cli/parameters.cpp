#include "cli/parameters.hpp"

#include <algorithm>

#include "checker/errors.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

/// Longer numbers are no times that anybody asks for, and their products would not fit.
constexpr std::int64_t kGreatest = 1'000'000;

std::pair<std::string, checker::Rational> one(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == word.size()) {
    throw UsageError(reports::in_quotes(word) +
                     " is no NAME=NUMBER; accepted: MSL=1, RTO=2.5, W=7/2, with commas between");
  }
  const checker::Rational value = properties::rational_from(reports::shown(word.substr(equals + 1)));
  if (value.numerator > kGreatest || value.denominator > kGreatest) {
    throw UsageError(reports::in_quotes(word) +
                     " has too many digits: a number is accepted whose numerator and denominator are "
                     "at most 1000000");
  }
  return {reports::shown(word.substr(0, equals)), value};
}

}  // namespace

properties::Values parse_parameters(const std::string& text) {
  properties::Values values;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    auto value = one(text.substr(at, end - at));
    const bool is_known =
        std::any_of(values.begin(), values.end(), [&](const auto& v) { return v.first == value.first; });
    if (is_known) throw UsageError(value.first + " is given twice");
    values.push_back(std::move(value));
    at = end + 1;
  }
  return values;
}

}  // namespace finalack::cli
