#include "impl/wire/text.hpp"

#include <iterator>
#include <vector>

#include <fmt/format.h>

namespace finalack::impl {

std::string flags_text(const Flags& flags) {
  std::string text;
  const auto add = [&text](bool is_set, const char* name) {
    if (!is_set) return;
    if (!text.empty()) text += ',';
    text += name;
  };
  add(flags.syn, "SYN");
  add(flags.fin, "FIN");
  add(flags.rst, "RST");
  add(flags.ack, "ACK");
  add(flags.urg, "URG");
  add(flags.ece, "ECE");
  add(flags.cwr, "CWR");
  if (text.empty()) return flags.psh ? "PSH" : "-";
  return text;
}

std::string describe(const TcpHeader& header, std::size_t text, std::uint32_t seq_base, std::uint32_t ack_base) {
  std::string line = fmt::format("{} seq {}", flags_text(header.flags), header.seq - seq_base);
  const auto to = std::back_inserter(line);
  if (header.flags.ack) fmt::format_to(to, " ack {}", header.ack_number - ack_base);
  fmt::format_to(to, " win {}", header.window);
  if (header.flags.urg) fmt::format_to(to, " urg {}", header.urgent_pointer);
  if (text > 0) fmt::format_to(to, " len {}", text);
  std::vector<std::string> options;
  const TcpOptions& o = header.options;
  if (o.has_mss) options.push_back(fmt::format("mss {}", o.mss));
  if (o.sack_permitted) options.emplace_back("sack ok");
  if (o.has_timestamps && header.flags.syn) options.push_back(fmt::format("ts"));
  if (o.has_window_scale) options.push_back(fmt::format("scale {}", o.window_scale));
  for (std::size_t i = 0; i < o.sack_count; ++i) {
    options.push_back(fmt::format("sack {}-{}", o.sack[i].left - ack_base, o.sack[i].right - ack_base));
  }
  if (!options.empty()) fmt::format_to(to, " <{}>", fmt::join(options, ", "));
  return line;
}

}  // namespace finalack::impl
