// The simulation itself: its clock, its wires, what one sees of them.
#include "impl/pair/pair.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "impl/pair/scripted_user.hpp"

namespace finalack::impl {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::shared_ptr<const Settings> shared(const Settings& settings) { return std::make_shared<const Settings>(settings); }

Pair opened(const Faults& ab = {.delay = 10ms}, const Faults& ba = {.delay = 10ms}) {
  Pair pair(shared(rfc_profile()), shared(rfc_profile()), ab, ba);
  pair.open({SequenceNumber(1)}, {SequenceNumber(2)});
  return pair;
}

TEST(Pair, GoesFromEventToEvent) {
  Pair pair = opened();
  const Time start = pair.now();
  EXPECT_TRUE(pair.step());  // the SYN arrives
  EXPECT_EQ(pair.now() - start, 10ms);
  EXPECT_EQ(pair[Side::B].state(), State::SynReceived);
  EXPECT_TRUE(pair.step());
  EXPECT_TRUE(pair.step());
  EXPECT_EQ(pair.now() - start, 30ms);
  EXPECT_EQ(pair[Side::B].state(), State::Established);
  EXPECT_FALSE(pair.step());
  EXPECT_EQ(pair.next(), kNever);
}

TEST(Pair, StopsAtTheLimit) {
  Pair pair = opened();
  const Time start = pair.now();
  EXPECT_FALSE(pair.step(start + 9ms));
  EXPECT_EQ(pair.now(), start + 9ms);
  EXPECT_TRUE(pair.step(start + 10ms));
}

TEST(Pair, ShowsWhatIsSentLostAndArrives) {
  Pair pair = opened({.loss = 1});
  std::vector<Sighting::What> seen;
  pair.watch([&](const Sighting& s) {
    EXPECT_TRUE(s.header.flags.syn);
    EXPECT_EQ(s.header.destination_port, 80);
    seen.push_back(s.what);
  });
  pair.transmit();
  EXPECT_THAT(seen, ElementsAre(Sighting::What::Lost));
  EXPECT_EQ(pair.segments(), 1U);
}

TEST(Pair, IsAValue) {
  Pair pair = opened({.loss = 0.2, .delay = 10ms, .seed = 5});
  pair.run_for(5s);
  const std::vector<std::uint8_t> text(100'000, 7);
  (void)pair[Side::A].send(pair.now(), text);
  pair.run_for(20ms);
  Pair copy = pair;
  while (pair.step() && copy.step()) {
    ASSERT_EQ(pair.now(), copy.now());
    ASSERT_EQ(pair.segments(), copy.segments());
  }
  EXPECT_EQ(copy[Side::B].readable(), text.size());
}

TEST(Pair, CutsUpWhatIsHandedOverAtOnce) {
  Pair pair = opened();
  pair.set_segments_at_once(8);
  pair.run_for(1s);
  std::vector<std::size_t> sizes;
  std::vector<bool> pushed;
  pair.watch([&](const Sighting& s) {
    if (s.what != Sighting::What::Sent || s.from != Side::A) return;
    sizes.push_back(s.text.size());
    pushed.push_back(s.header.flags.psh);
  });
  (void)pair[Side::A].send(pair.now(), std::vector<std::uint8_t>(3 * 1448));
  pair.transmit();
  EXPECT_THAT(sizes, ElementsAre(1448, 1448, 1448));
  EXPECT_THAT(pushed, ElementsAre(false, false, true));
}

TEST(ScriptedUser, WritesReadsAndEnds) {
  Pair pair = opened();
  ScriptedUser a({.octets = 50'000, .seed = 1}, 2, pair.now());
  ScriptedUser b({.octets = 9, .ends_second = true, .seed = 2}, 1, pair.now());
  EXPECT_TRUE(run(pair, a, b, kNever));
  EXPECT_EQ(b.read(), 50'000U);
  EXPECT_EQ(a.read(), 9U);
  EXPECT_TRUE(a.read_what_was_written() && b.read_what_was_written());
  EXPECT_TRUE(a.saw_end() && b.saw_end());
  EXPECT_EQ(a.reason(), Signal::Finished);
}

TEST(ScriptedUser, SeesThatTextIsNotWhatWasWritten) {
  Pair pair = opened();
  ScriptedUser a({.octets = 100, .seed = 1}, 2, pair.now());
  ScriptedUser b({.seed = 2}, 3, pair.now());
  EXPECT_TRUE(run(pair, a, b, kNever));
  EXPECT_FALSE(b.read_what_was_written());
}

TEST(ScriptedUser, ThatReadsLateClosesTheWindow) {
  Settings small = rfc_profile();
  small.receive_buffer = 3'000;
  Pair pair(shared(rfc_profile()), shared(small), {.delay = 10ms}, {.delay = 10ms});
  pair.open({SequenceNumber(1)}, {SequenceNumber(2)});
  std::uint64_t closed = 0;
  pair.watch([&](const Sighting& s) { closed += s.from == Side::B && s.header.window == 0 ? 1 : 0; });
  ScriptedUser a({.octets = 20'000, .seed = 1}, 2, pair.now());
  ScriptedUser b({.reads_after = 60s, .seed = 2}, 1, pair.now());
  EXPECT_TRUE(run(pair, a, b, kNever));
  EXPECT_EQ(b.read(), 20'000U);
  EXPECT_GT(closed, 4U);  // probes were answered meanwhile
}

}  // namespace
}  // namespace finalack::impl
