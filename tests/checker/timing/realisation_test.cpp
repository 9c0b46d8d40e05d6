#include "checker/timing/realisation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/replay.hpp"
#include "tests/checker/ask.hpp"
#include "tests/checker/timing/timed_run.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::checker {
namespace {

using ::testing::HasSubstr;
using D5 = model::Concrete<5>;

using Core = model::TwoPeersCore<D5>;

constexpr unsigned kBothClosed = 0;
constexpr unsigned kServerAlone = 1;
constexpr unsigned kNowhere = 2;

std::unique_ptr<System> asked(const model::TwoPeersConfig& config = uncopied()) {
  const auto both_closed = [](const Core& core, const auto&) {
    return (core.client().state == model::State::Closed) & (core.server().state == model::State::Closed);
  };
  const auto server_alone = [](const Core& core, const auto&) {
    int answers = 0;
    for (const auto& flight : core.network) answers += flight.present && !flight.to_server ? 1 : 0;
    return (core.client().state == model::State::SynSent) & (core.server().state == model::State::Listen) &
           D5::Bool(answers == 2);
  };
  const auto nowhere = [](const Core& core, const auto&) { return core.client().state == model::State::Listen; };
  return peers(config,
               {{"both are CLOSED", both_closed},
                {"the server gave up on a client that is in SYN-SENT; its two answers are in flight", server_alone},
                {"the client is in LISTEN", nowhere}});
}

const Stories kHasty = closed_but_for_the_last_ack() + Stories{"client time-wait timeout", "server receives ACK"};

TEST(Realisation, IsNotAskedOfAWorldWithoutClocks) {
  const ToySystem<toys::Counter> counter{toys::Counter{}};
  EXPECT_FALSE(realisation(counter, {{{0, 0, 0}}, {}}, {}).has_value());
}

TEST(Realisation, IsWrittenAsASentence) {
  EXPECT_EQ(timing_text(timed(uncopied(), opened())), "realisable (MSL 120 s, RTO 1 s doubling)");
  TimingParameters p;
  p.backoff = Backoff::Constant;
  p.time_wait = 60'000;
  p.msl = 500;
  EXPECT_EQ(timing_text(timed(uncopied(), opened(), p)), "realisable (MSL 500 ms, RTO 1 s constant, TIME-WAIT 60 s)");
  EXPECT_EQ(timing_text(timed(uncopied(), kHasty)),
            "untimed only (MSL 120 s, RTO 1 s doubling): step 10 comes exactly 240 s after step 9 (the client's "
            "TIME-WAIT timer); but step 11 comes at most 1 s after step 8 (the server's retransmission timer is due "
            "then)");
}

TEST(Realisation, GoesThroughALoopTwice) {
  model::TwoPeersConfig config = uncopied();
  config.rules.retry_limit = model::Rules::kUnlimited;
  const auto system = peers(config);
  Trace trace = testing::play(*system, {"client OPEN (active)", "network loses the client's SYN",
                                        "client retransmission timeout", "network loses the client's SYN"});
  trace.loop_start = 2;
  const Timing timing = *realisation(*system, trace, {});
  EXPECT_EQ(timing.times, (std::vector<Milliseconds>{0, 0, 1000, 1000, 3000, 3000}));
  EXPECT_EQ(timing.rounds, 2U);
  EXPECT_THAT(timing_text(timing), HasSubstr("the loop gone through 2 times"));
}

TEST(Realisation, OfALassoThatRestsIsThatOfItsStem) {
  const auto system = peers(uncopied());
  Trace trace = testing::play(*system, opened());
  trace.loop_start = trace.length();
  const Timing timing = *realisation(*system, trace, {});
  EXPECT_EQ(timing.times.size(), trace.length());
  EXPECT_EQ(timing.rounds, 0U);
}

TEST(RealisableRun, TakesTheSameStepsInAnotherOrder) {
  const auto system = asked();
  const RealisableRun run = realisable_run(*system, reachable(kBothClosed), testing::play(*system, kHasty), {}, {});
  ASSERT_TRUE(run.trace.has_value());
  EXPECT_EQ(run.trace->length(), kHasty.size());
  EXPECT_TRUE(realisation(*system, *run.trace, {})->is_realisable());
  EXPECT_NO_THROW(confirm(*system, reachable(kBothClosed), *run.trace));
}

TEST(RealisableRun, IsLongerWhereItMustBe) {
  const auto system = asked();
  // The client's timer, too, is due before the server gives up.
  const Trace hasty =
      testing::play(*system, {"client OPEN (active)", "server receives SYN", "server retransmission timeout",
                              "server retransmission timeout, gives up"});
  ASSERT_FALSE(realisation(*system, hasty, {})->is_realisable());
  const RealisableRun run = realisable_run(*system, reachable(kServerAlone), hasty, {}, {});
  ASSERT_TRUE(run.trace.has_value());
  EXPECT_EQ(run.trace->length(), 5U);
  EXPECT_EQ(run.tried_up_to, 4U);
  EXPECT_TRUE(realisation(*system, *run.trace, {})->is_realisable());

  const RealisableRun not_longer = realisable_run(*system, reachable(kServerAlone), hasty, {}, {}, 0);
  EXPECT_FALSE(not_longer.trace.has_value());
  EXPECT_EQ(not_longer.tried_up_to, 4U);
}

TEST(RealisableRun, IsNotDeniedWhereABudgetEndedTheSearch) {
  const auto system = asked();
  Limits none;
  none.cancelled = [] { return true; };
  const RealisableRun run = realisable_run(*system, reachable(kBothClosed), testing::play(*system, kHasty), {}, none);
  EXPECT_FALSE(run.trace.has_value());
  EXPECT_EQ(run.tried_up_to, 0U);
}

TEST(RealisableRun, OfALassoThatRestsEndsInTheSameState) {
  const auto system = asked();
  Trace rests = testing::play(*system, kHasty);
  rests.loop_start = rests.length();
  const Property property = eventually(std::nullopt, kNowhere);
  ASSERT_NO_THROW(confirm(*system, property, rests));
  const RealisableRun run = realisable_run(*system, property, rests, {}, {});
  ASSERT_TRUE(run.trace.has_value());
  EXPECT_EQ(run.trace->loop_start, run.trace->length());
  EXPECT_TRUE(realisation(*system, *run.trace, {})->is_realisable());
  const auto end = [&](const Trace& trace) { return system->canonical(replay(*system, trace).back().data()); };
  EXPECT_EQ(end(*run.trace), end(rests));
}

TEST(RealisableRun, IsNotLookedForWhereALassoGoesRound) {
  const auto system = asked();
  Trace round = testing::play(*system, kHasty);
  round.loop_start = 3;
  EXPECT_FALSE(realisable_run(*system, eventually(std::nullopt, kNowhere), round, {}, {}).trace.has_value());
}

}  // namespace
}  // namespace finalack::checker
