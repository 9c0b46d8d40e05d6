// The functions behind the struct that packetdrill calls: each takes the lock, and turns what comes of the call into a
// return value and errno. No exception gets out.
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>

#include <fcntl.h>

#include "impl/packetdrill/calls.hpp"
#include "impl/packetdrill/interface.hpp"
#include "impl/packetdrill/leftovers.hpp"

namespace finalack::impl::packetdrill {
namespace {

Host& host_of(void* userdata) { return *static_cast<Host*>(userdata); }

/// f(host, lock) under the lock; `T` is the call's return type.
template <class T, class F> T call(void* userdata, F&& f) {
  Host& host = host_of(userdata);
  Result result = -ENOMEM;
  Lock lock(host.mutex());
  host.waiting().enter();
  try {
    result = f(host, lock);
  } catch (const std::exception&) {
    result = -ENOMEM;  // nothing here throws but for want of memory
  }
  host.waiting().leave(lock);
  if (result < 0) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return static_cast<T>(result);
}

void free_host(void* userdata) {
  const std::unique_ptr<Host> host(static_cast<Host*>(userdata));
  if (host == nullptr) return;
  Lock lock(host->mutex());
  host->waiting().enter();
  host->unload(lock);
  if (host->flags().strict) std::fputs(leftovers(*host).c_str(), stderr);
  lock.unlock();
}

// --- buffers ---

constexpr int kMostBuffers = 1024;  // IOV_MAX

/// The octets of several buffers; -EINVAL, -EFAULT. If nothing `is_kept`, buffers need not be there.
Result total(const struct iovec* buffers, std::size_t count, std::size_t& octets, bool is_kept = true) {
  if (count > kMostBuffers) return -EINVAL;
  if (buffers == nullptr && count > 0) return -EFAULT;
  octets = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_kept && buffers[i].iov_base == nullptr && buffers[i].iov_len > 0) return -EFAULT;
    if (buffers[i].iov_len > SSIZE_MAX - octets) return -EINVAL;
    octets += buffers[i].iov_len;
  }
  return 0;
}

ssize_t receive(void* userdata, int fd, const struct iovec* buffers, std::size_t count, int flags, Accepts accepts) {
  return call<ssize_t>(userdata, [&](Host& host, Lock& lock) -> Result {
    const bool is_kept = (flags & MSG_TRUNC) == 0;  // TCP's MSG_TRUNC: read, and thrown away
    std::size_t room = 0;
    if (const Result r = total(buffers, count, room, is_kept); r < 0) return r;
    std::vector<std::uint8_t> got;
    const Result result = receive_from(host, lock, fd, room, flags, got, accepts);
    if (!is_kept) return result;
    std::size_t from = 0;
    for (std::size_t i = 0; i < count && from < got.size(); ++i) {
      const std::size_t octets = std::min(buffers[i].iov_len, got.size() - from);
      if (octets > 0) std::memcpy(buffers[i].iov_base, got.data() + from, octets);  // an empty one may be null
      from += octets;
    }
    return result;
  });
}

ssize_t transmit(void* userdata, int fd, const struct iovec* buffers, std::size_t count, int flags, Accepts accepts) {
  return call<ssize_t>(userdata, [&](Host& host, Lock& lock) -> Result {
    std::size_t octets = 0;
    if (const Result r = total(buffers, count, octets); r < 0) return r;
    std::vector<std::uint8_t> text;
    text.reserve(octets);
    for (std::size_t i = 0; i < count; ++i) {
      const auto* const from = static_cast<const std::uint8_t*>(buffers[i].iov_base);
      text.insert(text.end(), from, from + buffers[i].iov_len);
    }
    return send_to(host, lock, fd, text, flags, accepts);
  });
}

struct iovec buffer(const void* from, std::size_t size) {
  return {const_cast<void*>(from), size};
}

ssize_t receive_one(void* userdata, int fd, void* to, std::size_t size, int flags, Accepts accepts = Accepts::Sockets) {
  const struct iovec one = buffer(to, size);
  return receive(userdata, fd, &one, 1, flags, accepts);
}

ssize_t transmit_one(void* userdata, int fd, const void* from, std::size_t size, int flags,
                     Accepts accepts = Accepts::Sockets) {
  const struct iovec one = buffer(from, size);
  return transmit(userdata, fd, &one, 1, flags, accepts);
}

void fill_sockets(struct packetdrill_interface& i) {
  i.socket = [](void* u, int domain, int type, int protocol) {
    return call<int>(u, [&](Host& h, Lock&) { return open_socket(h, domain, type, protocol); });
  };
  i.bind = [](void* u, int fd, const struct sockaddr* address, socklen_t size) {
    return call<int>(u, [&](Host& h, Lock&) { return bind_socket(h, fd, address, size); });
  };
  i.listen = [](void* u, int fd, int backlog) {
    return call<int>(u, [&](Host& h, Lock&) { return listen_on(h, fd, backlog); });
  };
  i.accept = [](void* u, int fd, struct sockaddr* address, socklen_t* size) {
    return call<int>(u, [&](Host& h, Lock& l) { return accept_from(h, l, fd, address, size); });
  };
  i.connect = [](void* u, int fd, const struct sockaddr* address, socklen_t size) {
    return call<int>(u, [&](Host& h, Lock& l) { return connect_to(h, l, fd, address, size); });
  };
  i.close = [](void* u, int fd) { return call<int>(u, [&](Host& h, Lock& l) { return close_file(h, l, fd); }); };
  i.shutdown = [](void* u, int fd, int how) {
    return call<int>(u, [&](Host& h, Lock&) { return shut_down(h, fd, how); });
  };
  i.getsockopt = [](void* u, int fd, int level, int name, void* value, socklen_t* size) {
    return call<int>(u, [&](Host& h, Lock&) { return get_option(h, fd, level, name, value, size); });
  };
  i.setsockopt = [](void* u, int fd, int level, int name, const void* value, socklen_t size) {
    return call<int>(u, [&](Host& h, Lock&) { return set_option(h, fd, level, name, value, size); });
  };
}

void fill_reading(struct packetdrill_interface& i) {
  i.read = [](void* u, int fd, void* to, size_t size) { return receive_one(u, fd, to, size, 0, Accepts::AnyFile); };
  i.readv = [](void* u, int fd, const struct iovec* to, int count) {
    return receive(u, fd, to, static_cast<std::size_t>(count), 0, Accepts::AnyFile);
  };
  i.recv = [](void* u, int fd, void* to, size_t size, int flags) { return receive_one(u, fd, to, size, flags); };
  i.recvfrom = [](void* u, int fd, void* to, size_t size, int flags, struct sockaddr*, socklen_t* address_size) {
    const ssize_t got = receive_one(u, fd, to, size, flags);
    if (got >= 0 && address_size != nullptr) *address_size = 0;  // as Linux: TCP names nobody
    return got;
  };
  i.recvmsg = [](void* u, int fd, struct msghdr* message, int flags) -> ssize_t {
    if (message == nullptr) return errno = EFAULT, -1;
    const ssize_t got = receive(u, fd, message->msg_iov, message->msg_iovlen, flags, Accepts::Sockets);
    if (got >= 0) message->msg_namelen = 0, message->msg_controllen = 0, message->msg_flags = 0;
    return got;
  };
}

void fill_writing(struct packetdrill_interface& i) {
  i.write = [](void* u, int fd, const void* from, size_t size) {
    return transmit_one(u, fd, from, size, 0, Accepts::AnyFile);
  };
  i.writev = [](void* u, int fd, const struct iovec* from, int count) {
    return transmit(u, fd, from, static_cast<std::size_t>(count), 0, Accepts::AnyFile);
  };
  i.send = [](void* u, int fd, const void* from, size_t size, int flags) {
    return transmit_one(u, fd, from, size, flags);
  };
  i.sendto = [](void* u, int fd, const void* from, size_t size, int flags, const struct sockaddr*, socklen_t) {
    return transmit_one(u, fd, from, size, flags);  // where to is known
  };
  i.sendmsg = [](void* u, int fd, const struct msghdr* message, int flags) -> ssize_t {
    if (message == nullptr) return errno = EFAULT, -1;
    return transmit(u, fd, message->msg_iov, message->msg_iovlen, flags, Accepts::Sockets);
  };
}

int control(void* userdata, int fd, int command, ...) {  // NOLINT(cert-dcl50-cpp): the interface's
  va_list arguments;
  va_start(arguments, command);
  const int argument = command == F_SETFL || command == F_SETFD ? va_arg(arguments, int) : 0;
  va_end(arguments);
  return call<int>(userdata, [&](Host& h, Lock&) { return control_file(h, fd, command, argument); });
}

int control_by_request(void* userdata, int fd, unsigned long request, ...) {  // NOLINT(cert-dcl50-cpp)
  va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return call<int>(userdata, [&](Host& h, Lock&) { return control_device(h, fd, request, argument); });
}

void fill_files(struct packetdrill_interface& i) {
  i.fcntl = control;
  i.ioctl = control_by_request;
  i.poll = [](void* u, struct pollfd* fds, nfds_t count, int timeout) {
    return call<int>(u, [&](Host& h, Lock& l) { return poll_files(h, l, fds, count, timeout); });
  };
  i.epoll_create = [](void* u, int size) { return call<int>(u, [&](Host& h, Lock&) { return open_epoll(h, size); }); };
  i.epoll_ctl = [](void* u, int epfd, int operation, int fd, struct epoll_event* event) {
    return call<int>(u, [&](Host& h, Lock&) { return control_epoll(h, epfd, operation, fd, event); });
  };
  i.epoll_wait = [](void* u, int epfd, struct epoll_event* events, int count, int timeout) {
    return call<int>(u, [&](Host& h, Lock& l) { return wait_for_epoll(h, l, epfd, events, count, timeout); });
  };
  i.pipe = [](void* u, int fds[2]) { return call<int>(u, [&](Host& h, Lock&) { return open_pipe(h, fds); }); };
  i.splice = [](void* u, int from, loff_t* from_at, int to, loff_t* to_at, size_t size, unsigned flags) {
    return call<int>(u, [&](Host& h, Lock& l) -> Result {
      // For a script's NULL, packetdrill gives the address of a zero.
      if ((from_at != nullptr && *from_at != 0) || (to_at != nullptr && *to_at != 0)) return -ESPIPE;
      return splice_between(h, l, from, to, size, flags);
    });
  };
}

// --- the network and the clock ---

int receive_packet(void* userdata, void* to, size_t* size, long long* time_usecs) {
  return call<int>(userdata, [&](Host& host, Lock& lock) -> Result {
    const auto packet = host.fetch(lock);
    *time_usecs = (packet ? packet->at : host.now()).time_since_epoch().count();
    const std::size_t octets = packet ? std::min(packet->octets.size(), *size) : 0;
    if (packet) std::memcpy(to, packet->octets.data(), octets);
    *size = octets;
    return 0;
  });
}

int tell_time(void* userdata, struct timeval* time, struct timezone* zone) {
  return call<int>(userdata, [&](Host& host, Lock& lock) -> Result {
    const auto now = host.read_clock(lock).time_since_epoch().count();
    if (time != nullptr) *time = {static_cast<time_t>(now / 1'000'000), static_cast<suseconds_t>(now % 1'000'000)};
    if (zone != nullptr) *zone = {};
    return 0;
  });
}

void fill_network(struct packetdrill_interface& i) {
  i.netdev_send = [](void* u, const void* packet, size_t size) {
    return call<int>(u, [&](Host& h, Lock&) -> Result {
      return h.deliver({static_cast<const std::uint8_t*>(packet), size}) ? 0 : -EINVAL;
    });
  };
  i.netdev_receive = receive_packet;
  i.usleep = [](void* u, useconds_t usecs) {
    return call<int>(u, [&](Host& h, Lock& l) -> Result {
      h.advance_to(l, h.now() + Duration(usecs));
      return 0;
    });
  };
  i.gettimeofday = tell_time;
}

/// The interface has no way to refuse, and a script that runs with other flags than it was given would mislead.
Flags flags_or_exit(const char* text) {
  try {
    return parse_flags(text);
  } catch (const std::invalid_argument& wrong) {
    std::fputs(wrong.what(), stderr);
    std::exit(EXIT_FAILURE);  // NOLINT(concurrency-mt-unsafe): there is one thread yet
  }
}

}  // namespace
}  // namespace finalack::impl::packetdrill

extern "C" void packetdrill_interface_init(const char* flags, struct packetdrill_interface* interface) {
  using namespace finalack::impl::packetdrill;  // NOLINT(google-build-using-namespace)
  auto host = std::make_unique<Host>(flags_or_exit(flags));
  *interface = {};
  interface->free = free_host;
  fill_sockets(*interface);
  fill_reading(*interface);
  fill_writing(*interface);
  fill_files(*interface);
  fill_network(*interface);
  interface->userdata = host.release();
}
