#include "cli/selection.hpp"

#include <algorithm>
#include <set>

#include "checker/errors.hpp"
#include "cli/values.hpp"

namespace finalack::cli {

using properties::Case;
using properties::Catalogue;
using properties::Claim;
using properties::Selected;

namespace {

std::vector<std::string> ids_of(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const Claim& claim : catalogue.claims()) ids.push_back(claim.id);
  return ids;
}

bool is_glob(const std::string& pattern) { return pattern.find_first_of("*?") != std::string::npos; }

constexpr const char* kWhereClaimsAre = "Accepted: the ids that 'finalack list' shows, or a pattern such as 'close.*'";

}  // namespace

const Claim& find_claim(const Catalogue& catalogue, const std::string& id) {
  if (const Claim* claim = catalogue.find(id)) return *claim;
  throw UsageError(unknown("claim", id, ids_of(catalogue), "Accepted: the ids that 'finalack list' shows"));
}

const Case& find_case(const Claim& claim, const std::string& variant) {
  std::vector<std::string> variants;
  for (const Case& which : claim.cases) {
    if (which.variant == variant) return which;
    variants.push_back(which.variant);
  }
  throw UsageError(unknown("variant of " + claim.id, variant, variants));
}

std::vector<const Claim*> matching_claims(const Catalogue& catalogue, const std::vector<std::string>& patterns) {
  std::set<const Claim*> chosen;
  for (const std::string& pattern : patterns) {
    bool found = false;
    for (const Claim& claim : catalogue.claims()) {
      if (!properties::matches_glob(pattern, claim.id)) continue;
      found = true;
      chosen.insert(&claim);
    }
    if (found) continue;
    if (is_glob(pattern)) throw UsageError("no claim matches '" + pattern + "'. " + kWhereClaimsAre);
    throw UsageError(unknown("claim", pattern, ids_of(catalogue), kWhereClaimsAre));
  }
  std::vector<const Claim*> claims;
  for (const Claim& claim : catalogue.claims()) {
    if (patterns.empty() || chosen.contains(&claim)) claims.push_back(&claim);
  }
  return claims;
}

std::vector<Selected> cases_of(const std::vector<const Claim*>& claims, const std::string& variant) {
  std::vector<Selected> cases;
  std::vector<std::string> variants;
  for (const Claim* claim : claims) {
    for (const Case& which : claim->cases) {
      if (variant.empty() || which.variant == variant) cases.push_back({claim, &which});
      if (std::find(variants.begin(), variants.end(), which.variant) == variants.end())
        variants.push_back(which.variant);
    }
  }
  if (!cases.empty() || variant.empty()) return cases;
  throw UsageError(unknown(claims.size() == 1 ? "variant of " + claims.front()->id : "variant", variant, variants));
}

bool has_run(const Case& which) {
  const bool is_reachability = which.property.kind == checker::Property::Kind::Reachable;
  return which.expected == (is_reachability ? checker::VerdictKind::Proved : checker::VerdictKind::Violated);
}

}  // namespace finalack::cli
