// The POSIX calls, over a host. Each runs under the host's lock, which it gives up while it waits.
#pragma once

#include <cerrno>
#include <memory>
#include <span>
#include <vector>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "impl/packetdrill/host.hpp"
#include "impl/packetdrill/result.hpp"

namespace finalack::impl::packetdrill {

// opening.cpp
Result open_socket(Host& host, int domain, int type, int protocol);
Result bind_socket(Host& host, int fd, const struct sockaddr* address, socklen_t size);
Result listen_on(Host& host, int fd, int backlog);
Result accept_from(Host& host, Lock& lock, int fd, struct sockaddr* address, socklen_t* size);
Result connect_to(Host& host, Lock& lock, int fd, const struct sockaddr* address, socklen_t size);

// closing.cpp
Result close_file(Host& host, Lock& lock, int fd);
Result shut_down(Host& host, int fd, int how);

// transferring.cpp: sockets and pipes
/// read() and its relatives take any file, recv() and its relatives sockets only: -ENOTSOCK.
enum class Accepts : std::uint8_t { AnyFile, Sockets };

/// Appends up to `most` octets to `to`; `flags` are recv's.
Result receive_from(Host& host, Lock& lock, int fd, std::size_t most, int flags, std::vector<std::uint8_t>& to,
                    Accepts accepts = Accepts::AnyFile);
Result send_to(Host& host, Lock& lock, int fd, std::span<const std::uint8_t> from, int flags,
               Accepts accepts = Accepts::AnyFile);

// pipes.cpp
Result open_pipe(Host& host, int fds[2]);
Result read_pipe(Host& host, Lock& lock, PipeEnd& end, std::size_t most, bool waits, std::vector<std::uint8_t>& to);
Result write_pipe(Host& host, Lock& lock, PipeEnd& end, std::span<const std::uint8_t> from, bool waits);
Result splice_between(Host& host, Lock& lock, int from, int to, std::size_t most, unsigned flags);

// options.cpp
Result get_option(Host& host, int fd, int level, int name, void* value, socklen_t* size);
Result set_option(Host& host, int fd, int level, int name, const void* value, socklen_t size);
/// The errno that is to be told, once.
int take_error(Socket& socket);

// tcp_info.cpp
/// struct tcp_info as Linux has it, as much of it as is asked for; returns the octets written.
std::size_t write_tcp_info(const Host& host, const Socket& socket, std::span<std::uint8_t> to);

// control.cpp
Result control_file(Host& host, int fd, int command, int argument);
Result control_device(Host& host, int fd, unsigned long request, void* argument);

// readiness.cpp
/// POLLIN and so on, of those that are so, whether they are asked for or not.
unsigned readiness(const Host& host, const File& file);
Result poll_files(Host& host, Lock& lock, struct pollfd* fds, nfds_t count, int timeout_ms);
Result open_epoll(Host& host, int size);
Result control_epoll(Host& host, int epfd, int operation, int fd, const struct epoll_event* event);
Result wait_for_epoll(Host& host, Lock& lock, int epfd, struct epoll_event* events, int count, int timeout_ms);

// Shared: a file of that kind, or the errno that says why there is none.
template <class T> Result find_file(Host& host, int fd, std::shared_ptr<T>& file, int error_if_other) {
  const auto any = host.files().find(fd);
  if (any == nullptr) return -EBADF;
  file = std::dynamic_pointer_cast<T>(any);
  return file == nullptr ? -error_if_other : 0;
}

/// What a wait that didn't end as hoped gives its caller.
inline Result failure(Woken woken) {
  switch (woken) {
    case Woken::Ready: return 0;
    case Woken::TimedOut: return -EAGAIN;
    case Woken::Interrupted: return -EINTR;
    case Woken::Deadlock: return -EDEADLK;
  }
  return -EINVAL;
}

/// The deadline of a timeout that a socket option set; zero: none.
inline Time deadline_of(const Host& host, Duration timeout) {
  return timeout == Duration::zero() ? kNever : host.now() + timeout;
}

/// The deadline of a timeout in milliseconds; negative: none.
inline Time deadline_of(const Host& host, int timeout_ms) {
  return timeout_ms < 0 ? kNever : host.now() + std::chrono::milliseconds(timeout_ms);
}

}  // namespace finalack::impl::packetdrill
