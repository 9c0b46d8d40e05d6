// What is shown of a run's times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/itf/itf.hpp"
#include "reports/results.hpp"
#include "reports/runs/counterexample.hpp"
#include "reports/runs/ladder.hpp"
#include "reports/runs/text_trace.hpp"
#include "reports/timing_json.hpp"
#include "tests/reports/scenario.hpp"
#include "tests/support/toy_subject.hpp"

namespace finalack::reports {
namespace {

using Json = nlohmann::ordered_json;
using checker::Property;
using checker::VerdictKind;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};

/// A life in which the client's SYN needs 1.5 s.
Narrative timed_life() {
  Narrative n = told(one_connection(), whole_life());
  n.timing = checker::Timing{};
  n.timing->times.assign(whole_life().size(), 1500);
  n.timing->times.front() = 0;
  n.timing->times.back() = 241'500;
  n.timing->untimed_length = n.steps.size();
  return n;
}

checker::Timing untimed_only() {
  checker::Timing timing;
  timing.conflict = {"step 2 comes exactly 1 s after step 1 (a clock)", "step 2 comes at most 5 ms after step 1 (MSL)"};
  timing.tried_up_to = 13;
  return timing;
}

TEST(TimedRun, HasAColumnOfTimes) {
  expect_golden("timed_life.txt", ladder(timed_life(), kUnicode));
  expect_golden("timed_life_steps.txt", text_trace(timed_life(), kUnicode));
}

TEST(TimedRun, HasNoColumnWhereThereAreNoTimes) {
  Narrative n = timed_life();
  n.timing = untimed_only();
  EXPECT_EQ(ladder(n, kUnicode), ladder(told(one_connection(), whole_life()), kUnicode));
  EXPECT_EQ(text_trace(n, kUnicode), text_trace(told(one_connection(), whole_life()), kUnicode));
}

TEST(TimedRun, SaysOnWhichClocks) {
  properties::Case which;
  which.property.kind = Property::Kind::Reachable;
  which.statement = "can happen: both are CLOSED";
  const TraceOrigin origin{"toy.first", "only", properties::Bounds::Default, 5, "explicit"};
  Narrative n = timed_life();
  EXPECT_THAT(counterexample(which, origin, n, true, kUnicode),
              AllOf(HasSubstr("\nOn real clocks: realisable (MSL 120 s, RTO 1 s doubling).\n"),
                    HasSubstr("Again: finalack trace toy.first --variant only\n")));
  n.timing->parameters.rto = 3000;
  n.timing->parameters.msl = 500;
  n.timing->parameters.backoff = checker::Backoff::Constant;
  n.timing->parameters.time_wait = 60'000;
  EXPECT_EQ(clock_options(n), " --msl 500ms --rto 3000ms --backoff constant --time-wait 60000ms");
  n.timing.reset();
  EXPECT_EQ(clock_options(n), "");
  EXPECT_THAT(counterexample(which, origin, n, true, kUnicode), Not(HasSubstr("On real clocks")));
}

TEST(TimedRun, SaysWhyNoClocksAllowIt) {
  EXPECT_EQ(
      timing_line(untimed_only(), {.unicode = true, .colour = false, .columns = 400}),
      "On real clocks: untimed only (MSL 120 s, RTO 1 s doubling): step 2 comes exactly 1 s after step 1 (a clock); "
      "but step 2 comes at most 5 ms after step 1 (MSL); nor will another run of up to 13 steps do.\n");
}

TEST(TimedRun, IsToldToPrograms) {
  const Json times = timing_json(*timed_life().timing);
  EXPECT_EQ(times.dump(),
            R"({"realisable":true,"msl_ms":120000,"rto_ms":1000,"backoff":"exponential","time_wait_ms":240000,)"
            R"("times_ms":[0,1500,1500,1500,1500,1500,1500,1500,1500,1500,241500]})");
  const Json why = timing_json(untimed_only());
  EXPECT_EQ(why["realisable"], false);
  EXPECT_EQ(why["conflict"].size(), 2U);
  EXPECT_FALSE(why.contains("times_ms"));
}

TEST(TimedRun, IsReadAgainFromAFile) {
  const TraceOrigin origin{"handshake.agreement", "two-way", properties::Bounds::Default, 5, "explicit"};
  const std::string file = itf(timed_life(), origin);
  EXPECT_EQ(Json::parse(file)["#meta"]["finalack"]["timing"]["times_ms"].back(), 241'500);
  EXPECT_EQ(read_itf(file, "FILE").trace.length(), whole_life().size());
}

class TimedResult : public ::testing::Test {
 protected:
  properties::CaseResult result(bool expected_untimed, checker::Timing timing) {
    claim_.id = "toy.first";
    which_ = testing::toy_case("only", Property::Kind::Never, VerdictKind::Violated, testing::counter_showing(7));
    which_.untimed_only = expected_untimed;
    checker::Verdict verdict = checker::Verdict::violated({}, {}, "a shortest run");
    return {{&claim_, &which_}, {std::move(verdict), "explicit", 7, 7, 0.1}, 1, std::move(timing)};
  }
  std::string row(const properties::CaseResult& of) const { return ResultTable({of.selected}, kUnicode).row(of); }

  properties::Claim claim_;
  properties::Case which_;
};

TEST_F(TimedResult, DiffersIfNoClocksAllowTheRun) {
  const auto differs = result(false, untimed_only());
  EXPECT_EQ(standing_of(differs), Standing::Differs);
  EXPECT_THAT(row(differs), AllOf(HasSubstr("✗ only    explicit untimed  violated"),
                                  HasSubstr("DIFFERS: untimed only (MSL 120 s, RTO 1 s doubling): step 2 comes")));
  EXPECT_THAT(results_sarif({differs}, "1"), HasSubstr("untimed only (MSL 120 s"));
  EXPECT_EQ(Json::parse(results_json({differs}))["results"][0]["timing"]["realisable"], false);
}

TEST_F(TimedResult, IsUndecidedIfOtherRunsWereNotTried) {
  checker::Timing unknown = untimed_only();
  unknown.tried_up_to = 0;
  EXPECT_EQ(standing_of(result(false, unknown)), Standing::Undecided);
}

TEST_F(TimedResult, IsAsExpectedIfTheCatalogueSaysSo) {
  const auto expected = result(true, untimed_only());
  EXPECT_EQ(standing_of(expected), Standing::AsExpected);
  EXPECT_THAT(row(expected), HasSubstr("✓ only    explicit untimed  untimed"));
}

TEST_F(TimedResult, DiffersIfTheRunIsRealisableAgainstExpectation) {
  const auto differs = result(true, *timed_life().timing);
  EXPECT_EQ(standing_of(differs), Standing::Differs);
  EXPECT_THAT(row(differs), HasSubstr("DIFFERS: expected to be untimed only, but it is realisable"));
}

TEST_F(TimedResult, HasNoTimingWithoutClocks) {
  auto without = result(false, {});
  without.timing.reset();
  EXPECT_EQ(standing_of(without), Standing::AsExpected);
  EXPECT_FALSE(Json::parse(results_json({without}))["results"][0].contains("timing"));
}

}  // namespace
}  // namespace finalack::reports
