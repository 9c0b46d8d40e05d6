// Every case of the catalogue that can be asked of the implementation, decided on it; and how much that covers.
#include <gtest/gtest.h>

#include "checker/explicit_engine.hpp"
#include "conform/subject/implemented.hpp"
#include "conform/subject/real_subject.hpp"
#include "conform/world/real_system.hpp"
#include "properties/verification.hpp"

namespace finalack::conform {
namespace {

TEST(ImplementedCatalogue, GetsTheVerdictsThatAreExpected) {
  const Implemented asked = implemented(properties::catalogue());
  std::vector<properties::Selected> cases;
  for (const properties::Claim& claim : asked.catalogue.claims()) {
    for (const properties::Case& which : claim.cases) cases.push_back({&claim, &which});
  }
  properties::VerificationOptions options;
  options.engine = properties::EngineChoice::Explicit;
  options.width = 32;
  const auto results = properties::verify(cases, options);
  ASSERT_EQ(results.size(), cases.size());
  for (const properties::CaseResult& result : results) {
    EXPECT_TRUE(result.as_expected()) << result.selected.claim->id << " " << result.selected.which->variant << ": "
                                      << to_string(result.outcome.verdict.kind);
  }
}

TEST(ImplementedCatalogue, CoversAMillionWholeStatesOfOneConfiguration) {
  const Implemented asked = implemented(properties::catalogue());
  const auto& subject = dynamic_cast<const RealSubject&>(*asked.catalogue.find("close.nothing-lost")->cases[0].subject);
  const auto unwatched = std::make_shared<model::WatchedBy<world::Domain>>();
  const auto system =
      world::real_system(world::RealPeers(subject.configuration(properties::Bounds::Default)), unwatched, {});
  const checker::SearchStatistics found = checker::explore(*system, {});
  EXPECT_TRUE(found.exhausted);
  EXPECT_GT(found.states, 1'000'000U);
}

}  // namespace
}  // namespace finalack::conform
