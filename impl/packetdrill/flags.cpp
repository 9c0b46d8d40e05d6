#include "impl/packetdrill/flags.hpp"

#include <charconv>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace finalack::impl::packetdrill {
namespace {

constexpr std::uint32_t kLinuxReceiveBuffer = 6'291'456;  // tcp_rmem[2], from which the window scale of 7 comes
constexpr std::uint32_t kLinuxSendBuffer = 4'194'304;     // tcp_wmem[2]

template <class Number> bool read_number(std::string_view text, Number least, Number most, Number& to) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) return false;
  to = value;
  return true;
}

void use_profile(Flags& flags, bool is_linux) {
  flags.is_linux = is_linux;
  flags.settings = is_linux ? linux_profile() : rfc_profile();
  if (is_linux) {
    flags.settings.receive_buffer = kLinuxReceiveBuffer;
    flags.settings.send_buffer = kLinuxSendBuffer;
  }
  flags.settings.mss = flags.settings.path_mss = 65535;  // as much as the MTU allows
}

bool read_profile(std::string_view value, Flags& flags) {
  if (value != "linux" && value != "rfc") return false;
  const Settings before = flags.settings;
  const bool was_linux = flags.is_linux;
  use_profile(flags, was_linux);
  const Settings defaults = flags.settings;
  use_profile(flags, value == "linux");
  // Sizes that were given before the profile stay.
  if (before.receive_buffer != defaults.receive_buffer) flags.settings.receive_buffer = before.receive_buffer;
  if (before.send_buffer != defaults.send_buffer) flags.settings.send_buffer = before.send_buffer;
  return true;
}

bool read_local(std::string_view value, Flags& flags) {
  const auto address = parse_address(value);
  if (!address) return false;
  (address->version == IpVersion::V4 ? flags.local_v4 : flags.local_v6) = *address;
  return true;
}

struct Flag {
  std::string_view name;
  std::string_view value;  ///< what it accepts
  std::string_view meaning;
  std::function<bool(std::string_view, Flags&)> read;
};

const std::vector<Flag>& table() {
  static const std::vector<Flag> flags{
      {"profile", "linux or rfc", "whose times and limits: Linux's (default), or those of RFC 9293 and RFC 6298",
       read_profile},
      {"strict", "", "at the end, packets that nobody asked for are listed on stderr",
       [](std::string_view value, Flags& f) { return f.strict = true, value.empty(); }},
      {"seed", "a number", "of initial sequence numbers and ports (default 1)",
       [](std::string_view value, Flags& f) { return read_number<std::uint64_t>(value, 0, ~0ULL, f.seed); }},
      {"mtu", "576 to 65535", "octets of the longest packet (default 1500)",
       [](std::string_view value, Flags& f) { return read_number<std::uint32_t>(value, 576, 65535, f.mtu); }},
      {"rcvbuf", "octets", "the largest window (default 6291456 for linux, hence a window scale of 7; 1048576 for rfc)",
       [](std::string_view value, Flags& f) {
         return read_number<std::uint32_t>(value, 256, 1U << 30, f.settings.receive_buffer);
       }},
      {"sndbuf", "octets", "what send() takes before anything is acknowledged (default 4194304; 1048576 for rfc)",
       [](std::string_view value, Flags& f) {
         return read_number<std::uint32_t>(value, 256, 1U << 30, f.settings.send_buffer);
       }},
      {"local", "an address", "of a connect() without bind() (default 192.168.0.1 and fd3d:fa7b:d17d::1)", read_local},
  };
  return flags;
}

/// A line each: what README.md's table has, too.
std::string accepted() {
  std::string lines;
  for (const Flag& flag : table()) {
    lines +=
        fmt::format("finalack:   {}{}{}: {}\n", flag.name, flag.value.empty() ? "" : "=", flag.value, flag.meaning);
  }
  return lines;
}

void read_one(std::string_view word, Flags& flags) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
  for (const Flag& flag : table()) {
    if (flag.name != name) continue;
    const bool is_missing = equals != std::string_view::npos && value.empty();
    if (!is_missing && flag.read(value, flags)) return;
    throw std::invalid_argument(
        fmt::format("finalack: flag '{}': {} takes {}\n", word, name, flag.value.empty() ? "no value" : flag.value));
  }
  throw std::invalid_argument(fmt::format("finalack: unknown flag '{}'; there are:\n{}", word, accepted()));
}

}  // namespace

Flags parse_flags(const char* text) {
  Flags flags;
  flags.local_v4 = *parse_address("192.168.0.1");
  flags.local_v6 = *parse_address("fd3d:fa7b:d17d::1");
  use_profile(flags, true);
  std::string_view rest = text == nullptr ? "" : text;
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of(", \t\n");
    const std::string_view word = rest.substr(0, end);
    if (!word.empty()) read_one(word, flags);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return flags;
}

}  // namespace finalack::impl::packetdrill
