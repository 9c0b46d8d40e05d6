// The kernel's sockets, as far as tests need them: blocking, IPv4 and IPv6 by the address that is given, every failure
// a std::system_error that names the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "impl/tun/descriptor.hpp"
#include "impl/wire/address.hpp"

namespace finalack::kernel {

/// A UDP socket bound to `local`; port 0 is any.
impl::Descriptor bind_udp(const impl::Endpoint& local);
void send_to(const impl::Descriptor& socket, const impl::Endpoint& remote, std::span<const std::uint8_t> text);

/// A TCP socket that listens at `local`.
impl::Descriptor listen_at(const impl::Endpoint& local);
impl::Descriptor accept_from(const impl::Descriptor& listener);
/// Returns when the connection is established.
impl::Descriptor connect_to(const impl::Endpoint& remote);

/// Everything, however many calls it takes.
void write_all(const impl::Descriptor& socket, std::span<const std::uint8_t> text);
/// What the next read gives, at most `most` octets: none at the end of the stream, or after `milliseconds` of silence.
std::vector<std::uint8_t> read_some(const impl::Descriptor& socket, std::size_t most = 65'536,
                                    int milliseconds = 5'000);
/// Up to the end of the stream (or five seconds of silence).
std::vector<std::uint8_t> read_all(const impl::Descriptor& socket);
/// Sends a FIN; reading goes on.
void finish_writing(const impl::Descriptor& socket);

}  // namespace finalack::kernel
