// close, shutdown.
#include <utility>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

/// close() with a time to linger: until everything was acknowledged, the FIN included, or the time is over. Its id is
/// given back by then.
void linger(Host& host, Lock& lock, const FourTuple& tuple, int seconds) {
  const auto done = [&] {
    bool waits = false;
    host.stack().for_each([&](ConnectionId, const FourTuple& of, const Connection& c) {
      const bool closes = c.state() == State::FinWait1 || c.state() == State::Closing || c.state() == State::LastAck;
      if (closes && of == tuple) waits = true;
    });
    return !waits;
  };
  (void)host.wait(lock, host.now() + std::chrono::seconds(seconds), done);
}

void close_socket(Host& host, Lock& lock, Socket& socket) {
  for (const ListenerId id : std::exchange(socket.listeners, {})) host.stack().stop_listening(host.now(), id);
  const auto id = std::exchange(socket.connection, std::nullopt);
  FourTuple tuple;
  if (id) {
    if (const FourTuple* const own = host.stack().tuple(*id)) tuple = *own;
    if (socket.linger == 0) {
      (void)host.stack().abort(host.now(), *id);
    } else {
      (void)host.stack().close(host.now(), *id);
    }
  }
  host.settle();
  const int seconds = socket.linger.value_or(0);
  if (id && seconds > 0 && !socket.nonblocking) linger(host, lock, tuple, seconds);
}

/// Linux stops listening, if reading is shut down.
Result shut_down_socket(Host& host, Socket& socket, int how) {
  if (!socket.listeners.empty()) {
    if (how == SHUT_WR) return 0;
    for (const ListenerId id : std::exchange(socket.listeners, {})) host.stack().stop_listening(host.now(), id);
    return 0;
  }
  const Connection* const c = host.connection_of(socket);
  if (!socket.connection || c == nullptr || c->state() == State::Closed) return -ENOTCONN;
  if (c->state() == State::SynSent) {
    host.forget(socket);
    socket.error = ECONNRESET;
    return 0;
  }
  if (how != SHUT_WR) {
    socket.reads_no_more = true;
    ++socket.edges.in;
  }
  if (how != SHUT_RD) {
    (void)host.stack().shutdown(host.now(), *socket.connection);
    ++socket.edges.out;
  }
  return 0;
}

}  // namespace

Result close_file(Host& host, Lock& lock, int fd) {
  const auto file = host.files().remove(fd);
  if (file == nullptr) return -EBADF;
  if (auto* const socket = dynamic_cast<Socket*>(file.get())) close_socket(host, lock, *socket);
  host.settle();
  return 0;
}

Result shut_down(Host& host, int fd, int how) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR) return -EINVAL;
  const Result result = shut_down_socket(host, *socket, how);
  host.settle();
  return result;
}

}  // namespace finalack::impl::packetdrill
