#include "checker/explicit/state_table.hpp"

#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace finalack::checker::explicit_search {
namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 30U;

StateTable::Found insert(StateTable& table, const PackedState& state, StateIndex parent = kNoState) {
  return table.insert(state.data(), table.probe(state.data()), parent);
}

RC_GTEST_PROP(StateTable, HoldsEachStateOnceInOrderOfInsertion, ()) {
  const unsigned words = *rc::gen::inRange(1U, 11U);
  StateTable table(words, kPlenty);
  std::map<PackedState, StateIndex> expected;
  const auto states = *rc::gen::container<std::vector<PackedState>>(
      300, rc::gen::container<PackedState>(words, rc::gen::inRange<Word>(0, 3)));
  for (const PackedState& state : states) {
    RC_ASSERT(table.make_room(1, kPlenty));
    const auto [it, is_new] = expected.emplace(state, static_cast<StateIndex>(expected.size()));
    const auto found = insert(table, state);
    RC_ASSERT(found.is_new == is_new);
    RC_ASSERT(found.index == it->second);
    RC_ASSERT(table.find(state.data(), table.probe(state.data())) == it->second);
    RC_ASSERT(PackedState(table.state(found.index), table.state(found.index) + words) == state);
  }
  RC_ASSERT(table.size() == expected.size());
}

TEST(StateTable, FindsEverythingAgainAfterItHasGrown) {
  StateTable table(2, kPlenty);
  constexpr Word states = 200000;
  for (Word i = 0; i < states; ++i) {
    ASSERT_TRUE(table.make_room(1, kPlenty));
    ASSERT_TRUE(insert(table, {i, i * 7}, i / 2).is_new);
  }
  for (Word i = 0; i < states; ++i) {
    ASSERT_EQ(insert(table, {i, i * 7}).index, i);
    ASSERT_EQ(table.parent(i), i / 2);
  }
  const PackedState other = {1, 1};
  EXPECT_EQ(table.find(other.data(), table.probe(other.data())), kNoState);
}

TEST(StateTable, TellsStatesWithTheSameHashApart) {
  StateTable table(3, kPlenty);
  ASSERT_TRUE(table.make_room(500, kPlenty));
  for (Word i = 0; i < 500; ++i) {
    const PackedState state = {1, 2, i};
    EXPECT_EQ(table.insert(state.data(), table.probe_for(0), kNoState).index, i);
  }
  for (Word i = 0; i < 500; ++i) {
    const PackedState state = {1, 2, i};
    EXPECT_EQ(table.find(state.data(), table.probe_for(0)), i);
  }
}

TEST(StateTable, TakesAtMost32BytesForAStateOf20) {
  StateTable table(5, kPlenty);
  for (Word i = 0; i < 300000; ++i) {
    ASSERT_TRUE(table.make_room(1, kPlenty));
    insert(table, {i, 0, 0, 0, i});
    if (i < 10000) continue;  // the smallest index is larger than it need be
    ASSERT_LE(table.bytes(), 32U * table.size());
  }
}

TEST(StateTable, HasNoRoomBeyondItsBudgetButUsesIt) {
  constexpr std::uint64_t budget = 1U << 20U;
  StateTable table(5, budget);
  for (Word i = 0; table.make_room(1, budget); ++i) insert(table, {i, 1, 2, 3, 4});
  EXPECT_LE(table.bytes(), budget);
  EXPECT_GE(table.size(), budget / 36);
  EXPECT_FALSE(StateTable(5, 1000).make_room(1, 1000));
}

}  // namespace
}  // namespace finalack::checker::explicit_search
