#include "properties/verification.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "properties/grouping.hpp"
#include "tests/checker/toys/cells.hpp"
#include "tests/support/toy_subject.hpp"

namespace finalack::properties {
namespace {

using checker::Property;
using checker::VerdictKind;
using testing::counter_showing;
using testing::toy_case;
using testing::ToyCounter;

/// Claims with one case each, never moved.
class Verification : public ::testing::Test {
 protected:
  void add(Property::Kind kind, VerdictKind expected, std::shared_ptr<const Subject> subject) {
    Claim& claim = catalogue_.add({});
    claim.id = "toy." + std::to_string(catalogue_.claims().size());
    claim.cases.push_back(toy_case("only", kind, expected, std::move(subject)));
    cases_.push_back({&claim, &claim.cases.front()});
  }

  Catalogue catalogue_;
  std::vector<Selected> cases_;
  VerificationOptions options_;
};

TEST_F(Verification, ExploresCasesOfOneWorldOnce) {
  add(Property::Kind::Never, VerdictKind::Violated, counter_showing(7));
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(7, 5));
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(12));
  add(Property::Kind::Reachable, VerdictKind::Proved, counter_showing(9));
  ToyCounter::systems_made = 0;
  const auto results = verify(cases_, options_);
  EXPECT_EQ(ToyCounter::systems_made, 2U + 2U);  // and one for each run, to hold it against clocks
  ASSERT_EQ(results.size(), 4U);
  for (const CaseResult& result : results) EXPECT_TRUE(result.as_expected()) << result.selected.claim->id;
  EXPECT_EQ(results[0].outcome.verdict.depth, 7U);
  EXPECT_EQ(results[1].outcome.states, 5U);
  EXPECT_EQ(results[3].outcome.verdict.depth, 9U);
}

TEST_F(Verification, OffsetsEveryPredicateOfAProperty) {
  auto both = std::make_shared<ToyCounter>(
      checker::toys::Counter{}, "counter to 10",
      std::vector<ToyCounter::Predicate>{{"it shows 12", [](const auto& s) { return s.value.raw() == 12; }},
                                         {"it shows 11", [](const auto& s) { return s.value.raw() == 11; }}});
  add(Property::Kind::Reachable, VerdictKind::Proved, counter_showing(3));
  add(Property::Kind::Never, VerdictKind::Vacuous, both);
  const_cast<Case*>(cases_[1].which)->property.witness = 1;
  const auto groups = group_by_world(cases_, Bounds::Default);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].properties[1].predicate, 1U);
  EXPECT_EQ(groups[0].properties[1].witness, 2U);
  EXPECT_EQ(groups[0].title, "toy.1 only + 1 more");
  EXPECT_TRUE(verify(cases_, options_)[1].as_expected());
}

TEST_F(Verification, PutsASubjectThatOccursTwiceIntoTheSystemOnce) {
  const auto subject = counter_showing(4);
  add(Property::Kind::Reachable, VerdictKind::Proved, subject);
  add(Property::Kind::Never, VerdictKind::Violated, subject);
  const auto groups = group_by_world(cases_, Bounds::Default);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].subjects.size(), 1U);
  EXPECT_EQ(groups[0].properties[1].predicate, 0U);
}

TEST_F(Verification, SplitsAWorldThatHasTooManyPredicates) {
  for (unsigned i = 0; i < 70; ++i) add(Property::Kind::Never, VerdictKind::Violated, counter_showing(3));
  const auto groups = group_by_world(cases_, Bounds::Default);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].members.size(), 64U);
  EXPECT_EQ(verify(cases_, options_).size(), 70U);
}

TEST_F(Verification, ReportsInTheOrderOfTheCasesWhateverFinishesFirst) {
  auto slow = counter_showing(12);
  slow->symbolic = [](const auto&, const auto&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return checker::Verdict::proved({}, "slowly");
  };
  auto quick = counter_showing(12, 9);
  quick->symbolic = [](const auto&, const auto&) { return checker::Verdict::proved({}, "quickly"); };
  add(Property::Kind::Never, VerdictKind::Proved, slow);
  add(Property::Kind::Never, VerdictKind::Proved, quick);
  options_.engine = EngineChoice::KInduction;
  std::vector<std::string> heard;
  verify(cases_, options_, [&](const CaseResult& r) { heard.push_back(r.outcome.verdict.detail); });
  EXPECT_EQ(heard, (std::vector<std::string>{"slowly", "quickly"}));
}

TEST_F(Verification, AutoAsksBmcAboutWhatTheBudgetLeftOpen) {
  auto subject = counter_showing(7);
  subject->symbolic = [](const auto&, const auto&) {
    return checker::Verdict::violated({}, {std::vector<model::Action>(7), {}}, "found by bmc");
  };
  add(Property::Kind::Never, VerdictKind::Violated, subject);
  options_.limits.memory_bytes = 1;  // nothing can be explored
  const auto results = verify(cases_, options_);
  EXPECT_EQ(results[0].outcome.engine, "bmc");
  EXPECT_TRUE(results[0].as_expected());
}

TEST_F(Verification, AutoKeepsWhatTheExplorationSaidIfBmcKnowsNoMore) {
  add(Property::Kind::Never, VerdictKind::Violated, counter_showing(7));
  options_.limits.memory_bytes = 1;
  const auto results = verify(cases_, options_);
  EXPECT_EQ(results[0].outcome.engine, "explicit");
  EXPECT_EQ(results[0].outcome.verdict.kind, VerdictKind::Unknown);
  EXPECT_NE(results[0].outcome.verdict.detail.find("bmc: no solver here"), std::string::npos);
}

TEST_F(Verification, EngineExplicitDoesNotFallBack) {
  auto subject = counter_showing(7);
  subject->symbolic = [](const auto&, const auto&) -> checker::Verdict { throw InternalError("not to be asked"); };
  add(Property::Kind::Never, VerdictKind::Violated, subject);
  options_.limits.memory_bytes = 1;
  options_.engine = EngineChoice::Explicit;
  EXPECT_EQ(verify(cases_, options_)[0].outcome.verdict.kind, VerdictKind::Unknown);
}

TEST_F(Verification, WideNumbersAreNotExploredByAuto) {
  add(Property::Kind::Never, VerdictKind::Violated, counter_showing(7));
  options_.width = 32;
  const auto outcome = verify(cases_, options_)[0].outcome;
  EXPECT_EQ(outcome.engine, "bmc");
  EXPECT_EQ(outcome.verdict.scope.text(), "sequence numbers 32 bits");
}

TEST_F(Verification, SharesOutTheTimeAndTheMemory) {
  std::vector<checker::Limits> given;
  const auto remember = [&](const auto&, const checker::Limits& limits) {
    given.push_back(limits);
    return checker::Verdict::proved({}, "");
  };
  for (const unsigned modulus : {5U, 6U, 7U, 8U}) {
    auto subject = counter_showing(12, modulus);
    subject->symbolic = remember;
    add(Property::Kind::Never, VerdictKind::Proved, subject);
  }
  options_.engine = EngineChoice::Bmc;
  options_.jobs = 1;
  options_.limits.seconds = 80;
  options_.limits.memory_bytes = 1000;
  verify(cases_, options_);
  ASSERT_EQ(given.size(), 4U);
  EXPECT_NEAR(given[0].seconds, 20, 1);  // a quarter; what it leaves over goes to the next
  EXPECT_NEAR(given[3].seconds, 80, 1);
  EXPECT_EQ(given[0].memory_bytes, 1000U);
}

TEST_F(Verification, GivesTheTimeThatIsLeftOverToWhatNeedsIt) {
  std::vector<double> given;
  auto slow = counter_showing(12, 5);
  slow->symbolic = [&](const auto&, const checker::Limits& limits) {
    given.push_back(limits.seconds);
    return limits.seconds > 50 ? checker::Verdict::proved({}, "at last")
                               : checker::Verdict::unknown({}, "", checker::EndedBy::Time);
  };
  add(Property::Kind::Never, VerdictKind::Proved, slow);
  for (const unsigned modulus : {6U, 7U, 8U}) {
    auto quick = counter_showing(12, modulus);
    quick->symbolic = [](const auto&, const auto&) { return checker::Verdict::proved({}, "quickly"); };
    add(Property::Kind::Never, VerdictKind::Proved, quick);
  }
  options_.engine = EngineChoice::Bmc;
  options_.jobs = 1;
  options_.limits.seconds = 80;
  std::vector<std::string> heard;
  verify(cases_, options_, [&](const CaseResult& r) { heard.push_back(r.selected.claim->id); });
  ASSERT_EQ(given.size(), 2U);
  EXPECT_NEAR(given[1], 80, 1);
  EXPECT_EQ(heard, (std::vector<std::string>{"toy.1", "toy.2", "toy.3", "toy.4"}));
}

TEST_F(Verification, KeepsTheBetterOfTwoTurns) {
  auto subject = counter_showing(12);
  unsigned asked = 0;
  subject->symbolic = [&](const auto&, const auto&) {
    return asked++ == 0 ? checker::Verdict::holds_to_depth({}, 7, checker::EndedBy::Time)
                        : checker::Verdict::unknown({}, "", checker::EndedBy::Memory);
  };
  auto other = counter_showing(12, 9);
  other->symbolic = [](const auto&, const auto&) { return checker::Verdict::proved({}, ""); };
  add(Property::Kind::Never, VerdictKind::Proved, subject);
  add(Property::Kind::Never, VerdictKind::Proved, other);
  options_.engine = EngineChoice::Bmc;
  options_.jobs = 1;
  options_.limits.seconds = 80;
  EXPECT_EQ(verify(cases_, options_)[0].outcome.verdict.depth, 7U);
  EXPECT_EQ(asked, 2U);
}

TEST_F(Verification, EndsWhenTheTimeIsUp) {
  unsigned asked = 0;
  auto subject = counter_showing(12);
  subject->symbolic = [&](const auto&, const auto&) {
    ++asked;
    return checker::Verdict::unknown({}, "", checker::EndedBy::Time);
  };
  add(Property::Kind::Never, VerdictKind::Proved, subject);
  options_.engine = EngineChoice::Bmc;
  options_.limits.seconds = 0;
  EXPECT_EQ(verify(cases_, options_).size(), 1U);
  EXPECT_EQ(asked, 1U);
}

TEST_F(Verification, DoesNotTryAgainWhatMoreTimeWouldNotHelp) {
  unsigned asked = 0;
  for (const unsigned modulus : {5U, 6U}) {
    auto subject = counter_showing(12, modulus);
    subject->symbolic = [&](const auto&, const auto&) {
      ++asked;
      return checker::Verdict::unknown({}, "", checker::EndedBy::Memory);
    };
    add(Property::Kind::Never, VerdictKind::Proved, subject);
  }
  options_.engine = EngineChoice::Bmc;
  options_.limits.seconds = 80;
  EXPECT_EQ(verify(cases_, options_)[1].outcome.verdict.kind, VerdictKind::Unknown);
  EXPECT_EQ(asked, 2U);
}

TEST_F(Verification, DecidesFirstWhatIsQuicklyDecided) {
  using Cells = checker::toys::Cells<2>;
  add(Property::Kind::Never, VerdictKind::Proved,
      std::make_shared<testing::ToySubject<Cells>>(
          Cells{2000}, "cells",
          std::vector<testing::ToySubject<Cells>::Predicate>{
              {"a cell shows 60001", [](const auto& s) { return s.value[0].raw() > 60000; }}}));
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(12));
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(12, 9));
  options_.jobs = 1;
  checker::Progress last;
  const auto results = verify(cases_, options_, {}, [&](const checker::Progress& p) { last = p; });
  EXPECT_EQ(last.what, "toy.1 only");
  EXPECT_EQ(last.engine, "explicit");
  EXPECT_EQ(last.decided, 2U);
  EXPECT_EQ(last.asked, 3U);
  EXPECT_EQ(results[0].selected.claim->id, "toy.1");
  EXPECT_TRUE(results[0].as_expected());
}

TEST_F(Verification, SaysHowManyCasesShareAnExploration) {
  add(Property::Kind::Never, VerdictKind::Violated, counter_showing(7));
  add(Property::Kind::Reachable, VerdictKind::Proved, counter_showing(9));
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(7, 5));
  const auto results = verify(cases_, options_);
  EXPECT_EQ(results[0].sharing, 2U);
  EXPECT_EQ(results[1].sharing, 2U);
  EXPECT_EQ(results[2].sharing, 1U);
}

TEST_F(Verification, ZeroSecondsBeginNoLowering) {
  const Case& which = catalogue().find("handshake.agreement")->cases.front();
  checker::Limits limits;
  limits.seconds = 0;
  const auto ask = [&] {
    return which.subject
        ->check_symbolically({which.subject.get()}, Bounds::Default, 5, false, {which.property}, limits, {})
        .front()
        .verdict;
  };
  EXPECT_EQ(ask().detail, "time budget of 0 s reached before the world was lowered");
  EXPECT_EQ(ask().ended_by, checker::EndedBy::Time);
  limits.cancelled = [] { return true; };
  EXPECT_EQ(ask().ended_by, checker::EndedBy::Cancelled);
}

TEST_F(Verification, CancelledReportsOnlyWhatWasDecided) {
  bool cancelled = false;
  for (const unsigned modulus : {5U, 6U, 7U}) {
    auto subject = counter_showing(12, modulus);
    subject->symbolic = [&cancelled, modulus](const auto&, const auto& limits) {
      if (modulus == 6) cancelled = true;
      return limits.cancelled() ? checker::Verdict::holds_to_depth({}, 3) : checker::Verdict::proved({}, "");
    };
    add(Property::Kind::Never, VerdictKind::Proved, subject);
  }
  options_.engine = EngineChoice::Bmc;
  options_.jobs = 1;
  options_.limits.cancelled = [&] { return cancelled; };
  const auto results = verify(cases_, options_);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].selected.claim->id, "toy.1");
}

TEST_F(Verification, AnInternalErrorComesOutAndStopsTheOthers) {
  auto broken = counter_showing(12);
  broken->symbolic = [](const auto&, const auto&) -> checker::Verdict {
    throw InternalError("a trace does not replay");
  };
  add(Property::Kind::Never, VerdictKind::Proved, broken);
  add(Property::Kind::Never, VerdictKind::Proved, counter_showing(12, 5));
  options_.engine = EngineChoice::Bmc;
  EXPECT_THROW(verify(cases_, options_), InternalError);
}

TEST_F(Verification, ReportsWhatWasDecidedBeforeAnInternalError) {
  auto broken = counter_showing(12);
  broken->symbolic = [](const auto&, const auto&) -> checker::Verdict { throw InternalError("does not replay"); };
  auto sound = counter_showing(12, 5);
  sound->symbolic = [](const auto&, const auto&) { return checker::Verdict::proved({}, ""); };
  add(Property::Kind::Never, VerdictKind::Proved, sound);
  add(Property::Kind::Never, VerdictKind::Proved, broken);
  options_.engine = EngineChoice::Bmc;
  options_.jobs = 1;
  unsigned heard = 0;
  EXPECT_THROW(verify(cases_, options_, [&](const CaseResult&) { ++heard; }), InternalError);
  EXPECT_EQ(heard, 1U);
}

TEST_F(Verification, NothingToDoIsNoResult) { EXPECT_TRUE(verify({}, options_).empty()); }

}  // namespace
}  // namespace finalack::properties
