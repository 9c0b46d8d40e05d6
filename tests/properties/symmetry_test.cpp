// What the canonical form leaves out must not matter: numbers of 5 bits, relative and with clipped gaps, slots sorted,
// against numbers of 32 bits as they come and slots where they were filled. Same findings, same shortest depths.
#include "checker/explicit_engine.hpp"
#include "tests/properties/cases.hpp"

namespace finalack::properties {
namespace {

/// A system as it is, without its symmetry.
class Raw final : public checker::System {
 public:
  explicit Raw(const checker::System& system) : system_(system) {}

  std::string name() const override { return system_.name(); }
  model::Scope scope() const override { return system_.scope(); }
  unsigned words() const override { return system_.words(); }
  checker::PackedState initial() const override { return system_.raw_initial(); }
  void expand(const checker::Word* state, checker::Successors& out) const override { system_.expand_raw(state, out); }
  std::uint64_t predicates(const checker::Word* state) const override { return system_.predicates(state); }
  std::vector<std::string> predicate_names() const override { return system_.predicate_names(); }
  model::Fairness fairness(const checker::Word* state, checker::Action action) const override {
    return system_.fairness(state, action);
  }
  checker::PackedState raw_initial() const override { return system_.raw_initial(); }
  void expand_raw(const checker::Word* state, checker::Successors& out) const override {
    system_.expand_raw(state, out);
  }
  checker::PackedState canonical(const checker::Word* state) const override { return {state, state + words()}; }
  std::string action_name(checker::Action action) const override { return system_.action_name(action); }
  std::vector<std::pair<std::string, std::string>> leaves(const checker::Word* state) const override {
    return system_.leaves(state);
  }
  std::vector<std::string> parties() const override { return system_.parties(); }
  model::Story narrate(const checker::Word* before, checker::Action action, const checker::Word* after) const override {
    return system_.narrate(before, action, after);
  }

 private:
  const checker::System& system_;
};

class Symmetry : public testing::TestWithParam<SafetyCase> {};

TEST_P(Symmetry, LosesNoFindingAndNoDepth) {
  checker::Limits limits;
  limits.depth = 8;
  const auto group = GetParam().alone();
  const std::vector properties{GetParam().property()};
  const auto narrow = group.front()->system(group, Bounds::Default, 5);
  const auto wide = group.front()->system(group, Bounds::Default, 32);
  const auto reduced = checker::check_explicit(*narrow, properties, limits).front();
  const auto plain = checker::check_explicit(Raw(*wide), properties, limits).front();
  EXPECT_EQ(found_at(reduced), found_at(plain));
  EXPECT_LE(reduced.states, plain.states);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Symmetry, testing::ValuesIn(safety_cases()), test_name);

}  // namespace
}  // namespace finalack::properties
