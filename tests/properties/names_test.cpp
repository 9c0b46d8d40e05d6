#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "properties/catalogue.hpp"

namespace finalack::properties {
namespace {

TEST(Glob, MatchesStarsAndQuestionMarks) {
  EXPECT_TRUE(matches_glob("close.*", "close.fin-wait-2"));
  EXPECT_TRUE(matches_glob("*syn*leak", "handshake.stale-syn-leak"));
  EXPECT_TRUE(matches_glob("close.fin-wait-?", "close.fin-wait-2"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_FALSE(matches_glob("close.*", "handshake.split"));
  EXPECT_FALSE(matches_glob("close", "close.simultaneous"));
  EXPECT_FALSE(matches_glob("?", ""));
  EXPECT_FALSE(matches_glob("*.leak", "handshake.stale-syn-leak"));
}

RC_GTEST_PROP(Glob, MatchesItselfAndItselfWithStarsPutIn, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange('a', 'e'));
  std::string pattern = text;
  for (const unsigned at : *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 20U))) {
    pattern.insert(at % (pattern.size() + 1), "*");
  }
  RC_ASSERT(matches_glob(text, text));
  RC_ASSERT(matches_glob(pattern, text));
  RC_ASSERT(!matches_glob(text + "?", text));
}

TEST(Nearest, TakesTheFewestEdits) {
  const std::vector<std::string> verbs{"verify", "trace", "replay", "list"};
  EXPECT_EQ(nearest("verfy", verbs), "verify");
  EXPECT_EQ(nearest("lits", verbs), "list");
  EXPECT_EQ(nearest("relpay", verbs), "replay");
  EXPECT_EQ(nearest("anything", {}), "");
}

TEST(Nearest, DoesNotMindTheCase) {
  EXPECT_EQ(nearest("VERIFY", {"verify", "trace"}), "verify");
  EXPECT_EQ(nearest("handshake.RST", {"handshake.rst"}), "handshake.rst");
}

TEST(Nearest, CompletesABeginning) {
  EXPECT_EQ(nearest("close.simul", {"close.simultaneous", "close.fin-wait-2"}), "close.simultaneous");
}

TEST(Nearest, IsNothingWhereAThirdOfItWouldChange) {
  EXPECT_EQ(nearest("", {"list"}), "");
  EXPECT_EQ(nearest("paint", {"list", "explain"}), "");
  EXPECT_EQ(nearest("jsn", {"json"}), "json");
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), {"list"}), "");
}

TEST(Catalogue, FindsAClaimByItsWholeId) {
  Catalogue c;
  c.add({.id = "a.b", .taught = {}, .rfc = {}, .assumptions = {}, .finding = {}, .cases = {}});
  EXPECT_EQ(c.find("a.b"), &c.claims().front());
  EXPECT_EQ(c.find("a"), nullptr);
}

}  // namespace
}  // namespace finalack::properties
