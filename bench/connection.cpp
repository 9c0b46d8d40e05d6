// Two connections in memory on one core, header and text handed over as they are: what the protocol alone costs,
// without packets, checksums and a stack. bench/stack.cpp has it with them.
#include "impl/connection/connection.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <benchmark/benchmark.h>

namespace finalack::impl {
namespace {

using namespace std::chrono_literals;

Settings settings(bool nagle) {
  Settings settings = linux_profile();
  settings.offers_timestamps = false;  // so that a segment has 1,460 octets
  settings.initial_window = 100;
  settings.nagle = nagle;
  return settings;
}

class Pair {
 public:
  explicit Pair(bool nagle) : settings_(std::make_shared<const Settings>(settings(nagle))) {
    (void)receiver.open_passive({SequenceNumber(1)});
    (void)sender.connect(now, {SequenceNumber(2)});
    exchange();
    if (sender.state() != State::Established) throw std::runtime_error("they don't connect");
  }

 private:
  std::shared_ptr<const Settings> settings_;

 public:
  Connection sender{settings_};
  Connection receiver{settings_};
  Time now = Time(1000s);
  std::uint64_t segments = 0;

  bool move(Connection& from, Connection& to) {
    bool any = false;
    while (const auto out = from.poll_transmit(now)) {
      to.on_segment(now, out->header, joined(out->text));
      ++segments;
      any = true;
    }
    return any;
  }

  void exchange() {
    for (bool any = true; any;) {
      any = move(sender, receiver);
      any = move(receiver, sender) || any;
    }
  }

 private:
  std::span<const std::uint8_t> joined(const Pieces& text) {
    if (text.second.empty()) return text.first;
    const auto end = std::copy(text.first.begin(), text.first.end(), buffer_.begin());
    std::copy(text.second.begin(), text.second.end(), end);
    return std::span(buffer_).first(text.size());
  }

  std::array<std::uint8_t, 2048> buffer_{};
};

/// Text one way: `at_once` times `chunk` octets, of which Nagle's algorithm makes full segments if it may.
void transfer(benchmark::State& state, std::size_t chunk, std::size_t at_once, bool nagle) {
  Pair pair(nagle);
  const std::vector<std::uint8_t> text(chunk, 'x');
  std::vector<std::uint8_t> read(1 << 16);
  std::size_t octets = 0;
  pair.segments = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < at_once; ++i) {
      (void)pair.sender.send(pair.now, text);
      if (!nagle) pair.move(pair.sender, pair.receiver);
    }
    pair.exchange();
    while (const std::size_t got = pair.receiver.receive(pair.now, read).octets) octets += got;
    pair.exchange();
    pair.now += 10us;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.counters["segments/s"] = benchmark::Counter(static_cast<double>(pair.segments), benchmark::Counter::kIsRate);
}

void FullSegments(benchmark::State& state) { transfer(state, 14'600, 1, true); }
void SmallSegments(benchmark::State& state) { transfer(state, 16, 32, false); }

BENCHMARK(FullSegments);
BENCHMARK(SmallSegments);

}  // namespace
}  // namespace finalack::impl

BENCHMARK_MAIN();
