#include "cli/verbs/asked.hpp"

#include <algorithm>

#include "checker/errors.hpp"
#include "cli/selection.hpp"
#include "cli/verbs/running.hpp"

namespace finalack::cli {

using properties::EngineChoice;

Asked::Asked(SubjectKind subject, const properties::Catalogue& catalogue) : catalogue_(catalogue) {
  if (subject == SubjectKind::Impl) implemented_ = conform::implemented(catalogue);
}

properties::VerificationOptions Asked::options(const RunOptions& run) const {
  if (is_model()) return verification_options(run);
  if (run.engine == EngineChoice::Bmc || run.engine == EngineChoice::KInduction) {
    throw UsageError("--subject impl: connections can only be explored. Accepted with it: --engine explicit, or auto");
  }
  if (run.width != 0 && run.width != 32) {
    throw UsageError("--subject impl: a connection's sequence numbers have 32 bits, not " + std::to_string(run.width));
  }
  RunOptions explored = run;
  explored.engine = EngineChoice::Auto;
  explored.width = 0;
  properties::VerificationOptions options = verification_options(explored);
  options.engine = EngineChoice::Explicit;
  options.width = 32;
  return options;
}

std::vector<reports::NotAsked> Asked::not_asked(const std::vector<const properties::Claim*>& claims,
                                                const std::string& variant) const {
  std::vector<reports::NotAsked> all;
  if (!implemented_) return all;
  for (const conform::NotImplemented& missing : implemented_->missing) {
    const bool is_chosen = std::any_of(claims.begin(), claims.end(), [&](auto c) { return c->id == missing.claim; });
    if (!is_chosen || !(variant.empty() || variant == missing.variant)) continue;
    all.push_back({missing.claim, missing.variant, missing.why});
  }
  return all;
}

const properties::Case& Asked::find_case(const properties::Claim& claim, const std::string& variant) const {
  for (const reports::NotAsked& missing : not_asked({&claim}, variant)) {
    if (missing.variant != variant) continue;
    throw UsageError(claim.id + " (" + variant + ") can't be asked of the implementation, which has no variant that " +
                     missing.why);
  }
  return cli::find_case(claim, variant);
}

std::vector<properties::Selected> Asked::cases_of(const std::vector<const properties::Claim*>& claims,
                                                  const std::string& variant) const {
  if (!variant.empty() && !not_asked(claims, variant).empty()) {
    std::vector<properties::Selected> cases;
    for (const properties::Claim* claim : claims) {
      for (const properties::Case& which : claim->cases) {
        if (which.variant == variant) cases.push_back({claim, &which});
      }
    }
    return cases;  // maybe none: what is not asked is then all that there is to say
  }
  return cli::cases_of(claims, variant);
}

}  // namespace finalack::cli
