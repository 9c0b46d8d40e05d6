#include "impl/wire/address.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <arpa/inet.h>

namespace finalack::impl {

std::optional<IpAddress> parse_address(std::string_view text) {
  // inet_pton wants a terminated string; nothing that is longer than this is an address. A zero inside would hide what
  // follows it.
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return {};
  std::copy(text.begin(), text.end(), terminated.begin());
  IpAddress address;
  if (inet_pton(AF_INET, terminated.data(), address.octets.data()) == 1) return address;
  address = {.version = IpVersion::V6};
  if (inet_pton(AF_INET6, terminated.data(), address.octets.data()) == 1) return address;
  return {};
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);

  const auto address = parse_address(host);
  if (!address || bracketed != (address->version == IpVersion::V6)) return {};
  Endpoint endpoint{.address = *address};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  return endpoint;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.version == IpVersion::V4 ? AF_INET : AF_INET6;
  return inet_ntop(family, address.octets.data(), text.data(), text.size());
}

std::string to_string(const Endpoint& endpoint) {
  const std::string address = to_string(endpoint.address);
  const std::string port = std::to_string(endpoint.port);
  return endpoint.address.version == IpVersion::V4 ? address + ':' + port : '[' + address + "]:" + port;
}

}  // namespace finalack::impl
