// The string that follows packetdrill's --so_flags.
#pragma once

#include <cstdint>
#include <string>

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

/// Reads flags that commas or blanks separate; null: none. What is unknown or impossible is left out, and a line about
/// each is added to `complaints`, and with an unknown one a list of those that there are.
Flags parse_flags(const char* text, std::string& complaints);

}  // namespace finalack::impl::packetdrill
