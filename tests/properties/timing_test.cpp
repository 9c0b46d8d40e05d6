// Every run of the catalogue on real clocks.
#include <stdexcept>

#include <gtest/gtest.h>

#include "properties/two_peers_subject.hpp"
#include "properties/verification.hpp"

namespace finalack::properties {
namespace {

bool should_have_a_run(const Case& which) {
  const bool is_reachability = which.property.kind == checker::Property::Kind::Reachable;
  return which.expected == (is_reachability ? checker::VerdictKind::Proved : checker::VerdictKind::Violated);
}

std::vector<Selected> cases_with_runs() {
  std::vector<Selected> cases;
  for (const Claim& claim : catalogue().claims()) {
    for (const Case& which : claim.cases) {
      if (should_have_a_run(which)) cases.push_back({&claim, &which});
    }
  }
  return cases;
}

CaseResult result_of(const std::string& claim, const std::string& variant, const VerificationOptions& options = {}) {
  for (const Selected& selected : cases_with_runs()) {
    if (selected.claim->id == claim && selected.which->variant == variant) return verify({selected}, options).front();
  }
  throw std::invalid_argument("no run is expected of " + claim + " (" + variant + ")");
}

TEST(TimingOfTheCatalogue, EveryRunIsRealisable) {
  for (const CaseResult& result : verify(cases_with_runs(), {})) {
    const std::string name = result.selected.claim->id + " (" + result.selected.which->variant + ")";
    if (!result.outcome.verdict.trace) {  // violated, because what should be reachable is not
      EXPECT_EQ(result.selected.which->property.kind, checker::Property::Kind::Reachable) << name;
      continue;
    }
    const bool has_clocks_of_its_own =
        dynamic_cast<const TwoPeersSubject*>(result.selected.which->subject.get()) == nullptr;
    if (has_clocks_of_its_own && !result.timing) continue;
    ASSERT_TRUE(result.timing.has_value()) << name;
    EXPECT_TRUE(result.timing->is_realisable()) << name << " is " << timing_text(*result.timing);
    EXPECT_TRUE(result.as_expected()) << name;
  }
}

TEST(TimingOfTheCatalogue, AShorterRunThatNoClocksAllowGivesWay) {
  const CaseResult result = result_of("handshake.syn-data-replay", "answered-at-once");
  EXPECT_EQ(result.timing->untimed_length, 5U);
  EXPECT_EQ(result.outcome.verdict.depth, 6U);
  EXPECT_EQ(result.outcome.verdict.trace->length(), 6U);
  EXPECT_NE(timing_text(*result.timing).find("without clocks 5 steps would do"), std::string::npos);
}

TEST(TimingOfTheCatalogue, StepsTakeAnotherOrderWhereClocksAskForIt) {
  const CaseResult result = result_of("close.four-segments", "rfc");
  EXPECT_EQ(result.timing->times, (std::vector<checker::Milliseconds>{0, 0, 0, 0, 0, 0, 0, 0, 0, 240'000}));
}

TEST(TimingOfTheCatalogue, IsThatOfTheClocksThatAreAskedFor) {
  VerificationOptions options;
  options.clocks.msl = 30'000;
  EXPECT_EQ(result_of("close.four-segments", "rfc", options).timing->times.back(), 60'000);
}

TEST(TimingOfTheCatalogue, IsTheSameForARunThatZ3Finds) {
  VerificationOptions options;
  options.engine = EngineChoice::Bmc;
  options.limits.depth = 8;
  const CaseResult result = result_of("handshake.agreement", "two-way", options);
  ASSERT_TRUE(result.timing.has_value());
  EXPECT_TRUE(result.timing->is_realisable()) << timing_text(*result.timing);
}

CaseResult a_result(bool untimed_only, std::vector<std::string> conflict) {
  static const Claim claim;
  static Case which;
  which.expected = checker::VerdictKind::Violated;
  which.untimed_only = untimed_only;
  checker::Outcome outcome{checker::Verdict::violated({}, {}, ""), "explicit", 0, 0, 0};
  CaseResult result{{&claim, &which}, std::move(outcome), 1, checker::Timing{}};
  result.timing->conflict = std::move(conflict);
  return result;
}

TEST(TimingOfACase, IsExpectedToBeRealisableUnlessItSaysOtherwise) {
  EXPECT_TRUE(a_result(false, {}).as_expected());
  EXPECT_FALSE(a_result(false, {"too late"}).as_expected());
  EXPECT_TRUE(a_result(true, {"too late"}).as_expected());
  EXPECT_FALSE(a_result(true, {}).as_expected());
}

}  // namespace
}  // namespace finalack::properties
