// What read, recv, write and send and their relatives come down to.
#include <algorithm>
#include <utility>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

/// Nothing follows what is there to be read.
bool is_at_end(const Connection* c, const Socket& socket) {
  if (c == nullptr || socket.reads_no_more) return true;
  switch (c->state()) {
    case State::CloseWait:
    case State::Closing:
    case State::LastAck:
    case State::TimeWait:
    case State::Closed: return true;
    default: return false;
  }
}

void copy_text(const Pieces& text, std::size_t most, std::vector<std::uint8_t>& to) {
  for (const auto part : {text.first, text.second}) {
    const std::size_t octets = std::min(part.size(), most);
    to.insert(to.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(octets));
    most -= octets;
  }
}

void take_text(Host& host, const Socket& socket, std::size_t octets, bool peeks, std::vector<std::uint8_t>& to) {
  if (peeks) {
    copy_text(host.connection_of(socket)->received().peek(), octets, to);
    return;
  }
  const std::size_t before = to.size();
  to.resize(before + octets);
  (void)host.stack().receive(host.now(), *socket.connection, std::span(to).subspan(before));
  host.settle();
}

Result receive(Host& host, Lock& lock, Socket& socket, std::size_t most, int flags, std::vector<std::uint8_t>& to) {
  if ((flags & MSG_ERRQUEUE) != 0) return -EAGAIN;
  if ((flags & MSG_OOB) != 0) return -EINVAL;  // urgent text stays where it is: RFC 6093 section 6
  const bool peeks = (flags & MSG_PEEK) != 0;
  const bool waits = !socket.nonblocking && (flags & MSG_DONTWAIT) == 0;
  const bool wants_all = waits && !peeks && (flags & MSG_WAITALL) != 0;
  const Time deadline = deadline_of(host, socket.receive_timeout);
  std::size_t got = 0;
  for (;;) {
    const Connection* const c = host.connection_of(socket);
    if (c != nullptr && c->readable() > 0 && most > got) {
      const std::size_t octets = std::min(c->readable(), most - got);
      take_text(host, socket, octets, peeks, to);
      got += octets;
    }
    if (got == most || (got > 0 && !wants_all)) return static_cast<Result>(got);
    if (socket.error != 0) return got > 0 ? static_cast<Result>(got) : -take_error(socket);
    if (c == nullptr) return -ENOTCONN;
    if (is_at_end(c, socket)) return static_cast<Result>(got);
    if (!waits) return -EAGAIN;
    const auto ready = [&] {
      const Connection* const now = host.connection_of(socket);
      return now == nullptr || now->readable() > 0 || socket.error != 0 || is_at_end(now, socket);
    };
    if (const Woken woken = host.wait(lock, deadline, ready); woken != Woken::Ready) {
      return got > 0 ? static_cast<Result>(got) : failure(woken);
    }
  }
}

bool is_opening(const Connection& c) { return c.state() == State::SynSent || c.state() == State::SynReceived; }

bool can_send(const Connection& c) {
  return (c.state() == State::Established || c.state() == State::CloseWait) && !c.tcb().close_called;
}

bool has_room(const Connection& c) { return c.unsent() + c.unacknowledged() < c.settings().send_buffer; }

/// Whether there is something to do, or to tell, for somebody who sends.
bool gets_on(const Host& host, const Socket& socket) {
  const Connection* const c = host.connection_of(socket);
  if (c == nullptr || socket.error != 0) return true;
  if (is_opening(*c)) return false;
  return !can_send(*c) || has_room(*c);
}

Result send(Host& host, Lock& lock, Socket& socket, std::span<const std::uint8_t> from, int flags) {
  if ((flags & MSG_FASTOPEN) != 0) return -EOPNOTSUPP;
  const bool waits = !socket.nonblocking && (flags & MSG_DONTWAIT) == 0;
  const Time deadline = deadline_of(host, socket.send_timeout);
  std::size_t sent = 0;
  const auto end = [&](Result error) { return sent > 0 ? static_cast<Result>(sent) : error; };
  for (;;) {
    if (socket.error != 0) return sent > 0 ? static_cast<Result>(sent) : -take_error(socket);
    const Connection* const c = host.connection_of(socket);
    if (c == nullptr || !(can_send(*c) || is_opening(*c))) return end(-EPIPE);
    if (!is_opening(*c)) {
      if (sent == from.size()) return static_cast<Result>(sent);
      const bool urgent = (flags & MSG_OOB) != 0;
      sent += host.stack().send(host.now(), *socket.connection, from.subspan(sent), urgent).octets;
      host.settle();
      if (sent == from.size()) return static_cast<Result>(sent);
    }
    if (!waits) return end(-EAGAIN);
    const Woken woken = host.wait(lock, deadline, [&] { return gets_on(host, socket); });
    if (woken != Woken::Ready) return end(failure(woken));
  }
}

}  // namespace

Result receive_from(Host& host, Lock& lock, int fd, std::size_t most, int flags, std::vector<std::uint8_t>& to,
                    Accepts accepts) {
  const auto file = host.files().find(fd);
  if (auto* const socket = dynamic_cast<Socket*>(file.get())) return receive(host, lock, *socket, most, flags, to);
  if (file != nullptr && accepts == Accepts::Sockets) return -ENOTSOCK;
  if (auto* const end = dynamic_cast<PipeEnd*>(file.get())) {
    return read_pipe(host, lock, *end, most, !end->nonblocking, to);
  }
  return file == nullptr ? -EBADF : -EINVAL;
}

Result send_to(Host& host, Lock& lock, int fd, std::span<const std::uint8_t> from, int flags, Accepts accepts) {
  const auto file = host.files().find(fd);
  if (auto* const socket = dynamic_cast<Socket*>(file.get())) return send(host, lock, *socket, from, flags);
  if (file != nullptr && accepts == Accepts::Sockets) return -ENOTSOCK;
  if (auto* const end = dynamic_cast<PipeEnd*>(file.get())) {
    return write_pipe(host, lock, *end, from, !end->nonblocking);
  }
  return file == nullptr ? -EBADF : -EINVAL;
}

}  // namespace finalack::impl::packetdrill
