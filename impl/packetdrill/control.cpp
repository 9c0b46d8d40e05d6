// fcntl and ioctl.
#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

bool may_have_text(const Socket& socket) { return socket.listeners.empty(); }

/// Octets from SND.UNA on: what was not acknowledged, and what was not sent yet.
int queued(const Connection& c) { return static_cast<int>(c.unacknowledged() + c.unsent()); }

bool is_at_mark(const Connection& c) { return c.urgent_octets() == 1; }

/// -ENOTTY: not one for a socket.
Result read_figure(const Host& host, const Socket& socket, unsigned long request, int& figure) {
  const Connection* const c = host.connection_of(socket);
  figure = 0;
  switch (request) {
    case FIONREAD:  // SIOCINQ
      if (!may_have_text(socket)) return -EINVAL;
      if (c != nullptr) figure = static_cast<int>(c->readable());
      return 0;
    case TIOCOUTQ:  // SIOCOUTQ
      if (!may_have_text(socket)) return -EINVAL;
      if (c != nullptr) figure = queued(*c);
      return 0;
    case SIOCOUTQNSD:
      if (!may_have_text(socket)) return -EINVAL;
      if (c != nullptr) figure = static_cast<int>(c->unsent());
      return 0;
    case SIOCATMARK: figure = c != nullptr && is_at_mark(*c) ? 1 : 0; return 0;
    default: return -ENOTTY;
  }
}

}  // namespace

Result control_file(Host& host, int fd, int command, int argument) {
  const auto file = host.files().find(fd);
  if (file == nullptr) return -EBADF;
  switch (command) {
    case F_GETFL: {
      const auto* const end = dynamic_cast<const PipeEnd*>(file.get());
      const int mode = end == nullptr ? O_RDWR : end->writes ? O_WRONLY : O_RDONLY;
      return mode | (file->nonblocking ? O_NONBLOCK : 0);
    }
    case F_SETFL: file->nonblocking = (argument & O_NONBLOCK) != 0; return 0;
    case F_GETFD: return FD_CLOEXEC;
    case F_SETFD: return 0;
    default: return -EINVAL;
  }
}

Result control_device(Host& host, int fd, unsigned long request, void* argument) {
  const auto file = host.files().find(fd);
  if (file == nullptr) return -EBADF;
  if (argument == nullptr) return -EFAULT;
  auto* const number = static_cast<int*>(argument);
  if (request == FIONBIO) {
    file->nonblocking = *number != 0;
    return 0;
  }
  int figure = 0;
  if (const auto* const socket = dynamic_cast<const Socket*>(file.get())) {
    if (const Result r = read_figure(host, *socket, request, figure); r < 0) return r;
  } else if (const auto* const end = dynamic_cast<const PipeEnd*>(file.get()); end != nullptr && request == FIONREAD) {
    figure = static_cast<int>(end->pipe->octets.size());
  } else {
    return -ENOTTY;
  }
  *number = figure;
  return 0;
}

}  // namespace finalack::impl::packetdrill
