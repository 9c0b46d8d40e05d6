// Two stacks in memory on one core, every segment through a packet with its checksums both ways: what a TCP costs
// without a kernel. And what a stack costs that has many connections, or many attackers.
#include "impl/stack/stack.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>

namespace finalack::impl {
namespace {

using namespace std::chrono_literals;

IpAddress address(std::uint8_t last) { return {IpVersion::V4, {10, 0, 0, last}}; }

StackOptions options(std::uint8_t last) {
  StackOptions options;
  options.addresses = {address(last)};
  options.settings = linux_profile();
  options.settings.offers_timestamps = false;  // so that a segment has 1,460 octets
  options.settings.initial_window = 100;
  options.key.fill(last);
  return options;
}

void expect(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

class Pair {
 public:
  explicit Pair(const StackOptions& a = options(1), const StackOptions& b = options(2)) : client(a), server(b) {}

  Stack client;
  Stack server;
  Time now = Time(1000s);
  std::uint64_t segments = 0;

  ListenerId listen(const ListenerOptions& listening = {}) {
    ListenerId id;
    expect(server.listen({address(2), 80}, listening, id) == ListenError::None, "can't listen");
    return id;
  }

  struct Ends {
    ConnectionId client;
    ConnectionId server;
  };
  Ends establish(ListenerId listener, std::uint16_t port = 0) {
    Ends ends;
    expect(client.connect(now, {address(2), 80}, port, ends.client) == ConnectError::None, "can't connect");
    exchange();
    const auto accepted = server.accept(listener);
    expect(accepted.has_value(), "nothing to accept");
    ends.server = *accepted;
    return ends;
  }

  void exchange() {
    while (move(client, server) + move(server, client) > 0) {
    }
  }

  /// Everything that one has to send, packet by packet.
  std::size_t move(Stack& from, Stack& to) {
    std::size_t packets = 0;
    IpHeader ip;
    while (const auto out = from.poll_transmit(now)) {
      ip.source = out->tuple.local.address;
      ip.destination = out->tuple.remote.address;
      const std::size_t size = emit_packet(ip, out->header, out->text.first, out->text.second, packet_);
      to.receive_packet(now, std::span(packet_).first(size));
      ++packets;
    }
    segments += packets;
    return packets;
  }

  void pass(Duration duration) {
    now += duration;
    client.on_timeout(now);
    server.on_timeout(now);
    exchange();
  }

 private:
  std::array<std::uint8_t, 2048> packet_{};
};

void report_segments(benchmark::State& state, const Pair& pair, std::size_t octets) {
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.counters["segments/s"] = benchmark::Counter(static_cast<double>(pair.segments), benchmark::Counter::kIsRate);
}

/// Text one way, as much at a time as the writer gives.
void transfer(benchmark::State& state, std::size_t chunk, std::size_t at_once, bool nagle) {
  Pair pair;
  const auto ends = pair.establish(pair.listen());
  pair.client.with(pair.now, ends.client, [&](Connection& c) { c.set_nagle(nagle); });
  const std::vector<std::uint8_t> text(chunk, 'x');
  std::vector<std::uint8_t> read(1 << 16);
  std::size_t octets = 0;
  pair.segments = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < at_once; ++i) {
      (void)pair.client.send(pair.now, ends.client, text);
      if (!nagle) pair.move(pair.client, pair.server);
    }
    pair.exchange();
    while (const std::size_t got = pair.server.receive(pair.now, ends.server, read).octets) octets += got;
    pair.exchange();
    pair.now += 10us;
  }
  report_segments(state, pair, octets);
}

void BulkTransfer(benchmark::State& state) { transfer(state, 14'600, 1, true); }
void SmallSegments(benchmark::State& state) { transfer(state, 16, 32, false); }

/// One text of one octet there and one back, each acknowledged by the other.
void PingPong(benchmark::State& state) {
  Pair pair;
  const auto ends = pair.establish(pair.listen());
  const std::array<std::uint8_t, 1> text{'x'};
  std::array<std::uint8_t, 16> read{};
  pair.segments = 0;
  for (auto _ : state) {
    (void)pair.client.send(pair.now, ends.client, text);
    pair.exchange();
    (void)pair.server.receive(pair.now, ends.server, read);
    (void)pair.server.send(pair.now, ends.server, text);
    pair.exchange();
    (void)pair.client.receive(pair.now, ends.client, read);
    pair.now += 1us;
  }
  report_segments(state, pair, pair.segments);
}

/// SYN to TIME-WAIT, and TIME-WAIT to its end: both ends.
void AcceptAndClose(benchmark::State& state) {
  Pair pair;
  const ListenerId listener = pair.listen();
  for (auto _ : state) {
    const auto ends = pair.establish(listener);
    (void)pair.client.close(pair.now, ends.client);
    pair.exchange();
    (void)pair.server.close(pair.now, ends.server);
    pair.exchange();
    pair.now += 10ms;  // so that 6,000 connections are in TIME-WAIT
    pair.client.on_timeout(pair.now);
  }
  state.counters["connections/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

double heap() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Octets of heap that each end of an idle connection takes, before and after some text went both ways.
void IdleConnections(benchmark::State& state) {
  constexpr int connections = 100'000;
  const std::vector<std::uint8_t> text(100, 'x');
  std::array<std::uint8_t, 200> read{};
  for (auto _ : state) {
    StackOptions many = options(1);
    many.first_ephemeral_port = 1024;
    for (std::uint8_t last = 3; last < 6; ++last) many.addresses.push_back(address(last));
    Pair pair(many, options(2));
    std::vector<Pair::Ends> ends;
    ends.reserve(connections);
    std::array<ListenerId, 2> listeners;
    for (std::uint16_t i = 0; i < 2; ++i) {
      (void)pair.server.listen({address(2), static_cast<std::uint16_t>(80 + i)}, {}, listeners[i]);
    }
    const double before = heap();
    for (int i = 0; i < connections; ++i) {
      Pair::Ends both;
      const std::size_t which = i < connections / 2 ? 0 : 1;
      const Endpoint remote{address(2), static_cast<std::uint16_t>(80 + which)};
      expect(pair.client.connect(pair.now, remote, 0, both.client) == ConnectError::None, "can't connect");
      pair.exchange();
      both.server = pair.server.accept(listeners[which]).value();
      while (pair.client.poll_notice() || pair.server.poll_notice()) {
      }
      ends.push_back(both);
    }
    const double idle = heap();
    state.counters["octets each"] = (idle - before) / (2.0 * connections);
    for (const Pair::Ends& both : ends) {
      (void)pair.client.send(pair.now, both.client, text);
      pair.exchange();
      (void)pair.server.receive(pair.now, both.server, read);
      (void)pair.server.send(pair.now, both.server, text);
      pair.exchange();
      (void)pair.client.receive(pair.now, both.client, read);
    }
    for (int i = 0; i < 30; ++i) pair.pass(100ms);
    state.counters["after text"] = (heap() - before) / (2.0 * connections);
  }
}

/// SYNs from everywhere, each answered by a cookie; an honest client connects among them.
void SynFlood(benchmark::State& state) {
  Pair pair;
  const ListenerId listener = pair.listen();
  TcpHeader syn;
  syn.source_port = 1;
  syn.destination_port = 80;
  syn.flags.syn = true;
  syn.window = 65535;
  syn.options = {.has_mss = true, .has_window_scale = true, .sack_permitted = true, .has_timestamps = true};
  syn.options.mss = 1460;
  std::vector<std::array<std::uint8_t, 60>> packets(1024);
  IpHeader ip;
  ip.destination = address(2);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    ip.source = {IpVersion::V4, {192, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
    syn.seq = static_cast<std::uint32_t>(i);
    expect(emit_packet(ip, syn, {}, {}, packets[i]) == 60, "a SYN has 60 octets");
  }
  for (std::uint16_t port = 1; port <= 256; ++port) {  // by whom the SYN queue is full
    std::array<std::uint8_t, 60> packet{};
    ip.source = address(9);
    syn.source_port = port;
    (void)emit_packet(ip, syn, {}, {}, packet);
    pair.server.receive_packet(pair.now, packet);
  }
  std::array<std::uint8_t, 128> out{};
  const auto flood = [&] {
    for (const auto& packet : packets) pair.server.receive_packet(pair.now, packet);
    while (const auto answer = pair.server.poll_transmit(pair.now)) {
      IpHeader to;
      to.source = answer->tuple.local.address;
      to.destination = answer->tuple.remote.address;
      benchmark::DoNotOptimize(emit_packet(to, answer->header, {}, {}, out));
    }
  };
  flood();
  const double before = heap();
  for (auto _ : state) flood();
  state.counters["octets more"] = heap() - before;
  expect(pair.server.connections() == 256, "a SYN took a slot");
  pair.establish(listener);
  expect(pair.server.listener(listener).counters.cookies_accepted == 1, "the honest client connects");
  state.counters["SYNs/s"] =
      benchmark::Counter(static_cast<double>(state.iterations() * packets.size()), benchmark::Counter::kIsRate);
}

/// A deadline moves later, as it does with nearly every segment.
void RearmTimer(benchmark::State& state) {
  const auto timers = static_cast<std::uint32_t>(state.range(0));
  TimerQueue queue;
  Time now{};
  for (std::uint32_t id = 0; id < timers; ++id) queue.set(id, now + Duration(200'000 + id));
  std::uint32_t id = 0;
  for (auto _ : state) {
    id = (id + 7919) % timers;
    now += 1us;
    queue.set(id, now + 300ms);
  }
}

/// The nearest fires, and is set anew.
void ExpireTimer(benchmark::State& state) {
  const auto timers = static_cast<std::uint32_t>(state.range(0));
  TimerQueue queue;
  Time now{};
  std::uint32_t random = 1;
  const auto rearm = [&](std::uint32_t id) {
    random = random * 1664525 + 1013904223;
    queue.set(id, now + Duration(1 + random % 1'000'000));
  };
  for (std::uint32_t id = 0; id < timers; ++id) rearm(id);
  for (auto _ : state) {
    now = queue.next();
    if (const auto due = queue.pop(now)) rearm(*due);
  }
}

BENCHMARK(BulkTransfer);
BENCHMARK(SmallSegments);
BENCHMARK(PingPong);
BENCHMARK(AcceptAndClose);
BENCHMARK(IdleConnections)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(SynFlood);
BENCHMARK(RearmTimer)->Arg(1'000)->Arg(100'000);
BENCHMARK(ExpireTimer)->Arg(1'000)->Arg(100'000);

}  // namespace
}  // namespace finalack::impl

BENCHMARK_MAIN();
