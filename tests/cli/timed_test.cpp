// synthesize, and trace --at: what they print, what they refuse.
#include <array>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/parameters.hpp"
#include "cli/run.hpp"
#include "properties/timed/problems.hpp"
#include "tests/cli/process.hpp"
#include "tests/support/xml.hpp"

namespace finalack::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

const std::string kClaim = "time-wait.final-ack";

Ended run(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{out, err, {.unicode = true, .colour = false, .columns = 80}, false};
  const int code = cli::run(arguments, properties::catalogue(), console);
  return {code, out.str(), err.str()};
}

/// "finalack trace ..."
Ended run_command_line(const std::string& command) {
  std::istringstream words(command);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  arguments.erase(arguments.begin());
  return run(arguments);
}

Ended trace_at(const std::string& point, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"trace", kClaim, "--at", point};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments);
}

void expect_refused(const std::vector<std::string>& arguments, const std::string& message) {
  const Ended ended = run(arguments);
  EXPECT_EQ(ended.code, kUsage) << ended.err;
  EXPECT_THAT(ended.err, AllOf(MatchesRegex("finalack: [^\n]*\n"), HasSubstr(message)));
  EXPECT_THAT(ended.out, IsEmpty());
}

TEST(Synthesize, PrintsTheCondition) {
  const Ended ended = run({"synthesize", kClaim, "--lost-acks", "1"});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("holds exactly where:\n\n    W >= RTO + MSL\n"),
                               HasSubstr("proved outside of the violated region for every number of\nretransmissions"),
                               HasSubstr("finalack trace time-wait.final-ack --at MSL=")));
}

TEST(Synthesize, PrintsCommandsThatShowARun) {
  const Ended ended = run({"synthesize", kClaim, "--lost-acks", "1", "--format", "json"});
  const auto json = nlohmann::json::parse(ended.out);
  EXPECT_EQ(json["condition"], "W >= RTO + MSL");
  for (const auto& region : json["regions"]) {
    const Ended shown = run_command_line(region["run"]["command"]);
    EXPECT_EQ(shown.code, kAsExpected) << shown.err;
    EXPECT_THAT(shown.out,
                HasSubstr("a counterexample of " + std::to_string(region["run"]["steps"].size()) + " steps"));
  }
}

TEST(Synthesize, KnowsEachClaimsOwnParametersAndSettings) {
  const Ended frees = run({"synthesize", "keepalive.frees", "--probes", "3"});
  EXPECT_EQ(frees.code, kAsExpected) << frees.err;
  EXPECT_THAT(frees.out, AllOf(HasSubstr("holds exactly where:\n\n    bound >= idle + 3 interval\n"),
                               HasSubstr("for runs of any length")));
  const Ended kills = run({"synthesize", "keepalive.kills-good", "--format", "json"});
  const auto json = nlohmann::json::parse(kills.out);
  EXPECT_EQ(json["condition"], "outage <= 8 interval");
  EXPECT_EQ(json["probes"], 9);
  EXPECT_FALSE(json.contains("lost_acks"));
  const Ended shown = run_command_line(json["regions"][0]["run"]["command"]);
  EXPECT_THAT(shown.out, HasSubstr("the server gives up on a client that is there"));
}

TEST(Synthesize, IsNamedWhereAClaimIsExplained) {
  EXPECT_THAT(run({"explain", kClaim}).out,
              HasSubstr("exactly   finalack synthesize time-wait.final-ack finds the condition on MSL"));
}

TEST(Synthesize, ProvesNothingAboutNoPointsAtAll) {
  expect_refused({"synthesize", kClaim, "--backoff", "exponential", "--fix", "MSL=100", "--fix", "RTO=10"},
                 "nothing is asked where that is fixed: 4 RTO >= MSL is assumed");
}

TEST(Synthesize, SaysTheConditionInNumbersWhereTheRestIsFixed) {
  const Ended ended = run({"synthesize", kClaim, "--lost-acks", "1", "--fix", "MSL=2", "--fix", "RTO=0.5"});
  EXPECT_THAT(ended.out, HasSubstr("    W >= RTO + MSL\n\nWith MSL=2, RTO=0.5 that is:\n\n    W >= 2.5\n"));
}

TEST(Synthesize, SaysWhatElseIsAssumedOfWhatIsFixed) {
  const Ended ended = run({"synthesize", kClaim, "--backoff", "exponential", "--fix", "RTO=10", "--fix", "W=100"});
  EXPECT_THAT(ended.out, HasSubstr("the claim holds wherever RTO=10, W=100 with 4 RTO >= MSL"));
}

TEST(Synthesize, ShowsRunsWhoseTimesCanBeGivenBack) {
  const Ended ended =
      run({"synthesize", "keepalive.frees", "--fix", "idle=7200", "--fix", "interval=75", "--format", "json"});
  const auto region = nlohmann::json::parse(ended.out)["regions"][0];
  const Ended shown = run_command_line(region["run"]["command"]);
  EXPECT_EQ(shown.code, kAsExpected) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("a counterexample of " + std::to_string(region["run"]["steps"].size())));
}

TEST(Synthesize, PrintsNoCommandThatWouldBeRefused) {
  const Ended ended =
      run({"synthesize", kClaim, "--fix", "MSL=999983/999979", "--fix", "RTO=999961/999959", "--format", "json"});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  for (const auto& region : nlohmann::json::parse(ended.out)["regions"]) {
    if (region.contains("run")) {
      EXPECT_FALSE(region["run"].contains("command"));
    }
  }
}

TEST(Synthesize, SaysHowLongAnOutageKillsForSure) {
  EXPECT_THAT(run({"synthesize", "keepalive.kills-good.surely", "--probes", "2"}).out,
              AllOf(HasSubstr("outage > idle + interval"), HasSubstr("only answers")));
}

TEST(Synthesize, SaysHowLongAClientMayThink) {
  const Ended ended = run({"synthesize", "handshake.lost-third-ack.data-completes", "--retries", "1"});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("holds exactly where:\n\n    think <= 2 RTO - 2 MSL\n"));
}

TEST(Synthesize, SaysInWordsThatNothingMakesAClaimHold) {
  const Ended ended = run({"synthesize", "keepalive.kills-good", "--probes", "1"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, HasSubstr("no interval, idle and outage make it hold"));
}

TEST(Synthesize, SaysWhatIsLeftWhenTheBudgetIsSpent) {
  const Ended ended = run({"synthesize", kClaim, "--timeout", "0"});
  EXPECT_EQ(ended.code, kUndecided);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("time-wait.final-ack, incomplete:"), HasSubstr("incomplete: time budget"),
                               HasSubstr("not decided"), Not(HasSubstr("it holds"))));
  const Ended json = run({"synthesize", kClaim, "--timeout", "0", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["complete"], false);
  EXPECT_TRUE(nlohmann::json::parse(json.out)["condition"].is_null());
}

TEST(Synthesize, RefusesWhatCannotBeAsked) {
  expect_refused({"synthesize"}, "claim is required");
  expect_refused({"synthesize", "nonsense"},
                 "nonsense is no claim: those that have are handshake.lost-third-ack.data-completes, " + kClaim);
  expect_refused({"synthesize", "close.simultaneous"}, "close.simultaneous has no parameters to synthesise");
  expect_refused({"synthesize", kClaim, "--lost-acks", "4"},
                 "--lost-acks: '4' is not accepted; a whole number from 0 to 3 is");
  expect_refused({"synthesize", kClaim, "--lost-fins", "-1"}, "--lost-fins: '-1' is not accepted");
  expect_refused({"synthesize", kClaim, "--backoff", "linear"},
                 "unknown backoff 'linear'. Accepted: constant, exponential");
  expect_refused({"synthesize", kClaim, "--fix", "RTO=0"}, "--fix: '0' is no time: a number above zero");
  expect_refused({"synthesize", kClaim, "--fix", "RTO=-1"}, "--fix: '-1' is no time");
  expect_refused({"synthesize", kClaim, "--fix", "RTO"}, "--fix: 'RTO' is no NAME=NUMBER");
  expect_refused({"synthesize", kClaim, "--fix", "RTO=1", "--fix", "RTO=2"}, "--fix: RTO is given twice");
  expect_refused({"synthesize", kClaim, "--probes", "3"},
                 "--probes says nothing of time-wait.final-ack. Accepted: --lost-acks, --lost-fins, --backoff");
  expect_refused({"synthesize", "keepalive.frees", "--lost-acks", "0"}, "Accepted: --probes");
  expect_refused({"synthesize", "keepalive.frees", "--probes", "15"}, "a whole number from 1 to 14 is");
  expect_refused({"synthesize", kClaim, "--fix", "RTT=1"}, "there is no parameter RTT: they are MSL, RTO, W");
  expect_refused({"synthesize", kClaim, "--fix", "RTO=1", "--fix", "W=2", "--format", "svg"}, "one --fix at most");
  expect_refused({"synthesize", kClaim, "--format", "png"}, "Accepted: text, json, svg");
}

TEST(TraceAt, ShowsTheShortestRunWithItsTimes) {
  const Ended ended = trace_at("MSL=1,RTO=2,W=2.5", {"--lost-acks", "1"});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("time-wait.final-ack (MSL=1, RTO=2, W=2.5): a counterexample of 5 steps"),
                    HasSubstr("✗ lost"), HasSubstr("t=2.625"), Not(HasSubstr("time passes")),
                    HasSubstr("Again: finalack trace time-wait.final-ack --at MSL=1,RTO=2,W=2.5 --lost-acks 1 \\\n")));
}

TEST(TraceAt, CountsInTheCommonMeasureOfWhatIsGiven) {
  const Ended ended =
      run({"trace", "keepalive.kills-good", "--at", "interval=75,idle=7200,outage=675", "--format", "text"});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("t=7875"));
  expect_refused({"trace", "keepalive.kills-good", "--at", "interval=300,idle=100,outage=500", "--lost-acks", "1"},
                 "--lost-acks does not go with --at. Accepted: --at");
  expect_refused({"trace", "keepalive.kills-good", "--at", "interval=203,idle=100,outage=249"},
                 "outage + idle + 10 interval is");
}

TEST(TraceAt, IsNotNeededForTheCatalogsCases) {
  EXPECT_THAT(run({"trace", kClaim}).out, HasSubstr("time-wait.final-ack (fin-and-ack-lost): a counterexample"));
}

TEST(TraceAt, SaysWhereThereIsNoRun) {
  const Ended ended = trace_at("MSL=1,RTO=2,W=4", {"--lost-acks", "1"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, MatchesRegex("the claim holds at MSL=1, RTO=2, W=4: every run was explored, [0-9]+ states\n"));
  const Ended for_programs = trace_at("MSL=1,RTO=2,W=4", {"--lost-acks", "1", "--format", "json"});
  EXPECT_THAT(for_programs.out, IsEmpty());
  EXPECT_EQ(trace_at("MSL=1,RTO=2,W=4", {"--depth", "3"}).code, kUndecided);
}

TEST(TraceAt, ProvesWhatTakesTooLongToExplore) {
  const Ended ended = trace_at("MSL=30,RTO=1,W=60");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_EQ(ended.out,
            "the claim holds at MSL=30, RTO=1, W=60: proved for every number of retransmissions, as the "
            "invariant is inductive\n");
}

/// What Linux's 60 s are in a network where segments live for two minutes.
TEST(TraceAt, FindsOverRealsWhatTakesTooLongToExplore) {
  const TemporaryDirectory directory;
  const std::string file = directory / "run.itf.json";
  EXPECT_EQ(trace_at("MSL=120,RTO=0.2,W=60", {"--format", "json", "--output", file}).code, kAsExpected);
  const Ended replayed = run({"replay", file});
  EXPECT_EQ(replayed.code, kAsExpected) << replayed.err;
  EXPECT_THAT(replayed.out, AllOf(HasSubstr("(MSL=120, RTO=0.2, W=60): a counterexample of 6 steps"),
                                  HasSubstr("the FIN is too late"), HasSubstr("Checked: ")));
}

TEST(TraceAt, IsReplayedFromItsFile) {
  const TemporaryDirectory directory;
  const std::string file = directory / "run.itf.json";
  EXPECT_EQ(trace_at("MSL=1,RTO=1/3,W=1", {"--lost-acks", "1", "--format", "json", "--output", file}).code,
            kAsExpected);
  const Ended replayed = run({"replay", file});
  EXPECT_EQ(replayed.code, kAsExpected) << replayed.err;
  EXPECT_THAT(replayed.out, AllOf(HasSubstr("(MSL=1, RTO=1/3, W=1)"), HasSubstr("Checked: ")));
  expect_refused({"replay", file, "--on", "impl"}, "--on impl: ");
  expect_refused({"replay", file, "--msl", "3s"}, "--msl: ");
}

TEST(TraceAt, RefusesWhatCannotBeAsked) {
  const auto refused = [](const std::string& point, const std::string& message) {
    expect_refused({"trace", kClaim, "--at", point}, message);
  };
  refused("MSL=1,RTO=2", "a value for W is missing: MSL, RTO, W are needed");
  refused("MSL=1,RTO=2,W=0", "--at: '0' is no time: a number above zero is accepted, such as 3, 2.5 or 5/2");
  refused("MSL=1,RTO=2,W=-4", "--at: '-4' is no time");
  refused("MSL=1,RTO=2,W=", "--at: 'W=' is no NAME=NUMBER");
  refused("MSL=1,RTO=2,W=3,", "--at: '' is no NAME=NUMBER");
  refused("MSL=1,MSL=2", "--at: MSL is given twice");
  refused("MSL=1,RTO=2,X=3", "there is no parameter X: they are MSL, RTO, W");
  refused("MSL=1000000,RTO=2,W=3", "1 to 8000 can be counted");
  const auto refused_keepalive = [](const std::string& claim, const std::string& point) {
    expect_refused({"trace", claim, "--at", point}, "can be counted: give rounder numbers");
  };
  refused_keepalive("keepalive.frees", "interval=75,idle=7200,bound=79000");
  refused_keepalive("keepalive.kills-good", "interval=1,idle=1800,outage=9");
  refused_keepalive("handshake.lost-third-ack.data-completes", "MSL=1,RTO=1000,think=3");
  refused("MSL=1/999983,RTO=1/999979,W=1/999961", "has no small common measure with the others");
  refused("MSL=12345678,RTO=2,W=3", "has too many digits");
  expect_refused({"trace", "close.simultaneous", "--lost-acks", "1"}, "--lost-acks goes only with --at");
  expect_refused({"trace", "close.simultaneous", "--at", "MSL=1,RTO=2,W=3"}, "has no parameters");
  expect_refused({"trace", kClaim, "--at", "MSL=1,RTO=2,W=3", "--msl", "1s"},
                 "--msl does not go with --at. Accepted: --at");
}

/// Whatever is written, it is read as numbers above zero or refused.
RC_GTEST_PROP(Parameters, AreReadOrRefused, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("MSLRTOW=,./0123456789-+ e\x01")));
  try {
    for (const auto& [name, value] : parse_parameters(text)) {
      RC_ASSERT(!name.empty());
      RC_ASSERT(value.numerator > 0);
      RC_ASSERT(value.denominator > 0);
    }
  } catch (const UsageError& e) {
    RC_ASSERT(!std::string(e.what()).empty());
  }
}

RC_GTEST_PROP(Rational, IsReadOrRefused, (const std::string& text)) {
  try {
    RC_ASSERT(properties::rational_from(text).numerator > 0);
  } catch (const UsageError&) {
  }
}

RC_GTEST_PROP(Rational, ReadsWhatPeopleWrite, ()) {
  const auto whole = *rc::gen::inRange(0, 1000);
  const auto thousandths = *rc::gen::inRange(1, 1000);
  const auto read = properties::rational_from(fmt::format("{}.{:03}", whole, thousandths));
  RC_ASSERT(read.numerator * 1000 == (whole * 1000 + thousandths) * read.denominator);
}

/// The pictures in the documentation are what is drawn now. (Which runs are shown depends on how far the quick search
/// comes on a slow machine; everything else does not.)
std::string without_dots(const std::string& svg) {
  std::istringstream lines(svg);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("<circle") == std::string::npos) out += line + "\n";
  }
  return out;
}

class Picture : public ::testing::TestWithParam<std::array<const char*, 4>> {};

TEST_P(Picture, IsTheOneInTheDocumentation) {
  const auto& [name, acks, fins, backoff] = GetParam();
  const Ended ended =
      run({"synthesize", kClaim, "--lost-acks", acks, "--lost-fins", fins, "--backoff", backoff, "--format", "svg"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_EQ(testing::xml_error(ended.out), "");
  const std::string file = std::string(FINALACK_SOURCE_DIR) + "/docs/pictures/" + name + ".svg";
  EXPECT_EQ(without_dots(ended.out), without_dots(content(file)))
      << "again: finalack synthesize " << kClaim << " ... --format svg --output docs/pictures/" << name << ".svg";
}

/// Each is the shortest run at its point, which is violated.
TEST_P(Picture, ShowsCounterexamples) {
  const std::string svg = content(std::string(FINALACK_SOURCE_DIR) + "/docs/pictures/" + GetParam()[0] + ".svg");
  std::size_t dots = 0;
  for (std::size_t at = 0; (at = svg.find("finalack trace", at)) != std::string::npos; ++at, ++dots) {
    EXPECT_THAT(run_command_line(svg.substr(at, svg.find('<', at) - at)).out, HasSubstr("a counterexample of"));
  }
  EXPECT_GE(dots, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, Picture,
                         ::testing::Values(std::array{"time-wait-a0-f0", "0", "0", "constant"},
                                           std::array{"time-wait-a1-f0", "1", "0", "constant"},
                                           std::array{"time-wait-a1-f1", "1", "1", "constant"},
                                           std::array{"time-wait-a1-f1-doubling", "1", "1", "exponential"}));

}  // namespace
}  // namespace finalack::cli
