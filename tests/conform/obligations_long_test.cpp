// What is proved of the decision core at 32 bits.
#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

#include "conform/refinement/obligations.hpp"

namespace finalack::conform {
namespace {

class Obligations : public testing::TestWithParam<Obligation> {};

INSTANTIATE_TEST_SUITE_P(, Obligations, testing::ValuesIn(all_obligations()), [](const auto& in) {
  std::string name = in.param.name();
  std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0; });
  return name;
});

std::string told(const Proof& proof) {
  std::string all;
  for (const std::string& words : proof.failed) all += "not: " + words + "\n";
  if (!proof.counterexample) return all;
  for (const std::string& value : proof.counterexample->in_words()) all += "    " + value + "\n";
  return all;
}

TEST_P(Obligations, AreProved) {
  const Proof proof = prove(GetParam(), impl::Policy{});
  EXPECT_EQ(proof.verdict, Proof::Verdict::Proved) << told(proof);
}

// A segment of any kind can arrive in any state: what is assumed excludes none.
TEST(Obligation, AboutASegmentIsNotVacuous) {
  for (const Obligation& obligation : all_obligations()) {
    if (obligation.event != impl::EventKind::SegmentArrives) continue;
    EXPECT_TRUE(can_happen(obligation)) << obligation.name();
  }
}

}  // namespace
}  // namespace finalack::conform
