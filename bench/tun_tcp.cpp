// Our TCP against the kernel's through a TUN device, beside what the device itself leaves: the kernel's TCP talking to
// itself through a mirror in our place (tests/kernel/echo.hpp), which takes the same two system calls and two copies
// per packet, and no protocol. Not Google Benchmark's: what is measured is a stream between threads, in wall clock
// time, on whatever cores there are.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/socket.h>

#include "tests/kernel/echo.hpp"
#include "tests/kernel/namespace.hpp"
#include "tests/kernel/our_host.hpp"
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

void print(const std::string& name, const Received& received, double beside = 0) {
  const double rate = received.octets / received.seconds / 1e6;
  std::printf("%-26s %8.0f MB/s", name.c_str(), rate);
  if (beside > 0) std::printf("  %4.0f %% of the mirror's", 100 * rate / beside);
  std::printf("\n");
}

/// A kernel client writes for two seconds to whatever is at port 80 of the other end.
void write_for_two_seconds() {
  const impl::Descriptor client = connect_to({KernelNetwork::kOursV4, 80});
  const std::vector<std::uint8_t> piece(kPiece);
  for (const Clock::time_point end = Clock::now() + std::chrono::seconds(2); Clock::now() < end;)
    write_all(client, piece);
}

/// Through the mirror: octets per microsecond.
double measure_mirror(const std::string& kind, bool offload) {
  KernelNetwork network({.offload = offload});
  RawEcho echo(network.device());
  const impl::Descriptor listener = listen_at({KernelNetwork::kKernelV4, 80});
  Received received;
  std::thread server([&] { received = receive_all(listener); });
  write_for_two_seconds();
  server.join();
  print("tun/mirror/" + kind, received);
  return received.octets / received.seconds / 1e6;
}

class CountingDiscard : public impl::Service {
 public:
  explicit CountingDiscard(Received& received) : received_(received) {}

  void attend(impl::Time now, impl::Stack& stack, impl::ConnectionId id) override {
    if (received_.octets == 0) start_ = now;
    for (;;) {
      const auto [octets, error] = stack.receive(now, id, piece_);
      received_.octets += static_cast<double>(octets);
      if (octets > 0) continue;
      if (error == impl::ReceiveError::EndOfText) {
        received_.seconds = std::chrono::duration<double>(now - start_).count();
        (void)stack.close(now, id);
      }
      return;
    }
  }

 private:
  Received& received_;
  impl::Time start_;
  std::vector<std::uint8_t> piece_ = std::vector<std::uint8_t>(kPiece);
};

void measure_receiving(const std::string& kind, bool offload, double beside) {
  KernelNetwork network({.offload = offload});
  Received received;
  {
    OurHost host(network.device(), {});
    host.serve(80, std::make_unique<CountingDiscard>(received));
    write_for_two_seconds();
    eventually([&] { return host.with([&](auto, auto&, auto&) { return received.seconds > 0; }); });
  }
  print("tun/we_receive/" + kind, received, beside);
}

/// Sends for two seconds, whenever there is room.
class Source : public impl::Service {
 public:
  void attend(impl::Time now, impl::Stack& stack, impl::ConnectionId id) override {
    if (!end_) end_ = now + std::chrono::seconds(2);
    while (stack.send(now, id, piece_).octets == piece_.size()) continue;
    if (now > *end_) (void)stack.close(now, id);
  }

 private:
  std::optional<impl::Time> end_;
  std::vector<std::uint8_t> piece_ = std::vector<std::uint8_t>(kPiece);
};

void measure_sending(const std::string& kind, bool offload, double beside) {
  KernelNetwork network({.offload = offload});
  OurHost host(network.device(), {});
  host.serve(80, std::make_unique<Source>());
  std::vector<std::uint8_t> piece(kPiece);
  const impl::Descriptor client = connect_to({KernelNetwork::kOursV4, 80});
  Received received;
  const Clock::time_point start = Clock::now();
  ssize_t size = 0;
  while ((size = ::recv(client.get(), piece.data(), piece.size(), 0)) > 0) received.octets += static_cast<double>(size);
  received.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  print("tun/we_send/" + kind, received, beside);
}

void measure(const std::string& kind, bool offload) {
  const double mirror = measure_mirror(kind, offload);
  measure_receiving(kind, offload, mirror);
  measure_sending(kind, offload, mirror);
}

}  // namespace
}  // namespace finalack::bench

int main() {
  try {
    finalack::bench::measure("plain", false);
    finalack::bench::measure("offload", true);
    return 0;
  } catch (const finalack::kernel::Unavailable& why) {
    std::printf("tun_tcp is left out: %s\n", why.what());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tun_tcp: %s\n", error.what());
    return 1;
  }
}
