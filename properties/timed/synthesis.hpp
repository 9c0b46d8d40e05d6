// What `finalack synthesize` asks of claims with parameters, and `finalack trace --at`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "properties/timed/question.hpp"

namespace finalack::properties {

struct SynthesisAnswer {
  SynthesisQuestion question;
  std::vector<std::string> parameters;  ///< {"MSL", "RTO", "W"}
  checker::Polyhedron asked;            ///< what was assumed of them but that they are positive
  std::string domain;                   ///< the same in words: "4 RTO >= MSL"; or empty
  std::string condition;                ///< "W >= RTO + MSL"; "always", "never"
  std::string condition_at_fixed;       ///< the same with the values of what is fixed: "W >= 4"; empty if nothing is
  checker::SynthesisResult result;
  std::vector<model::ActionKind> actions;  ///< of which its runs speak
};

/// Throws UsageError for an unknown claim, one without parameters, a setting that cannot be, an unknown parameter, or
/// one that is not above zero; the message says what is accepted.
SynthesisAnswer synthesize(const SynthesisQuestion& question, const checker::Limits& limits,
                           const checker::OnProgress& progress = {});

/// A run that violates the claim with all parameters as given, the shortest where all can be explored; and the system
/// to replay and draw it on.
struct RunAtPoint {
  ParametricClaim::AtPoint world;
  checker::Outcome outcome;  ///< Violated with a trace, or Proved at this point, or Unknown
};
/// Throws UsageError as `synthesize` does, and where a parameter is missing or not countable in ticks.
RunAtPoint run_at(const SynthesisQuestion& question, const Values& point, const checker::Limits& limits,
                  const checker::OnProgress& progress = {});

/// "5/2", "2.5", "3": a number above zero as people write it. Throws UsageError.
checker::Rational rational_from(const std::string& text);

}  // namespace finalack::properties
