// The two engines know nothing of each other's methods: one packs native integers, the other unrolls Z3 terms. On every
// claim that both decide, within a common depth, they must find the same thing at the same shortest depth.
#include "checker/explicit_engine.hpp"
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

INSTANTIATE_TEST_SUITE_P(Catalogue, EnginesAgree, testing::ValuesIn(safety_cases()), test_name);

}  // namespace
}  // namespace finalack::properties
