#include "properties/timed/synthesis.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/timed/tick_system.hpp"
#include "properties/catalogue.hpp"
#include "properties/timed/problems.hpp"

namespace finalack::properties {

using checker::Rational;

namespace {

const std::vector<std::string> kParameters{"MSL", "RTO", "W"};

std::size_t parameter_called(const std::string& name) {
  const auto found = std::find(kParameters.begin(), kParameters.end(), name);
  if (found == kParameters.end()) {
    throw UsageError(fmt::format("there is no parameter {}: they are {}", name, fmt::join(kParameters, ", ")));
  }
  return static_cast<std::size_t>(found - kParameters.begin());
}

void check(const std::string& name, const Rational& value) {
  parameter_called(name);
  if (value.numerator <= 0) throw UsageError(fmt::format("{}={}: a time above zero is accepted", name, value.text()));
}

checker::TimedProblem checked_problem(const SynthesisQuestion& question) {
  for (const auto& [what, count] : {std::pair{"ACKs", question.lost_acks}, std::pair{"FINs", question.lost_fins}}) {
    if (count > kMostLost) throw UsageError(fmt::format("{} lost {}: 0 to {} are accepted", count, what, kMostLost));
  }
  const auto& all = parametric_claims();
  const bool known =
      std::any_of(all.begin(), all.end(), [&](const ParametricClaim& c) { return c.id == question.claim; });
  if (!known) {
    std::vector<std::string> ids;
    for (const ParametricClaim& c : all) ids.push_back(c.id);
    const bool claim = catalogue().find(question.claim) != nullptr;
    throw UsageError(fmt::format("{} {}: those that have are {}", question.claim,
                                 claim ? "has no parameters to synthesise" : "is no claim", fmt::join(ids, ", ")));
  }
  return problem_of(question);
}

}  // namespace

SynthesisAnswer synthesize(const SynthesisQuestion& question, const checker::Limits& limits,
                           const checker::OnProgress& progress) {
  checker::TimedProblem problem = checked_problem(question);
  SynthesisAnswer answer{question, kParameters, {}, {}, {}};
  if (!problem.domain.constraints.empty()) answer.domain = checker::text(problem.domain, kParameters);
  for (const auto& [name, value] : question.fixed) {
    check(name, value);
    checker::LinearConstraint at_least;
    at_least.coefficients.resize(kParameters.size());
    at_least.coefficients[parameter_called(name)] = value.denominator;
    at_least.constant = -value.numerator;
    checker::LinearConstraint at_most = at_least;
    for (auto& c : at_most.coefficients) c = -c;
    at_most.constant = value.numerator;
    problem.domain.constraints.push_back(at_least);
    problem.domain.constraints.push_back(at_most);
  }
  answer.result = checker::synthesize(problem, limits, progress);
  answer.condition = checker::condition(answer.result.region);
  return answer;
}

RunAtPoint run_at(const SynthesisQuestion& question, const Values& point, const checker::Limits& limits,
                  const checker::OnProgress& progress) {
  const checker::TimedProblem problem = checked_problem(question);
  std::vector<std::optional<Rational>> values(kParameters.size());
  for (const auto& [name, value] : point) {
    check(name, value);
    values[parameter_called(name)] = value;
  }
  std::vector<Rational> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i])
      throw UsageError(
          fmt::format("a value for {} is missing: {} are needed", kParameters[i], fmt::join(kParameters, ", ")));
    all.push_back(*values[i]);
  }
  const checker::TickPoint scale = checker::in_ticks(all);
  model::TimedConfig config = problem.config;
  config.capacity = model::TimedState<model::ReactionTable::Numbers>::kMostFlights;
  config.merges_acks = false;
  std::shared_ptr<const checker::System> system = checker::tick_system(
      model::TimedPeers(config), scale.ticks, {{statement_of(question.claim), problem.bad_in_ticks}});
  const checker::Property never{checker::Property::Kind::Never, 0, {}, {}};
  checker::Outcome outcome = checker::check_explicit(*system, {never}, limits, progress).front();
  return {std::move(system), std::move(outcome), scale.per_unit};
}

Rational rational_from(const std::string& text) {
  const auto fail = [&]() -> Rational {
    throw UsageError(fmt::format("'{}' is no time: a number above zero is accepted, such as 3, 2.5 or 5/2", text));
  };
  const auto whole = [&](std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || digits.size() > 9 || error != std::errc() || end != digits.data() + digits.size() ||
        digits.front() == '-') {
      fail();
    }
    return value;
  };
  const std::string_view all = text;
  Rational r;
  if (const auto slash = all.find('/'); slash != std::string_view::npos) {
    r = {whole(all.substr(0, slash)), whole(all.substr(slash + 1))};
  } else if (const auto dot = all.find('.'); dot != std::string_view::npos) {
    const std::string_view after = all.substr(dot + 1);
    if (after.size() > 6) fail();
    std::int64_t scale = 1;
    for (std::size_t i = 0; i < after.size(); ++i) scale *= 10;
    r = {(dot == 0 ? 0 : whole(all.substr(0, dot))) * scale + whole(after), scale};
  } else {
    r = {whole(all), 1};
  }
  if (r.denominator == 0 || r.numerator == 0) fail();
  const std::int64_t divisor = std::gcd(r.numerator, r.denominator);
  return {r.numerator / divisor, r.denominator / divisor};
}

}  // namespace finalack::properties
