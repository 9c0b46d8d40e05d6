// Cases as files: what was written is read again, and whatever is not right is refused, with the line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "tests/conform/crosscheck/commands.hpp"

namespace finalack::conform {
namespace {

using testing::HasSubstr;

RC_GTEST_PROP(CaseFile, IsReadAsItWasWritten, ()) {
  const Case value = *drawn::a_case(30);
  RC_ASSERT(read_case(to_text(value), "file") == value);
}

std::string small() {
  Case value;
  value.commands = {{Act::Listen, Side::A},
                    {Act::Send, Side::B, 20},
                    {Act::Forge, Side::A, 0, {.syn = true, .ack = true, .seq = -3, .window = 7, .mss = 536}}};
  return to_text(value);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string why_not(const std::string& text) {
  try {
    (void)read_case(text, "it.case");
    return "";
  } catch (const InputError& e) {
    return e.what();
  }
}

TEST(CaseFile, IsReadable) {
  EXPECT_THAT(small(), HasSubstr("finalack case 1\nendpoint a profile=rfc mss=1460 "));
  EXPECT_THAT(small(), HasSubstr("\na listen\nb send 20\na forge SA seq=next-3 ack=nxt+0 window=7 mss=536\nend 3\n"));
  EXPECT_TRUE(is_case_file(small()));
  EXPECT_FALSE(is_case_file("{\"#meta\": {}}"));
}

TEST(CaseFile, MayHaveRemarksAndBlankLines) {
  EXPECT_EQ(read_case(with(small(), "a listen\n", "\n# why\na listen\r\n"), "it"), read_case(small(), "it"));
}

TEST(CaseFile, ThatIsDamagedIsRefused) {
  EXPECT_THAT(why_not(""), HasSubstr("it.case"));
  EXPECT_THAT(why_not("x"), HasSubstr("it.case:1: not a case file"));
  EXPECT_THAT(why_not(with(small(), "case 1", "case 2")), HasSubstr("it.case:1: of another version"));
  EXPECT_THAT(why_not(with(small(), "a listen", "a lisson")),
              HasSubstr("it.case:4: unknown command; accepted are connect, listen, send"));
  EXPECT_THAT(why_not(with(small(), "b send 20", "b send many")),
              HasSubstr("it.case:5: what follows it is not a number"));
  EXPECT_THAT(why_not(with(small(), "b send 20", "b send 20 21")), HasSubstr("more on the line"));
  EXPECT_THAT(why_not(with(small(), "b send 20\n", "")), HasSubstr("should have 3 commands, and has 2"));
  EXPECT_THAT(why_not(with(small(), "end 3\n", "")), HasSubstr("cut off"));
  EXPECT_THAT(why_not(small() + "a listen\n"), HasSubstr("behind the end"));
  EXPECT_THAT(why_not(with(small(), "endpoint b", "endpoint a")), HasSubstr("described before"));
  EXPECT_THAT(why_not(with(small(), "mss=1460", "mss=0")), HasSubstr("at least 64"));
  EXPECT_THAT(why_not(with(small(), "seq=next-3", "seq=behind-3")),
              HasSubstr("seq counts from one of next, edge, irs, zero"));
  EXPECT_THAT(why_not(with(small(), "forge SA", "forge XY")), HasSubstr("flags are"));
}

TEST(CaseFile, ThatSaysSomethingTwiceOrTooMuchIsRefused) {
  EXPECT_THAT(why_not(with(small(), "mss=1460 ", "mss=1460 mss=1460 ")), HasSubstr("it.case:2: mss stands twice"));
  EXPECT_THAT(why_not(with(small(), " timestamps", " timestamps=3")), HasSubstr("unknown setting; accepted are"));
  EXPECT_THAT(why_not(with(small(), " rfc5961", " rfc5961=no")), HasSubstr("unknown setting"));
  EXPECT_THAT(why_not(with(small(), "window=7", "window=7 window=8")), HasSubstr("window stands twice"));
  EXPECT_THAT(why_not(with(small(), "forge SA", "forge SAS")), HasSubstr("flags are"));
  EXPECT_THAT(why_not(with(small(), "forge SA", "forge SA-")), HasSubstr("flags are"));
  EXPECT_THAT(why_not(with(small(), "ack=nxt+0", "ack=nxt+-1")), HasSubstr("ack is not a number"));
  EXPECT_THAT(why_not(""), HasSubstr("it.case: is empty"));
}

TEST(CaseFile, IsToldFromATraceByItsFirstWord) {
  EXPECT_TRUE(is_case_file("finalack case"));
  EXPECT_THAT(why_not("finalack case\n"), HasSubstr("it.case:1: not a case file"));
}

TEST(CaseFile, CutOffAnywhereIsRefusedOrWhole) {
  const std::string text = small();
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    EXPECT_NE(why_not(text.substr(0, length)), "") << length;
  }
}

}  // namespace
}  // namespace finalack::conform
