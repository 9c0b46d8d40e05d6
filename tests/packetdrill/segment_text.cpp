#include "tests/packetdrill/segment_text.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace finalack::packetdrill {
namespace {

constexpr std::string_view kFlagLetters = "FSRP.UEW";  // from the lowest bit

void put(Octets& to, std::uint64_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t get(const Octets& from, std::size_t at, std::size_t octets) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < octets; ++i) value = value << 8 | from.at(at + i);
  return value;
}

void set16(Octets& in, std::size_t at, std::uint32_t value) {
  in.at(at) = static_cast<std::uint8_t>(value >> 8);
  in.at(at + 1) = static_cast<std::uint8_t>(value);
}

std::uint32_t sum_of(const Octets& octets, std::size_t from = 0) {
  std::uint32_t sum = 0;
  for (std::size_t i = from; i < octets.size(); ++i) sum += i % 2 == from % 2 ? octets[i] * 256U : octets[i];
  return sum;
}

std::uint32_t folded(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument("not a number: " + std::string(text));
  }
  return value;
}

void put_option(Octets& to, const std::string& option, const Numbers& numbers) {
  std::istringstream words(option);
  std::string name, a, b, c;
  words >> name >> a >> b >> c;
  if (name == "mss") {
    put(to, 0x0204, 2);
    put(to, number(a), 2);
  } else if (name == "sackOK") {
    put(to, 0x0402, 2);
  } else if (name == "nop") {
    put(to, 1, 1);
  } else if (name == "wscale") {
    put(to, 0x0303, 2);
    put(to, number(a), 1);
  } else if (name == "TS") {  // TS val 1 ecr 2
    put(to, 0x080a, 2);
    put(to, number(b), 4);
    std::string ecr;
    words >> ecr;
    put(to, ecr == "0" ? 0 : number(ecr) + numbers.local_ts.value_or(0), 4);
  } else if (name == "sack") {  // sack 1:2 3:4
    const std::size_t at = to.size();
    put(to, 0x0500, 2);
    for (const std::string& block : {a, b, c}) {
      if (block.empty()) continue;
      const std::size_t colon = block.find(':');
      put(to, numbers.local_isn.value() + number(block.substr(0, colon)), 4);
      put(to, numbers.local_isn.value() + number(block.substr(colon + 1)), 4);
    }
    to[at + 1] = static_cast<std::uint8_t>(to.size() - at);
  } else {
    throw std::invalid_argument("unknown option: " + option);
  }
}

Octets options_of(std::string_view text, const Numbers& numbers) {
  Octets options;
  std::istringstream list{std::string(text)};
  for (std::string option; std::getline(list, option, ',');) put_option(options, option, numbers);
  while (options.size() % 4 != 0) options.push_back(0);
  return options;
}

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmpV6 = 58;

Octets pseudo_header(const Octets& from, const Octets& to, std::size_t size, std::uint8_t protocol = kTcp) {
  Octets header = from;
  header.insert(header.end(), to.begin(), to.end());
  put(header, protocol, 4);
  put(header, size, 4);
  return header;
}

Octets ip_packet(const Octets& from, const Octets& to, std::uint8_t protocol, const Octets& payload) {
  Octets packet;
  if (from.size() == 4) {
    put(packet, 0x4500, 2);
    put(packet, 20 + payload.size(), 2);
    put(packet, 0x00004000, 4);
    put(packet, 64, 1);
    put(packet, protocol, 1);
    put(packet, 0, 2);
  } else {
    put(packet, 0x60000000, 4);
    put(packet, payload.size(), 2);
    put(packet, protocol, 1);
    put(packet, 64, 1);
  }
  packet.insert(packet.end(), from.begin(), from.end());
  packet.insert(packet.end(), to.begin(), to.end());
  if (from.size() == 4) set16(packet, 10, folded(sum_of(packet)));
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

std::string options_text(const Octets& packet, std::size_t at, std::size_t end, Numbers& numbers) {
  std::string text;
  const auto add = [&text](const std::string& option) { text += (text.empty() ? "" : ",") + option; };
  while (at < end) {
    const std::uint8_t kind = packet.at(at);
    if (kind == 1) {
      add("nop");
      ++at;
      continue;
    }
    const std::size_t size = packet.at(at + 1);
    if (kind == 2) add("mss " + std::to_string(get(packet, at + 2, 2)));
    if (kind == 3) add("wscale " + std::to_string(get(packet, at + 2, 1)));
    if (kind == 4) add("sackOK");
    if (kind == 8) {
      const std::uint32_t value = get(packet, at + 2, 4);
      if (!numbers.local_ts) numbers.local_ts = value;
      add("TS val " + std::to_string(value - *numbers.local_ts) + " ecr " + std::to_string(get(packet, at + 6, 4)));
    }
    if (kind == 5) {
      std::string blocks = "sack";
      for (std::size_t i = at + 2; i < at + size; i += 8) {
        blocks += ' ' + std::to_string(get(packet, i, 4) - numbers.remote_isn) + ':' +
                  std::to_string(get(packet, i + 4, 4) - numbers.remote_isn);
      }
      add(blocks);
    }
    at += size;
  }
  return text.empty() ? text : " <" + text + ">";
}

}  // namespace

Octets encode(std::string_view text, const Host& from, const Host& to, const Numbers& numbers) {
  const std::size_t angle = text.find('<');
  const Octets options = angle == std::string_view::npos
                             ? Octets{}
                             : options_of(text.substr(angle + 1, text.find('>') - angle - 1), numbers);
  std::istringstream words{std::string(text.substr(0, angle))};
  std::string flags, range, name, value;
  words >> flags >> range;
  std::uint8_t bits = 0;
  for (const char letter : flags) bits |= static_cast<std::uint8_t>(1U << kFlagLetters.find(letter));
  const std::size_t colon = range.find(':');
  const std::size_t open = range.find('(');
  const std::uint32_t size = number(range.substr(open + 1, range.size() - open - 2));
  std::uint32_t ack = 0, window = 0, urgent = 0;
  while (words >> name >> value) {
    if (name == "ack") ack = number(value) + numbers.local_isn.value_or(0);
    if (name == "win") window = number(value);
    if (name == "urg") urgent = number(value);
  }
  Octets segment;
  put(segment, from.port, 2);
  put(segment, to.port, 2);
  put(segment, numbers.remote_isn + number(range.substr(0, colon)), 4);
  put(segment, ack, 4);
  put(segment, (20 + options.size()) / 4 * 16, 1);
  put(segment, bits, 1);
  put(segment, window, 2);
  put(segment, 0, 2);
  put(segment, urgent, 2);
  segment.insert(segment.end(), options.begin(), options.end());
  segment.resize(segment.size() + size);
  set16(segment, 16, folded(sum_of(pseudo_header(from.address, to.address, segment.size())) + sum_of(segment)));
  return ip_packet(from.address, to.address, kTcp, segment);
}

Decoded decode(const Octets& packet, Numbers& numbers) {
  Decoded d;
  const bool v4 = packet.at(0) >> 4 == 4;
  const std::size_t ip = v4 ? 20 : 40;
  const auto address = [&](std::size_t at) {
    return Octets(packet.begin() + static_cast<std::ptrdiff_t>(at),
                  packet.begin() + static_cast<std::ptrdiff_t>(at + (v4 ? 4 : 16)));
  };
  d.from = {address(v4 ? 12 : 8), static_cast<std::uint16_t>(get(packet, ip, 2))};
  d.to = {address(v4 ? 16 : 24), static_cast<std::uint16_t>(get(packet, ip + 2, 2))};
  const Octets header = pseudo_header(d.from.address, d.to.address, packet.size() - ip);
  if (folded(sum_of(header) + sum_of(packet, ip)) != 0) throw std::runtime_error("bad checksum");
  const std::uint8_t bits = packet.at(ip + 13);
  const bool has_ack = (bits & 0x10) != 0;
  const std::size_t options = ip + 20;
  const std::size_t text_at = ip + packet.at(ip + 12) / 16 * 4;
  const std::size_t size = packet.size() - text_at;
  std::uint32_t seq = get(packet, ip + 4, 4);
  const bool is_zero_reset = (bits & 0x14) == 0x14 && seq == 0;  // <SEQ=0><ACK=...><CTL=RST,ACK>
  if ((bits & 2) != 0) numbers.local_isn = seq;
  if (!is_zero_reset) seq -= numbers.local_isn.value_or(0);
  for (const char letter : std::string_view("SFRP.UEW")) {
    if ((bits >> kFlagLetters.find(letter) & 1) != 0) d.text += letter;
  }
  d.text += ' ' + std::to_string(seq) + ':' + std::to_string(seq + size) + '(' + std::to_string(size) + ')';
  if (has_ack) d.text += " ack " + std::to_string(get(packet, ip + 8, 4) - numbers.remote_isn);
  if ((bits & 0x20) != 0) d.text += " urg " + std::to_string(get(packet, ip + 18, 2));
  d.window = " win " + std::to_string(get(packet, ip + 14, 2));
  d.options = options_text(packet, options, text_at, numbers);
  return d;
}

Octets encode_icmp_error(std::uint8_t type, std::uint8_t code, std::uint16_t mtu, const Octets& from,
                         const Octets& about) {
  const bool v4 = from.size() == 4;
  const std::ptrdiff_t source = v4 ? 12 : 8;
  const Octets to(about.begin() + source, about.begin() + source + (v4 ? 4 : 16));
  Octets message{type, code, 0, 0};
  put(message, mtu, 4);
  message.insert(message.end(), about.begin(), about.begin() + (v4 ? 28 : 48));
  const std::uint32_t pseudo = v4 ? 0 : sum_of(pseudo_header(from, to, message.size(), kIcmpV6));
  set16(message, 2, folded(pseudo + sum_of(message)));
  return ip_packet(from, to, v4 ? kIcmp : kIcmpV6, message);
}

}  // namespace finalack::packetdrill
