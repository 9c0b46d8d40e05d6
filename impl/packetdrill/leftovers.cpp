#include "impl/packetdrill/leftovers.hpp"

#include <fmt/format.h>

namespace finalack::impl::packetdrill {
namespace {

std::string flags_of(const impl::Flags& f) {
  std::string text;
  if (f.syn) text += 'S';
  if (f.fin) text += 'F';
  if (f.rst) text += 'R';
  if (f.psh) text += 'P';
  if (f.ack) text += '.';
  if (f.urg) text += 'U';
  if (f.ece) text += 'E';
  if (f.cwr) text += 'W';
  return text;
}

std::string options_of(const TcpOptions& o) {
  std::string text;
  const auto add = [&text](const std::string& option) { text += (text.empty() ? "" : ",") + option; };
  if (o.has_mss) add(fmt::format("mss {}", o.mss));
  if (o.sack_permitted) add("sackOK");
  if (o.has_timestamps) add(fmt::format("TS val {} ecr {}", o.ts_value, o.ts_echo));
  if (o.has_window_scale) add(fmt::format("wscale {}", o.window_scale));
  for (std::size_t i = 0; i < o.sack_count; ++i) {
    add(fmt::format("sack {}:{}", o.sack[i].left, o.sack[i].right));
  }
  return text;
}

}  // namespace

std::string describe(const SentPacket& packet, Time start) {
  IpHeader ip;
  TcpHeader tcp;
  std::span<const std::uint8_t> text;
  const double seconds = std::chrono::duration<double>(packet.at - start).count();
  if (parse_packet(packet.octets, ip, tcp, text) != ParseError::None) {
    return fmt::format("{:.6f} a packet of {} octets", seconds, packet.octets.size());
  }
  std::string line =
      fmt::format("{:.6f} {} > {} {} {}:{}({})", seconds, to_string(Endpoint{ip.source, tcp.source_port}),
                  to_string(Endpoint{ip.destination, tcp.destination_port}), flags_of(tcp.flags), tcp.seq,
                  tcp.seq + static_cast<std::uint32_t>(text.size()), text.size());
  if (tcp.flags.ack) line += fmt::format(" ack {}", tcp.ack_number);
  line += fmt::format(" win {}", tcp.window);
  if (const std::string options = options_of(tcp.options); !options.empty()) line += fmt::format(" <{}>", options);
  return line;
}

std::string leftovers(const Host& host) {
  if (host.unfetched().empty()) return {};
  std::string report = fmt::format("finalack: {} packet(s) that nobody asked for:\n", host.unfetched().size());
  for (const SentPacket& packet : host.unfetched()) report += "finalack:   " + describe(packet, host.start()) + '\n';
  return report;
}

}  // namespace finalack::impl::packetdrill
