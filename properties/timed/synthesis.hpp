// Claims with parameters: what `finalack synthesize` asks of them, and `finalack trace --at`.
//
// A parametric claim is one sentence, a timed world, and the budgets of losses for which its region is sought.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/system.hpp"
#include "checker/timed/synthesis.hpp"

namespace finalack::properties {

/// A claim whose verdict depends on MSL, RTO and W.
struct ParametricClaim {
  std::string id;         ///< "time-wait.final-ack"
  std::string statement;  ///< "never: a FIN of the server's arrives after TIME-WAIT"
  std::string finding;    ///< what the regions say, in a sentence or two
};

/// In the order of the catalogue.
const std::vector<ParametricClaim>& parametric_claims();

/// A value for a parameter: MSL, RTO or W, above zero.
using Values = std::vector<std::pair<std::string, checker::Rational>>;

struct SynthesisQuestion {
  std::string claim;
  unsigned lost_acks = 0;  ///< at most so many are lost; 0 to 3
  unsigned lost_fins = 0;
  model::Backoff backoff = model::Backoff::Constant;
  Values fixed;  ///< the region is sought with these parameters fixed
};

inline constexpr unsigned kMostLost = 3;

struct SynthesisAnswer {
  SynthesisQuestion question;
  std::vector<std::string> parameters;  ///< {"MSL", "RTO", "W"}
  std::string domain;     ///< what was assumed of them but that they are positive: "4 RTO >= MSL"; or empty
  std::string condition;  ///< "W >= RTO + MSL"; "always", "never"
  checker::SynthesisResult result;
};

/// Throws UsageError for an unknown claim, one without parameters, a loss count that cannot be, an unknown parameter,
/// or one that is not above zero; the message says what is accepted.
SynthesisAnswer synthesize(const SynthesisQuestion& question, const checker::Limits& limits,
                           const checker::OnProgress& progress = {});

/// The shortest run that violates the claim with all three parameters as given; and the system to replay and draw it
/// on.
struct RunAtPoint {
  std::shared_ptr<const checker::System> system;
  checker::Outcome outcome;  ///< Violated with a trace, or Proved at this point, or Unknown
  std::int64_t ticks_per_unit = 1;
};
/// Throws UsageError as `synthesize` does, and where a parameter is missing or not countable in ticks.
RunAtPoint run_at(const SynthesisQuestion& question, const Values& point, const checker::Limits& limits,
                  const checker::OnProgress& progress = {});

/// "5/2", "2.5", "3": a number above zero as people write it. Throws UsageError.
checker::Rational rational_from(const std::string& text);

}  // namespace finalack::properties
