// Connection set-up at given times: what its states and stories look like.
#include "model/worlds/timed/setup_ticks.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace finalack::model {
namespace {

using D = Concrete<5>;
using SetupState = SetupInTicks::State<D>;
using testing::ElementsAre;

const SetupConfig kOnce{.retry_limit = 0};

unsigned kind_of(const SetupInTicks& world, const std::string& name) {
  const auto kinds = world.actions();
  for (unsigned kind = 0; kind < kinds.size(); ++kind) {
    if (kinds[kind].name == name) return kind;
  }
  ADD_FAILURE() << name;
  return 0;
}

/// Takes the step, and tells its story.
Story take(const SetupInTicks& world, SetupState& state, const std::string& name, unsigned argument = 0) {
  const unsigned kind = kind_of(world, name);
  const auto step = world.step<D>(state, kind, argument);
  EXPECT_TRUE(step.enabled) << name;
  const SetupState before = state;
  state = step.next;
  return world.narrate<5>(before, {static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(argument)}, state);
}

TEST(SetupInTicks, JumpsToWhatHasToHappenFirst) {
  const SetupInTicks world(kOnce, {.msl = 9, .rto = 7, .think = 2});
  auto state = world.initial<D>();
  EXPECT_EQ(take(world, state, "time passes", 1).action, "1.75 s pass");
  EXPECT_EQ(world.clock(state), 1750);
  EXPECT_FALSE(world.step<D>(state, 0, 1).enabled) << "it is to happen now";
}

TEST(SetupInTicks, CountsTimeFromNowInCanonicalForm) {
  const SetupInTicks world(kOnce, {.msl = 9, .rto = 7, .think = 2});
  auto now = world.initial<D>();
  take(world, now, "client receives");
  auto later = world.initial<D>();
  take(world, later, "time passes", 0);
  take(world, later, "client receives");
  world.canonicalise(now);
  world.canonicalise(later);
  EXPECT_EQ(now.now.raw(), 0U);
  EXPECT_EQ(later.now.raw(), 0U);
  EXPECT_EQ(now.due.raw(), 7U);
  EXPECT_EQ(later.due.raw(), 6U);
  EXPECT_EQ(later.speaks_by.raw(), 2U);
  EXPECT_EQ(later.answer.deadline.raw(), 9U);
}

TEST(SetupInTicks, TellsWhatIsSentAndWhatIsLost) {
  const SetupInTicks world(kOnce, {.msl = 9, .rto = 7, .think = 2});
  auto state = world.initial<D>();
  const Story lost = take(world, state, "client receives, its answer is lost");
  EXPECT_THAT(lost.labels, ElementsAre("ESTABLISHED", "SYN-RECEIVED"));
  ASSERT_EQ(lost.messages.size(), 2U);
  EXPECT_EQ(lost.messages[0].text, "<SEQ=8><ACK=1><CTL=SYN,ACK>");
  EXPECT_EQ(lost.messages[1].text, "<SEQ=1><ACK=9><CTL=ACK>");
  EXPECT_EQ(lost.messages[1].fate, Message::Fate::Lost);
  const Story text = take(world, state, "client SEND");
  ASSERT_EQ(text.messages.size(), 1U);
  EXPECT_EQ(text.messages[0].text, "<SEQ=1><ACK=9><CTL=ACK><DATA>");
  take(world, state, "time passes", 1);
  EXPECT_EQ(take(world, state, "server retransmission timeout").remark, "gives up");
  take(world, state, "time passes", 0);
  const Story reset = take(world, state, "server receives", 1);
  ASSERT_EQ(reset.messages.size(), 2U);
  EXPECT_EQ(reset.messages[1].text, "<SEQ=9><CTL=RST>");
  EXPECT_EQ(take(world, state, "client receives", 1).note, "connection reset");
}

TEST(SetupInTicks, RefusesTimesThatCannotBeCounted) {
  EXPECT_THROW(SetupInTicks(kOnce, {.msl = 0}), std::logic_error);
  EXPECT_THROW(SetupInTicks(kOnce, {.think = 4001}), std::logic_error);
  EXPECT_THROW(SetupInTicks({.retry_limit = 5}, {.rto = 64}), std::logic_error) << "4095 ticks";
}

}  // namespace
}  // namespace finalack::model
