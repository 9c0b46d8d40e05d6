// Every verb and every exit code, in one process, on a catalogue of toys.
#include "cli/run.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "tests/cli/process.hpp"
#include "tests/support/toy_subject.hpp"
#include "tests/support/xml.hpp"

namespace finalack::cli {
namespace {

using checker::Property;
using checker::VerdictKind;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using Json = nlohmann::json;

class Command : public ::testing::Test {
 protected:
  Command() {
    properties::Claim& counter = catalogue_.add({});
    counter.id = "toy.counter";
    counter.taught = "A counter to ten never shows twelve.";
    counter.rfc = "0";
    counter.assumptions = {"Nobody breaks it."};
    counter.finding = "It does not.";
    counter.cases.push_back(case_of("to-ten", Property::Kind::Never, VerdictKind::Proved, 12));
    counter.cases.push_back(case_of("to-seven", Property::Kind::Never, VerdictKind::Violated, 7));
    properties::Claim& reachable = catalogue_.add({});
    reachable.id = "toy.nine";
    reachable.cases.push_back(case_of("only", Property::Kind::Reachable, VerdictKind::Proved, 9));
    properties::Claim& wrong = catalogue_.add({});
    wrong.id = "wrong.expectation";
    wrong.cases.push_back(case_of("only", Property::Kind::Never, VerdictKind::Proved, 3));
    properties::Claim& proved = catalogue_.add({});
    proved.id = "all.proved";
    proved.cases.push_back(case_of("only", Property::Kind::Never, VerdictKind::Proved, 13));
  }

  static properties::Case case_of(const std::string& variant, Property::Kind kind, VerdictKind expected,
                                  unsigned value) {
    return testing::toy_case(variant, kind, expected, testing::counter_showing(value));
  }

  Ended run(const std::vector<std::string>& arguments) const {
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err, {.unicode = true, .colour = false, .columns = 80}, false};
    const int code = cli::run(arguments, catalogue_, console);
    return {code, out.str(), err.str()};
  }

  /// Refused with one line on stderr, nothing on stdout.
  void expect_refused(const std::vector<std::string>& arguments, int code, const std::string& message) const {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, code) << ended.err;
    EXPECT_THAT(ended.err, AllOf(MatchesRegex("finalack: [^\n]*\n"), HasSubstr(message)));
    EXPECT_THAT(ended.out, IsEmpty());
  }

  properties::Catalogue catalogue_;
  TemporaryDirectory directory_;
};

TEST_F(Command, VerifyEndsWithZeroIfAllIsAsExpected) {
  const Ended ended = run({"verify", "toy.*"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("toy.counter\n✓ to-ten   explicit proved   proved"),
                               HasSubstr("✓ to-seven explicit violated violated a         7"),
                               HasSubstr("3 cases: 3 as expected")));
  EXPECT_THAT(ended.err, IsEmpty());
}

TEST_F(Command, VerifyEndsWithOneAndTheRunIfAVerdictDiffers) {
  const Ended ended = run({"verify"});
  EXPECT_EQ(ended.code, kDiffers);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("DIFFERS"), HasSubstr("wrong.expectation (only): a counterexample of 3 steps"),
                               HasSubstr("After step 3: it shows 3. This must never be."),
                               HasSubstr("Again: finalack trace wrong.expectation --variant only"),
                               Not(HasSubstr("toy.counter (to-seven): a counterexample"))));
}

TEST_F(Command, VerifyPrintsAllRunsWhenAsked) {
  EXPECT_THAT(run({"verify", "toy.*", "--traces"}).out,
              AllOf(HasSubstr("toy.counter (to-seven): a counterexample of 7 steps"),
                    HasSubstr("toy.nine (only): a run of 9 steps")));
}

TEST_F(Command, VerifyTakesTheWidthThatTheBoundsNeed) {
  EXPECT_THAT(run({"verify", "all.proved"}).out, HasSubstr("sequence numbers 5 bits"));
  EXPECT_THAT(run({"verify", "all.proved", "--bounds", "deep"}).out, HasSubstr("sequence numbers 6 bits"));
  EXPECT_THAT(run({"verify", "all.proved", "--bounds", "deep", "--width", "5"}).out,
              HasSubstr("sequence numbers 5 bits"));
}

TEST_F(Command, VerifyEndsWithTwoIfABudgetEndsIt) {
  EXPECT_EQ(run({"verify", "toy.counter", "--memory", "1"}).code, kUndecided);
  const Ended bounded = run({"verify", "toy.counter", "--variant", "to-ten", "--engine", "explicit", "--depth", "3"});
  EXPECT_EQ(bounded.code, kUndecided);
  EXPECT_THAT(bounded.out, HasSubstr("? to-ten"));
  EXPECT_EQ(run({"verify", "--memory", "1", "toy.counter", "wrong.expectation", "--timeout", "0"}).code, kUndecided);
}

TEST_F(Command, VerifyWritesForPrograms) {
  const Ended json = run({"verify", "toy.counter", "--format", "json"});
  EXPECT_EQ(json.code, kAsExpected);
  const Json results = Json::parse(json.out)["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1]["verdict"], "violated");
  EXPECT_EQ(results[1]["depth"], 7);
  EXPECT_EQ(testing::xml_error(run({"verify", "--format", "junit"}).out), "");
  EXPECT_EQ(Json::parse(run({"verify", "--format", "sarif"}).out)["runs"][0]["results"].size(), 1U);
}

TEST_F(Command, VerifyWritesToAFile) {
  const std::string file = directory_ / "report.xml";
  const Ended ended = run({"verify", "--format", "junit", "--output", file});
  EXPECT_EQ(ended.code, kDiffers);
  EXPECT_THAT(ended.out, IsEmpty());
  EXPECT_EQ(testing::xml_error(content(file)), "");
  EXPECT_NE(run({"verify", "--output", file}).code, kCannotWrite);
  EXPECT_THAT(content(file), HasSubstr("toy.counter"));
  expect_refused({"verify", "--output", "/no/such/directory/x"}, kCannotWrite, "cannot write '/no/such/directory/x'");
}

TEST_F(Command, LeavesTheFileAloneUntilThereIsSomethingToWrite) {
  const std::string file = directory_.write("run.txt", "the run of yesterday");
  chmod(file.c_str(), 0640);
  EXPECT_EQ(run({"trace", "toy.counter", "--memory", "1", "--output", file}).code, kUndecided);
  EXPECT_EQ(run({"trace", "all.proved", "--output", file}).code, kAsExpected);
  EXPECT_EQ(content(file), "the run of yesterday");
  const std::string link = directory_ / "link";
  ASSERT_EQ(symlink(file.c_str(), link.c_str()), 0);
  EXPECT_EQ(run({"trace", "toy.counter", "--output", link}).code, kAsExpected);
  EXPECT_THAT(content(file), HasSubstr("a counterexample of 7 steps"));
  struct stat status {};
  ASSERT_EQ(lstat(link.c_str(), &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
  EXPECT_EQ(run({"verify", "toy.*", "--output", "/dev/full"}).code, kCannotWrite);
  expect_refused({"verify", "--output", directory_ / "."}, kCannotWrite, "Is a directory");
}

TEST_F(Command, RefusesUnknownNamesWithTheNearest) {
  expect_refused({"verfy"}, kUsage, "unknown verb 'verfy'; did you mean 'verify'?");
  expect_refused({"verify", "toy.countre"}, kUsage, "unknown claim 'toy.countre'; did you mean 'toy.counter'?");
  expect_refused({"verify", "nothing.*"}, kUsage, "no claim matches 'nothing.*'. Accepted");
  expect_refused({"verify", "Tyo.*"}, kUsage, "no claim matches 'Tyo.*'; did you mean 'toy.*'?");
  expect_refused({"verify", "toy"}, kUsage, "no claim matches 'toy'; did you mean 'toy.*'?");
  expect_refused({"verify", "TOY"}, kUsage, "did you mean 'toy.*'?");
  expect_refused({"verify", "TOY.Counter"}, kUsage, "did you mean 'toy.counter'?");
  expect_refused({"verify", "completely-different"}, kUsage, "unknown claim 'completely-different'. Accepted");
  expect_refused({"verify", std::string(5000, 'x')}, kUsage, "xxx...'. Accepted");
  expect_refused({"verify", "--variant", "to-tne"}, kUsage, "did you mean 'to-ten'? Accepted: to-ten, to-seven, only");
  expect_refused({"verify", "--engine", "explcit"}, kUsage,
                 "unknown engine 'explcit'; did you mean 'explicit'? Accepted: auto, explicit, bmc, kind");
  expect_refused({"verify", "--format", "jsn"}, kUsage,
                 "unknown format 'jsn'; did you mean 'json'? Accepted: text, json, junit, sarif");
  expect_refused({"verify", "--bounds", "depp"}, kUsage, "did you mean 'deep'?");
  expect_refused({"verify", "--width", "7"}, kUsage, "Accepted: 5, 6, 32");
  expect_refused({"verify", "--engin", "bmc"}, kUsage, "unknown option '--engin'; did you mean '--engine'?");
  expect_refused({"explain", "toy.cuonter"}, kUsage, "did you mean 'toy.counter'?");
  expect_refused({"trace", "toy.counter", "--variant", "to-sven"}, kUsage,
                 "unknown variant of toy.counter 'to-sven'; did you mean 'to-seven'?");
  expect_refused({"model", "--variant", "tow-way"}, kUsage, "did you mean 'two-way'?");
  expect_refused({"completion", "bsh"}, kUsage, "did you mean 'bash'?");
  expect_refused({"help", "verfy"}, kUsage, "did you mean 'verify'?");
}

TEST_F(Command, RefusesWhatCannotBe) {
  expect_refused({}, kUsage, "no verb");
  expect_refused({"--nonsense"}, kUsage, "--nonsense");
  expect_refused({"trace"}, kUsage, "claim is required; see finalack trace --help");
  expect_refused({"explain", "toy.counter", "toy.nine"}, kUsage, "unexpected argument 'toy.nine'");
  expect_refused({"verify", "--timeout", "soon"}, kUsage, "--timeout: 'soon' is no duration");
  expect_refused({"verify", "--memory", "much"}, kUsage, "--memory: 'much' is no size");
  expect_refused({"verify", "--jobs", "0"}, kUsage, "--jobs: '0' is not accepted; a whole number from 1 to 256 is");
  expect_refused({"verify", "--depth", "-3"}, kUsage, "--depth");
  expect_refused({"trace", "toy.counter", "--msl", "0"}, kUsage,
                 "--msl: '0' is not accepted; a duration from 1ms to 8760h is");
  expect_refused({"trace", "toy.counter", "--rto", "soon"}, kUsage, "--rto: 'soon' is no duration; accepted: seconds");
  expect_refused({"replay", "-", "--time-wait", "9000h"}, kUsage, "--time-wait: '9000h' is not accepted");
  expect_refused({"trace", "toy.counter", "--backoff", "linear"}, kUsage,
                 "unknown backoff 'linear'. Accepted: exponential, constant");
  expect_refused({"verify", "--engine"}, kUsage, "--engine needs a value; see finalack verify --help");
  expect_refused({"verify", "--output"}, kUsage, "--output needs a value");
  expect_refused({"verify", "--format", "json", "--format", "text"}, kUsage, "--format is given more than once");
  expect_refused({"verify", "--traces=maybe"}, kUsage, "--traces takes no value");
  expect_refused({"verify", "toy.\x1b[2J"}, kUsage, "unknown claim 'toy.?[2J'");
  expect_refused({"verify", "--engine", "explicit", "--width", "32"}, kUsage, "--width 32 is too wide to explore");
}

TEST_F(Command, TraceShowsTheFirstCaseThatHasARun) {
  const Ended ended = run({"trace", "toy.counter"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("toy.counter (to-seven): a counterexample of 7 steps"),
                               HasSubstr("7. tick\n     value 6 -> 7")));
  EXPECT_THAT(run({"trace", "toy.nine", "--format", "text"}).out,
              HasSubstr("What happened: After step 9: it shows 9."));
  EXPECT_EQ(run({"trace", "wrong.expectation", "--variant", "only"}).code, kDiffers);
}

TEST_F(Command, TraceSaysWhereThereIsNone) {
  const Ended none = run({"trace", "toy.counter", "--variant", "to-ten"});
  EXPECT_EQ(none.code, kAsExpected) << none.err;
  EXPECT_EQ(none.out,
            "toy.counter (to-ten) is proved: no run is against it, so there is none to show; variants with a run: "
            "to-seven\n");
  EXPECT_THAT(run({"trace", "all.proved"}).out, HasSubstr("(only) is proved: no run is against it, so there is none to "
                                                          "show; no other variant has one"));
  const Ended for_programs = run({"trace", "all.proved", "--format", "json"});
  EXPECT_EQ(for_programs.code, kAsExpected);
  EXPECT_THAT(for_programs.out, IsEmpty());
  EXPECT_THAT(for_programs.err, HasSubstr("is proved"));
  properties::Claim& never = catalogue_.add({});
  never.id = "toy.never";
  never.cases.push_back(case_of("only", Property::Kind::Reachable, VerdictKind::Violated, 12));
  never.cases.push_back(case_of("wrong", Property::Kind::Reachable, VerdictKind::Proved, 12));
  EXPECT_THAT(run({"trace", "toy.never", "--variant", "only"}).out,
              HasSubstr("toy.never (only) is violated: no run does what it speaks of"));
  EXPECT_EQ(run({"trace", "toy.never", "--variant", "wrong"}).code, kDiffers);
  expect_refused({"trace", "toy.counter", "--memory", "1"}, kUndecided, "toy.counter (to-seven) is undecided");
  expect_refused({"trace", "toy.counter", "--format", "mermaid"}, kUsage, "needs two parties");
}

TEST_F(Command, ReplaysWhatTraceWrites) {
  const std::string file = directory_.write("run.itf.json", run({"trace", "toy.counter", "--format", "json"}).out);
  const Ended ended = run({"replay", file});
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("After step 7: it shows 7."), HasSubstr("Checked: all 7 steps replay")));
  EXPECT_EQ(run({"replay", file, "--format", "json"}).out, content(file));
}

TEST_F(Command, ReplayRefusesWhatIsNoTraceOfOurs) {
  const std::string good = run({"trace", "toy.counter", "--format", "json"}).out;
  expect_refused({"replay", directory_ / "missing"}, kBadInput, "missing: No such file or directory");
  expect_refused({"replay", "/tmp"}, kBadInput, "/tmp: Is a directory");
  expect_refused({"replay", directory_.write("empty", "")}, kBadInput, "empty");
  expect_refused({"replay", directory_.write("cut", good.substr(0, good.size() / 2))}, kBadInput,
                 "cut: not JSON, or cut off");
  expect_refused({"replay", directory_.write("text", "hello\nworld")}, kBadInput, "not JSON");
  expect_refused({"replay", directory_.write("other", "{}")}, kBadInput, "no 'finalack'");

  Json changed = Json::parse(good);
  changed["#meta"]["finalack"]["claim"] = "toy.cuonter";
  expect_refused({"replay", directory_.write("claim", changed.dump())}, kBadInput,
                 "unknown claim 'toy.cuonter'; did you mean 'toy.counter'?");
  changed = Json::parse(good);
  changed["#meta"]["finalack"]["model"] = "finalack-model-0";
  expect_refused({"replay", directory_.write("model", changed.dump())}, kBadInput, "another model, 'finalack-model-0'");
  changed = Json::parse(good);
  changed["#meta"]["finalack"]["actions"][3][0] = 9;
  expect_refused({"replay", directory_.write("action", changed.dump())}, kBadInput,
                 "action: step 4: unknown action 9; made for another variant?");
  changed = Json::parse(good);
  changed["#meta"]["finalack"]["engine"] = "explicit; reboot";
  expect_refused({"replay", directory_.write("engine", changed.dump())}, kBadInput, "not 'explicit; reboot'");
  changed = Json::parse(good);
  changed["#meta"]["finalack"]["claim"] = "\x1b[2Jtoy";
  expect_refused({"replay", directory_.write("escape", changed.dump())}, kBadInput, "unknown claim '?[2Jtoy'");
  changed = Json::parse(good);
  changed.erase("vars");
  expect_refused({"replay", directory_.write("novars", changed.dump())}, kBadInput, "novars: 'vars' is missing");
  changed = Json::parse(good);
  changed["states"] = Json::array();
  changed["#meta"]["finalack"]["actions"] = Json::array();
  expect_refused({"replay", directory_.write("none", changed.dump())}, kBadInput,
                 "1 state is expected of 0 actions, not 0");
  changed = Json::parse(good);
  changed["states"][4]["value"] = 9;
  expect_refused({"replay", directory_.write("state", changed.dump())}, kBadInput,
                 "the state after step 4 is not what the model gives: 'value' is '9'");
}

TEST_F(Command, ReplaySaysIfTheRunShowsNothing) {
  Json trace = Json::parse(run({"trace", "toy.counter", "--format", "json"}).out);
  trace["#meta"]["finalack"]["actions"].erase(6);
  trace["states"].erase(7);
  const Ended ended = run({"replay", directory_.write("short", trace.dump())});
  EXPECT_EQ(ended.code, kDiffers);
  EXPECT_THAT(ended.err, HasSubstr("all 6 steps replay, but the run does not show what the claim speaks of"));
  EXPECT_THAT(ended.out, HasSubstr("6. tick"));
}

TEST_F(Command, ListsClaimsWithTheirVerdicts) {
  EXPECT_EQ(run({"list", "--format", "ids"}).out, "toy.counter\ntoy.nine\nwrong.expectation\nall.proved\n");
  EXPECT_EQ(run({"list", "toy.*", "toy.nine", "--format", "ids"}).out, "toy.counter\ntoy.nine\n");
  EXPECT_THAT(run({"list", "toy.counter"}).out,
              HasSubstr("A counter to ten never shows twelve.\n  to-ten proved, to-seven violated"));
  EXPECT_EQ(Json::parse(run({"list", "--format", "json"}).out)["claims"][0]["cases"][1]["expected"], "violated");
}

TEST_F(Command, ExplainsAClaim) {
  EXPECT_THAT(run({"explain", "toy.counter"}).out,
              AllOf(HasSubstr("taught    A counter to ten"), HasSubstr("assuming  Nobody breaks it."),
                    HasSubstr("finding   It does not."),
                    HasSubstr("to-seven  expected: violated\n  never: it shows 7\n  scope: modulus 10")));
  EXPECT_EQ(Json::parse(run({"explain", "toy.counter", "--format", "json"}).out)["cases"][0]["statement"],
            "never: it shows 12");
}

TEST_F(Command, ShowsTheModel) {
  EXPECT_THAT(run({"model"}).out, HasSubstr("LISTEN        SYN-RECEIVED  rcv SYN / snd SYN,ACK"));
  EXPECT_THAT(run({"model", "--dot"}).out, HasSubstr("digraph"));
  EXPECT_THAT(run({"model", "--variant", "two-way"}).out,
              HasSubstr("LISTEN        ESTABLISHED   rcv SYN / snd SYN,ACK"));
}

TEST_F(Command, HelpsEverywhere) {
  const Ended help = run({"--help"});
  EXPECT_EQ(help.code, kAsExpected);
  EXPECT_THAT(help.out, AllOf(HasSubstr("Verbs:"), HasSubstr("Exit codes:"), HasSubstr("Examples:")));
  for (const std::string verb : {"verify", "trace", "replay", "list", "explain", "model", "completion", "help"}) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + verb));
    const Ended of_verb = run({verb, "--help"});
    EXPECT_EQ(of_verb.code, kAsExpected);
    EXPECT_THAT(of_verb.out, AllOf(HasSubstr("Usage: finalack " + verb), HasSubstr("Examples:")));
    EXPECT_EQ(run({"help", verb}).out, of_verb.out);
    std::istringstream lines(of_verb.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_THAT(run({"--version"}).out, MatchesRegex("finalack [0-9.]+\n"));
}

TEST_F(Command, DocumentsItself) {
  EXPECT_EQ(run({"help", "--markdown"}).out, content(FINALACK_SOURCE_DIR "/docs/cli.md"))
      << "write it again: finalack help --markdown > docs/cli.md";
}

TEST_F(Command, AnInternalErrorIsOneLineAndSeventy) {
  auto broken = testing::counter_showing(5);
  broken->symbolic = [](const auto&, const auto&) -> checker::Verdict {
    throw InternalError("a trace\ndoes not replay");
  };
  properties::Claim& claim = catalogue_.add({});
  claim.id = "broken.engine";
  claim.cases.push_back(testing::toy_case("only", Property::Kind::Never, VerdictKind::Proved, broken));
  const Ended ended = run({"verify", "broken.engine", "--engine", "bmc"});
  EXPECT_EQ(ended.code, kInternalError);
  EXPECT_EQ(ended.err, "finalack: internal error: a trace does not replay\n");
}

TEST_F(Command, PrintsWhatWasDecidedBeforeAnInternalError) {
  auto broken = testing::counter_showing(5, 8);
  broken->symbolic = [](const auto&, const auto&) -> checker::Verdict { throw InternalError("it does not replay"); };
  auto sound = testing::counter_showing(5, 9);
  sound->symbolic = [](const auto&, const auto&) { return checker::Verdict::proved({}, ""); };
  properties::Claim& claim = catalogue_.add({});
  claim.id = "broken.later";
  claim.cases.push_back(testing::toy_case("sound", Property::Kind::Never, VerdictKind::Proved, sound));
  claim.cases.push_back(testing::toy_case("broken", Property::Kind::Never, VerdictKind::Proved, broken));
  const Ended ended = run({"verify", "broken.later", "--engine", "bmc", "--format", "json", "--jobs", "1"});
  EXPECT_EQ(ended.code, kInternalError);
  EXPECT_EQ(Json::parse(ended.out)["results"].size(), 1U);
}

TEST_F(Command, ShowsProgressOnlyWhenAsked) {
  EXPECT_THAT(run({"verify", "toy.counter"}).err, IsEmpty());
  EXPECT_THAT(run({"verify", "toy.counter", "--progress"}).err, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace finalack::cli
