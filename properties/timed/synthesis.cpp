#include "properties/timed/synthesis.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "checker/replay.hpp"
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
const ParametricClaim& checked(SynthesisQuestion question) {
  const ParametricClaim& claim = parametric(question.claim);
  const SynthesisQuestion asked = question;
  for (const Setting setting : claim.settings) {
    if (is_number(setting)) set(setting, static_cast<unsigned>(std::stoul(value_of(setting, asked))), question);
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

/// A claim's parameters among those of its world, which may have more, in another order.
class Places {
 public:
  Places(const ParametricClaim& claim, const checker::SynthesisProblem& problem) : names_(claim.parameters) {
    for (const auto& p : problem.runs.relation.parameters) of_world_.push_back(p.name);
    for (const std::string& name : names_) places_.push_back(parameter_called(name, of_world_));
  }

  LinearConstraint to_world(const LinearConstraint& c) const {
    LinearConstraint out{std::vector<std::int64_t>(of_world_.size()), c.constant, c.strict};
    for (std::size_t i = 0; i < places_.size(); ++i) out.coefficients[places_[i]] = c.coefficients[i];
    return out;
  }
  void from_world(checker::SynthesisResult& result) const {
    result.region.parameters = names_;
    for (auto& piece : result.region.pieces) {
      for (LinearConstraint& c : piece.constraints) c = from_world(c);
    }
    for (auto& run : result.runs) {
      std::vector<Rational> point;
      for (const std::size_t place : places_) point.push_back(run.parameters[place]);
      run.parameters = std::move(point);
    }
  }

 private:
  LinearConstraint from_world(const LinearConstraint& c) const {
    LinearConstraint out{{}, c.constant, c.strict};
    for (const std::size_t place : places_) out.coefficients.push_back(c.coefficients[place]);
    if (to_world(out) != c) throw InternalError("a region that depends on more than the claim's parameters");
    return out;
  }

  std::vector<std::string> names_;
  std::vector<std::string> of_world_;
  std::vector<std::size_t> places_;
};

/// The invariant is inductive at the point.
bool proved_at(const ParametricClaim& claim, const SynthesisQuestion& question, const std::vector<Rational>& point,
               const checker::Limits& limits) {
  model::SymbolicSession session(5);
  const checker::SynthesisProblem problem = claim.problem(question, session);
  const Places places(claim, problem);
  std::vector<LinearConstraint> there;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const auto [at_least, at_most] = equal(i, point[i], point.size());
    there.push_back(places.to_world(at_least));
    there.push_back(places.to_world(at_most));
  }
  return checker::prove_where(problem, there, limits).proved;
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
  const Places places(claim, problem);
  for (const LinearConstraint& c : domain.constraints) problem.domain.constraints.push_back(places.to_world(c));
  if (!checker::asks_of_any_point(problem)) {
    throw UsageError(fmt::format("nothing is asked where that is fixed: {} is assumed", answer.domain));
  }
  answer.result = checker::synthesize(problem, limits, progress);
  places.from_world(answer.result);
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
  if (was_cut_short && proved_at(claim, question, all, limits)) {
    outcome.verdict = checker::Verdict::proved(world.system->scope(), "inductive over reals");
    outcome.engine = "induction";
    return {std::move(world), std::move(outcome)};
  }
  if (was_cut_short && world.over_reals) {
    if (auto trace = world.over_reals(limits)) {
      checker::confirm(*world.system, never, *trace);
      outcome.verdict = checker::Verdict::violated(world.system->scope(), std::move(*trace), "");
      outcome.engine = "bmc";
      return {std::move(world), std::move(outcome)};
    }
  }
  if (was_cut_short && moment.memory_bytes < limits.memory_bytes) {
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
