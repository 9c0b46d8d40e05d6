// The two engines know nothing of each other's methods: one packs native integers, the other unrolls Z3 terms. On every
// claim that both decide, within a common depth, they must find the same thing at the same shortest depth.
#include "checker/explicit_engine.hpp"
#include "properties/timed/timed_subject.hpp"
#include "tests/properties/cases.hpp"

namespace finalack::properties {
namespace {

constexpr unsigned kDepth = 6;

class EnginesAgree : public testing::TestWithParam<SafetyCase> {};

TEST_P(EnginesAgree, OnWhatIsFoundAndHowDeep) {
  checker::Limits limits;
  limits.depth = kDepth;
  const auto group = GetParam().alone();
  const std::vector properties{GetParam().property()};
  const auto system = group.front()->system(group, Bounds::Default, 5);
  const auto explored = checker::check_explicit(*system, properties, limits).front();
  const auto unrolled =
      group.front()->check_symbolically(group, Bounds::Default, 5, false, properties, limits, {}).front();
  ASSERT_EQ(found_at(explored), found_at(unrolled));
  if (found_at(explored)) {
    EXPECT_EQ(explored.verdict.kind, unrolled.verdict.kind);
  }
}

/// The timed close: to exhaustive search a tick is a step, to the other engine time passes before one. So their depths
/// differ, and one looks at all runs, the other at those of few steps.
class EnginesAgreeInTime : public testing::TestWithParam<SafetyCase> {};

TEST_P(EnginesAgreeInTime, OnWhatIsFound) {
  checker::Limits few;
  few.depth = kDepth;
  const auto group = GetParam().alone();
  const std::vector properties{GetParam().property()};
  const auto explored =
      checker::check_explicit(*group.front()->system(group, Bounds::Default, 5), properties, {}).front();
  const auto unrolled =
      group.front()->check_symbolically(group, Bounds::Default, 5, false, properties, few, {}).front();
  EXPECT_EQ(explored.verdict.kind, GetParam().which->expected);
  if (found_at(unrolled)) {
    EXPECT_EQ(explored.verdict.kind, unrolled.verdict.kind);
    EXPECT_LE(found_at(explored), found_at(unrolled));
  } else {
    EXPECT_EQ(unrolled.verdict.kind, checker::VerdictKind::HoldsToDepth);
  }
}

std::vector<SafetyCase> cases(bool of_the_timed_close) {
  std::vector<SafetyCase> all = safety_cases();
  std::erase_if(all, [&](const SafetyCase& c) {
    return (dynamic_cast<const TimedSubject*>(c.which->subject.get()) != nullptr) != of_the_timed_close;
  });
  return all;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EnginesAgree, testing::ValuesIn(cases(false)), test_name);
INSTANTIATE_TEST_SUITE_P(Catalogue, EnginesAgreeInTime, testing::ValuesIn(cases(true)), test_name);

}  // namespace
}  // namespace finalack::properties
