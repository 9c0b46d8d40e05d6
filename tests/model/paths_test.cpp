#include "model/paths.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "model/domain/symbolic.hpp"

namespace finalack::model {

enum class Colour : unsigned char { Red, Green, Blue };
template <> struct EnumNames<Colour> {
  static constexpr std::array<std::string_view, 3> names{"red", "green", "blue"};
};

namespace {

using symbolic::Bool;
using Number = symbolic::Bits<4>;

Bool bool_variable(const std::string& name) { return Bool::from_term(terms::variable(name, 0)); }
Number number_variable(const std::string& name) { return Number::from_term(terms::variable(name, 4)); }

class PathsTest : public testing::Test {
 protected:
  SymbolicSession session{4};
  Bool a = bool_variable("a");
  Bool b = bool_variable("b");
  Number x = number_variable("x");

  /// Paths that the function has.
  template <class F> std::uint64_t paths_of(const F& function) {
    const std::uint64_t before = session.paths;
    explore(function);
    return session.paths - before;
  }
};

TEST_F(PathsTest, AFunctionWithoutBranchesHasOnePath) {
  EXPECT_EQ(paths_of([&] { return x + 1; }), 1U);
}

TEST_F(PathsTest, TwoIndependentConditionsMakeFour) {
  EXPECT_EQ(paths_of([&] {
              Number n = x;
              if (a) n = n + 1;
              if (b) n = n + 2;
              return n;
            }),
            4U);
}

TEST_F(PathsTest, MergesResultsByIfThenElse) {
  const Number n = explore([&] { return a ? Number(1) : x; });
  EXPECT_TRUE(n.term().same_as(terms::select(a.term(), Number(1).term(), x.term())));
}

TEST_F(PathsTest, SharesAResultOnWhichBothBranchesAgree) {
  const Number n = explore([&] {
    if (a) return x;
    return x;
  });
  EXPECT_TRUE(n.term().same_as(x.term()));
}

TEST_F(PathsTest, DoesNotAskTwice) {
  EXPECT_EQ(paths_of([&] {
              if (a & b) return Number(1);
              if (!(a & b)) return Number(2);
              return Number(3);
            }),
            2U);
}

TEST_F(PathsTest, DoesNotAskLiterals) {
  EXPECT_EQ(paths_of([&] {
              if (Number(3) < Number(2)) return x;
              if (x == x) return Number(1);
              return Number(2);
            }),
            1U);
}

TEST_F(PathsTest, AnEqualityAnswersTheOthersOfTheSameSubject) {
  const Number n = explore([&] {
    if (x == 3) return x == 4 ? Number(1) : Number(2);
    if (x == 4) return Number(3);
    return Number(4);
  });
  EXPECT_EQ(session.paths, 3U);
  const auto is = [&](unsigned i) { return (x == i).term(); };
  EXPECT_TRUE(n.term().same_as(
      terms::select(is(3), Number(2).term(), terms::select(is(4), Number(3).term(), Number(4).term()))))
      << n.term().text();
}

TEST_F(PathsTest, TheLastValueOfABitFollowsFromTheOther) {
  const auto bit = symbolic::Bits<1>::from_term(terms::variable("bit", 1));
  EXPECT_EQ(paths_of([&] {
              if (bit == 0) return Number(1);
              if (bit == 1) return Number(2);
              return Number(3);
            }),
            2U);
}

TEST_F(PathsTest, ASwitchHasOnePathPerEnumerator) {
  const auto colour = symbolic::Enum<Colour>::from_term(terms::variable("colour", 2));
  EXPECT_EQ(paths_of([&] {
              switch (colour) {
                case Colour::Red: return Number(1);
                case Colour::Green: return Number(2);
                case Colour::Blue: break;
              }
              if (colour == Colour::Blue) return Number(3);  // known: nothing else is left
              return Number(4);
            }),
            3U);
}

struct Twice {
  Number operator()(const Bool& condition, const Number& n) const { return condition ? n + n : n; }
};

TEST_F(PathsTest, AnInnerMergeDoesNotMultiplyTheOuterPaths) {
  Paths::Leaves merged;
  explore([&] {
    Number n = Symbolic::merge(Twice{}, a, x);
    if (b) n = n + 1;
    merged = {n.term()};
    return n;
  });
  // Two outside (b), two inside (a), which the second outer run recalls.
  EXPECT_EQ(session.paths, 4U);
  EXPECT_TRUE(merged[0].same_as(terms::select(a.term(), (x + x).term(), x.term())));  // the run in which b is false
}

TEST_F(PathsTest, AnInnerMergeIsDoneAnewInTheOtherBranchBeforeIt) {
  const Number n = explore([&] {
    const Number given = b ? x : Number(5);
    return Symbolic::merge(Twice{}, a, given);
  });
  const Term when_b = terms::select(a.term(), (x + x).term(), x.term());
  const Term otherwise = terms::select(a.term(), Number(10).term(), Number(5).term());
  EXPECT_TRUE(n.term().same_as(terms::select(b.term(), when_b, otherwise)));
}

TEST_F(PathsTest, AnInnerMergeKnowsNothingOfTheOuterTrail) {
  const Number n = explore([&] {
    if (a) return Symbolic::merge(Twice{}, a, x);
    return Symbolic::merge(Twice{}, a, x);
  });
  EXPECT_TRUE(n.term().same_as(terms::select(a.term(), (x + x).term(), x.term())));  // hence one shared result
}

TEST_F(PathsTest, AChoiceTakesEveryAlternativeAndTheLastOtherwise) {
  const Number n = explore([] { return Number(Symbolic::choose(3)); });
  const Term input = Paths::choice_input(0);
  const auto is = [&](unsigned i) { return terms::equal(input, terms::number(i, 3)); };
  EXPECT_TRUE(n.term().same_as(
      terms::select(is(0), Number(0).term(), terms::select(is(1), Number(1).term(), Number(2).term()))));
}

TEST_F(PathsTest, ChoicesAreNumberedAlongEachPath) {
  EXPECT_EQ(paths_of([] {
              const unsigned first = Symbolic::choose(2);
              const unsigned second = first == 0 ? Symbolic::choose(3) : 0;
              return Number(first * 4 + second);
            }),
            4U);
}

struct Chooses {
  Number operator()(const Number& n) const { return n + Symbolic::choose(2); }
};

TEST_F(PathsTest, ChoicesOfInnerMergesGoOnCounting) {
  const Number n = explore([&] {
    const Number one = Symbolic::merge(Chooses{}, x);
    return Symbolic::merge(Chooses{}, one);
  });
  const std::string text = terms::simplified(n.term()).text();
  EXPECT_NE(text.find("?choice0"), std::string::npos) << text;
  EXPECT_NE(text.find("?choice1"), std::string::npos) << text;
}

TEST_F(PathsTest, MoreChoicesThanAnActionRecordsAreAnError) {
  EXPECT_THROW(explore([] {
                 unsigned sum = 0;
                 for (int i = 0; i < 5; ++i) sum += Symbolic::choose(2);
                 return Number(sum);
               }),
               std::logic_error);
}

TEST_F(PathsTest, NoticesAFunctionThatAsksSomethingElseWhenItIsRunAgain) {
  int runs = 0;
  EXPECT_THROW(explore([&] {
                 if (++runs == 1 ? a : b) return Number(1);
                 return Number(2);
               }),
               std::logic_error);
}

TEST_F(PathsTest, NoticesAFunctionThatAsksLessWhenItIsRunAgain) {
  int runs = 0;
  EXPECT_THROW(explore([&] {
                 if (++runs > 1) return Number(1);
                 if (a) return Number(2);
                 return Number(3);
               }),
               std::logic_error);
}

TEST_F(PathsTest, AnExceptionEndsTheExploration) {
  EXPECT_THROW(explore([&]() -> Number {
                 if (a) throw std::runtime_error("stop");
                 return x;
               }),
               std::runtime_error);
  EXPECT_EQ(Paths::current_or_null(), nullptr);
}

TEST_F(PathsTest, OutsideAnyExplorationAConditionHasNoValue) {
  try {
    if (a) FAIL();
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_NE(std::string(error.what()).find("outside any path explorer"), std::string::npos);
  }
}

TEST(SymbolicSessionTest, OutsideAnySessionThereAreNoTerms) { EXPECT_THROW(Number(1), std::logic_error); }

struct Native {
  BOOST_HANA_DEFINE_STRUCT(Native, (Bool, symbolic), (bool, native));
};
static_assert(!SymbolicValue<Native> && !SymbolicValue<bool> && !SymbolicValue<Colour>);
static_assert(SymbolicValue<Number> && SymbolicValue<std::array<Bool, 2>> && SymbolicValue<std::tuple<Bool, Number>>);

}  // namespace
}  // namespace finalack::model
