// The catalogue as the implementation is asked it; all of its cases are decided by implemented_long_test.cpp.
#include "conform/subject/implemented.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "conform/subject/real_subject.hpp"
#include "properties/verification.hpp"

namespace finalack::conform {
namespace {

using checker::VerdictKind;
using properties::Bounds;

const Implemented& asked() {
  static const Implemented all = implemented(properties::catalogue());
  return all;
}

const properties::Case* find(const properties::Catalogue& catalogue, const std::string& claim,
                             const std::string& variant) {
  for (const properties::Case& which : catalogue.find(claim)->cases) {
    if (which.variant == variant) return &which;
  }
  return nullptr;
}

std::vector<properties::CaseResult> decided(const std::set<std::string>& claims) {
  std::vector<properties::Selected> cases;
  for (const properties::Claim& claim : asked().catalogue.claims()) {
    if (!claims.contains(claim.id)) continue;
    for (const properties::Case& which : claim.cases) cases.push_back({&claim, &which});
  }
  properties::VerificationOptions options;
  options.engine = properties::EngineChoice::Explicit;
  options.width = 32;
  return properties::verify(cases, options);
}

TEST(Implemented, AsksEveryCaseOrSaysWhyNot) {
  for (const properties::Claim& claim : properties::catalogue().claims()) {
    for (const properties::Case& which : claim.cases) {
      const bool is_asked = find(asked().catalogue, claim.id, which.variant) != nullptr;
      const auto& missing = asked().missing;
      const bool is_missing = std::any_of(missing.begin(), missing.end(), [&](const NotImplemented& m) {
        return m.claim == claim.id && m.variant == which.variant && !m.why.empty();
      });
      EXPECT_NE(is_asked, is_missing) << claim.id << " " << which.variant;
    }
  }
}

TEST(Implemented, ExpectsWhatTheModelGetsButForNamedDeviations) {
  std::set<std::string> deviating;
  for (const properties::Claim& claim : asked().catalogue.claims()) {
    for (const properties::Case& which : claim.cases) {
      const properties::Case& of_model = *find(properties::catalogue(), claim.id, which.variant);
      if (which.expected == of_model.expected) continue;
      deviating.insert(claim.id + " " + which.variant);
      EXPECT_THAT(which.assumes, testing::HasSubstr("the implementation"));
    }
  }
  EXPECT_THAT(deviating, testing::UnorderedElementsAre("handshake.simultaneous-open figure-without-ack",
                                                       "close.three-segments-when-idle delayed-ack"));
}

TEST(Implemented, GetsTheVerdictsThatAreExpected) {
  const auto results = decided(
      {"handshake.stale-syn-half-open-ends", "handshake.stale-syn-refuses-opener", "handshake.lost-synack-deadlock",
       "handshake.lost-third-ack.data-completes", "handshake.lost-third-ack.server-gives-up", "handshake.reset-at-once",
       "handshake.simultaneous-open", "close.fin-is-silenced", "close.no-final-ack", "close.no-time-wait",
       "close.half-close-delivers", "close.linger-zero", "close.fin-wait-2", "close.close-wait-leak"});
  EXPECT_GT(results.size(), 25U);
  for (const properties::CaseResult& result : results) {
    EXPECT_TRUE(result.as_expected()) << result.selected.claim->id << " " << result.selected.which->variant << ": "
                                      << to_string(result.outcome.verdict.kind);
  }
}

TEST(Implemented, SaysOfWhomAVerdictSpeaks) {
  const auto results = decided({"handshake.reset-at-once"});
  ASSERT_EQ(results.size(), 1U);
  EXPECT_THAT(results[0].outcome.verdict.scope.text(), testing::HasSubstr("subject impl"));
  EXPECT_THAT(results[0].outcome.verdict.scope.text(), testing::HasSubstr("32 bits"));
}

TEST(RealSubject, HoldsOneSegmentLessWhereUsersMayDoMuch) {
  const auto capacity = [](const std::string& claim, const std::string& variant, Bounds bounds) {
    const auto& which = *find(asked().catalogue, claim, variant);
    return dynamic_cast<const RealSubject&>(*which.subject).configuration(bounds).network.capacity;
  };
  EXPECT_EQ(capacity("close.nothing-lost", "delivered", Bounds::Default), 2U);
  EXPECT_EQ(capacity("close.nothing-lost", "delivered", Bounds::Deep), 3U);
  EXPECT_EQ(capacity("close.four-segments", "rfc", Bounds::Default), 3U);
}

TEST(RealSubject, CanOnlyBeExplored) {
  const auto& which = *find(asked().catalogue, "close.four-segments", "rfc");
  EXPECT_THROW(
      which.subject->check_symbolically({which.subject.get()}, Bounds::Default, 32, false, {which.property}, {}, {}),
      UsageError);
}

}  // namespace
}  // namespace finalack::conform
