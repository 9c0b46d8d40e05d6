// The verbs, asked of real connections.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.hpp"
#include "cli/run.hpp"
#include "properties/catalogue.hpp"
#include "tests/cli/process.hpp"
#include "tests/support/xml.hpp"

namespace finalack::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

class SubjectImpl : public ::testing::Test {
 protected:
  Ended run(const std::vector<std::string>& arguments) const {
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err, {.unicode = true, .colour = false, .columns = 80}, false};
    const int code = cli::run(arguments, properties::catalogue(), console);
    return {code, out.str(), err.str()};
  }
  /// A trace as a file; its name.
  std::string recorded(std::vector<std::string> trace) const {
    const std::string name = directory_ / "run.itf.json";
    trace.insert(trace.begin(), "trace");
    trace.insert(trace.end(), {"--format", "json", "--output", name});
    EXPECT_EQ(run(trace).code, kAsExpected);
    return name;
  }

  TemporaryDirectory directory_;
};

TEST_F(SubjectImpl, IsVerifiedLikeTheModel) {
  const Ended ended = run({"verify", "handshake.lost-synack-deadlock", "--subject", "impl"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("✓ three-way "), HasSubstr("subject impl"), HasSubstr("32 bits"),
                               HasSubstr("whole states"), HasSubstr("2 cases not asked of this subject"),
                               HasSubstr("opens with two segments: handshake.lost-synack-deadlock (two-way)")));
}

TEST_F(SubjectImpl, ListsWhatIsNotAskedInEveryFormat) {
  const std::vector<std::string> asked{"verify", "handshake.reset-at-once", "--subject", "impl", "--format"};
  const auto in = [&](const std::string& format) {
    auto arguments = asked;
    arguments.push_back(format);
    return run(arguments).out;
  };
  const Json json = Json::parse(in("json"));
  EXPECT_EQ(json["results"].size(), 1U);
  EXPECT_EQ(json["not_asked"][0]["variant"], "resets-at-once");
  EXPECT_EQ(testing::xml_error(in("junit")), "");
  EXPECT_THAT(in("junit"), AllOf(HasSubstr("tests=\"2\""), HasSubstr("skipped=\"1\""), HasSubstr("<skipped message=")));
}

TEST_F(SubjectImpl, SaysWhyAVariantIsNotAsked) {
  const Ended ended = run({"trace", "handshake.agreement", "--variant", "two-way", "--subject", "impl"});
  EXPECT_EQ(ended.code, kUsage);
  EXPECT_THAT(ended.err, HasSubstr("no variant that opens with two segments"));
  EXPECT_EQ(run({"verify", "handshake.agreement", "--variant", "two-way", "--subject", "impl"}).code, kAsExpected);
  EXPECT_EQ(run({"verify", "handshake.agreement", "--variant", "two-weigh", "--subject", "impl"}).code, kUsage);
}

TEST_F(SubjectImpl, IsExploredOnly) {
  for (const char* engine : {"bmc", "kind"}) {
    EXPECT_EQ(run({"verify", "close.linger-zero", "--subject", "impl", "--engine", engine}).code, kUsage);
  }
  EXPECT_EQ(run({"verify", "close.linger-zero", "--subject", "impl", "--width", "5"}).code, kUsage);
  EXPECT_EQ(run({"verify", "close.linger-zero", "--subject", "host"}).code, kUsage);
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

TEST_F(SubjectImpl, FitsIntoTheTerminal) {
  EXPECT_LE(longest_line(run({"verify", "handshake.reset-at-once", "--subject", "impl", "--ascii"}).out), 80U);
  const std::string file = recorded({"handshake.stale-syn-half-open-ends", "--variant", "three-way-without-timer"});
  EXPECT_LE(longest_line(run({"replay", file, "--on", "impl", "--ascii"}).out), 80U);
}

TEST_F(SubjectImpl, HasTracesThatReplay) {
  const std::string file = recorded({"close.linger-zero", "--subject", "impl"});
  const Ended ended = run({"replay", file});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("Checked: all 7 steps replay"), HasSubstr("--subject impl")));
  EXPECT_EQ(run({"replay", file, "--on", "impl"}).code, kAsExpected);
  EXPECT_EQ(run({"replay", file, "--on", "model"}).code, kUsage);
}

TEST_F(SubjectImpl, FollowsARunOfTheModel) {
  const std::string file = recorded({"close.simultaneous"});
  const Ended ended = run({"replay", file, "--on", "impl"});
  EXPECT_EQ(ended.code, kAsExpected);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FIN-WAIT-1"), HasSubstr("Followed: two real connections take all 11 steps")));
  EXPECT_THAT(run({"replay", file, "--on", "impl", "--format", "text"}).out, HasSubstr("Followed: "));
  EXPECT_EQ(run({"replay", file, "--on", "model"}).code, kAsExpected);
}

TEST_F(SubjectImpl, RefusesARunOfAVariantThatItDoesNotHave) {
  const std::string file = recorded({"handshake.confirms-both-directions", "--variant", "two-way"});
  const Ended ended = run({"replay", file, "--on", "impl"});
  EXPECT_EQ(ended.code, kDiffers);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("Refused: at step 2 two real connections no longer follow.\n"),
                               HasSubstr("model: the server is in ESTABLISHED, sends <SEQ=8><ACK=1><CTL=SYN,ACK>\n"),
                               HasSubstr("implementation: the server is in SYN-RECEIVED, sends\n  <SEQ=8>"),
                               HasSubstr("differs: server.state ESTABLISHED, not SYN-RECEIVED\n")));
  EXPECT_EQ(run({"replay", file}).code, kAsExpected);
}

TEST_F(SubjectImpl, IsDrivenOnlyThroughGoodFiles) {
  const std::string file = recorded({"close.simultaneous"});
  std::stringstream content;
  content << std::ifstream(file).rdbuf();
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = content.str();
    text.replace(text.find(from), from.size(), to);
    std::ofstream(file) << text;
    return run({"replay", file, "--on", "impl"});
  };
  EXPECT_EQ(changed("finalack-model-", "finalack-model-0").code, kBadInput);
  EXPECT_EQ(changed("SYN-SENT", "ESTABLISHED").code, kBadInput);
  const Ended other = changed("\"engine\"", "\"subject\": \"kernel\", \"engine\"");
  EXPECT_EQ(other.code, kBadInput);
  EXPECT_THAT(other.err, HasSubstr("'impl' is expected"));
  std::ofstream(file) << "{";
  EXPECT_EQ(run({"replay", file, "--on", "impl"}).code, kBadInput);
}

TEST_F(SubjectImpl, IsToldToPeopleWhenItFollows) {
  const std::string file = recorded({"close.simultaneous"});
  EXPECT_EQ(run({"replay", file, "--on", "impl", "--format", "json"}).code, kUsage);
}

}  // namespace
}  // namespace finalack::cli
