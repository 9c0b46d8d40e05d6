// The kernel's TCP talking to itself through a TUN device and a mirror (tests/kernel/echo.hpp): what two system calls
// and two copies per packet leave of it, and so the bound on any TCP in the mirror's place. Not Google Benchmark's:
// what is measured is a stream between three threads, in wall clock time, on whatever cores there are.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include <sys/socket.h>

#include "tests/kernel/echo.hpp"
#include "tests/kernel/namespace.hpp"
#include "tests/kernel/sockets.hpp"

namespace finalack::bench {
namespace {

using namespace kernel;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kPiece = 128 << 10;  // octets per read and write, as a program that is in a hurry does

/// Text octets received, and in which time.
struct Received {
  double octets = 0;
  double seconds = 0;
};

Received receive_all(const impl::Descriptor& listener) {
  const impl::Descriptor accepted = accept_from(listener);
  std::vector<std::uint8_t> piece(kPiece);
  Received received;
  const Clock::time_point start = Clock::now();
  ssize_t size = 0;
  while ((size = ::recv(accepted.get(), piece.data(), piece.size(), 0)) > 0)
    received.octets += static_cast<double>(size);
  received.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return received;
}

void measure(const char* name, bool offload) {
  KernelNetwork network({.offload = offload});
  RawEcho echo(network.device());
  const impl::Descriptor listener = listen_at({KernelNetwork::kKernelV4, 80});
  Received received;
  std::thread server([&] { received = receive_all(listener); });
  {
    const impl::Descriptor client = connect_to({KernelNetwork::kOursV4, 80});
    const std::vector<std::uint8_t> piece(kPiece);
    for (const Clock::time_point end = Clock::now() + std::chrono::seconds(2); Clock::now() < end;)
      write_all(client, piece);
  }
  server.join();
  std::printf("%-24s %8.0f MB/s  %7.0f packets/s  %5.0f octets/packet  %llu refused\n", name,
              received.octets / received.seconds / 1e6, static_cast<double>(echo.packets()) / received.seconds,
              received.octets / static_cast<double>(echo.packets()),
              static_cast<unsigned long long>(echo.refused_packets()));
}

}  // namespace
}  // namespace finalack::bench

int main() {
  try {
    finalack::bench::measure("tun_echo/plain", false);
    finalack::bench::measure("tun_echo/offload", true);
    return 0;
  } catch (const finalack::kernel::Unavailable& why) {
    std::printf("tun_echo is left out: %s\n", why.what());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tun_echo: %s\n", error.what());
    return 1;
  }
}
