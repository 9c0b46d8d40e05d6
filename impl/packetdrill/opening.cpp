// socket, bind, listen, accept, connect.
#include <algorithm>

#include <netinet/in.h>

#include "impl/packetdrill/calls.hpp"
#include "impl/packetdrill/socket_address.hpp"

namespace finalack::impl::packetdrill {
namespace {

constexpr int kMostBacklog = 4096;  // net.core.somaxconn

bool may_share(const IpAddress& a, const IpAddress& b) {
  if (is_any(a) || is_any(b)) return false;
  return a != b;
}

/// Whether Linux would refuse that port: a socket has it, or a connection that outlived its socket (TIME-WAIT).
bool is_taken(Host& host, const Socket& socket, const Endpoint& local) {
  bool taken = false;
  host.files().for_each([&](const File& file) {
    const auto* const other = dynamic_cast<const Socket*>(&file);
    if (other == nullptr || other == &socket || !other->bound || other->bound->port != local.port) return;
    if (may_share(other->bound->address, local.address)) return;
    if (!(socket.reuses_address && other->reuses_address && other->listeners.empty())) taken = true;
  });
  if (socket.reuses_address) return taken;
  host.stack().for_each([&](ConnectionId, const FourTuple& tuple, const Connection&) {
    if (tuple.local.port == local.port && !may_share(tuple.local.address, local.address)) taken = true;
  });
  return taken;
}

Result bind_to(Host& host, Socket& socket, Endpoint local) {
  if (local.port != 0) {
    if (is_taken(host, socket, local)) return -EADDRINUSE;
  } else {
    local.port = host.stack().options().first_ephemeral_port;
    while (is_taken(host, socket, local)) {
      if (++local.port == 0) return -EADDRINUSE;
    }
  }
  socket.bound = local;
  return 0;
}

ListenerOptions listener_options(const Socket& socket) {
  ListenerOptions options;
  options.accept_queue = options.syn_queue = socket.backlog + 1;  // so Linux compares
  options.settings = std::make_shared<const Settings>(socket.settings);
  return options;
}

void take_over(Socket& to, const Socket& from) {
  to.settings = from.settings;
  to.linger = from.linger;
  to.receive_timeout = from.receive_timeout;
  to.send_timeout = from.send_timeout;
  to.receive_buffer = from.receive_buffer;
  to.send_buffer = from.send_buffer;
  to.max_segment = from.max_segment;
  to.reuses_address = from.reuses_address;
  to.corked = from.corked;
  to.wants_urgent_in_line = from.wants_urgent_in_line;
  to.unsent_limit = from.unsent_limit;
  to.v6_only = from.v6_only;
}

bool is_opening(State state) { return state == State::SynSent || state == State::SynReceived; }

/// connect() comes to its end, whichever it is.
Result end_of_connect(Host& host, Socket& socket) {
  const Connection* const c = host.connection_of(socket);
  if (c != nullptr && c->state() != State::Closed) {
    socket.phase = Phase::Connected;
    return 0;
  }
  const int error = take_error(socket);
  host.forget(socket);
  host.settle();
  return error != 0 ? -error : -ECONNABORTED;
}

Result wait_for_connect(Host& host, Lock& lock, const std::shared_ptr<Socket>& socket) {
  const auto ready = [&] {
    const Connection* const c = host.connection_of(*socket);
    return c == nullptr || !is_opening(c->state());
  };
  const Woken woken = host.wait(lock, deadline_of(host, socket->send_timeout), ready);
  if (woken == Woken::TimedOut) return -EINPROGRESS;
  if (woken != Woken::Ready) return failure(woken);
  return socket->connection ? end_of_connect(host, *socket) : -EBADF;
}

Result start_connect(Host& host, Socket& socket, const Endpoint& remote) {
  if (socket.connection) host.forget(socket);
  ConnectOptions options;
  if (socket.bound) {
    options.local_port = socket.bound->port;
    if (!is_any(socket.bound->address)) options.local_address = socket.bound->address;
  }
  options.settings = std::make_shared<const Settings>(socket.settings);
  ConnectionId id;
  switch (host.stack().connect(host.now(), remote, options, id)) {
    case ConnectError::None: break;
    case ConnectError::InvalidRemote:
    case ConnectError::NoAddress: return -ENETUNREACH;
    case ConnectError::InUse:
    case ConnectError::NoPort: return -EADDRNOTAVAIL;
    case ConnectError::NoRoom: return -ENOBUFS;
  }
  socket.connection = id;
  socket.phase = Phase::Connecting;
  socket.error = 0;
  host.settle();
  return 0;
}

}  // namespace

Result open_socket(Host& host, int domain, int type, int protocol) {
  constexpr int known = SOCK_NONBLOCK | SOCK_CLOEXEC;
  if (domain != AF_INET && domain != AF_INET6) return -EAFNOSUPPORT;
  if ((type & ~known) != SOCK_STREAM) return -ESOCKTNOSUPPORT;
  if (protocol != 0 && protocol != IPPROTO_TCP) return -EPROTONOSUPPORT;
  auto socket = std::make_shared<Socket>();
  socket->family = domain;
  socket->nonblocking = (type & SOCK_NONBLOCK) != 0;
  socket->settings = host.flags().settings;
  return host.files().add(std::move(socket));
}

Result bind_socket(Host& host, int fd, const struct sockaddr* address, socklen_t size) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  Endpoint local;
  if (const Result r = read_address(address, size, socket->family, local); r < 0) return r;
  if (socket->bound || socket->connection) return -EINVAL;
  return bind_to(host, *socket, local);
}

Result listen_on(Host& host, int fd, int backlog) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (socket->connection) return -EINVAL;
  socket->backlog = static_cast<std::size_t>(backlog < 0 ? kMostBacklog : std::min(backlog, kMostBacklog));
  const ListenerOptions options = listener_options(*socket);
  if (!socket->listeners.empty()) {
    for (const ListenerId id : socket->listeners) host.stack().set_listener_options(id, options);
    return 0;
  }
  const IpVersion version = socket->family == AF_INET ? IpVersion::V4 : IpVersion::V6;
  if (!socket->bound) {
    if (const Result r = bind_to(host, *socket, {any_of(version), 0}); r < 0) return r;
  }
  const Endpoint bound = socket->bound.value_or(Endpoint{});
  std::vector<Endpoint> on{bound};
  const bool takes_both =
      version == IpVersion::V6 && !socket->v6_only && bound == Endpoint{any_of(version), bound.port};
  if (takes_both) on.push_back({any_of(IpVersion::V4), bound.port});
  for (const Endpoint& local : on) {
    ListenerId id;
    if (host.stack().listen(local, options, id) == ListenError::InUse) {
      for (const ListenerId done : socket->listeners) host.stack().stop_listening(host.now(), done);
      socket->listeners.clear();
      return -EADDRINUSE;
    }
    socket->listeners.push_back(id);
  }
  return 0;
}

Result accept_from(Host& host, Lock& lock, int fd, struct sockaddr* address, socklen_t* size) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (socket->listeners.empty()) return -EINVAL;
  std::optional<ConnectionId> id;
  const auto ready = [&] {
    for (const ListenerId listener : socket->listeners) {
      if (!id) id = host.stack().accept(listener);
    }
    return id || socket->listeners.empty();
  };
  if (socket->nonblocking && !ready()) return -EAGAIN;
  const Woken woken = host.wait(lock, deadline_of(host, socket->receive_timeout), ready);
  if (woken != Woken::Ready) return failure(woken);
  if (!id) return -EINVAL;  // it was closed meanwhile
  auto accepted = std::make_shared<Socket>();
  accepted->family = socket->family;
  accepted->connection = id;
  accepted->phase = Phase::Connected;
  take_over(*accepted, *socket);
  const FourTuple tuple = *host.stack().tuple(*id);
  const Connection& c = *host.stack().connection(*id);
  accepted->bound = tuple.local;
  accepted->peer_closed = c.state() == State::CloseWait;
  if (c.state() == State::Closed) accepted->error = Host::error_of(c, *accepted);  // it was told while nobody had it
  const Result number = host.files().add(accepted);
  if (number < 0) {
    (void)host.stack().abort(host.now(), *id);
    host.settle();
    return number;
  }
  write_address(tuple.remote, socket->family, address, size);
  host.settle();
  return number;
}

Result connect_to(Host& host, Lock& lock, int fd, const struct sockaddr* address, socklen_t size) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (address != nullptr && size >= sizeof(sa_family_t) && address->sa_family == AF_UNSPEC) {
    host.forget(*socket);
    host.settle();
    return 0;
  }
  Endpoint remote;
  if (const Result r = read_address(address, size, socket->family, remote); r < 0) return r;
  if (!socket->listeners.empty() || socket->phase == Phase::Connected) return -EISCONN;
  if (socket->phase == Phase::Connecting) {
    const Connection* const c = host.connection_of(*socket);
    if (socket->nonblocking && c != nullptr && is_opening(c->state())) return -EALREADY;
    return wait_for_connect(host, lock, socket);
  }
  if (is_any(remote.address)) return -ENETUNREACH;
  if (const Result r = start_connect(host, *socket, remote); r < 0) return r;
  return socket->nonblocking ? -EINPROGRESS : wait_for_connect(host, lock, socket);
}

}  // namespace finalack::impl::packetdrill
