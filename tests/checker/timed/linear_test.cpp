// Regions in words, and the arithmetic behind them.
#include "checker/timed/linear.hpp"

#include <gtest/gtest.h>
#include <z3++.h>

#include "checker/timed/linear_z3.hpp"
#include "checker/timed/minimal.hpp"

namespace finalack::checker {
namespace {

const std::vector<std::string> kNames{"MSL", "RTO", "W"};

LinearConstraint at_least(std::vector<std::int64_t> coefficients, std::int64_t constant = 0) {
  return {std::move(coefficients), constant, false};
}
LinearConstraint above(std::vector<std::int64_t> coefficients, std::int64_t constant = 0) {
  return {std::move(coefficients), constant, true};
}

TEST(LinearConstraint, IsSolvedForTheLastParameter) {
  EXPECT_EQ(text(at_least({-1, -1, 1}), kNames), "W >= RTO + MSL");
  EXPECT_EQ(text(above({1, 1, -1}), kNames), "W < RTO + MSL");
  EXPECT_EQ(text(above({2, -1, 0}), kNames), "RTO < 2 MSL");
  EXPECT_EQ(text(at_least({-1, 3, -2}), kNames), "2 W <= 3 RTO - MSL");
  EXPECT_EQ(text(at_least({0, 0, 1}, -5), kNames), "W >= 5");
  EXPECT_EQ(text(at_least({0, 0, 0}, 1), kNames), "0 >= -1");
}

TEST(LinearConstraint, HasNoFactorOnTheLeftIfItDividesTheOthers) {
  EXPECT_EQ(text(at_least({-2, 0, 2}, -1), kNames), "W >= MSL + 0.5");
  EXPECT_EQ(text(at_least({-1000, -1000, 0}, 1), kNames), "RTO <= 0.001 - MSL");
  EXPECT_EQ(text(at_least({-7, -14, 7}, 1), kNames), "W >= 2 RTO + MSL - 1/7");
  EXPECT_EQ(text(at_least({-3, 0, 2}, -1), kNames), "2 W >= 3 MSL + 1");
  EXPECT_EQ(text(at_least({0, 0, 4}, -15), kNames), "W >= 3.75");
  EXPECT_EQ(text(above({0, -6, 0}, 14), kNames), "RTO < 7/3");
  EXPECT_EQ(text(at_least({0, 0, 2}, -8), kNames), "W >= 4");
}

TEST(Rational, IsDecimalWhereThatIsShort) {
  EXPECT_EQ((Rational{3, 1}.decimal()), "3");
  EXPECT_EQ((Rational{5, 2}.decimal()), "2.5");
  EXPECT_EQ((Rational{11, 4}.decimal()), "2.75");
  EXPECT_EQ((Rational{-1, 40}.decimal()), "-0.025");
  EXPECT_EQ((Rational{1, 3}.decimal()), "1/3");
  EXPECT_EQ((Rational{0, 1}.decimal()), "0");
}

TEST(LinearConstraint, IsNegatedWithItsStrictness) {
  EXPECT_EQ(text(at_least({-1, -1, 1}).negated(), kNames), "W < RTO + MSL");
  EXPECT_EQ(at_least({-1, -1, 1}).negated().negated(), at_least({-1, -1, 1}));
}

TEST(Condition, ReadsAsAlternativesToEachPiece) {
  ViolatedRegion region{kNames, {{{above({1, 1, -1})}}}};
  EXPECT_EQ(condition(region), "W >= RTO + MSL");
  region.pieces = {{{above({2, -1, 0}), above({2, 0, -1}), above({1, 1, -1})}}};
  EXPECT_EQ(condition(region), "RTO >= 2 MSL or W >= min(2 MSL, RTO + MSL)");
  region.pieces = {};
  EXPECT_EQ(condition(region), "always");
  region.pieces = {{}};
  EXPECT_EQ(condition(region), "never");
}

/// Values of MSL, RTO and W, as far as they are known.
std::string condition_at(std::vector<Polyhedron> pieces, const std::vector<std::optional<Rational>>& values) {
  const auto region = at_values({kNames, std::move(pieces)}, values);
  return region ? condition(*region) : "beyond 64 bits";
}

TEST(Condition, HasTheValuesOfWhatIsKnown) {
  const Polyhedron w_below{{above({1, 2, -1})}};
  EXPECT_EQ(condition_at({w_below}, {{}, {{1, 2}}, {}}), "W >= MSL + 1");
  EXPECT_EQ(condition_at({w_below}, {{{2, 1}}, {{1, 3}}, {}}), "W >= 8/3");
  EXPECT_EQ(condition_at({w_below}, {{{2, 1}}, {{1, 2}}, {{3, 1}}}), "always");
  EXPECT_EQ(condition_at({w_below}, {{{2, 1}}, {{1, 2}}, {{5, 2}}}), "never");
  EXPECT_EQ(condition_at({w_below}, {{}, {}, {}}), "W >= 2 RTO + MSL");
}

TEST(Condition, LeavesOutWhatIsSoAtThoseValues) {
  const Polyhedron piece{{above({2, -1, 0}), above({1, 1, -1})}};
  EXPECT_EQ(condition_at({piece}, {{{1, 1}}, {{1, 1}}, {}}), "W >= 2");
  EXPECT_EQ(condition_at({piece}, {{{1, 1}}, {{2, 1}}, {}}), "always");
  EXPECT_EQ(condition_at({piece, {{above({2, 0, -1})}}}, {{{1, 1}}, {{1, 1}}, {}}), "W >= 2");
}

TEST(Condition, KeepsItsOrderWithValues) {
  const Polyhedron three{{above({1, 3, -1})}};
  const Polyhedron two{{above({2, 0, -1})}};
  EXPECT_EQ(condition_at({three, two, three}, {{{120, 1}}, {}, {}}), "W >= 3 RTO + 120 and W >= 240");
  EXPECT_EQ(condition_at({two, three}, {{{120, 1}}, {}, {}}), "W >= 240 and W >= 3 RTO + 120");
}

TEST(Condition, JoinsWhatBoundsTheSame) {
  EXPECT_EQ(condition_at({{{above({5, 10, -5}), above({2, 0, -1})}}}, {{}, {{3, 10}}, {}}),
            "W >= min(MSL + 0.6, 2 MSL)");
}

TEST(Condition, HasNoNumbersBeyond64Bits) {
  const std::vector<std::optional<Rational>> values{{{999'983, 999'979}}, {{999'961, 999'959}}, {}};
  EXPECT_EQ(condition_at({{{above({1, 1, -1})}}}, values), "W >= 1999882001516/999938000861");
  EXPECT_EQ(condition_at({{{above({1, 1'000'000'000'000, -1})}}}, values), "beyond 64 bits");
}

TEST(Polyhedron, ContainsPointsExactly) {
  const Polyhedron piece{{above({1, 1, -1})}};
  EXPECT_TRUE(contains(piece, {{1, 1}, {1, 1}, {19, 10}}));
  EXPECT_FALSE(contains(piece, {{1, 1}, {1, 1}, {2, 1}}));
  EXPECT_FALSE(contains(piece, {{1, 3}, {1, 6}, {1, 2}}));
  EXPECT_TRUE(contains(piece, {{1, 3}, {1, 6}, {499, 1000}}));
  EXPECT_TRUE(contains({{above({1000, 1000, -1000})}}, {{999'983, 999'979}, {999'961, 999'959}, {999'931, 999'917}}));
}

class Minimal : public testing::Test {
 protected:
  std::string of(std::vector<Polyhedron> pieces, const Polyhedron& domain = {}) {
    return condition(minimal({kNames, std::move(pieces)}, parameters_, domain));
  }
  z3::context context_;
  std::vector<z3::expr> parameters_{context_.real_const("MSL"), context_.real_const("RTO"), context_.real_const("W")};
};

TEST_F(Minimal, DropsWhatTheOthersSay) {
  EXPECT_EQ(of({{{above({1, 1, -1}), above({0, 0, 1})}}}), "W >= RTO + MSL");
  EXPECT_EQ(of({{{above({1, 1, -1})}}, {{above({1, 0, -1})}}}), "W >= RTO + MSL");
}

TEST_F(Minimal, PutsPiecesTogetherThatNoneAloneCouldBecome) {
  // W between RTO and 2 RTO + MSL; and below RTO + MSL where RTO < 2 MSL: one piece together.
  EXPECT_EQ(of({{{above({0, -1, 1}), above({1, 2, -1}), above({2, 0, -1})}},
                {{above({1, 1, -1}), above({2, -1, 0}), above({2, 0, -1})}}}),
            "RTO >= 2 MSL or W >= min(2 RTO + MSL, 2 MSL)");
}

TEST_F(Minimal, SpeaksOfTheDomainOnly) {
  EXPECT_EQ(of({{{above({1, 1, -1}), at_least({-1, 4, 0})}}}, {{at_least({-1, 4, 0})}}), "W >= RTO + MSL");
}

TEST_F(Minimal, KnowsEverythingAndNothing) {
  EXPECT_EQ(of({}), "always");
  EXPECT_EQ(of({{{above({0, 0, 1})}}}), "never");
}

TEST_F(Minimal, ComparesRegions) {
  const ViolatedRegion a{kNames, {{{above({1, 1, -1})}}}};
  const ViolatedRegion b{kNames, {{{above({1, 1, -1}), above({0, -1, 1})}}, {{at_least({0, 1, -1})}}}};
  EXPECT_TRUE(same_points(a, b, parameters_));
  EXPECT_FALSE(same_points(a, {kNames, {b.pieces[0]}}, parameters_));
}

TEST_F(Minimal, ReadsInequalitiesFromZ3) {
  const auto& p = parameters_;
  EXPECT_EQ(constraints_of(p[2] >= p[1] + p[0], p), std::vector{at_least({-1, -1, 1})});
  EXPECT_EQ(constraints_of(!(2 * p[2] <= p[1]), p), std::vector{above({0, -1, 2})});
  EXPECT_EQ(constraints_of(p[2] == p[1], p).size(), 2U);
}

}  // namespace
}  // namespace finalack::checker
