// The binary itself, with the real catalogue: what only a process has (pipes, signals, environment, terminals'
// absence), and one run through every verb.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.hpp"
#include "tests/cli/process.hpp"
#include "tests/support/xml.hpp"

namespace finalack::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;

TEST(Binary, DecidesATaughtClaim) {
  const Ended ended = run_command("finalack verify handshake.agreement --variant two-way");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("handshake.agreement"), HasSubstr("violated violated"),
                               HasSubstr("1 case: 1 as expected")));
  EXPECT_THAT(ended.err, IsEmpty());
}

TEST(Binary, DecidesItWithZ3Too) {
  const Ended ended = run_command("finalack verify handshake.agreement --variant two-way --engine bmc --format json");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  const Json result = Json::parse(ended.out)["results"][0];
  EXPECT_EQ(result["engine"], "bmc");
  EXPECT_EQ(result["verdict"], "violated");
}

TEST(Binary, WritesJunit) {
  const Ended ended = run_command("finalack verify close.simultaneous --format junit");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_EQ(testing::xml_error(ended.out), "");
  EXPECT_THAT(ended.out, HasSubstr("classname=\"close.simultaneous\""));
}

TEST(Binary, RunsOutOfItsBudgetHonestly) {
  const Ended ended =
      run_command("finalack verify handshake.agreement --variant three-way --timeout 1s --memory 64M --format json");
  EXPECT_EQ(ended.code, kUndecided) << ended.err;
  const std::string verdict = Json::parse(ended.out)["results"][0]["verdict"];
  EXPECT_TRUE(verdict == "unknown" || verdict == "holds-to-depth") << verdict;
}

TEST(Binary, DrawsTheCounterexample) {
  const Ended ended = run_command("finalack trace handshake.stale-syn-leak --variant two-way");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("client"), HasSubstr("<CTL=SYN>"), HasSubstr("│ ESTABLISHED"),
                               HasSubstr("What went wrong:"),
                               HasSubstr("Again: finalack trace handshake.stale-syn-leak --variant two-way")));
  EXPECT_THAT(run_command("finalack trace handshake.stale-syn-leak --format mermaid").out,
              StartsWith("sequenceDiagram\n"));
  EXPECT_THAT(run_command("finalack trace close.simultaneous --format text").out,
              HasSubstr("client.state CLOSED -> SYN-SENT"));
}

TEST(Binary, TheCommandUnderARunShowsItAgain) {
  const std::string first = run_command("finalack trace handshake.stale-syn-leak --variant two-way").out;
  const std::string command = first.substr(first.find("Again: ") + 7);
  EXPECT_EQ(run_command(command).out, first);
}

TEST(Binary, SaysThatAProvedClaimHasNoCounterexample) {
  const Ended ended = run_command("finalack trace handshake.stale-syn-half-open-ends --variant three-way");
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, HasSubstr("is proved: no run is against it, so there is none to show; variants with a run: "
                                   "three-way-without-timer"));
}

TEST(Binary, ReplaysThroughAPipe) {
  const Ended ended = run_command("finalack trace close.simultaneous --format json | finalack replay -");
  EXPECT_EQ(ended.code, kAsExpected) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("CLOSING"), HasSubstr("Checked: all")));
}

TEST(Binary, RefusesADamagedTrace) {
  const Ended cut = run_command("finalack trace close.simultaneous --format json | head -c 3000 | finalack replay -");
  EXPECT_EQ(cut.code, kBadInput);
  EXPECT_THAT(cut.err, StartsWith("finalack: stdin: not JSON, or cut off"));
  const Ended changed = run_command(
      "finalack trace close.simultaneous --format json | sed 's/\"CLOSING\"/\"CLOSED\"/' | finalack replay -");
  EXPECT_EQ(changed.code, kBadInput);
  EXPECT_THAT(changed.err, HasSubstr("is not what the model gives"));
}

TEST(Binary, ListsExplainsAndShowsTheModel) {
  EXPECT_THAT(run_command("finalack list").out,
              AllOf(HasSubstr("handshake.agreement\n"), HasSubstr("close.simultaneous\n")));
  EXPECT_THAT(run_command("finalack explain handshake.agreement").out,
              AllOf(HasSubstr("two-way"), HasSubstr("scope:")));
  EXPECT_THAT(run_command("finalack model --dot").out, StartsWith("digraph"));
}

TEST(Binary, EndsQuietlyWhenThePipeBreaks) {
  const Ended ended = run_command("finalack list | head -1");
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "handshake.agreement\n");
  EXPECT_THAT(ended.err, IsEmpty());
  EXPECT_THAT(run_command("trap '' PIPE; for i in 1 2 3; do finalack list; done | head -1").err,
              Not(HasSubstr("rror")));
}

TEST(Binary, SaysThatItCannotWrite) {
  const Ended ended = run_command("finalack list > /dev/full");
  EXPECT_EQ(ended.code, kCannotWrite);
  EXPECT_EQ(ended.err, "finalack: cannot write to stdout\n");
}

TEST(Binary, UsesNoColourAndNoBoxesWhereTheyAreNotWanted) {
  EXPECT_THAT(run_command("finalack trace close.simultaneous").out, Not(HasSubstr("\x1b")));
  const std::string ascii = run_command("LC_ALL=C finalack trace close.simultaneous").out;
  for (const char c : ascii) ASSERT_TRUE(c == '\n' || (c >= 32 && c < 127));
  EXPECT_EQ(run_command("finalack trace close.simultaneous --ascii").out, ascii);
}

TEST(Binary, ColoursATerminalUnlessNoColorIsSet) {
  if (run_command("command -v script").code != 0) GTEST_SKIP() << "script(1) is not there";
  const std::string binary = FINALACK_BINARY;
  EXPECT_THAT(run_command("TERM=xterm script -qec '" + binary + " list handshake.agreement' /dev/null < /dev/null").out,
              HasSubstr("\x1b["));
  EXPECT_THAT(
      run_command("TERM=xterm NO_COLOR=1 script -qec '" + binary + " list handshake.agreement' /dev/null < /dev/null")
          .out,
      Not(HasSubstr("\x1b[")));
}

TEST(Binary, PrintsTheResultsSoFarWhenInterrupted) {
  Process process("exec '" FINALACK_BINARY "' verify 'handshake.*' --bounds deep --progress");
  ASSERT_TRUE(Process::wait_until([&] { return !process.err().empty(); }));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  process.interrupt();
  EXPECT_EQ(process.wait(), kInterrupted);
  EXPECT_THAT(process.out(), AllOf(HasSubstr("variant"), HasSubstr("interrupted, ")));
}

TEST(Binary, IsInterruptedWhileZ3Runs) {
  for (const std::string arguments :
       {"verify handshake.agreement --engine bmc --format json", "trace handshake.agreement --engine bmc",
        "verify handshake.agreement --engine kind --format json"}) {
    for (const int milliseconds : {300, 3000}) {
      Process process("exec '" FINALACK_BINARY "' " + arguments + " --variant three-way --bounds deep --depth 60");
      std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
      const auto start = std::chrono::steady_clock::now();
      process.interrupt();
      EXPECT_EQ(process.wait(), kInterrupted) << arguments << process.err();
      EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << arguments;
      EXPECT_THAT(process.err(), Not(HasSubstr("internal error")));
      if (!arguments.ends_with("json")) continue;
      EXPECT_TRUE(Json::parse(process.out())["results"].empty()) << process.out();
    }
  }
}

TEST(Binary, KeepsToItsTimeWithZ3) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run_command("finalack verify --engine bmc --timeout 2s").code, kUndecided);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(6));
}

TEST(Binary, ShowsARunOnTheClocksThatAreAskedFor) {
  const Ended usual = run_command("finalack trace close.four-segments");
  EXPECT_THAT(usual.out, HasSubstr("On real clocks: realisable (MSL 120 s, RTO 1 s doubling).")) << usual.err;
  EXPECT_THAT(usual.out, HasSubstr(" 10 240 s       CLOSED"));
  const std::string clocks = " --msl 30s --rto 3s --backoff constant --time-wait 90s";
  const Ended other = run_command("finalack trace close.four-segments --format text" + clocks);
  EXPECT_THAT(other.out, HasSubstr("10. 90 s  client time-wait timeout"));
  EXPECT_THAT(other.out, HasSubstr("(MSL 30 s, RTO 3 s constant, TIME-WAIT 90 s)"));
  EXPECT_THAT(other.out, HasSubstr("--rto 3000ms --backoff constant --time-wait 90000ms"));
}

TEST(Binary, HoldsASavedRunAgainstOtherClocks) {
  const Ended again =
      run_command("finalack trace handshake.agreement --variant two-way --format json | finalack replay -");
  EXPECT_THAT(again.out, HasSubstr("On real clocks: realisable (MSL 120 s")) << again.err;
  // The SYN arrives after the server has given up, 3 s after it was sent.
  const Ended hasty = run_command(
      "finalack trace handshake.agreement --variant two-way --format json | finalack replay - --msl 3s --format text");
  EXPECT_THAT(hasty.out, HasSubstr("On real clocks: untimed only (MSL 3 s, RTO 1 s doubling): step"));
  EXPECT_THAT(hasty.out, HasSubstr("the client's SYN lives one MSL"));
  EXPECT_EQ(hasty.code, kAsExpected);
}

TEST(Binary, TellsProgramsOfTimes) {
  const Json results = Json::parse(run_command("finalack verify close.four-segments --format json").out)["results"];
  EXPECT_EQ(results[0]["timing"]["realisable"], true);
  EXPECT_EQ(results[0]["timing"]["times_ms"].back(), 240'000);
  EXPECT_FALSE(results[1].contains("timing"));
}

TEST(Binary, IsInterruptedWhileARunAtAPointIsLookedFor) {
  for (const int milliseconds : {1000, 4000}) {
    Process process("exec '" FINALACK_BINARY
                    "' trace time-wait.final-ack --at MSL=120,RTO=0.2,W=239 --backoff exponential");
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    const auto start = std::chrono::steady_clock::now();
    process.interrupt();
    EXPECT_EQ(process.wait(), kInterrupted) << process.out() << process.err();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  }
}

TEST(Binary, ASecondInterruptEndsItAtOnce) {
  Process process("trap : INT; '" FINALACK_BINARY
                  "' verify 'handshake.*' --bounds deep --engine bmc --progress; exit $?");
  ASSERT_TRUE(Process::wait_until([&] { return !process.out().empty(); }));
  process.interrupt();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  process.interrupt();
  EXPECT_EQ(process.wait(), kInterrupted);
}

TEST(Binary, CompletesInEveryShell) {
  const Ended bash = run_command(
      "source <(finalack completion bash); COMP_WORDS=(finalack verify --engine e); COMP_CWORD=3; _finalack; echo "
      "${COMPREPLY[@]};"
      "COMP_WORDS=(finalack tr); COMP_CWORD=1; _finalack; echo ${COMPREPLY[@]};"
      "COMP_WORDS=(finalack trace close.sim); COMP_CWORD=2; _finalack; echo ${COMPREPLY[@]}");
  EXPECT_EQ(bash.out, "explicit\ntrace\nclose.simultaneous\n") << bash.err;
  const Ended more = run_command(
      "source <(finalack completion bash); cd $(mktemp -d); touch run.itf.json; F='" FINALACK_BINARY
      "'; COMP_WORDS=($F trace --variant two); COMP_CWORD=3; _finalack; echo ${COMPREPLY[@]};"
      "COMP_WORDS=($F replay run); COMP_CWORD=2; _finalack; echo ${COMPREPLY[@]};"
      "COMP_WORDS=($F verify --output run); COMP_CWORD=3; _finalack; echo ${COMPREPLY[@]};"
      "COMP_WORDS=($F explain close.sim); COMP_CWORD=2; unset -f finalack; _finalack; echo ${COMPREPLY[@]}");
  EXPECT_THAT(more.out, StartsWith("two-way")) << more.err;
  EXPECT_THAT(more.out, HasSubstr("\nrun.itf.json\nrun.itf.json\nclose.simultaneous\n")) << more.err;
  EXPECT_THAT(run_command("finalack completion zsh").out, StartsWith("#compdef finalack\n"));
  EXPECT_THAT(run_command("finalack completion fish").out, HasSubstr("complete -c finalack"));
}

}  // namespace
}  // namespace finalack::cli
