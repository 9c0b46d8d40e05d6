// From what the user wrote to cases of the catalogue. Throws UsageError with the nearest name.
#pragma once

#include <string>
#include <vector>

#include "properties/verification.hpp"

namespace finalack::cli {

const properties::Claim& find_claim(const properties::Catalogue& catalogue, const std::string& id);
const properties::Case& find_case(const properties::Claim& claim, const std::string& variant);

/// The claims that match any of the patterns (ids, or globs with * and ?), in the catalogue's order; all, if there are
/// no patterns. A pattern that matches nothing is an error.
std::vector<const properties::Claim*> matching_claims(const properties::Catalogue& catalogue,
                                                      const std::vector<std::string>& patterns);

/// The cases of these claims; only those of one variant, unless that is empty.
std::vector<properties::Selected> cases_of(const std::vector<const properties::Claim*>& claims,
                                           const std::string& variant);

/// Whether the case's expected verdict comes with a run to look at.
bool has_run(const properties::Case& which);

}  // namespace finalack::cli
