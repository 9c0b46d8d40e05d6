// Rules that have a figure in them: how long, how many octets, which option. Each breach is one that the rule's other
// half lets pass.
#include <gtest/gtest.h>

#include "tests/conform/oracle/watched.hpp"

namespace finalack::conform {
namespace {

using namespace std::chrono_literals;
using impl::Timer;

void expect_broken(const Watched& w, Rule rule) {
  ASSERT_TRUE(w.oracle.violation()) << text_of(rule).words;
  EXPECT_EQ(w.oracle.violation()->rule, rule) << w.oracle.violation()->text();
}

TEST(OracleTimers, PersistTimerIsNotFarAway) {
  Watched w;
  w.peer_window = 0;
  w.establish();
  w.tampers = [&w](Observation& seen) { seen.timers.set(Timer::Persist, w.now + 24h); };
  w.send(5);
  expect_broken(w, Rule::PersistTimer);
}

TEST(OracleTimers, RetransmissionTimerIsNotPutOffByAnAckOfNothing) {
  Watched w;
  w.establish();
  w.send(5);
  w.now += 100ms;
  w.tampers = [&w](Observation& seen) { seen.timers.set(Timer::Retransmission, w.now + 1s); };
  w.arrives(w.from_peer(0));
  expect_broken(w, Rule::RetransmissionTimer);
}

TEST(OracleTimers, TimeoutDoublesAndNoMore) {
  Watched w;
  w.establish();
  w.send(5);
  w.tampers = [&w](Observation& seen) { seen.timers.set(Timer::Retransmission, w.now + 30s); };
  w.time_out();
  expect_broken(w, Rule::BacksOff);
}

TEST(OracleTimers, TimeoutIsLongAfterASynThatWasSentAgain) {
  Watched w;
  w.connect();
  w.time_out();
  w.arrives(w.answer());
  w.tampers = [&w](Observation& seen) { seen.timers.set(Timer::Retransmission, w.now + 1s); };
  w.send(5);
  expect_broken(w, Rule::BacksOff);
}

TEST(OracleOptions, MssIsTheOneThatIsToBeOffered) {
  Watched w;
  w.leaves = [](impl::Outgoing& out) {
    ++out.header.options.mss;
    return true;
  };
  w.connect();
  expect_broken(w, Rule::Options);
}

TEST(OracleOptions, WindowScaleStaysWhatTheFirstSynSaid) {
  Watched w;
  w.connect();
  w.leaves = [](impl::Outgoing& out) {
    out.header.options.window_scale ^= 1U;
    return true;
  };
  w.time_out();
  expect_broken(w, Rule::Options);
}

TEST(OracleSack, IsSentWhenTextIsHeld) {
  Watched w;
  w.establish();
  w.leaves = [](impl::Outgoing& out) {
    out.header.options.sack_count = 0;
    return true;
  };
  w.arrives(w.from_peer(7), 5);
  expect_broken(w, Rule::SackReport);
}

TEST(OracleSack, NamesTheNewestFirst) {
  Watched w;
  w.establish();
  w.arrives(w.from_peer(7), 5);
  w.arrives(w.from_peer(20), 5);
  w.leaves = [](impl::Outgoing& out) {
    if (out.header.options.sack_count == 3) std::swap(out.header.options.sack[0], out.header.options.sack[2]);
    return true;
  };
  w.arrives(w.from_peer(40), 5);
  expect_broken(w, Rule::SackReport);
}

TEST(OracleText, LeavesRoomForSack) {
  impl::Settings settings = impl::rfc_profile();
  settings.path_mss = 100;
  Watched w(settings);
  w.establish();
  w.arrives(w.from_peer(7), 5);
  w.leaves = [](impl::Outgoing& out) {
    out.header.options.sack_count = 1;
    out.header.options.sack[0] = {Watched::kIrs + 8, Watched::kIrs + 13};
    return true;
  };
  w.send(100);
  expect_broken(w, Rule::SegmentSize);
}

/// What the shadow takes for a run of units is what it would have been one by one.
TEST(OracleText, AddsUpUnitByUnit) {
  for (std::uint32_t octets = 1; octets <= 40; ++octets) {
    Watched whole;
    Watched single;
    whole.establish();
    single.establish();
    whole.arrives(whole.from_peer(0), octets);
    for (std::uint32_t i = 0; i < octets; ++i) single.arrives(single.from_peer(i), 1);
    EXPECT_EQ(whole.connection.tcb().rcv_nxt, single.connection.tcb().rcv_nxt);
    EXPECT_FALSE(whole.oracle.violation()) << whole.oracle.violation()->text();
    EXPECT_FALSE(single.oracle.violation()) << single.oracle.violation()->text();
  }
}

}  // namespace
}  // namespace finalack::conform
