#include "tests/kernel/sockets.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/kernel/echo.hpp"

namespace finalack::kernel {
namespace {

using impl::Descriptor;
using impl::Endpoint;
using impl::IpVersion;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const Endpoint& endpoint) {
  SocketAddress address;
  const auto& octets = endpoint.address.octets;
  if (endpoint.address.version == IpVersion::V6) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::copy_n(octets.begin(), 16, static_cast<std::uint8_t*>(v6.sin6_addr.s6_addr));
    address.size = sizeof v6;
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::copy_n(octets.begin(), 4, reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
    address.size = sizeof v4;
  }
  return address;
}

/// `result` of the call `what`, if it isn't negative.
ssize_t checked(ssize_t result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

Descriptor open_socket(const Endpoint& endpoint, int type) {
  const int family = endpoint.address.version == IpVersion::V6 ? AF_INET6 : AF_INET;
  Descriptor socket(static_cast<int>(checked(::socket(family, type | SOCK_CLOEXEC, 0), "socket")));
  const int on = 1;
  checked(::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
  return socket;
}

Descriptor bound(const Endpoint& local, int type) {
  Descriptor socket = open_socket(local, type);
  const SocketAddress address = to_socket_address(local);
  checked(::bind(socket.get(), address.get(), address.size), "bind");
  return socket;
}

}  // namespace

Descriptor bind_udp(const Endpoint& local) { return bound(local, SOCK_DGRAM); }

void send_to(const Descriptor& socket, const Endpoint& remote, std::span<const std::uint8_t> text) {
  const SocketAddress address = to_socket_address(remote);
  checked(::sendto(socket.get(), text.data(), text.size(), 0, address.get(), address.size), "sendto");
}

Descriptor listen_at(const Endpoint& local) {
  Descriptor socket = bound(local, SOCK_STREAM);
  checked(::listen(socket.get(), SOMAXCONN), "listen");
  return socket;
}

Descriptor accept_from(const Descriptor& listener) {
  return Descriptor(static_cast<int>(checked(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept")));
}

Descriptor connect_to(const Endpoint& remote) {
  Descriptor socket = open_socket(remote, SOCK_STREAM);
  const SocketAddress address = to_socket_address(remote);
  checked(::connect(socket.get(), address.get(), address.size), "connect");
  return socket;
}

void write_all(const Descriptor& socket, std::span<const std::uint8_t> text) {
  while (!text.empty()) {
    text = text.subspan(
        static_cast<std::size_t>(checked(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL), "send")));
  }
}

std::vector<std::uint8_t> read_some(const Descriptor& socket, std::size_t most, int milliseconds) {
  if (!wait_readable(socket.get(), milliseconds)) return {};
  std::vector<std::uint8_t> text(most);
  text.resize(static_cast<std::size_t>(checked(::recv(socket.get(), text.data(), text.size(), 0), "recv")));
  return text;
}

std::vector<std::uint8_t> read_all(const Descriptor& socket) {
  std::vector<std::uint8_t> all;
  for (std::vector<std::uint8_t> some = read_some(socket); !some.empty(); some = read_some(socket)) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

void finish_writing(const Descriptor& socket) { checked(::shutdown(socket.get(), SHUT_WR), "shutdown"); }

}  // namespace finalack::kernel
