// What is true of every TCB: that the invariant says something, and that real connections keep to it.
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conform/refinement/invariant.hpp"
#include "impl/pair/pair.hpp"

namespace finalack::conform {
namespace {

using impl::Native;
using impl::SequenceNumber;
using impl::State;
using NativeTcb = impl::Tcb<Native>;

std::vector<std::string> broken_by(const NativeTcb& tcb) {
  std::vector<std::string> broken;
  representation_invariant(tcb, [&](const char* words, bool holds) {
    if (!holds) broken.emplace_back(words);
  });
  return broken;
}

NativeTcb in(State state) {
  NativeTcb tcb;
  tcb.state = state;
  tcb.iss = tcb.snd_una = tcb.snd_nxt = SequenceNumber(1000);
  tcb.irs = SequenceNumber(5000);
  tcb.rcv_nxt = tcb.last_ack_sent = SequenceNumber(5001);
  tcb.rcv_wnd = tcb.snd_wnd = tcb.max_snd_wnd = 65535;
  if (state == State::SynSent || state == State::SynReceived) tcb.snd_nxt = SequenceNumber(1001);
  if (state == State::FinWait2 || state == State::LastAck || state == State::TimeWait) tcb.fin_sent = true;
  if (state == State::LastAck) tcb.snd_nxt = SequenceNumber(1001);
  tcb.close_called = state == State::FinWait1 || state == State::Closing || tcb.fin_sent;
  return tcb;
}

std::vector<State> all_states() {
  std::vector<State> all;
  for (std::size_t i = 0; i < impl::kStates; ++i) all.push_back(static_cast<State>(i));
  return all;
}

class RepresentationInvariant : public testing::TestWithParam<State> {};

INSTANTIATE_TEST_SUITE_P(, RepresentationInvariant, testing::ValuesIn(all_states()), [](const auto& in) {
  std::string name(to_string(in.param));
  std::erase(name, '-');
  return name;
});

TEST_P(RepresentationInvariant, HoldsOfATcbOfEachState) {
  EXPECT_EQ(broken_by(in(GetParam())), std::vector<std::string>{});
}

struct Breach {
  const char* words;
  State state;
  std::function<void(NativeTcb&)> breach;
};

TEST(RepresentationInvariantItself, SaysSomethingInEachOfItsParts) {
  const std::vector<Breach> breaches{
      {"CLOSED and LISTEN remember nothing", State::Listen, [](NativeTcb& t) { t.passive = true; }},
      {"in SYN-SENT the SYN is sent, and nothing else", State::SynSent,
       [](NativeTcb& t) { t.snd_nxt = t.snd_nxt + 1; }},
      {"in SYN-RECEIVED both SYNs are sent, and nothing else", State::SynReceived,
       [](NativeTcb& t) { t.irs = t.rcv_nxt; }},
      {"ESTABLISHED knows of no CLOSE", State::Established, [](NativeTcb& t) { t.close_called = true; }},
      {"after CLOSE there is a state that says so", State::FinWait1, [](NativeTcb& t) { t.close_called = false; }},
      {"a FIN is sent only where one can be", State::CloseWait, [](NativeTcb& t) { t.fin_sent = true; }},
      {"FIN-WAIT-2, LAST-ACK and TIME-WAIT have sent their FIN", State::LastAck,
       [](NativeTcb& t) { t.fin_sent = false; }},
      {"FIN-WAIT-2 and TIME-WAIT have it acknowledged", State::TimeWait,
       [](NativeTcb& t) { t.snd_nxt = t.snd_nxt + 1; }},
      {"FIN-WAIT-1, CLOSING and LAST-ACK wait for that", State::Closing, [](NativeTcb& t) { t.fin_sent = true; }},
      {"no more is in flight than a window holds, and a probe", State::Established,
       [](NativeTcb& t) { t.snd_nxt = t.snd_una + kLargestWindow + 2; }},
      {"windows have a largest size", State::Established, [](NativeTcb& t) { t.max_snd_wnd = kLargestWindow + 1; }},
      {"MAX.SND.WND is the largest", State::Established, [](NativeTcb& t) { t.max_snd_wnd = t.snd_wnd - 1; }},
      {"the right edge stands where it was advertised, or further right", State::Established,
       [](NativeTcb& t) { t.last_ack_sent = t.rcv_nxt + 1; }},
  };
  std::size_t parts = 0;
  representation_invariant(NativeTcb{}, [&](const char*, bool) { ++parts; });
  EXPECT_EQ(breaches.size(), parts);
  for (const Breach& breach : breaches) {
    NativeTcb tcb = in(breach.state);
    breach.breach(tcb);
    EXPECT_EQ(broken_by(tcb), std::vector<std::string>{breach.words});
  }
}

/// Text both ways over bad wires; A closes first, or both do at once, or one aborts.
void play(std::uint64_t seed, std::set<State>& seen) {
  const auto settings = std::make_shared<const impl::Settings>(impl::linux_profile());
  impl::Faults faults;
  faults.loss = faults.duplicate = faults.reorder = 0.1;
  faults.delay = std::chrono::milliseconds(20);
  faults.seed = seed;
  impl::Faults back = faults;
  back.seed = ~seed;
  impl::Pair pair(settings, settings, faults, back);
  const auto look = [&] {
    for (const impl::Side side : impl::kSides) {
      seen.insert(pair[side].state());
      ASSERT_EQ(broken_by(pair[side].tcb()), std::vector<std::string>{}) << "seed " << seed;
    }
  };
  pair.watch([&](const impl::Sighting&) { look(); });
  pair.open({.iss = SequenceNumber(static_cast<std::uint32_t>(seed) * 0x9e3779b9U)},
            {.iss = SequenceNumber(~0U - 100)});
  std::vector<std::uint8_t> buffer(4000, 'x');
  for (unsigned i = 0; i < 400; ++i) {
    for (const impl::Side side : impl::kSides) {
      if (i < 40) (void)pair[side].send(pair.now(), buffer);
      (void)pair[side].receive(pair.now(), buffer);
      const bool closes = side == impl::Side::A || seed % 3 == 0;
      if (i == 50 && closes) (void)pair[side].shutdown(pair.now());
      if (i == 120 && seed % 5 == 0 && side == impl::Side::A) (void)pair[side].abort();
      if (i == 200) (void)pair[side].shutdown(pair.now());
      look();
    }
    if (!pair.step()) break;
    look();
  }
}

TEST(RepresentationInvariantItself, HoldsOfRealConnectionsAtEveryMoment) {
  std::set<State> seen;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    play(seed, seen);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(seen.size(), impl::kStates);
}

}  // namespace
}  // namespace finalack::conform
