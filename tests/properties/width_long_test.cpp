// Sequence numbers that are too narrow would wrap within a run, and a claim might hold because they do. So every
// verdict of the default bounds, with the very states that were seen, must be that of a number circle twice as large.
#include <vector>

#include <gtest/gtest.h>

#include "properties/verification.hpp"

namespace finalack::properties {
namespace {

std::vector<CaseResult> verified_at(unsigned width) {
  std::vector<Selected> cases;
  for (const Claim& claim : catalogue().claims()) {
    for (const Case& which : claim.cases) cases.push_back({&claim, &which});
  }
  VerificationOptions options;
  options.width = width;
  return verify(cases, options);
}

TEST(Width, OfFiveBitsIsNotWhatMakesAClaimHold) {
  const auto narrow = verified_at(5);
  const auto wide = verified_at(6);
  ASSERT_EQ(narrow.size(), wide.size());
  for (std::size_t i = 0; i < narrow.size(); ++i) {
    SCOPED_TRACE(narrow[i].selected.claim->id + " " + narrow[i].selected.which->variant);
    EXPECT_EQ(narrow[i].outcome.verdict.kind, wide[i].outcome.verdict.kind);
    EXPECT_EQ(narrow[i].outcome.states, wide[i].outcome.states);
    EXPECT_EQ(narrow[i].outcome.transitions, wide[i].outcome.transitions);
  }
}

}  // namespace
}  // namespace finalack::properties
