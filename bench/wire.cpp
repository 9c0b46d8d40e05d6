// What a packet costs before any decision is taken: its checksum, its headers read and written.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include "impl/wire/checksum.hpp"
#include "impl/wire/packet.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kTextSize = 1448;  // beside timestamps in a packet of 1500 octets

IpHeader ip_header() {
  IpHeader ip;
  ip.source = parse_address("192.0.2.1").value_or(IpAddress{});
  ip.destination = parse_address("198.51.100.2").value_or(IpAddress{});
  return ip;
}

TcpHeader data_header() {
  TcpHeader tcp;
  tcp.source_port = 40000;
  tcp.destination_port = 80;
  tcp.seq = 1;
  tcp.window = 512;
  tcp.flags.ack = true;
  tcp.options.has_timestamps = true;
  return tcp;
}

TcpHeader syn_header() {
  TcpHeader tcp = data_header();
  tcp.flags = {.syn = true};
  tcp.options = {.has_mss = true, .has_window_scale = true, .sack_permitted = true, .has_timestamps = true};
  tcp.options.window_scale = 7;
  tcp.options.mss = 1460;
  return tcp;
}

void Checksum(benchmark::State& state) {
  const std::vector<std::uint8_t> octets(static_cast<std::size_t>(state.range(0)), 0xa5);
  for (auto _ : state) {
    ChecksumSum sum;
    sum.add(octets);
    benchmark::DoNotOptimize(sum.finish());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void emit_header(benchmark::State& state, TcpHeader tcp) {
  std::array<std::uint8_t, 60> out{};
  for (auto _ : state) {
    benchmark::DoNotOptimize(tcp);
    benchmark::DoNotOptimize(emit_tcp(tcp, out));
    benchmark::ClobberMemory();
  }
}

void parse_header(benchmark::State& state, const TcpHeader& tcp) {
  std::array<std::uint8_t, 60> octets{};
  std::span<const std::uint8_t> segment(octets.data(), emit_tcp(tcp, octets));
  TcpHeader header;
  std::span<const std::uint8_t> text;
  for (auto _ : state) {
    benchmark::DoNotOptimize(segment);
    benchmark::DoNotOptimize(parse_tcp(segment, header, text));
    benchmark::DoNotOptimize(header);
  }
}

void EmitDataHeader(benchmark::State& state) { emit_header(state, data_header()); }
void EmitSynHeader(benchmark::State& state) { emit_header(state, syn_header()); }
void ParseDataHeader(benchmark::State& state) { parse_header(state, data_header()); }
void ParseSynHeader(benchmark::State& state) { parse_header(state, syn_header()); }

void emit_whole(benchmark::State& state, TcpHeader tcp, std::size_t text_size) {
  const IpHeader ip = ip_header();
  const std::vector<std::uint8_t> text(text_size, 0xa5);
  std::vector<std::uint8_t> out(1500);
  for (auto _ : state) {
    benchmark::DoNotOptimize(tcp);
    benchmark::DoNotOptimize(emit_packet(ip, tcp, text, {}, out));
    benchmark::ClobberMemory();
  }
}

void parse_whole(benchmark::State& state, const TcpHeader& tcp, std::size_t text_size) {
  const std::vector<std::uint8_t> sent(text_size, 0xa5);
  std::vector<std::uint8_t> out(1500);
  const std::span<const std::uint8_t> packet(out.data(), emit_packet(ip_header(), tcp, sent, {}, out));
  IpHeader ip;
  TcpHeader header;
  std::span<const std::uint8_t> text;
  for (auto _ : state) {
    benchmark::ClobberMemory();
    benchmark::DoNotOptimize(parse_packet(packet, ip, header, text));
    benchmark::DoNotOptimize(header);
  }
}

void EmitDataPacket(benchmark::State& state) { emit_whole(state, data_header(), kTextSize); }
void EmitSynPacket(benchmark::State& state) { emit_whole(state, syn_header(), 0); }
void ParseDataPacket(benchmark::State& state) { parse_whole(state, data_header(), kTextSize); }
void ParseSynPacket(benchmark::State& state) { parse_whole(state, syn_header(), 0); }

BENCHMARK(Checksum)->ArgName("octets")->Arg(20)->Arg(1460)->Arg(65535);
BENCHMARK(EmitDataHeader);
BENCHMARK(EmitSynHeader);
BENCHMARK(ParseDataHeader);
BENCHMARK(ParseSynHeader);
BENCHMARK(EmitDataPacket);
BENCHMARK(EmitSynPacket);
BENCHMARK(ParseDataPacket);
BENCHMARK(ParseSynPacket);

}  // namespace
}  // namespace finalack::impl

BENCHMARK_MAIN();
