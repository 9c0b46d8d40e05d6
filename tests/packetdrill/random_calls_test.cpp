// Whatever is called, in whatever order, with whatever arguments, and whatever arrives: nothing breaks.
#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/packetdrill/chaos.hpp"

namespace finalack::packetdrill {
namespace {

constexpr int kSteps = 400;

RC_GTEST_PROP(RandomCalls, NeverBreakAnything, (std::uint64_t seed)) {
  const bool is_v6 = seed % 2 == 0;
  Chaos chaos(seed, *rc::gen::element<std::string>("", "profile=rfc", "mtu=576 rcvbuf=3000 sndbuf=3000"), is_v6);
  for (int i = 0; i < kSteps; ++i) chaos.step();
  RC_ASSERT(chaos.complaints() == std::vector<std::string>{});
}

// A second thread calls what may wait, as packetdrill's does, while the first goes on.
RC_GTEST_PROP(RandomCalls, NeverBreakAnythingOnTwoThreads, (std::uint64_t seed)) {
  Chaos chaos(seed, "", seed % 2 == 0);
  for (int i = 0; i < kSteps / 4; ++i) chaos.step();
  std::atomic<bool> ends = false;
  std::atomic<bool> ended = false;
  std::thread other([&] {
    std::mt19937_64 rng(seed);
    while (!ends) chaos.waiting_call(rng);
    ended = true;
  });
  for (int i = 0; i < kSteps / 4; ++i) chaos.pass();
  ends = true;
  chaos.close_all();
  while (!ended) chaos.pass();
  other.join();
  RC_ASSERT(chaos.complaints() == std::vector<std::string>{});
}

}  // namespace
}  // namespace finalack::packetdrill
