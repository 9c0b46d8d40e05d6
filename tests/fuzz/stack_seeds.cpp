// Connections from SYN to their end, in the words of stack_fuzz.cpp: a few octets for each thing that happens.
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {
namespace {

Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// To a listener (0 to 2, 3: nobody), from an address and a port, with an ISS, and all options.
Octets syn(std::uint8_t listener, std::uint8_t port) { return {0, listener, 0, port, 1, 0x19 | 7 << 5, 90}; }
// To the oldest of the packets that were sent last.
Octets answer(std::uint8_t bits) { return {9, 0, bits}; }
Octets accept(std::uint8_t listener) { return {3, listener}; }
Octets call(std::uint8_t what) { return {4, what, 0, 100}; }
Octets pass(std::uint8_t how_long) { return {7, how_long}; }
// To the first connection: flags, numbers at RCV.NXT and SND.NXT, a window.
Octets near(std::uint8_t flags) { return {12, 0, flags, 0, 0, 100, 1, 0, 2}; }

constexpr std::uint8_t kText = 0xf8;
constexpr std::uint8_t kFin = 1;
constexpr std::uint8_t kClose = 0;
constexpr std::uint8_t kAbort = 1;
constexpr std::uint8_t kShutdown = 3;
constexpr std::uint8_t kReceive = 6;
constexpr std::uint8_t kSend = 12;
constexpr std::uint8_t kConnect = 15;

}  // namespace

std::vector<Seed> stack_seeds() {
  const auto opened = [](std::uint8_t listener) { return joined({syn(listener, 0), answer(0), accept(listener)}); };
  return {
      {"opened_full", opened(0)},
      {"opened_cookie", opened(1)},
      {"opened_v6", opened(2)},
      {"text_both_ways", joined({opened(0), call(kSend), answer(kText), pass(50), call(kReceive), answer(0)})},
      {"peer_closes", joined({opened(1), near(1 | 8), call(kReceive), call(kClose), answer(0)})},
      {"user_closes", joined({opened(2), call(kShutdown), answer(0), near(1 | 8), pass(250), pass(255)})},
      {"both_close", joined({opened(0), call(kClose), near(1 | 8), answer(0), pass(255), syn(0, 0)})},
      {"aborted", joined({opened(0), call(kSend), call(kAbort), syn(0, 0), answer(0)})},
      {"reset", joined({opened(0), near(1 | 0x50), call(kReceive), syn(0, 0)})},
      {"connects",
       joined({call(kConnect), answer(0), call(kSend), answer(kText), answer(kFin), call(kClose), answer(0)})},
      {"nobody_answers", joined({call(kConnect), pass(1), pass(1), pass(1), pass(1), pass(1)})},
      {"errors", joined({call(kConnect), {2, 0, 1, 3, 0}, opened(0), call(kSend), {2, 0, 0, 80}, pass(1)})},
      {"full_queues", joined({syn(0, 0), syn(0, 1), syn(0, 2), syn(0, 3), answer(0), answer(0), answer(0), {3, 15}})},
      {"all_aborted", joined({syn(0, 0), opened(0), call(kSend), {3, 14}, syn(0, 0), answer(0), accept(0)})},
  };
}

}  // namespace finalack::fuzz
