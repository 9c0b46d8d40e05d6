// Packets as they come along: connections opening, carrying text with each kind of option, ending; over both versions
// of IP, with what may stand between; and the errors that they meet.
#include "impl/wire/icmp.hpp"
#include "impl/wire/octets.hpp"
#include "impl/wire/packet.hpp"
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {
namespace {

using namespace impl;

IpAddress address(std::string_view text) { return parse_address(text).value_or(IpAddress{}); }

IpHeader ip_header(IpVersion version) {
  IpHeader ip;
  const bool v4 = version == IpVersion::V4;
  ip.source = address(v4 ? "192.0.2.1" : "2001:db8::1");
  ip.destination = address(v4 ? "198.51.100.2" : "2001:db8:1::2");
  if (v4) ip.identification = 0x1234;
  if (!v4) ip.flow_label = 0x54321;
  return ip;
}

TcpHeader tcp_header(Flags flags) {
  TcpHeader tcp;
  tcp.source_port = 40000;
  tcp.destination_port = 80;
  tcp.seq = 0x01020304;
  tcp.ack_number = flags.ack ? 0x0a0b0c0d : 0;
  tcp.flags = flags;
  tcp.window = 64240;
  return tcp;
}

Octets packet(const IpHeader& ip, const TcpHeader& tcp, std::string_view text = {}) {
  Octets out(encoded_size(ip) + encoded_size(tcp) + text.size());
  emit_packet(ip, tcp, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, {}, out);
  return out;
}

TcpHeader syn(bool timestamps, bool sack) {
  TcpHeader tcp = tcp_header({.syn = true});
  tcp.options.has_mss = true;
  tcp.options.mss = 1460;
  tcp.options.has_window_scale = true;
  tcp.options.window_scale = 7;
  tcp.options.has_timestamps = timestamps;
  tcp.options.ts_value = timestamps ? 100 : 0;
  tcp.options.sack_permitted = sack;
  return tcp;
}

TcpHeader acknowledgment(bool timestamps, std::uint8_t sack_count) {
  TcpHeader tcp = tcp_header({.ack = true});
  tcp.options.has_timestamps = timestamps;
  tcp.options.ts_value = timestamps ? 100 : 0;
  tcp.options.ts_echo = timestamps ? 99 : 0;
  tcp.options.sack_count = sack_count;
  for (std::uint32_t i = 0; i < sack_count; ++i) {
    tcp.options.sack[i] = {.left = 0x0a0b1000 + 0x1000 * i, .right = 0x0a0b1800 + 0x1000 * i};
  }
  return tcp;
}

/// With these octets, a multiple of eight that begins with the next header's place, behind IPv6's own header.
Octets with_extension(Octets packet, std::uint8_t kind, Octets extension) {
  extension[0] = packet[6];
  packet[6] = kind;
  store16(&packet[4], static_cast<std::uint16_t>(load16(&packet[4]) + extension.size()));
  packet.insert(packet.begin() + 40, extension.begin(), extension.end());
  return packet;
}

void add_icmp_errors(IpVersion version, const std::string& suffix, std::vector<Seed>& seeds) {
  IpHeader router = ip_header(version);
  router.destination = router.source;
  const bool v4 = version == IpVersion::V4;
  router.source = address(v4 ? "203.0.113.3" : "2001:db8:2::3");
  const Octets quoted = packet(ip_header(version), acknowledgment(true, 0), std::string(600, 'x'));
  const auto add = [&](const char* name, std::uint8_t type, std::uint8_t code) {
    Octets out(1280);
    out.resize(emit_icmp_error(router, type, code, 1300, quoted, out));
    seeds.push_back({name + suffix, out});
  };
  add("icmp_port_unreachable", v4 ? 3 : 1, v4 ? 3 : 4);
  add("icmp_no_route", v4 ? 3 : 1, 0);
  add("icmp_too_big", v4 ? 3 : 2, v4 ? 4 : 0);
  add("icmp_time_exceeded", v4 ? 11 : 3, 0);
  add("icmp_parameter_problem", v4 ? 12 : 4, 1);
}

void add_segments(IpVersion version, const std::string& suffix, std::vector<Seed>& seeds) {
  const IpHeader ip = ip_header(version);
  const auto add = [&](const char* name, const TcpHeader& tcp, std::string_view text = {}) {
    seeds.push_back({name + suffix, packet(ip, tcp, text)});
  };
  add("syn", syn(false, false));
  add("syn_sack", syn(false, true));
  add("syn_timestamps", syn(true, false));
  add("syn_all", syn(true, true));
  add("ack", acknowledgment(false, 0));
  add("ack_timestamps", acknowledgment(true, 0));
  add("ack_sack_4", acknowledgment(false, 4));
  add("ack_timestamps_sack_3", acknowledgment(true, 3));
  add("text", tcp_header({.psh = true, .ack = true}), "GET / HTTP/1.0\r\n\r\n");
  add("text_odd", acknowledgment(true, 0), "odd");
  add("fin", tcp_header({.fin = true, .ack = true}));
  add("rst", tcp_header({.rst = true}));
  add("urgent", tcp_header({.ack = true, .urg = true, .ece = true, .cwr = true}), "!");
}

}  // namespace

std::vector<Seed> wire_seeds() {
  std::vector<Seed> seeds;
  for (const IpVersion version : {IpVersion::V4, IpVersion::V6}) {
    const std::string suffix = version == IpVersion::V4 ? "_v4" : "_v6";
    add_segments(version, suffix, seeds);
    add_icmp_errors(version, suffix, seeds);
  }
  const Octets plain = packet(ip_header(IpVersion::V6), acknowledgment(true, 0), "text");
  const Octets options{0, 0, 5, 2, 0, 0, 1, 0};  // router alert, PadN
  seeds.push_back({"hop_by_hop_v6", with_extension(plain, 0, options)});
  seeds.push_back(
      {"destination_options_v6", with_extension(plain, 60, {0, 1, 1, 4, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0})});
  seeds.push_back({"routing_v6", with_extension(plain, 43, {0, 0, 2, 0, 0, 0, 0, 0})});
  seeds.push_back({"atomic_fragment_v6", with_extension(plain, 44, {0, 0, 0, 0, 0, 0, 0, 7})});
  seeds.push_back({"fragment_v6", with_extension(plain, 44, {0, 0, 0, 1, 0, 0, 0, 7})});
  seeds.push_back(
      {"two_extensions_v6", with_extension(with_extension(plain, 44, {0, 0, 0, 0, 0, 0, 0, 7}), 0, options)});

  Octets with_options = packet(ip_header(IpVersion::V4), acknowledgment(true, 0), "text");
  with_options[0] = 0x46;
  store16(&with_options[2], static_cast<std::uint16_t>(with_options.size() + 4));
  with_options.insert(with_options.begin() + 20, {0x94, 0x04, 0x00, 0x00});  // router alert; the checksum is repaired
  seeds.push_back({"ip_options_v4", with_options});
  return seeds;
}

}  // namespace finalack::fuzz
