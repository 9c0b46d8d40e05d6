// The string that follows packetdrill's --so_flags.
#pragma once

#include <cstdint>

#include "impl/connection/settings.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl::packetdrill {

struct Flags {
  Settings settings;
  bool is_linux = true;
  bool strict = false;
  std::uint64_t seed = 1;
  std::uint32_t mtu = 1500;
  IpAddress local_v4;  ///< connect() uses it on a socket that isn't bound
  IpAddress local_v6;
};

/// Reads flags that commas or blanks separate; null: none. Of what is unknown or impossible it throws
/// std::invalid_argument, whose lines say what is wrong and what is accepted.
Flags parse_flags(const char* text);

}  // namespace finalack::impl::packetdrill
