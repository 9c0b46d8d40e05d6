// What a listening socket is asked to do, and what became of each SYN.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>

#include "impl/connection/settings.hpp"
#include "impl/stack/connection_id.hpp"
#include "impl/time.hpp"
#include "impl/wire/address.hpp"

namespace finalack::impl {

enum class SynCookies : std::uint8_t {
  WhenFull,  ///< when the SYN queue is: an honest client can still connect
  Always,    ///< no state before the third segment
  Never,     ///< a SYN that finds the queue full is dropped
};

struct ListenerOptions {
  std::size_t syn_queue = 256;     ///< connections in SYN-RECEIVED
  std::size_t accept_queue = 128;  ///< connections that are established and wait for accept()
  SynCookies cookies = SynCookies::WhenFull;
  std::shared_ptr<const Settings> settings{};  ///< of its connections, as in ConnectOptions; null: the stack's
  std::size_t per_source_limit = 0;            ///< of those in the SYN queue, from one address (IPv6: one /64); 0: none
};

/// Why SYNs did and did not become connections; each counts segments.
struct ListenerCounters {
  std::uint64_t syns = 0;                  ///< SYNs that arrived
  std::uint64_t queued = 0;                ///< that got an entry in the SYN queue
  std::uint64_t cookies_sent = 0;          ///< that were answered with a cookie
  std::uint64_t refused_syn_queue = 0;     ///< dropped: the SYN queue is full, and there are no cookies
  std::uint64_t refused_accept_queue = 0;  ///< dropped: the accept queue is full
  std::uint64_t refused_source = 0;        ///< dropped: the source has as many entries as it may
  std::uint64_t cookies_accepted = 0;      ///< third segments whose cookie was right
  std::uint64_t cookies_refused = 0;       ///< ACKs without a connection whose number is no cookie: answered with RST
  std::uint64_t third_segments_deferred = 0;  ///< dropped for want of room: they, or the SYN,ACK, are sent again
  std::uint64_t established = 0;
  std::uint64_t timed_out = 0;  ///< entries whose SYN,ACK was never answered
  std::uint64_t reset = 0;      ///< entries that a RST or a SYN ended

  bool operator==(const ListenerCounters&) const = default;
};

struct Listener {
  Endpoint local;  ///< an address of zeros: all of its version
  ListenerOptions options;
  ListenerCounters counters;
  std::shared_ptr<const Settings> settings;  // of its connections
  std::deque<ConnectionId> accept_queue;
  std::size_t half_open = 0;
  std::map<IpAddress, std::size_t> per_source;  // of entries in the SYN queue, if there is a limit
  bool open = false;
  std::uint32_t generation = 0;       // of its id
  Time cookies_until = Time::min();   // an ACK may bring back a cookie until then
  Time deferred_until = Time::min();  // what follows a deferred third segment may arrive until then
};

}  // namespace finalack::impl
