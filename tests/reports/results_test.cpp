#include "reports/results.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/reports/scenario.hpp"
#include "tests/support/toy_subject.hpp"
#include "tests/support/xml.hpp"

namespace finalack::reports {
namespace {

using checker::Property;
using checker::Verdict;
using checker::VerdictKind;
using properties::CaseResult;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};

model::Scope scope_of(const std::string& opens, bool reached) {
  return {{{"in flight <=", "3"}, {"opens", opens}, {"sequence numbers", "5 bits"}}, reached};
}

/// One claim per kind of result, with texts that every format has to escape.
class Results : public ::testing::Test {
 protected:
  Results() {
    add("toy.first", "three-way", VerdictKind::Proved, Verdict::proved(scope_of("2", true), "all states"), 4'312'004,
        12.34);
    add("toy.first", "two-way", VerdictKind::Violated, Verdict::violated(scope_of("2", false), {}, "a run"), 2256,
        0.01);
    add("toy.second", "a-variant-with-a-long-name-of-36-letters", VerdictKind::Proved,
        Verdict::violated(scope_of("1", true), {},
                          "reaches a state where '1 < 2 & \"x\"' holds, which is quite a long story"),
        7, 130);
    add("toy.third", "open", VerdictKind::Proved, Verdict::unknown(scope_of("1", true), "out of time"), 0, 7300);
    add("toy.third", "deep", VerdictKind::Proved, Verdict::holds_to_depth(scope_of("1", false), 20), 0, 1);
  }

  void add(const std::string& id, const std::string& variant, VerdictKind expected, Verdict verdict,
           std::uint64_t states, double seconds) {
    if (catalogue_.find(id) == nullptr) {
      properties::Claim& claim = catalogue_.add({});
      claim.id = id;
      claim.taught = "What is taught <here> & \"there\".";
    }
    cases_.push_back(testing::toy_case(variant, Property::Kind::Never, expected, testing::counter_showing(7)));
    const CaseResult result{{catalogue_.find(id), &cases_.back()},
                            {std::move(verdict), "explicit", states, states * 3, seconds}};
    results_.push_back(result);
  }

  std::string table(const TextStyle& style, std::size_t asked) {
    std::vector<properties::Selected> selected;
    for (const CaseResult& result : results_) selected.push_back(result.selected);
    ResultTable table(selected, style);
    std::string text = table.heading();
    for (const CaseResult& result : results_) text += table.row(result);
    return text + table.ending(asked, 130);
  }

  properties::Catalogue catalogue_;
  std::deque<properties::Case> cases_;
  std::vector<CaseResult> results_;
};

TEST_F(Results, StandAsExpectedUndecidedOrDiffer) {
  EXPECT_EQ(standing_of(results_[0]), Standing::AsExpected);
  EXPECT_EQ(standing_of(results_[1]), Standing::AsExpected);
  EXPECT_EQ(standing_of(results_[2]), Standing::Differs);
  EXPECT_EQ(standing_of(results_[3]), Standing::Undecided);
  EXPECT_EQ(standing_of(results_[4]), Standing::Undecided);
}

TEST_F(Results, AsATable) {
  expect_golden("results.txt", table(kUnicode, results_.size()));
  std::istringstream lines(table(kUnicode, results_.size()));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns_of(line), 80U) << line;
}

TEST_F(Results, SayHowManyWereNotReached) {
  EXPECT_THAT(table(kUnicode, 9),
              HasSubstr("5 cases: 2 as expected, 1 differs, 2 undecided; interrupted, 4 not reached"));
}

TEST_F(Results, AreAsciiWhereTheLocaleIs) {
  for (const char c : table({.unicode = false, .colour = false, .columns = 80}, 5))
    EXPECT_TRUE(c == '\n' || (c >= 32 && c < 127));
}

TEST_F(Results, AsJsonHaveTheKeysOfTheContract) {
  const auto json = nlohmann::ordered_json::parse(results_json(results_));
  ASSERT_EQ(json["results"].size(), 5U);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json["results"][0].items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"claim", "variant", "engine", "verdict", "expected", "scope", "depth",
                                            "states", "transitions", "seconds"}));
  EXPECT_EQ(json["results"][4]["verdict"], "holds-to-depth");
  EXPECT_EQ(json["results"][0]["scope"], "in flight <= 3, opens 2, sequence numbers 5 bits; a bound was reached");
  EXPECT_EQ(nlohmann::json::parse(results_json({}))["results"].size(), 0U);
}

TEST_F(Results, AsJunitAreWellFormed) {
  const std::string xml = results_junit(results_, 150);
  EXPECT_EQ(testing::xml_error(xml), "");
  EXPECT_THAT(xml, HasSubstr("tests=\"5\" failures=\"1\" errors=\"2\""));
  EXPECT_THAT(xml, HasSubstr("1 &lt; 2 &amp; &quot;x&quot;"));
  EXPECT_EQ(testing::xml_error(results_junit({}, 0)), "");
}

TEST_F(Results, AsJunitDivideWhatTheyShareAndTakeTheTimeOfTheRun) {
  results_[0].sharing = 4;
  const std::string xml = results_junit(results_, 150);
  EXPECT_THAT(xml, HasSubstr("name=\"three-way\" time=\"3.085\""));
  EXPECT_THAT(xml, HasSubstr("errors=\"2\" time=\"150.000\""));
  EXPECT_THAT(xml, HasSubstr("engine: explicit, 7 states and 21 transitions"));
}

TEST_F(Results, SayNothingOfStatesWhereTheEngineHasNone) {
  for (CaseResult& result : results_) {
    result.outcome.engine = "bmc";
    result.outcome.states = 0;
  }
  const auto json = nlohmann::json::parse(results_json(results_))["results"];
  EXPECT_TRUE(json[0]["states"].is_null());
  EXPECT_TRUE(json[0]["transitions"].is_null());
  EXPECT_TRUE(json[3]["depth"].is_null()) << "unknown, at no depth at all";
  EXPECT_EQ(json[4]["depth"], 20);
  EXPECT_THAT(results_junit(results_, 1), Not(HasSubstr(" states")));
}

TEST_F(Results, AsSarifAreTheUnexpectedOnes) {
  const auto json = nlohmann::json::parse(results_sarif(results_, "1.0"));
  EXPECT_EQ(json["version"], "2.1.0");
  const auto& run = json["runs"][0];
  ASSERT_EQ(run["results"].size(), 3U);
  EXPECT_EQ(run["results"][0]["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 2U);
}

TEST(ShortCount, KeepsThreeFigures) {
  EXPECT_EQ(short_count(9999), "9999");
  EXPECT_EQ(short_count(12'345), "12.3 k");
  EXPECT_EQ(short_count(999'499), "999 k");
  EXPECT_EQ(short_count(999'500), "1.00 M");
  EXPECT_EQ(short_count(20'600'000), "20.6 M");
  EXPECT_EQ(short_count(7'000'000'000), "7.00 G");
}

TEST(ShortTime, GrowsFromSecondsToHours) {
  EXPECT_EQ(short_time(0.004), "0.00 s");
  EXPECT_EQ(short_time(12.34), "12.3 s");
  EXPECT_EQ(short_time(156.2), "2m36s");
  EXPECT_EQ(short_time(7300), "2h01m");
}

TEST(Wrapped, BreaksAtBlanksOnly) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable word", 4), (std::vector<std::string>{"unbreakable", "word"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(wrapped("a b c", 6, 4), "a\n    b\n    c");
  EXPECT_EQ(wrapped("a b c", 7, 4), "a b\n    c");
}

TEST(CutTo, CountsCharactersNotBytes) {
  EXPECT_EQ(cut_to("──────", 6, true), "──────");
  EXPECT_EQ(cut_to("──────", 3, true), "──…");
  EXPECT_EQ(cut_to("abcdef", 3, false), "ab~");
  EXPECT_EQ(cut_to("abc", 0, false), "");
}

}  // namespace
}  // namespace finalack::reports
