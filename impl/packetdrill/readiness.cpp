// poll and epoll: what Linux's tcp_poll would say.
#include <algorithm>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

constexpr unsigned kIn = POLLIN | POLLRDNORM;
constexpr unsigned kOut = POLLOUT | POLLWRNORM;
constexpr unsigned kAlways = POLLERR | POLLHUP;  // told whether they were asked for or not

static_assert(static_cast<unsigned>(EPOLLIN) == POLLIN && static_cast<unsigned>(EPOLLRDHUP) == POLLRDHUP &&
              static_cast<unsigned>(EPOLLWRNORM) == POLLWRNORM);

bool peer_sends_no_more(State state) {
  switch (state) {
    case State::CloseWait:
    case State::Closing:
    case State::LastAck:
    case State::TimeWait:
    case State::Closed: return true;
    default: return false;
  }
}

/// Linux calls a socket writable while a third of its buffer is free.
bool is_writable(const Connection& c, const Socket& socket) {
  return c.unsent() < socket.unsent_limit &&
         3 * (c.unsent() + c.unacknowledged()) <= 2 * std::size_t{c.settings().send_buffer};
}

unsigned of_connection(const Connection& c, const Socket& socket) {
  unsigned ready = 0;
  if (c.state() == State::SynSent || c.state() == State::SynReceived) return 0;
  const bool no_more_in = socket.reads_no_more || peer_sends_no_more(c.state());
  const bool no_more_out = c.tcb().close_called || c.state() == State::Closed;
  if (c.state() == State::Closed || (no_more_in && no_more_out)) ready |= POLLHUP;
  if (no_more_in) ready |= kIn | POLLRDHUP;
  if (c.readable() > 0) ready |= kIn;
  if (c.urgent_octets() > 0) ready |= POLLPRI;
  if (no_more_out || is_writable(c, socket)) ready |= kOut;
  return ready;
}

unsigned of_socket(const Host& host, const Socket& socket) {
  const unsigned error = socket.error != 0 ? POLLERR : 0;
  for (const ListenerId id : socket.listeners) {
    if (!host.stack().listener(id).accept_queue.empty()) return kIn | error;
  }
  if (!socket.listeners.empty()) return error;
  const Connection* const c = host.connection_of(socket);
  return error | (c == nullptr ? POLLHUP | kOut : of_connection(*c, socket));
}

unsigned of_pipe(const PipeEnd& end) {
  const bool alone = end.other.expired();
  if (end.writes) return (end.pipe->octets.size() < Pipe::kCapacity ? kOut : 0) | (alone ? POLLERR : 0);
  return (end.pipe->octets.empty() ? 0 : kIn) | (alone ? POLLHUP : 0);
}

/// What is to be reported of a watched file now; an edge-triggered one only if something moved since.
unsigned due(const Host& host, const Watch& watch) {
  const auto file = watch.file.lock();
  if (file == nullptr || watch.spent) return 0;
  const unsigned ready = readiness(host, *file) & (watch.wanted.events | kAlways);
  if ((watch.wanted.events & EPOLLET) == 0 || !watch.reported) return ready;
  const bool in = (watch.wanted.events & (kIn | POLLRDHUP | POLLPRI)) != 0 && watch.reported->in != file->edges.in;
  const bool out = (watch.wanted.events & kOut) != 0 && watch.reported->out != file->edges.out;
  return in || out ? ready : 0;
}

int report(const Host& host, Epoll& set, std::span<struct epoll_event> events) {
  std::size_t reported = 0;
  for (auto& [fd, watch] : set.watches) {
    if (reported == events.size()) break;
    const unsigned ready = due(host, watch);
    if (ready == 0) continue;
    events[reported].events = ready;
    events[reported].data = watch.wanted.data;
    ++reported;
    watch.reported = watch.file.lock()->edges;
    watch.spent = (watch.wanted.events & EPOLLONESHOT) != 0;
  }
  return static_cast<int>(reported);
}

int look(Host& host, std::span<struct pollfd> fds) {
  int count = 0;
  for (struct pollfd& p : fds) {
    p.revents = 0;
    if (p.fd < 0) continue;
    const auto file = host.files().find(p.fd);
    const unsigned ready = file == nullptr ? unsigned{POLLNVAL}
                                           : readiness(host, *file) & (static_cast<unsigned short>(p.events) | kAlways);
    p.revents = static_cast<short>(ready);
    if (ready != 0) ++count;
  }
  return count;
}

}  // namespace

unsigned readiness(const Host& host, const File& file) {
  if (const auto* const socket = dynamic_cast<const Socket*>(&file)) return of_socket(host, *socket);
  if (const auto* const end = dynamic_cast<const PipeEnd*>(&file)) return of_pipe(*end);
  const auto& watches = dynamic_cast<const Epoll&>(file).watches;
  const bool any = std::any_of(watches.begin(), watches.end(), [&](const auto& w) { return due(host, w.second) != 0; });
  return any ? kIn : 0;
}

Result poll_files(Host& host, Lock& lock, struct pollfd* fds, nfds_t count, int timeout_ms) {
  if (fds == nullptr && count > 0) return -EFAULT;
  int ready = 0;
  const Woken woken = host.wait(lock, deadline_of(host, timeout_ms), [&] {
    ready = look(host, {fds, static_cast<std::size_t>(count)});
    return ready > 0;
  });
  return woken == Woken::Ready || woken == Woken::TimedOut ? ready : failure(woken);
}

Result open_epoll(Host& host, int size) {
  if (size <= 0) return -EINVAL;
  return host.files().add(std::make_shared<Epoll>());
}

Result control_epoll(Host& host, int epfd, int operation, int fd, const struct epoll_event* event) {
  std::shared_ptr<Epoll> set;
  if (const Result r = find_file(host, epfd, set, EINVAL); r < 0) return r;
  const auto file = host.files().find(fd);
  if (file == nullptr) return -EBADF;
  if (dynamic_cast<const Epoll*>(file.get()) != nullptr) return -EINVAL;  // no sets of sets
  if (operation != EPOLL_CTL_DEL && event == nullptr) return -EFAULT;
  const auto found = set->watches.find(fd);
  const bool is_there = found != set->watches.end() && found->second.file.lock() == file;
  switch (operation) {
    case EPOLL_CTL_ADD:
      if (is_there) return -EEXIST;
      set->watches[fd] = Watch{file, *event, {}, false};
      break;
    case EPOLL_CTL_MOD:
      if (!is_there) return -ENOENT;
      found->second = Watch{file, *event, {}, false};
      break;
    case EPOLL_CTL_DEL:
      if (!is_there) return -ENOENT;
      set->watches.erase(found);
      break;
    default: return -EINVAL;
  }
  host.settle();
  return 0;
}

Result wait_for_epoll(Host& host, Lock& lock, int epfd, struct epoll_event* events, int count, int timeout_ms) {
  std::shared_ptr<Epoll> set;
  if (const Result r = find_file(host, epfd, set, EINVAL); r < 0) return r;
  if (count <= 0) return -EINVAL;
  if (events == nullptr) return -EFAULT;
  int ready = 0;
  const Woken woken = host.wait(lock, deadline_of(host, timeout_ms), [&] {
    ready = report(host, *set, {events, static_cast<std::size_t>(count)});
    return ready > 0;
  });
  return woken == Woken::Ready || woken == Woken::TimedOut ? ready : failure(woken);
}

}  // namespace finalack::impl::packetdrill
