// Regions drawn and told: every answer here is made by hand, none is synthesised.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "reports/regions/plane.hpp"
#include "reports/regions/region.hpp"
#include "reports/regions/sketch.hpp"
#include "reports/regions/words.hpp"
#include "tests/reports/scenario.hpp"
#include "tests/support/xml.hpp"

namespace finalack::reports {
namespace {

using checker::LinearConstraint;
using checker::Polyhedron;
using properties::SynthesisAnswer;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};
constexpr TextStyle kAscii{.unicode = false, .colour = false, .columns = 80};

SynthesisAnswer answer_with(std::vector<Polyhedron> pieces) {
  SynthesisAnswer answer;
  answer.question.claim = "time-wait.final-ack";
  answer.question.lost_acks = 1;
  answer.parameters = {"MSL", "RTO", "W"};
  answer.result.region = {answer.parameters, std::move(pieces)};
  answer.result.outside = checker::SynthesisResult::Outside::Proved;
  answer.result.obligations = 9;
  answer.actions.resize(7);
  answer.condition = checker::condition(answer.result.region);
  return answer;
}

/// W < RTO + MSL, with a run.
SynthesisAnswer one_ack() {
  SynthesisAnswer answer = answer_with({{{{{1, 1, -1}, 0, true}}}});
  answer.result.runs = {
      {{{4, 1}, {4, 1}, {7, 1}}, {{{0, 1}, 4, 0, false}, {{0, 1}, 2, 0, true}, {{15, 2}, 2, 0, false}}}};
  return answer;
}

/// Two pieces side by side: W < 2 MSL up to RTO = MSL, W < RTO + MSL from there on.
SynthesisAnswer two_pieces() {
  return answer_with(
      {{{{{1, -1, 0}, 0, true}, {{2, 0, -1}, 0, true}}}, {{{{-1, 1, 0}, 0, false}, {{1, 1, -1}, 0, true}}}});
}

TEST(Clipping, KeepsWhatLiesInTheHalfPlane) {
  const Polygon square = Frame{2, 2}.polygon();
  EXPECT_EQ(clipped(square, {1, 0, 1}).size(), 4U);
  EXPECT_EQ(clipped(square, {-1, -1, 2}).size(), 3U);
  EXPECT_THAT(clipped(square, {-1, 0, 0}), IsEmpty());  // a side is no area
  EXPECT_THAT(clipped(square, {1, 0, -3}), IsEmpty());
}

TEST(Plane, HasTheUnitOutsideOfItsAxes) {
  SynthesisAnswer answer = one_ack();
  const auto names = [&] {
    const auto plane = Plane::of(answer);
    return plane ? plane->x_name() + ", " + plane->y_name() : "none";
  };
  EXPECT_EQ(names(), "RTO / MSL, W / MSL");
  answer.question.fixed = {{"MSL", {5, 2}}};
  EXPECT_EQ(names(), "RTO, W");
  EXPECT_EQ(Plane::of(answer)->unit(), 2.5);
  answer.question.fixed = {{"RTO", {1, 1}}};
  EXPECT_EQ(names(), "MSL, W");
  answer.question.fixed = {{"W", {1, 1}}};
  EXPECT_EQ(names(), "MSL, RTO");
  answer.question.fixed = {{"W", {1, 1}}, {"RTO", {1, 1}}};
  EXPECT_EQ(names(), "none");
  EXPECT_EQ(region_sketch(answer, kUnicode), "");
  EXPECT_THROW(static_cast<void>(region_svg(answer)), UsageError);
}

TEST(Edges, AreWhereTheRegionsMeet) {
  const SynthesisAnswer one = one_ack();
  const auto all = edges(*Plane::of(one), one, Frame{3, 4}.polygon());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].equation, "W = RTO + MSL");
  EXPECT_NEAR(std::abs(all[0].from.x - all[0].to.x), 3, 1e-9);
  EXPECT_NEAR(std::abs(all[0].from.y - all[0].to.y), 3, 1e-9);
  EXPECT_GT(all[0].towards_holds.y, 0);
}

TEST(Edges, AreNotBetweenViolatedPieces) {
  const SynthesisAnswer two = two_pieces();
  std::vector<std::string> equations;
  for (const Edge& edge : edges(*Plane::of(two), two, Frame{3, 4}.polygon())) equations.push_back(edge.equation);
  EXPECT_THAT(equations, ElementsAre("W = 2 MSL", "W = RTO + MSL"));
}

TEST(RegionText, IsReadable) {
  expect_golden("region.txt", region_text(one_ack(), {}, kUnicode));
  expect_golden("region_ascii.txt", region_text(two_pieces(), {}, kAscii));
}

TEST(RegionText, SaysInWordsWhatNeedsNoNumbers) {
  EXPECT_THAT(
      region_text(answer_with({}), {}, kUnicode),
      AllOf(HasSubstr("the claim holds for every MSL, RTO and W above zero"), Not(HasSubstr("Violated where"))));
  EXPECT_THAT(region_text(answer_with({{}}), {}, kUnicode), HasSubstr("no MSL, RTO and W make it hold"));
  SynthesisAnswer fixed = answer_with({{}});
  fixed.question.fixed = {{"MSL", {2, 1}}, {"W", {1, 2}}};
  EXPECT_THAT(region_text(fixed, {}, kUnicode), HasSubstr("the claim is violated wherever MSL=2, W=0.5"));
}

TEST(RegionText, HasTheValuesOfWhatIsFixed) {
  SynthesisAnswer answer = one_ack();
  answer.question.fixed = {{"MSL", {2, 1}}, {"RTO", {3, 2}}};
  answer.condition_at_fixed = "W >= 3.5";
  EXPECT_THAT(region_text(answer, {}, kUnicode),
              HasSubstr("    W >= RTO + MSL\n\nWith MSL=2, RTO=1.5 that is:\n\n    W >= 3.5\n"));
  EXPECT_EQ(nlohmann::json::parse(region_json(answer))["condition_at_fixed"], "W >= 3.5");
  answer.condition_at_fixed = answer.condition;  // what is fixed does not matter
  EXPECT_THAT(region_text(answer, {}, kUnicode), Not(HasSubstr("that is:")));
}

TEST(RegionText, SaysHowSureItIs) {
  SynthesisAnswer answer = one_ack();
  EXPECT_THAT(how_sure(answer, {}), HasSubstr("for every number of retransmissions (9 obligations"));
  answer.result.outside = checker::SynthesisResult::Outside::ToDepth;
  answer.result.depth = 8;
  EXPECT_THAT(how_sure(answer, {}), HasSubstr("no counterexample of up to 8 steps outside of the violated region"));
  answer.result.ended_by = checker::EndedBy::Time;
  checker::Limits limits;
  limits.seconds = 5;
  EXPECT_THAT(how_sure(answer, limits), HasSubstr("incomplete: time budget of 5 s reached; no counterexample"));
  EXPECT_THAT(region_text(answer, limits, kUnicode), HasSubstr("incomplete: so far violated except where"));
  answer.result.outside = checker::SynthesisResult::Outside::Unknown;
  EXPECT_THAT(how_sure(answer, limits), HasSubstr("the violated region may be larger"));
}

TEST(RegionJson, HasTheConditionAndARunForEachPiece) {
  const auto json = nlohmann::json::parse(region_json(one_ack()));
  EXPECT_EQ(json["claim"], "time-wait.final-ack");
  EXPECT_EQ(json["condition"], "W >= RTO + MSL");
  EXPECT_EQ(json["proved"], true);
  EXPECT_EQ(json["complete"], true);
  EXPECT_TRUE(json["depth"].is_null());
  const auto& region = json["regions"][0];
  EXPECT_EQ(region["constraints"][0], "W < RTO + MSL");
  EXPECT_EQ(region["coefficients"][0].dump(), R"({"MSL":1,"RTO":1,"W":-1,"constant":0,"strict":true})");
  EXPECT_EQ(region["run"]["point"]["W"], "7");
  EXPECT_EQ(region["run"]["steps"][1]["lost"], true);
  EXPECT_EQ(region["run"]["steps"][2]["t"], "15/2");
  EXPECT_THAT(region["run"]["command"].get<std::string>(), HasSubstr("--at MSL=4,RTO=4,W=7 --lost-acks 1"));
}

void expect_a_picture(const SynthesisAnswer& answer) {
  const std::string svg = region_svg(answer);
  EXPECT_EQ(testing::xml_error(svg), "");
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf\"")), Not(HasSubstr("inf,"))));
}

TEST(RegionSvg, IsWellFormed) {
  expect_a_picture(one_ack());
  expect_a_picture(two_pieces());
  expect_a_picture(answer_with({}));
  expect_a_picture(answer_with({{}}));
  for (const char* fixed : {"MSL", "RTO", "W"}) {
    SynthesisAnswer answer = one_ack();
    answer.question.fixed = {{fixed, {1, 3}}};
    answer.result.runs.clear();
    expect_a_picture(answer);
  }
  EXPECT_THAT(region_svg(one_ack()), AllOf(HasSubstr(">W = RTO + MSL<"), HasSubstr("W ≥ RTO + MSL"),
                                           HasSubstr("violated at MSL=4, RTO=4, W=7"), HasSubstr("url(#hatching)")));
}

RC_GTEST_PROP(RegionSvg, IsWellFormedWhateverTheRegion, ()) {
  const auto number = rc::gen::inRange<std::int64_t>(-3, 4);
  std::vector<Polyhedron> pieces;
  for (unsigned i = 0; i < *rc::gen::inRange(0U, 4U); ++i) {
    Polyhedron piece;
    for (unsigned j = 0; j < *rc::gen::inRange(1U, 4U); ++j) {
      piece.constraints.push_back({{*number, *number, *number}, 0, *rc::gen::arbitrary<bool>()});
    }
    pieces.push_back(piece);
  }
  const SynthesisAnswer answer = answer_with(pieces);
  const std::string svg = region_svg(answer);
  RC_ASSERT(testing::xml_error(svg).empty());
  RC_ASSERT(svg.find("nan") == std::string::npos);
}

/// What is hatched is violated: a point within a polygon that is drawn is a point of its piece.
RC_GTEST_PROP(RegionSvg, HatchesOnlyWhatIsViolated, ()) {
  const auto number = rc::gen::inRange<std::int64_t>(-3, 4);
  Polyhedron piece;
  for (unsigned j = 0; j < *rc::gen::inRange(1U, 4U); ++j)
    piece.constraints.push_back({{*number, *number, *number}, 0, false});
  const SynthesisAnswer answer = answer_with({piece});
  const Plane plane = *Plane::of(answer);
  const Polygon polygon = polygon_of(plane, piece, plane.frame(answer).polygon());
  if (polygon.empty()) return;
  Point middle;
  for (const Point& p : polygon) {
    middle.x += p.x / static_cast<double>(polygon.size());
    middle.y += p.y / static_cast<double>(polygon.size());
  }
  for (const LinearConstraint& c : piece.constraints) RC_ASSERT(plane.half_plane(c).at(middle) >= -1e-9);
}

}  // namespace
}  // namespace finalack::reports
