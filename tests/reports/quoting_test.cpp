#include "reports/quoting.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reports/canvas.hpp"

namespace finalack::reports {
namespace {

TEST(Printable, LeavesLettersOfAllLanguagesAlone) { EXPECT_EQ(printable("Übung 試験 ✓.json"), "Übung 試験 ✓.json"); }

TEST(Printable, TakesAwayWhatSpeaksToTheTerminal) {
  EXPECT_EQ(printable("\x1b[2J\r\n\t\x7f"), "?[2J????");
  EXPECT_EQ(printable("\xc2\x9b"), "?") << "a control character of two bytes";
  EXPECT_EQ(printable("a\u202eb\u2066c"), "a?b?c") << "right to left";
  EXPECT_EQ(printable("\xff\xc3"), "??") << "no UTF-8";
  EXPECT_EQ(printable("\xed\xa0\x80\xc0\xaf"), "?????") << "surrogates and overlong forms are none either";
}

TEST(InQuotes, CutsLongWords) {
  EXPECT_EQ(in_quotes("short"), "'short'");
  EXPECT_EQ(in_quotes("abcdef", 6), "'abcdef'");
  EXPECT_EQ(in_quotes("abcdefg", 6), "'abcdef...'");
  EXPECT_EQ(in_quotes("üüüüüüü", 6), "'üüüüüü...'");
}

TEST(XmlEscaped, LeavesNoMarkupAndNoControlCharacters) {
  EXPECT_EQ(xml_escaped("1 < 2 & \"x\" > y's"), "1 &lt; 2 &amp; &quot;x&quot; &gt; y's");
  EXPECT_EQ(xml_escaped("a\x1b[2J\r\n\tb"), "a [2J \n\tb");
}

RC_GTEST_PROP(InQuotes, OfAnythingIsShortAndHarmless, (const std::string& word)) {
  const std::string quoted = in_quotes(word, 20);
  RC_ASSERT(columns_of(quoted) <= 25U);
  RC_ASSERT(std::all_of(quoted.begin(), quoted.end(), [](char c) { return static_cast<unsigned char>(c) >= 32; }));
  RC_ASSERT(printable(quoted) == quoted);
}

}  // namespace
}  // namespace finalack::reports
