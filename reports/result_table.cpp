#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/results.hpp"

namespace finalack::reports {

namespace {

using checker::VerdictKind;

constexpr std::size_t kLongestVariant = 23;  ///< what is left of 80 columns

std::string table_name(VerdictKind kind) {
  // The depth has its own column, and the long name would cost the variants six of theirs.
  return kind == VerdictKind::HoldsToDepth ? "holds" : checker::to_string(kind);
}

Tint tint_of(Standing standing) {
  switch (standing) {
    case Standing::AsExpected: return Tint::Good;
    case Standing::Undecided: return Tint::Warning;
    case Standing::Differs: return Tint::Bad;
  }
  return Tint::Plain;
}

std::string mark_of(Standing standing, bool unicode) {
  switch (standing) {
    case Standing::AsExpected: return unicode ? "✓" : "+";
    case Standing::Undecided: return "?";
    case Standing::Differs: return unicode ? "✗" : "!";
  }
  return "";
}

/// a, b, ..., z, aa, ab, ...
std::string letter(std::size_t index) {
  std::string out(1, static_cast<char>('a' + index % 26));
  return index < 26 ? out : letter(index / 26 - 1) + out;
}

}  // namespace

Standing standing_of(const properties::CaseResult& result) {
  if (result.as_expected()) return Standing::AsExpected;
  if (differs_in_time_only(result) && result.is_untimed_only() && result.timing->tried_up_to == 0)
    return Standing::Undecided;  // another run may do
  const VerdictKind kind = result.outcome.verdict.kind;
  return kind == VerdictKind::Unknown || kind == VerdictKind::HoldsToDepth ? Standing::Undecided : Standing::Differs;
}

bool differs_in_time_only(const properties::CaseResult& result) {
  return !result.as_expected() && result.outcome.verdict.kind == result.selected.which->expected;
}

std::string disagreement_in_time(const properties::CaseResult& result) {
  if (result.is_untimed_only()) return timing_text(*result.timing);
  return "expected to be untimed only, but it is " + timing_text(*result.timing);
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool counts_states(const checker::Outcome& outcome) { return outcome.engine == "explicit"; }

std::optional<unsigned> depth_of(const checker::Outcome& outcome) {
  const bool is_nothing =
      outcome.verdict.kind == VerdictKind::Unknown && outcome.verdict.depth == 0 && outcome.states == 0;
  return is_nothing ? std::nullopt : std::optional(outcome.verdict.depth);
}

std::string short_count(std::uint64_t count) {
  if (count < 10'000) return std::to_string(count);
  double value = static_cast<double>(count) / 1e3;
  const char* unit = "k";
  for (const char* larger : {"M", "G", "T"}) {
    if (value < 999.5) break;
    value /= 1e3;
    unit = larger;
  }
  return fmt::format("{:.{}f} {}", value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0, unit);
}

std::string short_time(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<unsigned long>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60);
}

ResultTable::ResultTable(const std::vector<properties::Selected>& cases, TextStyle style)
    : style_(style), variant_columns_(7) {
  for (const properties::Selected& selected : cases) {
    variant_columns_ = std::max(variant_columns_, std::min(columns_of(selected.which->variant), kLongestVariant));
  }
}

std::string ResultTable::heading() const {
  const std::string text =
      fmt::format("  {:<{}} {:<8} {:<8} {:<8} {:<5} {:>5} {:>7} {:>7}", "variant", variant_columns_, "engine",
                  "verdict", "expected", "scope", "depth", "states", "time");
  return tinted(text, Tint::Faint, style_.colour) + "\n";
}

std::string ResultTable::scope_letter(const model::Scope& scope) {
  auto found =
      std::find_if(scopes_.begin(), scopes_.end(), [&](const auto& known) { return known.bounds == scope.bounds; });
  if (found == scopes_.end()) found = scopes_.insert(scopes_.end(), scope);
  bound_was_reached_ = bound_was_reached_ || scope.reached;
  return letter(static_cast<std::size_t>(found - scopes_.begin())) + (scope.reached ? "*" : "");
}

std::string ResultTable::line(const properties::CaseResult& result, Standing standing) {
  const properties::Case& which = *result.selected.which;
  const checker::Outcome& outcome = result.outcome;
  std::string variant = which.variant;
  std::string before;
  if (columns_of(variant) > variant_columns_) {  // a line of its own, and the rest below
    before = variant + "\n  ";
    variant.clear();
  }
  const std::optional<unsigned> depth = depth_of(outcome);
  const std::string verdict =
      fmt::format("{:<8}", result.is_untimed_only() ? "untimed" : table_name(outcome.verdict.kind));
  return fmt::format("{} {}{:<{}} {:<8} {} {:<8} {:<5} {:>5} {:>7} {:>7}\n",
                     tinted(mark_of(standing, style_.unicode), tint_of(standing), style_.colour), before, variant,
                     variant_columns_, outcome.engine, tinted(verdict, tint_of(standing), style_.colour),
                     which.untimed_only ? "untimed" : table_name(which.expected), scope_letter(outcome.verdict.scope),
                     depth ? std::to_string(*depth) : "-", outcome.states == 0 ? "-" : short_count(outcome.states),
                     short_time(outcome.seconds));
}

std::string ResultTable::row(const properties::CaseResult& result) {
  std::string out;
  const properties::Claim& claim = *result.selected.claim;
  if (claim.id != claim_) out += tinted(claim.id, Tint::Strong, style_.colour) + "\n";
  claim_ = claim.id;
  const Standing standing = standing_of(result);
  ++counts_[static_cast<std::size_t>(standing)];
  out += line(result, standing);
  if (standing == Standing::AsExpected) return out;
  const std::string what =
      (standing == Standing::Differs ? "DIFFERS: " : "undecided: ") +
      (differs_in_time_only(result) ? disagreement_in_time(result) : result.outcome.verdict.detail);
  return out + "    " + tinted(wrapped(what, style_.columns, 4), tint_of(standing), style_.colour) + "\n";
}

std::string ResultTable::scope_legend() const {
  const auto is_common = [&](const model::Scope::Bound& bound) {
    return std::all_of(scopes_.begin(), scopes_.end(), [&](const model::Scope& scope) {
      return std::find(scope.bounds.begin(), scope.bounds.end(), bound) != scope.bounds.end();
    });
  };
  const auto entry = [&](const std::string& head, const std::string& text) {
    return fmt::format("{:<9}{}\n", head, wrapped(text, style_.columns, 9));
  };
  const bool has_several = scopes_.size() > 1;
  std::string out;
  model::Scope common;
  for (std::size_t i = 0; i < scopes_.size(); ++i) {
    model::Scope own;
    for (const auto& bound : scopes_[i].bounds)
      (has_several && is_common(bound) ? common : own).bounds.push_back(bound);
    if (i == 0 && has_several) out += entry("scopes", common.text() + ", and");
    out += entry("scope " + letter(i), own.text());
  }
  if (bound_was_reached_) out += entry("      *", "a bound cut something off: the verdict is about the runs within it");
  return out;
}

std::string ResultTable::ending(std::size_t asked, double seconds) const {
  std::string out = "\n" + scope_legend();
  const std::size_t done = counts_[0] + counts_[1] + counts_[2];
  out += fmt::format("\n{}: {} as expected", plural(done, "case"), counts_[0]);
  if (counts_[2] > 0) out += fmt::format(", {} {}", counts_[2], counts_[2] == 1 ? "differs" : "differ");
  if (counts_[1] > 0) out += fmt::format(", {} undecided", counts_[1]);
  if (done < asked) out += fmt::format("; interrupted, {} not reached", asked - done);
  return out + fmt::format("; {}\n", short_time(seconds));
}

std::string not_asked_text(const std::vector<NotAsked>& not_asked, const TextStyle& style) {
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const auto& [claim, variant, why] : not_asked) by_reason[why].push_back(claim + " (" + variant + ")");
  std::string out;
  for (const auto& [why, cases] : by_reason) {
    const std::string all = fmt::format("{}: {}", why, fmt::join(cases, ", "));
    out += "  " + wrapped(all, style.columns, 6) + "\n";
  }
  if (out.empty()) return out;
  return plural(not_asked.size(), "case") + " not asked of this subject, which has no variant that\n" + out;
}

}  // namespace finalack::reports
