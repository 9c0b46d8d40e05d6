#include "cli/values.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "cli/terminal/progress.hpp"

namespace finalack::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Duration, TakesSecondsOrAUnit) {
  EXPECT_DOUBLE_EQ(parse_duration("90"), 90);
  EXPECT_DOUBLE_EQ(parse_duration("90s"), 90);
  EXPECT_DOUBLE_EQ(parse_duration("2m"), 120);
  EXPECT_DOUBLE_EQ(parse_duration("1.5h"), 5400);
  EXPECT_DOUBLE_EQ(parse_duration("500ms"), 0.5);
  EXPECT_DOUBLE_EQ(parse_duration("0"), 0);
  for (const char* bad : {"", "s", "-1", "1x", "1 s", "nan", "inf", "1e999", "two"}) {
    EXPECT_THROW(parse_duration(bad), UsageError) << bad;
  }
}

TEST(Size, TakesBytesOrAUnit) {
  EXPECT_EQ(parse_size("1024"), 1024U);
  EXPECT_EQ(parse_size("4G"), std::uint64_t{4} << 30U);
  EXPECT_EQ(parse_size("4GiB"), std::uint64_t{4} << 30U);
  EXPECT_EQ(parse_size("512M"), std::uint64_t{512} << 20U);
  EXPECT_EQ(parse_size("0.5K"), 512U);
  for (const char* bad : {"", "G", "-1", "4X", "1e30", "99999999T", "4 G", "iB"})
    EXPECT_THROW(parse_size(bad), UsageError) << bad;
}

TEST(Number, IsWholeAndWithinItsLimits) {
  EXPECT_EQ(parse_number("7", 1, 256), 7U);
  for (const char* bad : {"", "0", "257", "-1", "1.5", "7x", "99999999999999"})
    EXPECT_THROW(parse_number(bad, 1, 256), UsageError) << bad;
}

TEST(Unknown, NamesTheNearestAndWhatIsAccepted) {
  EXPECT_EQ(unknown("engine", "explcit", {"auto", "explicit"}),
            "unknown engine 'explcit'; did you mean 'explicit'? Accepted: auto, explicit");
}

TEST(DefaultMemory, IsSensible) {
  EXPECT_GE(default_memory(), std::uint64_t{256} << 20U);
  EXPECT_LE(default_memory(), std::uint64_t{16} << 30U);
}

RC_GTEST_PROP(Values, NeverDoAnythingButAcceptOrRefuse, (const std::string& text)) {
  const auto accepts_or_refuses = [&](auto parse) {
    try {
      parse();
    } catch (const UsageError&) {
    }
  };
  accepts_or_refuses([&] { RC_ASSERT(parse_duration(text) >= 0); });
  accepts_or_refuses([&] { parse_size(text); });
  accepts_or_refuses([&] { RC_ASSERT(parse_number(text, 1, 5) <= 5); });
}

checker::Progress some_progress() {
  return {"handshake.agreement two-way + 3 more", 12, 1'200'000, 9'000'000, 210U << 20U, 12, "explicit", 7, 50};
}

TEST(Progress, FitsItsLineByShorteningTheName) {
  EXPECT_EQ(
      progress_text(some_progress(), 200),
      "7 of 50 decided; handshake.agreement two-way + 3 more: explicit, depth 12, 1.20 M states, 210 MiB, 12.0 s, "
      "100 k/s");
  EXPECT_EQ(progress_text(some_progress(), 79).size(), 79U);
}

TEST(Progress, RewritesItsLineOnATerminalOnly) {
  std::ostringstream terminal;
  {
    ProgressLine line(terminal, true);
    line.show(some_progress());
  }
  EXPECT_THAT(terminal.str(), HasSubstr("\r\x1b[K"));
  EXPECT_TRUE(terminal.str().ends_with("\r\x1b[K"));

  std::ostringstream file;
  ProgressLine line(file, false);
  line.show(some_progress());
  line.show(some_progress());  // too soon for a second one
  EXPECT_THAT(file.str(), Not(HasSubstr("\x1b")));
  const std::string lines = file.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
}

TEST(Progress, StaysWithOneSearchWhileItReports) {
  std::ostringstream terminal;
  ProgressLine line(terminal, true);
  auto first = some_progress();
  auto second = some_progress();
  second.what = "the other";
  line.show(first);
  line.show(second);
  EXPECT_THAT(terminal.str(), Not(HasSubstr("the other")));
}

}  // namespace
}  // namespace finalack::cli
