// The queue of deadlines against one that looks at all of them.
#include <map>

#include <rapidcheck/gtest.h>

#include "impl/stack/timer_queue.hpp"
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

RC_GTEST_PROP(TimerQueue, IsWhatABruteForceQueueIs, ()) {
  TimerQueue queue;
  std::map<std::uint32_t, Time> model;
  Time now{};
  const int steps = *rc::gen::inRange(1, 400);
  for (int i = 0; i < steps; ++i) {
    const auto id = *rc::gen::inRange<std::uint32_t>(0, 30);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
      case 1: {
        const Time at = now + Duration(*rc::gen::inRange(-5, 100));
        queue.set(id, at);
        model[id] = at;
        break;
      }
      case 2:
        queue.set(id, kNever);
        model.erase(id);
        break;
      default:
        now += Duration(*rc::gen::inRange(0, 50));
        while (const auto popped = queue.pop(now)) {
          RC_ASSERT(model.count(*popped) == 1U);
          RC_ASSERT(model[*popped] <= now);
          model.erase(*popped);
        }
        for (const auto& [left, at] : model) RC_ASSERT(at > now);
        RC_ASSERT(queue.next() > now);
    }
    RC_ASSERT(queue.size() == model.size());
    Time earliest = kNever;
    for (const auto& [left, at] : model) earliest = std::min(earliest, at);
    RC_ASSERT(queue.next() <= earliest);
    RC_ASSERT((queue.next() == kNever) == model.empty());
  }
}

TEST(TimerQueue, HasOneEntryPerIdHoweverOftenItMoves) {
  TimerQueue queue;
  for (int i = 0; i < 1000; ++i) {
    for (std::uint32_t id = 0; id < 10; ++id) queue.set(id, Time(Duration((i * 37 + id) % 100)));
  }
  EXPECT_EQ(queue.size(), 10U);
}

TEST(TimerQueue, GivesDeadlinesInOrderIfAskedAtEach) {
  TimerQueue queue;
  for (std::uint32_t id = 0; id < 100; ++id) queue.set(id, Time(Duration(id * 7919 % 100)));
  std::uint32_t popped = 0;
  while (queue.next() != kNever) {
    const Time now = queue.next();
    const auto id = queue.pop(now);
    ASSERT_TRUE(id);
    EXPECT_EQ(*id * 7919 % 100, popped++);
  }
  EXPECT_EQ(popped, 100U);
}

}  // namespace
}  // namespace finalack::testing
