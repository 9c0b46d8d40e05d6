// Two users exchange text over wires that lose, double, reorder and delay: whatever else happens, what is read is what
// was written, and in the end nothing is left of either connection.
#include <algorithm>
#include <bit>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/impl/pair/scenario.hpp"

namespace finalack::impl {
namespace {

/// Rings have a power of two of octets, and grow from two kibioctets.
std::size_t memory_limit(const Settings& settings) {
  const auto ring = [](std::size_t octets) { return std::bit_ceil(std::max<std::size_t>(octets, 2048)); };
  return ring(settings.send_buffer) + ring(settings.receive_buffer);
}

void assert_nothing_is_left(const Outcome::End& end, const Settings& settings, bool may_listen) {
  RC_ASSERT(end.right);
  RC_ASSERT(end.state == State::Closed || (may_listen && end.state == State::Listen));
  RC_ASSERT(end.reason.has_value() || end.state == State::Listen);
  RC_ASSERT_FALSE(end.has_timer);
  RC_ASSERT_FALSE(end.has_something_to_send);
  RC_ASSERT(end.largest_memory <= memory_limit(settings));
}

void deliver_everything() {
  const Scenario scenario = draw_scenario(true);
  const Outcome outcome = play(scenario);
  RC_LOG() << scenario << '\n' << outcome;
  RC_CLASSIFY(outcome.zero_windows > 0, "with zero windows");
  RC_ASSERT(outcome.ended);
  assert_nothing_is_left(outcome.a, scenario.a.settings, false);
  assert_nothing_is_left(outcome.b, scenario.b.settings, false);
  RC_ASSERT(outcome.a.reason == Signal::Finished);
  RC_ASSERT(outcome.b.reason == Signal::Finished);
  RC_ASSERT(outcome.a.written == scenario.a.script.octets);
  RC_ASSERT(outcome.b.written == scenario.b.script.octets);
  RC_ASSERT(outcome.b.read == outcome.a.written);
  RC_ASSERT(outcome.a.read == outcome.b.written);
  RC_ASSERT(outcome.a.saw_end && outcome.b.saw_end);
}

void end_it() {
  const Scenario scenario = draw_scenario(false);
  const Outcome outcome = play(scenario);
  RC_LOG() << scenario << '\n' << outcome;
  RC_ASSERT(outcome.ended);
  const bool b_listened = !scenario.both_connect;  // and may do so again, if A's SYN was all that it ever had of A
  assert_nothing_is_left(outcome.a, scenario.a.settings, false);
  assert_nothing_is_left(outcome.b, scenario.b.settings, b_listened);
  RC_ASSERT(outcome.b.read <= outcome.a.written);
  RC_ASSERT(outcome.a.read <= outcome.b.written);
}

// Several in one case: RapidCheck's hundred would be over in the blink of an eye. More: RC_PARAMS="max_success=1000".
RC_GTEST_PROP(Exchange, DeliversEverythingOnceAndInOrder, ()) {
  for (int i = 0; i < 5; ++i) deliver_everything();
}

RC_GTEST_PROP(Exchange, EndsWhoeverBreaksItOff, ()) {
  for (int i = 0; i < 5; ++i) end_it();
}

}  // namespace
}  // namespace finalack::impl
