#include "checker/timing/event_times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checker/timing/parameters.hpp"

namespace finalack::checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TimeBound at_least(std::size_t earlier, std::size_t later, Milliseconds apart) {
  return {earlier, later, apart, {}, ""};
}
TimeBound at_most(std::size_t earlier, std::size_t later, Milliseconds apart) {
  return {earlier, later, {}, apart, ""};
}
TimeBound exactly(std::size_t earlier, std::size_t later, Milliseconds apart) {
  return {earlier, later, apart, apart, ""};
}

TEST(EventTimes, AreAllZeroWhereNothingAsksForMore) {
  EXPECT_THAT(event_times(3, {}).times, ElementsAre(0, 0, 0));
  EXPECT_THAT(event_times(3, {at_most(0, 2, 5)}).times, ElementsAre(0, 0, 0));
  EXPECT_TRUE(event_times(0, {}).exist());
}

TEST(EventTimes, AreTheLeast) {
  EXPECT_THAT(event_times(4, {exactly(0, 1, 10), at_least(1, 3, 5)}).times, ElementsAre(0, 10, 10, 15));
}

TEST(EventTimes, RaiseWhatComesTooEarlyForWhatFollows) {
  // 2 comes at 10, and at most 3 after 1.
  EXPECT_THAT(event_times(3, {exactly(0, 2, 10), at_most(1, 2, 3)}).times, ElementsAre(0, 7, 10));
}

TEST(EventTimes, MeetABoundExactly) {
  EXPECT_TRUE(event_times(3, {exactly(0, 1, 10), at_most(0, 2, 10)}).exist());
  EXPECT_FALSE(event_times(3, {exactly(0, 1, 10), at_most(0, 2, 9)}).exist());
  EXPECT_TRUE(event_times(3, {at_least(1, 2, 10), at_most(0, 2, 10)}).exist());
  EXPECT_FALSE(event_times(3, {at_least(1, 2, 10), at_most(0, 2, 9)}).exist());
}

TEST(EventTimes, KeepTheOrderOfEvents) {
  // Without it, 1 could come after 2.
  EXPECT_FALSE(event_times(4, {exactly(0, 2, 5), at_least(1, 3, 0), exactly(0, 1, 6)}).exist());
}

TEST(EventTimes, SayWhichBoundsContradictEachOtherAndNoMore) {
  const EventTimes found =
      event_times(5, {at_most(0, 1, 100), at_most(0, 3, 5), at_least(0, 1, 1), at_least(1, 2, 6), exactly(3, 4, 2)});
  EXPECT_THAT(found.times, IsEmpty());
  EXPECT_THAT(found.conflict, ElementsAre(3, 1));  // by their later event
}

/// Z3 and relaxation each decide every system; that they disagree would throw.
RC_GTEST_PROP(EventTimes, AreWhereTheyAreDecidedTwice, ()) {
  const auto events = *rc::gen::inRange<std::size_t>(1, 7);
  std::vector<TimeBound> bounds;
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
    const auto later = *rc::gen::inRange<std::size_t>(0, events);
    const auto earlier = *rc::gen::inRange<std::size_t>(0, later + 1);
    const auto apart = *rc::gen::inRange<Milliseconds>(0, 9);
    switch (*rc::gen::inRange(0, 3)) {
      case 0: bounds.push_back(at_least(earlier, later, apart)); break;
      case 1: bounds.push_back(at_most(earlier, later, apart)); break;
      default: bounds.push_back(exactly(earlier, later, apart));
    }
  }
  const EventTimes found = event_times(events, bounds);
  RC_ASSERT(found.exist() == (found.times.size() == events));
  if (found.exist()) {
    RC_ASSERT(found.times.front() == 0);
    return;
  }
  std::vector<TimeBound> conflict;
  for (const std::size_t bound : found.conflict) conflict.push_back(bounds[bound]);
  RC_ASSERT(!event_times(events, conflict).exist());
  for (std::size_t i = 0; i < conflict.size(); ++i) {
    std::vector<TimeBound> rest = conflict;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    RC_ASSERT(event_times(events, rest).exist());
  }
}

TEST(Duration, IsWrittenAsPeopleDo) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(1), "1 ms");
  EXPECT_EQ(duration_text(500), "500 ms");
  EXPECT_EQ(duration_text(1000), "1 s");
  EXPECT_EQ(duration_text(1001), "1.001 s");
  EXPECT_EQ(duration_text(1500), "1.5 s");
  EXPECT_EQ(duration_text(240'000), "240 s");
}

}  // namespace
}  // namespace finalack::checker
