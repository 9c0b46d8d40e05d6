#include "properties/timed/synthesis.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "properties/timed/shown_runs.hpp"

namespace finalack::properties {

using checker::LinearConstraint;
using checker::Rational;

namespace {

std::size_t parameter_called(const std::string& name, const std::vector<std::string>& all) {
  const auto found = std::find(all.begin(), all.end(), name);
  if (found == all.end()) {
    throw UsageError(fmt::format("there is no parameter {}: they are {}", name, fmt::join(all, ", ")));
  }
  return static_cast<std::size_t>(found - all.begin());
}

void require_above_zero(const std::string& name, const Rational& value) {
  if (value.numerator <= 0) throw UsageError(fmt::format("{}={}: a time above zero is accepted", name, value.text()));
}

/// The claim, if its settings can be.
const ParametricClaim& checked(const SynthesisQuestion& question) {
  const ParametricClaim& claim = parametric(question.claim);
  for (const Setting setting : claim.settings) {
    SynthesisQuestion same;
    try {
      set(setting, value_of(setting, question), same);
    } catch (const UsageError& e) {
      throw UsageError(name_of(setting) + ": " + e.what());
    }
  }
  return claim;
}

/// The parameter is at least, and at most, the value.
std::pair<LinearConstraint, LinearConstraint> equal(std::size_t parameter, const Rational& value, std::size_t of) {
  LinearConstraint at_least;
  at_least.coefficients.resize(of);
  at_least.coefficients[parameter] = value.denominator;
  at_least.constant = -value.numerator;
  LinearConstraint at_most = at_least;
  for (auto& c : at_most.coefficients) c = -c;
  at_most.constant = value.numerator;
  return {at_least, at_most};
}

/// What exploring a point may take before a proof is tried: a quarter of a million states or so.
constexpr std::uint64_t kBeforeProving = std::uint64_t{32} << 20;

/// The invariant is inductive at the point.
bool proved_at(const SynthesisQuestion& question, const std::vector<Rational>& point, const checker::Limits& limits) {
  model::SymbolicSession session(5);
  const checker::SynthesisProblem problem = parametric(question.claim).problem(question, session);
  std::vector<LinearConstraint> there;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const auto [at_least, at_most] = equal(i, point[i], problem.runs.relation.parameters.size());
    there.push_back(at_least);
    there.push_back(at_most);
  }
  return checker::prove_where(problem, there, limits).proved;
}

/// Of the claim's parameters, where the world has more of them.
void leave_out_others(checker::SynthesisResult& result, const std::vector<std::string>& parameters) {
  result.region.parameters = parameters;
  for (auto& piece : result.region.pieces) {
    for (LinearConstraint& c : piece.constraints) {
      for (std::size_t i = parameters.size(); i < c.coefficients.size(); ++i) {
        if (c.mentions(i)) throw InternalError("a region that depends on more than the claim's parameters");
      }
      c.coefficients.resize(parameters.size());
    }
  }
  for (auto& run : result.runs) run.parameters.resize(parameters.size());
}

}  // namespace

SynthesisAnswer synthesize(const SynthesisQuestion& question, const checker::Limits& limits,
                           const checker::OnProgress& progress) {
  const ParametricClaim& claim = checked(question);
  SynthesisAnswer answer{question, claim.parameters, claim.domain(question), {}, {}, {}, {}};
  if (!answer.asked.constraints.empty()) answer.domain = checker::text(answer.asked, claim.parameters);
  checker::Polyhedron domain = answer.asked;
  for (const auto& [name, value] : question.fixed) {
    const std::size_t parameter = parameter_called(name, claim.parameters);
    require_above_zero(name, value);
    const auto [at_least, at_most] = equal(parameter, value, claim.parameters.size());
    domain.constraints.push_back(at_least);
    domain.constraints.push_back(at_most);
  }
  model::SymbolicSession session(5);
  checker::SynthesisProblem problem = claim.problem(question, session);
  answer.actions = problem.runs.relation.kinds;
  for (LinearConstraint& c : domain.constraints) c.coefficients.resize(problem.runs.relation.parameters.size());
  problem.domain = domain;
  if (!checker::asks_of_any_point(problem)) {
    throw UsageError(fmt::format("nothing is asked where that is fixed: {} is assumed", answer.domain));
  }
  answer.result = checker::synthesize(problem, limits, progress);
  leave_out_others(answer.result, claim.parameters);
  for (checker::TimedRun& run : answer.result.runs) show_at_a_round_point(run, answer, limits);
  answer.condition = checker::condition(answer.result.region);
  return answer;
}

RunAtPoint run_at(const SynthesisQuestion& question, const Values& point, const checker::Limits& limits,
                  const checker::OnProgress& progress) {
  const ParametricClaim& claim = checked(question);
  std::vector<std::optional<Rational>> values(claim.parameters.size());
  for (const auto& [name, value] : point) {
    const std::size_t parameter = parameter_called(name, claim.parameters);
    require_above_zero(name, value);
    values[parameter] = value;
  }
  std::vector<Rational> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) {
      throw UsageError(fmt::format("a value for {} is missing: {} are needed", claim.parameters[i],
                                   fmt::join(claim.parameters, ", ")));
    }
    all.push_back(*values[i]);
  }
  ParametricClaim::AtPoint world = claim.at(question, checker::in_ticks(all));
  const checker::Property never{checker::Property::Kind::Never, 0, {}, {}};
  checker::Limits moment = limits;
  moment.memory_bytes = std::min(limits.memory_bytes, kBeforeProving);
  checker::Outcome outcome = checker::check_explicit(*world.system, {never}, moment, progress).front();
  const bool was_cut_short = outcome.verdict.ended_by == checker::EndedBy::Memory;
  if (was_cut_short && proved_at(question, all, limits)) {
    outcome.verdict = checker::Verdict::proved(world.system->scope(), "inductive over reals");
    outcome.engine = "induction";
  } else if (was_cut_short && moment.memory_bytes < limits.memory_bytes) {
    outcome = checker::check_explicit(*world.system, {never}, limits, progress).front();
  }
  return {std::move(world), std::move(outcome)};
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
