#include "properties/timed/shown_runs.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"

namespace finalack::properties {

using checker::Rational;

namespace {

/// The shortest run at a point, if there is one, and if the point's clocks can be counted.
std::optional<checker::TimedRun> shown_at(const SynthesisQuestion& question, const std::vector<Rational>& point,
                                          const checker::Limits& limits) {
  try {
    const ParametricClaim::AtPoint world = parametric(question.claim).at(question, checker::in_ticks(point));
    const checker::Property never{checker::Property::Kind::Never, 0, {}, {}};
    const auto outcome = checker::check_explicit(*world.system, {never}, limits).front();
    if (!outcome.verdict.trace) return std::nullopt;
    checker::TimedRun run = world.run(*outcome.verdict.trace);
    run.parameters = point;
    return run;
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

/// What the parameters are multiples of: of those that are fixed the common measure, or one.
Rational measure_of(const SynthesisQuestion& question) {
  if (question.fixed.empty()) return {1, 1};
  std::int64_t common = 1;
  for (const auto& [name, value] : question.fixed) common = std::lcm(common, value.denominator);
  std::int64_t measure = 0;
  for (const auto& [name, value] : question.fixed) {
    measure = std::gcd(measure, value.numerator * (common / value.denominator));
  }
  return {measure, common};
}

}  // namespace

bool can_be_shown(const SynthesisQuestion& question, const std::vector<Rational>& point) {
  static constexpr std::int64_t kMostDigits = 1'000'000'000;  // what rational_from reads
  for (const Rational& r : point) {
    if (r.numerator >= kMostDigits || r.denominator >= kMostDigits) return false;
  }
  try {
    parametric(question.claim).at(question, checker::in_ticks(point));
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

void show_at_a_round_point(checker::TimedRun& run, const SynthesisAnswer& answer, checker::Limits limits) {
  static constexpr std::int64_t kSteps = 96;  // of half a measure, each parameter
  static constexpr std::uint64_t kMemory = std::uint64_t{8} << 20;
  static constexpr unsigned kTries = 3;
  if (can_be_shown(answer.question, run.parameters)) return;
  limits.memory_bytes = std::min(limits.memory_bytes, kMemory);
  const Rational measure = measure_of(answer.question);
  std::vector<std::size_t> free;
  std::vector<Rational> point = run.parameters;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const auto& fixed = answer.question.fixed;
    const bool is_fixed =
        std::any_of(fixed.begin(), fixed.end(), [&](const auto& value) { return value.first == answer.parameters[i]; });
    if (!is_fixed) free.push_back(i);
  }
  unsigned tries = 0;
  const auto& pieces = answer.result.region.pieces;
  const auto piece = std::find_if(pieces.begin(), pieces.end(),
                                  [&](const checker::Polyhedron& p) { return contains(p, run.parameters); });
  if (piece == pieces.end()) return;
  std::int64_t all = 1;
  for (std::size_t i = 0; i < free.size(); ++i) all *= kSteps;
  for (std::int64_t code = 0; code < all && tries < kTries; ++code) {
    std::int64_t rest = code;
    for (const std::size_t i : free) {
      const std::int64_t numerator = measure.numerator * (kSteps - rest % kSteps);
      const std::int64_t divisor = std::gcd(numerator, 2 * measure.denominator);
      point[i] = {numerator / divisor, 2 * measure.denominator / divisor};
      rest /= kSteps;
    }
    if (!contains(*piece, point) || !contains(answer.asked, point) || !can_be_shown(answer.question, point)) continue;
    ++tries;
    if (auto shown = shown_at(answer.question, point, limits)) {
      run = std::move(*shown);
      return;
    }
  }
}

}  // namespace finalack::properties
