// getsockopt and setsockopt. What an option changes is a figure of the connection's settings: of the one that is there,
// and of those that a listener will have.
#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kSmallestReceiveBuffer = 2304;  // SOCK_MIN_RCVBUF
constexpr int kSmallestSendBuffer = 4608;     // SOCK_MIN_SNDBUF
constexpr int kLargestBuffer = 1 << 29;
constexpr int kSmallestSegment = 88;  // TCP_MIN_MSS
constexpr int kLargestSegment = 32767;
constexpr int kLongestLinger2 = 120;               // seconds
constexpr time_t kLongestTimeout = 1'000'000'000;  // seconds: more is no limit, either
constexpr std::string_view kCongestionControl = "reno";

template <class F> void change_settings(Host& host, Socket& socket, F&& change) {
  change(socket.settings);
  for (const ListenerId id : socket.listeners) {
    ListenerOptions options = host.stack().listener(id).options;
    options.settings = std::make_shared<const Settings>(socket.settings);
    host.stack().set_listener_options(id, options);
  }
  if (!socket.connection) return;
  host.stack().with(host.now(), *socket.connection, [&](Connection& c) {
    Settings settings = c.settings();
    change(settings);
    c.set_settings(host.now(), std::make_shared<const Settings>(settings));
  });
  host.settle();
}

template <class F> void with_connection(Host& host, Socket& socket, F&& f) {
  if (socket.connection) host.stack().with(host.now(), *socket.connection, std::forward<F>(f));
  host.settle();
}

Result set_keepalive(Host& host, Socket& socket, bool on) {
  socket.settings.keepalive = on;
  change_settings(host, socket, [on](Settings& s) { s.keepalive = on; });
  with_connection(host, socket, [&](Connection& c) { c.set_keepalive(host.now(), on); });
  return 0;
}

Result set_nagle(Host& host, Socket& socket, bool on) {
  change_settings(host, socket, [on](Settings& s) { s.nagle = on; });
  with_connection(host, socket, [on](Connection& c) { c.set_nagle(on); });
  return 0;
}

/// As Linux does: twice the number is what the option says then; the number itself is what text may take.
int buffer_size(int value, int least) { return std::max(2 * std::clamp(value, 0, kLargestBuffer), least); }

Result set_socket_option(Host& host, Socket& socket, int name, int value) {
  switch (name) {
    case SO_REUSEADDR: socket.reuses_address = value != 0; return 0;
    case SO_KEEPALIVE: return set_keepalive(host, socket, value != 0);
    case SO_OOBINLINE: socket.wants_urgent_in_line = value != 0; return 0;
    case SO_RCVBUFFORCE:
    case SO_RCVBUF:
      socket.receive_buffer = buffer_size(value, kSmallestReceiveBuffer);
      change_settings(host, socket,
                      [&](Settings& s) { s.receive_buffer = static_cast<std::uint32_t>(socket.receive_buffer / 2); });
      return 0;
    case SO_SNDBUFFORCE:
    case SO_SNDBUF:
      socket.send_buffer = buffer_size(value, kSmallestSendBuffer);
      change_settings(host, socket,
                      [&](Settings& s) { s.send_buffer = static_cast<std::uint32_t>(socket.send_buffer / 2); });
      return 0;
    default: return -ENOPROTOOPT;
  }
}

/// Where the option is a number of seconds or of probes, from 1 to `most`.
template <class F> Result set_limit(Host& host, Socket& socket, int value, int most, F&& change) {
  if (value < 1 || value > most) return -EINVAL;
  change_settings(host, socket, [&](Settings& s) { change(s, static_cast<unsigned>(value)); });
  return 0;
}

Result set_max_segment(Host& host, Socket& socket, int value) {
  if (value != 0 && (value < kSmallestSegment || value > kLargestSegment)) return -EINVAL;
  socket.max_segment = value;
  const auto mss = static_cast<std::uint16_t>(value == 0 ? 65535 : value);
  socket.settings.mss = socket.settings.path_mss = mss;
  if (!socket.listeners.empty()) change_settings(host, socket, [](Settings&) {});
  return 0;  // a connection that exists keeps its own
}

Result set_linger_2(Host& host, Socket& socket, int value) {
  const int secs = value < 0 ? 0 : value == 0 ? 60 : std::min(value, kLongestLinger2);
  change_settings(host, socket, [&](Settings& s) { s.fin_wait_2 = secs == 0 ? Duration(1) : Duration(seconds(secs)); });
  return 0;
}

Result set_quick_acks(Host& host, Socket& socket, bool on) {
  socket.quick_acks = on;
  with_connection(host, socket, [on](Connection& c) { c.set_quick_acks(on); });
  return 0;
}

Result set_tcp_option(Host& host, Socket& socket, int name, int value) {
  switch (name) {
    case TCP_NODELAY: return set_nagle(host, socket, value == 0);
    case TCP_MAXSEG: return set_max_segment(host, socket, value);
    case TCP_CORK: socket.corked = value != 0; return 0;
    case TCP_QUICKACK: return set_quick_acks(host, socket, value != 0);
    case TCP_DEFER_ACCEPT: socket.defer_accept = std::max(value, 0); return 0;
    case TCP_LINGER2: return set_linger_2(host, socket, value);
    case TCP_NOTSENT_LOWAT: socket.unsent_limit = static_cast<std::uint32_t>(value); return 0;
    case TCP_KEEPIDLE:
      return set_limit(host, socket, value, 32767, [](Settings& s, unsigned n) { s.keepalive_idle = seconds(n); });
    case TCP_KEEPINTVL:
      return set_limit(host, socket, value, 32767, [](Settings& s, unsigned n) { s.keepalive_interval = seconds(n); });
    case TCP_KEEPCNT:
      return set_limit(host, socket, value, 127, [](Settings& s, unsigned n) { s.keepalive_probes = n; });
    case TCP_SYNCNT: return set_limit(host, socket, value, 127, [](Settings& s, unsigned n) { s.syn_retries = n; });
    case TCP_USER_TIMEOUT:
      if (value < 0) return -EINVAL;
      change_settings(host, socket, [value](Settings& s) { s.user_timeout = milliseconds(value); });
      return 0;
    default: return -ENOPROTOOPT;
  }
}

Result set_linger(Socket& socket, const void* value, socklen_t size) {
  struct linger wanted {};
  if (size < sizeof wanted) return -EINVAL;
  std::memcpy(&wanted, value, sizeof wanted);
  socket.linger = wanted.l_onoff != 0 ? std::optional<int>(std::max(wanted.l_linger, 0)) : std::nullopt;
  return 0;
}

Result set_timeout(Duration& timeout, const void* value, socklen_t size) {
  timeval wanted{};
  if (size < sizeof wanted) return -EINVAL;
  std::memcpy(&wanted, value, sizeof wanted);
  if (wanted.tv_usec < 0 || wanted.tv_usec >= 1'000'000) return -EDOM;
  const auto secs = std::min(wanted.tv_sec, kLongestTimeout);
  timeout = secs < 0 ? Duration(1) : Duration(seconds(secs)) + Duration(wanted.tv_usec);
  return 0;
}

timeval as_timeval(Duration timeout) {
  const auto usecs = timeout.count();
  return {static_cast<time_t>(usecs / 1'000'000), static_cast<suseconds_t>(usecs % 1'000'000)};
}

/// Reads the option's number. -ENOPROTOOPT: there is none of that name.
Result socket_option(Socket& socket, int name, int& value) {
  switch (name) {
    case SO_TYPE: value = SOCK_STREAM; return 0;
    case SO_PROTOCOL: value = IPPROTO_TCP; return 0;
    case SO_DOMAIN: value = socket.family; return 0;
    case SO_ACCEPTCONN: value = socket.listeners.empty() ? 0 : 1; return 0;
    case SO_REUSEADDR: value = socket.reuses_address ? 1 : 0; return 0;
    case SO_KEEPALIVE: value = socket.settings.keepalive ? 1 : 0; return 0;
    case SO_OOBINLINE: value = socket.wants_urgent_in_line ? 1 : 0; return 0;
    case SO_RCVBUF:
      value = socket.receive_buffer != 0 ? socket.receive_buffer : static_cast<int>(socket.settings.receive_buffer);
      return 0;
    case SO_SNDBUF:
      value = socket.send_buffer != 0 ? socket.send_buffer : static_cast<int>(socket.settings.send_buffer);
      return 0;
    case SO_ERROR:
      value = take_error(socket);
      if (value == 0) value = std::exchange(socket.soft_error, 0);
      return 0;
    default: return -ENOPROTOOPT;
  }
}

int in_seconds(Duration duration) { return static_cast<int>(duration_cast<seconds>(duration).count()); }

Result tcp_option(const Host& host, const Socket& socket, int name, int& value) {
  const Settings& s = socket.settings;
  const Connection* const c = host.connection_of(socket);
  switch (name) {
    case TCP_NODELAY: value = s.nagle ? 0 : 1; return 0;
    case TCP_MAXSEG:
      value = c != nullptr ? static_cast<int>(c->segment_text()) : socket.max_segment != 0 ? socket.max_segment : 536;
      return 0;
    case TCP_CORK: value = socket.corked ? 1 : 0; return 0;
    case TCP_QUICKACK: value = socket.quick_acks ? 1 : 0; return 0;
    case TCP_DEFER_ACCEPT: value = socket.defer_accept; return 0;
    case TCP_LINGER2: value = in_seconds(s.fin_wait_2); return 0;
    case TCP_NOTSENT_LOWAT: value = static_cast<int>(socket.unsent_limit); return 0;
    case TCP_KEEPIDLE: value = in_seconds(s.keepalive_idle); return 0;
    case TCP_KEEPINTVL: value = in_seconds(s.keepalive_interval); return 0;
    case TCP_KEEPCNT: value = static_cast<int>(s.keepalive_probes); return 0;
    case TCP_SYNCNT: value = static_cast<int>(s.syn_retries); return 0;
    case TCP_USER_TIMEOUT: value = static_cast<int>(duration_cast<milliseconds>(s.user_timeout).count()); return 0;
    default: return -ENOPROTOOPT;
  }
}

/// As much of it as there is room for.
Result give(const void* from, std::size_t octets, void* value, socklen_t* size) {
  *size = static_cast<socklen_t>(std::min<std::size_t>(*size, octets));
  std::memcpy(value, from, *size);
  return 0;
}

}  // namespace

int take_error(Socket& socket) { return std::exchange(socket.error, 0); }

Result set_option(Host& host, int fd, int level, int name, const void* value, socklen_t size) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (value == nullptr) return -EFAULT;
  if (level == SOL_SOCKET && name == SO_LINGER) return set_linger(*socket, value, size);
  if (level == SOL_SOCKET && name == SO_RCVTIMEO) return set_timeout(socket->receive_timeout, value, size);
  if (level == SOL_SOCKET && name == SO_SNDTIMEO) return set_timeout(socket->send_timeout, value, size);
  if (level == IPPROTO_TCP && name == TCP_CONGESTION) {
    std::string_view wanted(static_cast<const char*>(value), size);
    wanted = wanted.substr(0, wanted.find('\0'));
    return wanted == kCongestionControl ? 0 : -ENOENT;
  }
  int number = 0;
  if (size < sizeof number) return -EINVAL;
  std::memcpy(&number, value, sizeof number);
  if (level == SOL_SOCKET) return set_socket_option(host, *socket, name, number);
  if (level == IPPROTO_TCP) return set_tcp_option(host, *socket, name, number);
  if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY && socket->family == AF_INET6) {
    if (socket->bound) return -EINVAL;
    socket->v6_only = number != 0;
    return 0;
  }
  return -ENOPROTOOPT;
}

Result get_option(Host& host, int fd, int level, int name, void* value, socklen_t* size) {
  std::shared_ptr<Socket> socket;
  if (const Result r = find_file(host, fd, socket, ENOTSOCK); r < 0) return r;
  if (value == nullptr || size == nullptr) return -EFAULT;
  if (level == IPPROTO_TCP && name == TCP_INFO) {
    *size = static_cast<socklen_t>(write_tcp_info(host, *socket, {static_cast<std::uint8_t*>(value), *size}));
    return 0;
  }
  if (level == IPPROTO_TCP && name == TCP_CONGESTION) {
    std::array<char, 16> padded{};
    std::copy(kCongestionControl.begin(), kCongestionControl.end(), padded.begin());
    return give(padded.data(), padded.size(), value, size);
  }
  if (level == SOL_SOCKET && name == SO_LINGER) {
    const struct linger now { socket->linger ? 1 : 0, socket->linger.value_or(0) };
    return give(&now, sizeof now, value, size);
  }
  if (level == SOL_SOCKET && (name == SO_RCVTIMEO || name == SO_SNDTIMEO)) {
    const timeval timeout = as_timeval(name == SO_RCVTIMEO ? socket->receive_timeout : socket->send_timeout);
    return give(&timeout, sizeof timeout, value, size);
  }
  int number = 0;
  Result result = -ENOPROTOOPT;
  if (level == SOL_SOCKET) result = socket_option(*socket, name, number);
  if (level == IPPROTO_TCP) result = tcp_option(host, *socket, name, number);
  if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY && socket->family == AF_INET6) {
    number = socket->v6_only ? 1 : 0;
    result = 0;
  }
  return result < 0 ? result : give(&number, sizeof number, value, size);
}

}  // namespace finalack::impl::packetdrill
