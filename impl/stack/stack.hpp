// A host's TCP without the host: many connections, listeners, resets for what belongs to nobody, ICMP errors.
//
// Like a connection it does no I/O: packets and times come in, packets and deadlines come out. What it sends it gives
// out as header and text, so that a device that fills in checksums, or cuts text into segments, can be left to do so.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "impl/stack/connection_table.hpp"
#include "impl/stack/listener.hpp"
#include "impl/stack/observer.hpp"
#include "impl/stack/timer_queue.hpp"
#include "impl/wire/icmp.hpp"
#include "impl/wire/packet.hpp"

namespace finalack::impl {

struct StackOptions {
  std::vector<IpAddress> addresses;  ///< that this host answers to; the first of a version is what connect() uses
  Settings settings;                 ///< of each connection; its MSS figures are set from `mtu`
  std::uint32_t mtu = 1500;          ///< octets of the longest packet
  KeyedHash::Key key{};              ///< secret: KeyedHash::random_key(), or a fixed one for what has to be repeatable
  std::size_t max_connections = 1 << 20;
  std::uint16_t first_ephemeral_port = 49152;  ///< RFC 6335 section 6; up to 65535
  bool any_address = false;                    ///< it answers to every unicast address, not to `addresses` only
  bool any_error_ends_opening = false;  ///< also an ICMP error that may pass: RFC 5461 section 4.1, as Linux does
};

/// What a connection is to have otherwise than the stack would choose.
struct ConnectOptions {
  std::uint16_t local_port = 0;                ///< 0: any that is free
  std::optional<IpAddress> local_address{};    ///< of the remote's version
  std::shared_ptr<const Settings> settings{};  ///< no larger an MSS than the stack's `mtu` allows is taken from them
};

enum class ConnectError : std::uint8_t {
  None,
  InvalidRemote,  ///< no port, no address of one host, or this host's own (MUST-46)
  NoAddress,      ///< this host has no address of the remote's version
  InUse,          ///< "connection already exists"
  NoPort,         ///< every ephemeral port is in use for that remote socket
  NoRoom,         ///< "insufficient resources"
};

enum class ListenError : std::uint8_t {
  None,
  InUse,
};

/// Something that the user is told about a connection. That one waits to be accepted is its Connected, and is told once
/// for each; of one that was accepted before it was told, it isn't told any more.
struct StackNotice {
  ConnectionId connection;
  ListenerId listener;  ///< that the connection came from, if it did
  Notice notice;
  bool is_acceptable = false;
};

/// A packet to be sent. The text lies in a connection's buffer until the stack's next call.
struct StackPacket : Outgoing {  // its ports filled in
  FourTuple tuple;
};

struct StackCounters {
  std::uint64_t segments_in = 0;
  std::uint64_t segments_out = 0;
  std::uint64_t malformed = 0;   ///< packets that could not be parsed, bad checksums among them
  std::uint64_t not_ours = 0;    ///< to another address, or from one that can't be
  std::uint64_t resets_out = 0;  ///< answers to segments that belong to no connection
  std::uint64_t icmp_in = 0;
  std::uint64_t replies_dropped = 0;  ///< resets and cookies for want of room in the queue
};

class Stack {
 public:
  explicit Stack(StackOptions options);

  // --- user calls ---

  /// Port 0: any that is free.
  ConnectError connect(Time now, const Endpoint& remote, std::uint16_t local_port, ConnectionId& id) {
    return connect(now, remote, ConnectOptions{.local_port = local_port}, id);
  }
  ConnectError connect(Time now, const Endpoint& remote, const ConnectOptions& options, ConnectionId& id);
  ListenError listen(const Endpoint& local, const ListenerOptions& options, ListenerId& id);
  /// What waits to be accepted, or is half open, is reset.
  void stop_listening(Time now, ListenerId id);
  std::optional<ConnectionId> accept(ListenerId id);
  /// Counts from the next SYN on; who waits in a queue stays there.
  void set_listener_options(ListenerId id, const ListenerOptions& options);

  /// Nothing for an id that was given back by close(), abort() or release().
  const Connection* connection(ConnectionId id) const;
  const FourTuple* tuple(ConnectionId id) const;
  /// Its counters stand until another listener takes its place.
  const Listener& listener(ListenerId id) const { return listeners_[id.index]; }

  Transferred<SendError> send(Time now, ConnectionId id, std::span<const std::uint8_t> text, bool urgent = false);
  Transferred<ReceiveError> receive(Time now, ConnectionId id, std::span<std::uint8_t> to);
  CloseError shutdown(Time now, ConnectionId id);
  /// The id means nothing any more; the connection goes on to its end.
  CloseError close(Time now, ConnectionId id);
  CloseError abort(Time now, ConnectionId id);
  /// The id means nothing any more. For a connection that is over; another is aborted.
  void release(Time now, ConnectionId id);
  /// Resets every connection, as a host that goes down in good order does.
  void abort_all(Time now);
  /// For what a connection alone has: set_nagle, set_keepalive.
  template <class F> bool with(Time now, ConnectionId id, F&& f) {
    (void)now;
    Slot* slot = held(id);
    if (slot == nullptr) return false;
    f(*slot->connection);
    touch(id.index);
    return true;
  }

  // --- what happens ---

  /// A packet from the wire. `trusted`: its TCP checksum was verified, or never needed to be.
  void receive_packet(Time now, std::span<const std::uint8_t> packet, bool trusted = false);
  /// The same for what was parsed before.
  void receive_segment(Time now, const FourTuple& tuple, const TcpHeader& header, std::span<const std::uint8_t> text);
  void on_timeout(Time now);

  // --- what comes of it ---

  /// The next packet to send; to be asked until there is none. Its text has at most `segments` segments.
  std::optional<StackPacket> poll_transmit(Time now, std::uint32_t segments = 1);
  Time poll_timeout() const { return timers_.next(); }
  std::optional<StackNotice> poll_notice();

  /// Told of every segment of a connection, from now on; null: nobody is. It outlives the stack, or this is called
  /// again.
  void set_observer(SegmentObserver* observer) { observer_ = observer; }

  const StackCounters& counters() const { return counters_; }
  std::size_t connections() const { return table_.size(); }
  const StackOptions& options() const { return options_; }
  /// Calls f(ConnectionId, const FourTuple&, const Connection&) for each, for a user who wants to see them all.
  template <class F> void for_each(F&& f) const {
    for (std::uint32_t i = 0; i < table_.slots(); ++i) {
      if (table_[i].connection) f(table_.id_of(i), table_[i].tuple, *table_[i].connection);
    }
  }

 private:
  struct Answer {
    FourTuple tuple;
    TcpHeader header;
  };

  static constexpr std::size_t kMaxAnswers = 4096;

  bool is_ours(const IpAddress& address) const;
  bool is_another_self(const IpAddress& address) const;
  std::shared_ptr<const Settings> settings_for(IpVersion version, bool active,
                                               const std::shared_ptr<const Settings>& own) const;
  OpenArguments open_arguments(Time now, const FourTuple& tuple) const;

  void see(Time now, Direction direction, const Slot& slot, const TcpHeader& header, std::size_t text, State before);
  const Slot* held(ConnectionId id) const;
  Slot* held(ConnectionId id) { return const_cast<Slot*>(std::as_const(*this).held(id)); }
  void give_back(std::uint32_t index);
  void touch(std::uint32_t index);
  void remove(std::uint32_t index);
  void reap(std::uint32_t index);

  // listening.cpp
  Listener* open_listener(ListenerId id);
  std::optional<std::uint32_t> listener_at(const Endpoint& local) const;
  void on_unknown(Time now, const FourTuple& tuple, const TcpHeader& header, std::span<const std::uint8_t> text);
  bool defers_third_segment(const Slot& slot, const TcpHeader& header);
  bool reopen(Time now, std::uint32_t index, const TcpHeader& header, std::span<const std::uint8_t> text);
  bool admits(Listener& listener, const IpAddress& source);
  void on_syn(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& syn);
  void queue_syn(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& syn, const OpenArguments& with);
  void send_cookie(Time now, Listener& listener, const FourTuple& tuple, const TcpHeader& syn);
  bool on_cookie(Time now, std::uint32_t at, const FourTuple& tuple, const TcpHeader& header,
                 std::span<const std::uint8_t> text);
  void refuse(const FourTuple& tuple, const TcpHeader& header, std::size_t text);
  void on_half_open(std::uint32_t index);
  void enter_syn_queue(std::uint32_t at, Slot& slot);
  void leave_syn_queue(Slot& slot);
  TcpHeader* answer(const FourTuple& tuple);

  bool take_answer(StackPacket& packet);
  bool transmit(Time now, std::uint32_t segments, StackPacket& packet);

  void receive_icmp(Time now, std::span<const std::uint8_t> packet);
  void on_icmp(Time now, const IcmpError& error);

  StackOptions options_;
  KeyedHash hash_;
  std::shared_ptr<const Settings> settings_[2][2];  // by version, and whether opened actively
  ConnectionTable table_;
  TimerQueue timers_;
  SlotList ready_{&Slot::ready};
  SlotList noticed_{&Slot::noticed};
  std::vector<Answer> answers_;  // emptied as a whole, when all of them were taken
  std::size_t taken_answers_ = 0;
  std::deque<Listener> listeners_;  // which never move
  std::vector<std::uint32_t> free_listeners_;
  std::map<Endpoint, std::uint32_t> listening_;
  StackCounters counters_;
  SegmentObserver* observer_ = nullptr;
  std::uint32_t connects_ = 0;
};

}  // namespace finalack::impl
