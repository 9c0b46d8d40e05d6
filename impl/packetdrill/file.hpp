// What a descriptor stands for: a socket, an end of a pipe, or an epoll set.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <sys/epoll.h>

#include "impl/connection/settings.hpp"
#include "impl/stack/connection_id.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl::packetdrill {

/// Counts what may have made a file readable or writable: an edge-triggered watch reports when they moved.
struct Edges {
  std::uint64_t in = 0;
  std::uint64_t out = 0;

  bool operator==(const Edges&) const = default;
};

struct File {
  virtual ~File() = default;

  bool nonblocking = false;
  Edges edges;
};

/// How far connect() is, as the next connect() tells it.
enum class Phase : std::uint8_t { Fresh, Connecting, Connected };

struct Socket : File {
  int family = 0;
  std::optional<Endpoint> bound;
  std::vector<ListenerId> listeners;  ///< one; or two: an IPv6 socket that takes IPv4, too
  std::optional<ConnectionId> connection;
  Phase phase = Phase::Fresh;
  int error = 0;       ///< SO_ERROR: told once
  int soft_error = 0;  ///< what ICMP reported: the reason, should the connection time out
  bool peer_closed = false;
  bool reads_no_more = false;  ///< shutdown(SHUT_RD)

  Settings settings;  ///< of its connections: what the options changed
  std::size_t backlog = 0;
  std::optional<int> linger;  ///< seconds
  int receive_buffer = 0;     ///< as the options report them; 0: never set
  int send_buffer = 0;
  int max_segment = 0;
  Duration receive_timeout{};  ///< zero: none
  Duration send_timeout{};
  bool reuses_address = false;
  bool v6_only = false;
  bool corked = false;
  bool wants_urgent_in_line = false;  ///< SO_OOBINLINE; it is, either way
  std::uint32_t unsent_limit = ~0U;   ///< TCP_NOTSENT_LOWAT: not writable from so many octets on
  bool quick_acks = true;
  int defer_accept = 0;
};

struct Pipe {
  static constexpr std::size_t kCapacity = 65536;

  std::deque<std::uint8_t> octets;
};

struct PipeEnd : File {
  std::shared_ptr<Pipe> pipe;
  std::weak_ptr<PipeEnd> other;
  bool writes = false;
};

struct Watch {
  std::weak_ptr<File> file;
  struct epoll_event wanted {};
  std::optional<Edges> reported;  ///< of an edge-triggered one; nothing yet
  bool spent = false;             ///< EPOLLONESHOT
};

struct Epoll : File {
  std::map<int, Watch> watches;
};

}  // namespace finalack::impl::packetdrill
