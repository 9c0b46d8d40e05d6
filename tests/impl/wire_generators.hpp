// Random headers and octets for the tests of impl/wire: values as parsing leaves them, hence with zeros in what isn't
// in use, so that parsing what was emitted gives them back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include <rapidcheck.h>

#include "impl/wire/ip.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

using Octets = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// A copy in memory of exactly its size, so that the address sanitizer sees any read outside.
class ExactCopy {
 public:
  explicit ExactCopy(View octets) : size_(octets.size()), memory_(std::make_unique<std::uint8_t[]>(size_)) {
    std::copy(octets.begin(), octets.end(), memory_.get());
  }
  View view() const { return {memory_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<std::uint8_t[]> memory_;
};

/// "45 00 0028" with any spaces.
inline Octets from_hex(std::string_view text) {
  Octets octets;
  int digits = 0;
  unsigned value = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    value = value * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    if (++digits % 2 == 0) {
      octets.push_back(static_cast<std::uint8_t>(value));
      value = 0;
    }
  }
  return octets;
}

inline IpAddress any_address(IpVersion version) {
  IpAddress address{.version = version};
  const std::size_t size = version == IpVersion::V4 ? 4 : 16;
  for (std::size_t i = 0; i < size; ++i) address.octets[i] = *rc::gen::arbitrary<std::uint8_t>();
  return address;
}

inline IpVersion any_version() { return *rc::gen::element(IpVersion::V4, IpVersion::V6); }

inline IpHeader any_ip_header(IpVersion version = any_version()) {
  IpHeader header;
  header.source = any_address(version);
  header.destination = any_address(version);
  header.hop_limit = *rc::gen::arbitrary<std::uint8_t>();
  header.traffic_class = *rc::gen::arbitrary<std::uint8_t>();
  if (version == IpVersion::V4) {
    header.dont_fragment = *rc::gen::arbitrary<bool>();
    header.identification = *rc::gen::arbitrary<std::uint16_t>();
  } else {
    header.flow_label = *rc::gen::inRange<std::uint32_t>(0, 1 << 20);
  }
  return header;
}

/// Any options that fit together.
inline TcpOptions any_tcp_options() {
  TcpOptions options;
  options.has_mss = *rc::gen::arbitrary<bool>();
  if (options.has_mss) options.mss = *rc::gen::arbitrary<std::uint16_t>();
  options.has_window_scale = *rc::gen::arbitrary<bool>();
  if (options.has_window_scale) options.window_scale = *rc::gen::arbitrary<std::uint8_t>();
  options.sack_permitted = *rc::gen::arbitrary<bool>();
  options.has_timestamps = *rc::gen::arbitrary<bool>();
  if (options.has_timestamps) {
    options.ts_value = *rc::gen::arbitrary<std::uint32_t>();
    options.ts_echo = *rc::gen::arbitrary<std::uint32_t>();
  }
  const int used = 4 + 4 * options.has_mss + 4 * options.has_window_scale + 12 * options.has_timestamps +
                   4 * (options.sack_permitted && !options.has_timestamps);
  options.sack_count = static_cast<std::uint8_t>(*rc::gen::inRange(0, (40 - used) / 8 + 1));
  for (std::size_t i = 0; i < options.sack_count; ++i) {
    options.sack[i] = {.left = *rc::gen::arbitrary<std::uint32_t>(), .right = *rc::gen::arbitrary<std::uint32_t>()};
  }
  return options;
}

inline Flags any_flags() {
  const auto any = [] { return *rc::gen::arbitrary<bool>(); };
  Flags flags;
  flags.fin = any();
  flags.syn = any();
  flags.rst = any();
  flags.psh = any();
  flags.ack = any();
  flags.urg = any();
  flags.ece = any();
  flags.cwr = any();
  return flags;
}

inline TcpHeader any_tcp_header() {
  TcpHeader header;
  header.source_port = *rc::gen::arbitrary<std::uint16_t>();
  header.destination_port = *rc::gen::arbitrary<std::uint16_t>();
  header.seq = *rc::gen::arbitrary<std::uint32_t>();
  header.ack_number = *rc::gen::arbitrary<std::uint32_t>();
  header.flags = any_flags();
  header.window = *rc::gen::arbitrary<std::uint16_t>();
  header.urgent_pointer = *rc::gen::arbitrary<std::uint16_t>();
  header.options = any_tcp_options();
  return header;
}

/// Up to that many octets. RapidCheck chooses the size, and one number that they all come from: to shrink
/// hundreds of octets one by one would take long, and explain nothing.
inline Octets any_octets(std::size_t most) {
  Octets octets(*rc::gen::inRange<std::size_t>(0, most + 1));
  std::minstd_rand random(*rc::gen::inRange<std::uint32_t>(1, 0x7fffffff));
  for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(random() >> 8);
  return octets;
}

}  // namespace finalack::impl
