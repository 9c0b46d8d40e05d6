// Runs at a point: told in its units, written and read again.
#include "reports/runs/at_point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "properties/timed/synthesis.hpp"
#include "reports/itf/itf.hpp"
#include "reports/runs/ladder.hpp"
#include "reports/runs/mermaid.hpp"
#include "reports/runs/text_trace.hpp"
#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};

const char* const kClaim = "time-wait.final-ack";
const AtPoint kPoint{{{"MSL", {1, 1}}, {"RTO", {2, 1}}, {"W", {5, 2}}}, {.claim = kClaim, .lost_acks = 1}};

class RunAt : public ::testing::Test {
 protected:
  RunAt() : run_(properties::run_at(kPoint.question, kPoint.values, {})) {}
  Narrative in_ticks() const { return narrate(*run_.world.system, *run_.outcome.verdict.trace); }
  Narrative told() const {
    return without_passing_time(in_ticks(), times_of(run_.world.run(*run_.outcome.verdict.trace)));
  }

  properties::RunAtPoint run_;
};

TEST_F(RunAt, HasItsTimesInUnitsOfThePoint) {
  EXPECT_THAT(told().times, ElementsAre("t=0", "t=0", "t=2", "t=2.5", "t=2.625"));
  EXPECT_EQ(told().steps.size(), 5U);
}

TEST_F(RunAt, IsDrawnWithWhatIsLost) {
  expect_golden("run_at.txt", ladder(told(), kUnicode));
  EXPECT_THAT(text_trace(told(), kUnicode), HasSubstr("sends <SEQ=2><ACK=10><CTL=ACK>, which is lost"));
  EXPECT_THAT(mermaid(told()), HasSubstr("p0--xp1: #lt;SEQ=2#gt;#lt;ACK=10#gt;#lt;CTL=ACK#gt; (lost)"));
}

TEST(PassingTime, IsNoStepOfItsOwnButTheTimesOfTheOthers) {
  Narrative narrative;
  const auto step = [&](bool only_time) {
    NarratedStep& added = narrative.steps.emplace_back();
    added.story.only_time = only_time;
    added.changes.push_back({"ends.now", "0", "1"});
  };
  for (const bool only_time : {false, true, true, false, true}) step(only_time);
  narrative.loop_start = 3;
  const Narrative told = without_passing_time(narrative);
  EXPECT_THAT(told.times, ElementsAre("t=0", "t=2"));
  EXPECT_EQ(told.loop_start, 1U);
  EXPECT_TRUE(told.steps.front().changes.empty());
  narrative.steps.resize(1);
  EXPECT_EQ(without_passing_time(narrative).steps.front().changes.size(), 1U);
}

TEST_F(RunAt, HasRemarksThatNobodyWasTold) {
  EXPECT_THAT(text_trace(told(), kUnicode), HasSubstr("     (TIME-WAIT starts)\n"));
  EXPECT_THAT(mermaid(told()), HasSubstr("Note over p0: (the FIN is too late)"));
  for (const std::string& drawn : {ladder(told(), kUnicode), text_trace(told(), kUnicode), mermaid(told())}) {
    EXPECT_THAT(drawn, ::testing::Not(HasSubstr("user:")));
  }
}

class RunAtFile : public RunAt {
 protected:
  RunAtFile() {
    TraceOrigin origin;
    origin.claim = kClaim;
    origin.engine = "explicit";
    origin.at = kPoint;
    file_ = nlohmann::ordered_json::parse(itf(in_ticks(), origin));
  }
  std::string refusal() const {
    try {
      static_cast<void>(read_itf(file_.dump(), "FILE"));
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  }
  nlohmann::ordered_json& meta() { return file_["#meta"]["finalack"]; }

  nlohmann::ordered_json file_;
};

TEST_F(RunAtFile, SaysWhereItIs) {
  const Recording recording = read_itf(file_.dump(), "FILE");
  ASSERT_TRUE(recording.origin.at);
  EXPECT_EQ(in_words(recording.origin.at->values), "MSL=1, RTO=2, W=2.5");
  EXPECT_EQ(recording.origin.at->question.lost_acks, 1U);
  EXPECT_EQ(recording.trace.actions, run_.outcome.verdict.trace->actions);
  EXPECT_NO_THROW(check_recording(recording, *run_.world.system, "FILE"));
}

TEST_F(RunAtFile, HasRemarksBesideTheStates) {
  std::vector<std::string> remarks;
  for (const auto& state : file_["states"]) {
    if (state["#meta"].contains("remark")) remarks.push_back(state["#meta"]["remark"]);
  }
  EXPECT_THAT(remarks, ElementsAre("TIME-WAIT starts", "TIME-WAIT is over", "the FIN is too late"));
}

TEST_F(RunAtFile, IsNotBelieved) {
  meta()["at"]["W"] = "-3";
  EXPECT_THAT(refusal(), HasSubstr("'-3' is no time"));
  meta()["at"].erase("W");
  EXPECT_THAT(refusal(), HasSubstr("'W' is missing"));
  meta()["at"]["W"] = "5/20000";
  EXPECT_THAT(refusal(), HasSubstr("give rounder numbers"));
  meta()["at"]["W"] = "7/3";
  EXPECT_THAT(refusal(), HasSubstr("'1/12' is expected there, not '1/8'"));
  meta()["at"]["W"] = "5/2";
  meta()["lost_fins"] = 4;
  EXPECT_THAT(refusal(), HasSubstr("4 is too large, 3 is the greatest"));
  meta()["lost_fins"] = 0;
  meta()["backoff"] = "linear";
  EXPECT_THAT(refusal(), HasSubstr("'constant' or 'exponential' is expected, not 'linear'"));
}

RC_GTEST_PROP(DecimalText, IsReadAgain, ()) {
  const auto n = *rc::gen::inRange<std::int64_t>(1, 1000);
  const auto d = *rc::gen::inRange<std::int64_t>(1, 1000);
  const checker::Rational number = properties::rational_from(std::to_string(n) + "/" + std::to_string(d));
  RC_ASSERT(properties::rational_from(number.decimal()) == number);
}

}  // namespace
}  // namespace finalack::reports
