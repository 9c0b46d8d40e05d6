// close, shutdown.
#include <utility>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

bool waits_for_acknowledgment(State state) {
  return state == State::FinWait1 || state == State::Closing || state == State::LastAck;
}

/// close() with a time to linger: until everything was acknowledged, the FIN included, or the time is over. The
/// connection's id was given back, but names it still.
void linger(Host& host, Lock& lock, ConnectionId id, int seconds) {
  const auto done = [&] {
    bool is_done = true;
    host.stack().for_each([&](ConnectionId other, const FourTuple&, const Connection& c) {
      if (other == id && waits_for_acknowledgment(c.state())) is_done = false;
    });
    return is_done;
  };
  (void)host.wait(lock, host.now() + std::chrono::seconds(seconds), done);
}

void close_socket(Host& host, Lock& lock, Socket& socket) {
  for (const ListenerId id : std::exchange(socket.listeners, {})) host.stack().stop_listening(host.now(), id);
  const auto id = std::exchange(socket.connection, std::nullopt);
  if (id) {
    if (socket.linger == 0) {
      (void)host.stack().abort(host.now(), *id);
    } else {
      (void)host.stack().close(host.now(), *id);
    }
  }
  host.settle();
  if (id && socket.linger.value_or(0) > 0 && !socket.nonblocking) linger(host, lock, *id, *socket.linger);
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
  if (!socket->listeners.empty()) {  // Linux stops listening, if reading is shut down
    if (how == SHUT_WR) return 0;
    for (const ListenerId id : std::exchange(socket->listeners, {})) host.stack().stop_listening(host.now(), id);
    host.settle();
    return 0;
  }
  const Connection* const c = socket->connection ? host.stack().connection(*socket->connection) : nullptr;
  if (c == nullptr || c->state() == State::Closed) return -ENOTCONN;
  if (c->state() == State::SynSent) {
    host.forget(*socket);
    socket->error = ECONNRESET;
    host.settle();
    return 0;
  }
  if (how != SHUT_WR) {
    socket->reads_no_more = true;
    ++socket->edges.in;
  }
  if (how != SHUT_RD) {
    (void)host.stack().shutdown(host.now(), *socket->connection);
    ++socket->edges.out;
  }
  host.settle();
  return 0;
}

}  // namespace finalack::impl::packetdrill
