#include "properties/timed/synthesis.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
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
const ParametricClaim& checked(const SynthesisQuestion& question) {
  const ParametricClaim& claim = parametric(question.claim);
  for (const Setting setting : claim.settings) {
    if (is_number(setting)) require_within(setting, number_of(setting, question));
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

  /// Where the world has the claim's parameter of that name.
  std::size_t of(const std::string& name) const { return places_[parameter_called(name, names_)]; }
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
      for (const std::size_t place : places_) point.push_back(checker::reduced(run.parameters[place]));
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

/// A ray to where a parameter has its fixed value. The worlds know no unit, so with all times multiplied a run is a
/// run. What moves along the ray cannot be fixed.
std::optional<checker::SynthesisProblem::Ray> through(checker::SynthesisProblem::Ray ray, std::size_t parameter,
                                                      const Rational& value) {
  if (ray.along == parameter) return std::nullopt;
  const Rational& from = ray.from[parameter];
  const Rational factor = checker::reduced({value.numerator * from.denominator, value.denominator * from.numerator});
  for (Rational& r : ray.from) {  // not reduced: the denominator of what moves says how finely
    r = {r.numerator * factor.numerator, r.denominator * factor.denominator};
  }
  return ray;
}

using RunAt = decltype(checker::SynthesisProblem::run_at);

/// A run at any point, where there is one at whole numbers: none where clocks can't count that far.
RunAt at_any_point(RunAt at_whole_numbers) {
  return [at_whole_numbers = std::move(at_whole_numbers)](const std::vector<Rational>& point,
                                                          const checker::Limits& limits) {
    static constexpr std::int64_t kMost = 1'000'000;
    std::optional<checker::TimedRun> run;
    std::int64_t common = 1;
    for (const Rational& r : point) {
      common = std::lcm(common, r.denominator);
      if (common > kMost) return run;
    }
    std::vector<Rational> whole;
    for (const Rational& r : point) {
      if (r.numerator > kMost) return run;
      whole.push_back({r.numerator * (common / r.denominator), 1});
    }
    try {
      run = at_whole_numbers(whole, limits);
    } catch (const UsageError&) {
      return run;
    }
    if (!run) return run;
    run->parameters = point;
    for (auto& step : run->steps) step.at = checker::reduced({step.at.numerator, step.at.denominator * common});
    return run;
  };
}

/// The grid at the fixed values; where nothing is left but one parameter, along that one first.
void keep_to(const Values& fixed, const Places& places, checker::SynthesisProblem& problem) {
  if (fixed.empty()) return;
  problem.run_at = at_any_point(std::move(problem.run_at));
  auto& grid = problem.grid;
  std::vector<checker::SynthesisProblem::Ray> kept;
  if (!grid.empty() && grid.front().along && fixed.size() + 1 == grid.front().from.size()) {
    checker::SynthesisProblem::Ray here = grid.front();
    for (const auto& [name, value] : fixed) here.from[places.of(name)] = value;
    here.from[*here.along] = {1, 2 * fixed.front().second.denominator};
    kept.push_back(here);
  }
  for (const auto& ray : grid) {
    if (auto scaled = through(ray, places.of(fixed.front().first), fixed.front().second)) kept.push_back(*scaled);
  }
  grid = std::move(kept);
}

/// What is tried at a point, one after the other: exploring for a moment, a proof, a run over reals, exploring.
class PointDecision {
 public:
  PointDecision(const ParametricClaim& claim, const SynthesisQuestion& question, const std::vector<Rational>& point,
                const ParametricClaim::AtPoint& world, const checker::Limits& limits,
                const checker::OnProgress& progress)
      : claim_(claim), question_(question), point_(point), world_(world), limits_(limits), progress_(progress) {}

  checker::Outcome decide() const {
    checker::Limits moment = limits_;
    moment.memory_bytes = std::min(limits_.memory_bytes, kBeforeProving);
    checker::Outcome explored = explore(moment);
    if (explored.verdict.ended_by != checker::EndedBy::Memory) return explored;
    if (is_proved()) return by("induction", checker::Verdict::proved(scope(), "inductive over reals"));
    if (const auto spent = budget_spent()) return *spent;
    if (world_.over_reals) {
      if (auto trace = world_.over_reals(left(), progress_)) {
        checker::confirm(*world_.system, kNever, *trace);
        return by("bmc", checker::Verdict::violated(scope(), std::move(*trace), "found over reals, replayed"));
      }
      if (const auto spent = budget_spent()) return *spent;
    }
    return moment.memory_bytes < limits_.memory_bytes ? explore(left()) : explored;
  }

 private:
  static constexpr checker::Property kNever{checker::Property::Kind::Never, 0, {}, {}};

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  checker::Limits left() const {
    checker::Limits left = limits_;
    left.seconds = std::max(0.0, limits_.seconds - seconds());
    return left;
  }
  model::Scope scope() const { return world_.system->scope(); }
  checker::Outcome by(const char* engine, checker::Verdict verdict) const {
    return {std::move(verdict), engine, 0, 0, seconds()};
  }
  std::optional<checker::Outcome> budget_spent() const {
    const bool is_cancelled = limits_.cancelled && limits_.cancelled();
    if (!is_cancelled && seconds() < limits_.seconds) return std::nullopt;
    const auto ended_by = is_cancelled ? checker::EndedBy::Cancelled : checker::EndedBy::Time;
    return by("bmc", checker::Verdict::unknown(scope(), checker::budget_text(ended_by, limits_), ended_by));
  }

  checker::Outcome explore(const checker::Limits& limits) const {
    return checker::check_explicit(*world_.system, {kNever}, limits, progress_).front();
  }
  /// The invariant is inductive at the point.
  bool is_proved() const {
    model::SymbolicSession session(5);
    const checker::SynthesisProblem problem = claim_.problem(question_, session);
    const Places places(claim_, problem);
    std::vector<LinearConstraint> there;
    for (std::size_t i = 0; i < point_.size(); ++i) {
      const auto [at_least, at_most] = equal(i, point_[i], point_.size());
      there.push_back(places.to_world(at_least));
      there.push_back(places.to_world(at_most));
    }
    return checker::prove_where(problem, there, left()).proved;
  }

  const ParametricClaim& claim_;
  const SynthesisQuestion& question_;
  const std::vector<Rational>& point_;
  const ParametricClaim::AtPoint& world_;
  const checker::Limits& limits_;
  const checker::OnProgress& progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

SynthesisAnswer synthesize(const SynthesisQuestion& question, const checker::Limits& limits,
                           const checker::OnProgress& progress) {
  const ParametricClaim& claim = checked(question);
  SynthesisAnswer answer{question, claim.parameters, claim.domain(question), {}, {}, {}, {}, {}};
  if (!answer.asked.constraints.empty()) answer.domain = checker::text(answer.asked, claim.parameters);
  checker::Polyhedron domain = answer.asked;
  std::vector<std::optional<Rational>> fixed(claim.parameters.size());
  for (const auto& [name, value] : question.fixed) {
    const std::size_t parameter = parameter_called(name, claim.parameters);
    require_above_zero(name, value);
    fixed[parameter] = value;
    const auto [at_least, at_most] = equal(parameter, value, claim.parameters.size());
    domain.constraints.push_back(at_least);
    domain.constraints.push_back(at_most);
  }
  model::SymbolicSession session(5);
  checker::SynthesisProblem problem = claim.problem(question, session);
  answer.actions = problem.runs.relation.kinds;
  const Places places(claim, problem);
  for (const LinearConstraint& c : domain.constraints) problem.domain.constraints.push_back(places.to_world(c));
  keep_to(question.fixed, places, problem);
  if (!checker::asks_of_any_point(problem)) {
    throw UsageError(fmt::format("nothing is asked where that is fixed: {} is assumed", answer.domain));
  }
  answer.result = checker::synthesize(problem, limits, progress);
  places.from_world(answer.result);
  for (checker::TimedRun& run : answer.result.runs) show_at_a_round_point(run, answer, limits);
  answer.condition = checker::condition(answer.result.region);
  const auto region_at_fixed = checker::at_values(answer.result.region, fixed);
  if (!question.fixed.empty() && region_at_fixed) answer.condition_at_fixed = checker::condition(*region_at_fixed);
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
  const ParametricClaim::AtPoint world = claim.at(question, checker::in_ticks(all));
  return {world, PointDecision(claim, question, all, world, limits, progress).decide()};
}

Rational rational_from(const std::string& text) {
  const auto fail = [&]() -> Rational {
    throw UsageError(
        fmt::format("'{}' is no time: a number above zero is accepted, such as 3, 2.5 or 5/2, without a unit", text));
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
  return checker::reduced(r);
}

}  // namespace finalack::properties
