#include "cli/selection.hpp"

#include <algorithm>
#include <set>

#include "checker/errors.hpp"
#include "cli/values.hpp"
#include "reports/quoting.hpp"

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

/// What stands before the dot, of every claim.
std::vector<std::string> families_of(const Catalogue& catalogue) {
  std::vector<std::string> families;
  for (const Claim& claim : catalogue.claims()) {
    std::string family = claim.id.substr(0, claim.id.find('.'));
    if (std::find(families.begin(), families.end(), family) == families.end()) families.push_back(std::move(family));
  }
  return families;
}

constexpr const char* kWhereClaimsAre = "Accepted: the ids that 'finalack list' shows, or a pattern such as 'close.*'";

/// The family that is named before the pattern's first dot or wildcard, or nearly so; empty if there is none.
std::string family_near(const Catalogue& catalogue, const std::string& pattern) {
  return properties::nearest(pattern.substr(0, pattern.find_first_of(".*?")), families_of(catalogue));
}

std::string no_match(const Catalogue& catalogue, const std::string& pattern) {
  const std::string family = family_near(catalogue, pattern);
  return "no claim matches " + reports::in_quotes(pattern) +
         (family.empty() ? ". " : "; did you mean '" + family + ".*'? ") + kWhereClaimsAre;
}

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
    const bool names_family = pattern.find('.') == std::string::npos && !family_near(catalogue, pattern).empty();
    if (is_glob(pattern) || names_family) throw UsageError(no_match(catalogue, pattern));
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
