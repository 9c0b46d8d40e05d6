#include <fmt/format.h>

#include "properties/timed/shown_runs.hpp"
#include "reports/regions/region.hpp"
#include "reports/regions/sketch.hpp"
#include "reports/regions/words.hpp"
#include "reports/runs/counterexample.hpp"

namespace finalack::reports {

namespace {

constexpr std::size_t kIndent = 2;

std::string paragraph(const std::string& text, std::size_t indent, const TextStyle& style) {
  return std::string(indent, ' ') + wrapped(text, style.columns, indent) + "\n";
}

/// A violated piece, and how to see it.
std::string piece_text(const properties::SynthesisAnswer& answer, const checker::Polyhedron& piece,
                       const TextStyle& style) {
  std::string out = paragraph(checker::text(piece, answer.parameters), kIndent, style);
  const checker::TimedRun* run = run_of(answer, piece);
  if (run == nullptr) return out;
  const AtPoint at = point_of(answer, *run);
  out += paragraph(fmt::format("for example at {}: a run of {} steps", in_words(at.values), run->steps.size()),
                   2 * kIndent, style);
  if (!properties::can_be_shown(answer.question, run->parameters)) return out;  // no command would take it
  return out + std::string(2 * kIndent, ' ') + command_in_lines(reproduction_at(at), style.columns, 2 * kIndent) + "\n";
}

std::string condition_text(const std::vector<std::string>& lines, Tint tint, const TextStyle& style) {
  std::string out;
  for (const std::string& line : lines) {
    const std::string text = (out.empty() ? "" : "and ") + line;
    out += std::string(2 * kIndent, ' ') + tinted(wrapped(text, style.columns, 2 * kIndent), tint, style.colour) + "\n";
  }
  return out;
}

}  // namespace

std::string region_text(const properties::SynthesisAnswer& answer, const checker::Limits& limits,
                        const TextStyle& style) {
  const bool proved = answer.result.outside == checker::SynthesisResult::Outside::Proved;
  std::string out = tinted(headline(answer) + ":", Tint::Strong, style.colour) + "\n\n";
  const Tint tint = proved ? Tint::Good : Tint::Warning;
  out += condition_text(condition_lines(answer), tint, style);
  if (const auto at_fixed = lines_at_fixed(answer); !at_fixed.empty()) {
    out += fmt::format("\nWith {} that is:\n\n", in_words(answer.question.fixed));
    out += condition_text(at_fixed, tint, style);
  }
  out += "\n" + paragraph("Claim: " + properties::parametric(answer.question.claim).statement + ".", 0, style);
  out += paragraph("How sure: " + how_sure(answer, limits) + ".", 0, style) + "\nAssumed:\n";
  for (const std::string& sentence : assumptions(answer)) out += paragraph(sentence, kIndent, style);
  if (!answer.result.region.pieces.empty()) out += "\nViolated where:\n";
  for (const checker::Polyhedron& piece : answer.result.region.pieces) out += piece_text(answer, piece, style);
  const std::string picture = region_sketch(answer, style);
  return out + (picture.empty() ? "" : "\n" + picture) + fmt::format("\n{:.1f} s\n", answer.result.seconds);
}

}  // namespace finalack::reports
