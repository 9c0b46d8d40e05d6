// One TCP connection: RFC 9293, without I/O, without a clock, and a value that can be copied.
//
// Segments and times come in (`on_segment`, `on_timeout`), segments and deadlines come out (`poll_transmit`,
// `poll_timeout`). What to decide is decided by impl/core/; here is what decisions are carried out with: buffers,
// timers, options, congestion control. It knows no addresses and no ports: they are the caller's (impl/stack/).
#pragma once

#include <memory>
#include <optional>

#include "impl/connection/congestion.hpp"
#include "impl/connection/loss_recovery.hpp"
#include "impl/connection/receive_buffer.hpp"
#include "impl/connection/round_trip.hpp"
#include "impl/connection/timers.hpp"
#include "impl/core/decide.hpp"

namespace finalack::impl {

/// What a connection is opened with; the caller chooses it, because it takes a secret and a clock (RFC 6528, RFC 7323
/// section 5.4).
struct OpenArguments {
  SequenceNumber iss;
  std::uint32_t timestamp_offset = 0;  ///< added to the clock in TSval

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, Space) {
    auto& [first, offset] = self;
    visit("first", first, Space::Own);
    visit("offset", offset, Space::None);
  }
};

enum class OpenError : std::uint8_t {
  None,
  AlreadyExists,  ///< "connection already exists"
};

enum class SendError : std::uint8_t {
  None,
  NoConnection,  ///< "connection does not exist"
  Closing,       ///< "connection closing": after CLOSE nothing more is sent
  NoRoom,        ///< "insufficient resources": the queue is full, or nothing was given
};

enum class ReceiveError : std::uint8_t {
  None,
  NoConnection,
  NothingYet,  ///< no text is there; the RFC would queue the request
  EndOfText,   ///< "connection closing": the peer's FIN was received, and everything before it was read
};

enum class CloseError : std::uint8_t {
  None,
  NoConnection,
  Closing,  ///< "connection closing": CLOSE was called before
};

template <class Error> struct Transferred {
  std::size_t octets = 0;
  Error error = Error::None;
};

/// What the user is told unasked; each is told once, in this order.
enum class Notice : std::uint8_t {
  Connected,
  Readable,    ///< text arrived
  Urgent,      ///< the peer has urgent text (MUST-32)
  Writable,    ///< after NoRoom: there is room again
  PeerClosed,  ///< the peer will send no more
  SoftError,   ///< the network reported something that may pass (MUST-56)
  Closed,      ///< the connection is over: `reason()`
};

/// A segment to be sent: ports are left to the caller. The text lies in the connection's buffer, until its next call.
struct Outgoing {
  TcpHeader header;
  Pieces text;
  std::uint16_t segment_size = 0;  ///< octets: if the text is longer, it is to be cut into segments of that size
};

class Connection {
 public:
  /// In CLOSED. `settings` are shared, not copied.
  explicit Connection(std::shared_ptr<const Settings> settings);

  // --- user calls, RFC 9293 3.10.1 to 3.10.5 ---

  [[nodiscard]] OpenError connect(Time now, const OpenArguments& arguments);
  [[nodiscard]] OpenError open_passive(const OpenArguments& arguments);

  /// Queues text, as much as there is room for. With `urgent`, urgent text ends with it (MUST-30).
  Transferred<SendError> send(Time now, std::span<const std::uint8_t> text, bool urgent = false);

  /// Takes text that has arrived.
  Transferred<ReceiveError> receive(Time now, std::span<std::uint8_t> to);

  /// CLOSE: no more is sent, but reading goes on.
  CloseError shutdown(Time now);

  /// CLOSE by a user who will not read any more, either (MAY-1): unread text, now or later, resets the connection
  /// (SHLD-3).
  CloseError close(Time now);

  CloseError abort();

  // --- what happens ---

  void on_segment(Time now, const TcpHeader& header, std::span<const std::uint8_t> text);
  void on_timeout(Time now);

  /// The path's limit is lower than was thought: `mss` octets of text and options.
  void on_packet_too_big(Time now, std::uint16_t mss);
  /// The network reports an error for a segment of this connection, which began at `seq`. RFC 5461: only before
  /// ESTABLISHED does a hard one end it.
  void on_network_error(SequenceNumber seq, bool hard);

  // --- what comes of it ---

  /// The next segment to send, if there is one: to be asked until there is none. Of text at most `segments` times what
  /// one segment can have, for a device that cuts it up.
  std::optional<Outgoing> poll_transmit(Time now, std::uint32_t segments = 1);
  /// The same, written to where it is to be: a copy of what was just written costs more than the decision. `out` is as
  /// new, and stays so if there is nothing to send.
  bool transmit(Time now, std::uint32_t segments, Outgoing& out);

  /// When `on_timeout` is to be called; kNever if nothing is waited for.
  Time poll_timeout() const { return timers_.next(); }

  std::optional<Notice> poll_notice();
  bool has_notice() const { return notices_ != 0; }

  // --- STATUS, RFC 9293 3.10.6 ---

  const Tcb<Native>& tcb() const { return tcb_; }
  State state() const { return tcb_.state; }
  const Settings& settings() const { return *settings_; }
  const Timers& timers() const { return timers_; }
  const RoundTrip& round_trip() const { return round_trip_; }
  const Congestion& congestion() const { return congestion_; }
  const LossRecovery& recovery() const { return recovery_; }
  const ReceiveBuffer& received() const { return received_; }

  Signal reason() const { return reason_; }  ///< why it is over
  bool is_over() const;                      ///< CLOSED, and nothing is left to send, to tell or to read
  std::size_t unsent() const;                ///< octets queued, but not yet sent
  std::size_t send_room() const;             ///< octets that SEND would take now
  std::size_t unacknowledged() const { return queued_.size() - unsent(); }  ///< octets of text
  std::size_t readable() const { return received_.readable(); }
  std::size_t memory() const { return queued_.capacity() + received_.capacity(); }  ///< octets that buffers take
  std::uint32_t urgent_octets() const;       ///< how much of what is to be read is urgent (MUST-33)
  std::uint32_t segment_text() const;        ///< the effective send MSS: octets of text (MUST-16)
  bool gave_up() const { return gave_up_; }  ///< nobody answered, the last time it came to an end
  /// The shift count that such a connection offers. RFC 7323 section 2.3.
  static std::uint8_t window_shift(const Settings& settings);
  /// TSval at that time.
  static std::uint32_t ticks(Time now, std::uint32_t offset);
  bool has_sack() const { return options_.sack; }
  bool has_window_scale() const { return options_.window_scale; }
  std::uint8_t send_shift() const { return options_.send_shift; }        ///< of the windows that arrive
  std::uint8_t receive_shift() const { return options_.receive_shift; }  ///< of those that we advertise
  std::uint32_t received_segment() const { return received_segment_; }   ///< octets of the longest text that arrived
  Time last_sent() const { return last_sent_; }
  Time last_received() const { return last_received_; }
  unsigned retries() const { return retries_; }  ///< retransmissions since the peer last acknowledged something
  std::uint64_t retransmissions() const { return retransmissions_; }  ///< segments, in all

  // --- as a socket's user may want it otherwise ---

  void set_nagle(bool on) { nagle_ = on; }
  void set_keepalive(Time now, bool on);
  /// Zero: none. For text that waits already it counts from now; a longer one than before, from the next progress.
  void set_user_timeout(Time now, Duration timeout);
  /// The next `quick_acks` segments of text are acknowledged at once, and so is what waits for it; or none is.
  void set_quick_acks(bool on);
  /// Other sizes, times and limits. What the SYNs said stays said: MSS, window scale, timestamps, SACK.
  void set_settings(Time now, std::shared_ptr<const Settings> settings);

  /// Every field: see fields.hpp. Whoever changes one answers for what the connection then does.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, Space) {
    auto& [settings, tcb, opened_with, options, timers, round_trip, congestion, recovery, queued, received,
           last_received, last_sent, challenges_until, timed_since, timed, snd_up, rcv_up, user_timeout,
           received_segment, retransmissions, reset, path_mss, quick_acks, challenges, retries, keepalives, notices,
           ack, reason, nagle, keepalive, syn_to_send, syn_in_flight, syn_sent_again, is_timed, probes, keepalive_due,
           reads_no_more, wants_room, has_urgent_to_send, has_urgent_to_read, gave_up] = self;
    visit("settings", settings, Space::None);
    visit("tcb", tcb, Space::None);
    visit("opened_with", opened_with, Space::None);
    visit("options", options, Space::None);
    visit("timers", timers, Space::None);
    visit("round_trip", round_trip, Space::None);
    visit("congestion", congestion, Space::None);
    visit("recovery", recovery, Space::Own);
    visit("queued", queued, Space::None);
    visit("received", received, Space::Peer);
    visit("last_received", last_received, Space::None);
    visit("last_sent", last_sent, Space::None);
    visit("challenges_until", challenges_until, Space::None);
    visit("timed_since", timed_since, Space::None);
    visit("timed", timed, Space::Own);
    visit("snd_up", snd_up, Space::Own);
    visit("rcv_up", rcv_up, Space::Peer);
    visit("user_timeout", user_timeout, Space::None);
    visit("received_segment", received_segment, Space::None);
    visit("retransmissions", retransmissions, Space::None);
    visit("reset", reset, Space::None);
    visit("path_mss", path_mss, Space::None);
    visit("quick_acks", quick_acks, Space::None);
    visit("challenges", challenges, Space::None);
    visit("retries", retries, Space::None);
    visit("keepalives", keepalives, Space::None);
    visit("notices", notices, Space::None);
    visit("ack", ack, Space::None);
    visit("reason", reason, Space::None);
    visit("nagle", nagle, Space::None);
    visit("keepalive", keepalive, Space::None);
    visit("syn_to_send", syn_to_send, Space::None);
    visit("syn_in_flight", syn_in_flight, Space::None);
    visit("syn_sent_again", syn_sent_again, Space::None);
    visit("is_timed", is_timed, Space::None);
    visit("probes", probes, Space::None);
    visit("keepalive_due", keepalive_due, Space::None);
    visit("reads_no_more", reads_no_more, Space::None);
    visit("wants_room", wants_room, Space::None);
    visit("has_urgent_to_send", has_urgent_to_send, Space::None);
    visit("has_urgent_to_read", has_urgent_to_read, Space::None);
    visit("gave_up", gave_up, Space::None);
  }

 private:
  enum class AckState : std::uint8_t { None, Delayed, Now };

  struct Options {
    bool window_scale = false;
    bool sack = false;
    std::uint8_t send_shift = 0;     // of SEG.WND in what arrives
    std::uint8_t receive_shift = 0;  // of what we advertise
    std::uint16_t peer_mss = 536;

    template <class Self, class Visit> static void fields(Self& self, Visit& visit, Space) {
      auto& [scales, sacks, of_arriving, of_ours, mss] = self;
      visit("scales", scales, Space::None);
      visit("sacks", sacks, Space::None);
      visit("of_arriving", of_arriving, Space::None);
      visit("of_ours", of_ours, Space::None);
      visit("mss", mss, Space::None);
    }
  };

  /// A reset that is to be sent, although the connection may be gone.
  struct OwedReset {
    SequenceNumber seq;
    SequenceNumber ack_number;
    SequenceNumber ts_echo;
    bool acknowledges;
    bool timestamped;

    template <class Self, class Visit> static void fields(Self& self, Visit& visit, Space) {
      auto& [at, acknowledged_number, echo, has_ack, has_timestamps] = self;
      visit("at", at, Space::Own);
      visit("acknowledged_number", acknowledged_number, Space::Peer);
      visit("echo", echo, Space::Clock);
      visit("has_ack", has_ack, Space::None);
      visit("has_timestamps", has_timestamps, Space::None);
    }
  };

  using Decided = Decision<Native>;
  Event<Native> event(EventKind kind) const;
  void add_offers(Event<Native>& e) const;

  // arriving.cpp
  void carry_out(Time now, const Decided& decision);
  void owe_reset(const Decided& decision);
  bool may_challenge(Time now);
  void negotiate(const TcpHeader& syn);
  void enter(Time now, State before);
  void on_ack(Time now, const Tcb<Native>& before, const TcpHeader& header, std::size_t text);
  void on_progress(Time now, const Tcb<Native>& before, const TcpHeader& header);
  void measure(Time now, const TcpHeader& header);
  void on_text(Time now, const Decided& decision, const TcpHeader& header, std::span<const std::uint8_t> text);
  void on_urgent(const TcpHeader& header);
  void back_to_listen();
  void start_over();
  void on_syn_acknowledged(Time now);
  void note_old_text(const Tcb<Native>& before, const Segment<Native>& seg);
  void owe_ack(Time now, std::uint32_t octets);

  // transmitting.cpp
  void write_reset(Time now, Outgoing& out);
  void write_syn(Time now, Outgoing& out);
  bool retransmit(Time now, Outgoing& out);
  bool transmit_new(Time now, std::uint32_t segments, Outgoing& out);
  void write_probe(Time now, Outgoing& out);
  void write_acknowledgment(Time now, Outgoing& out);
  void write_header(Time now, SequenceNumber seq, TcpHeader& header);
  void write_text(Time now, SequenceNumber left, std::uint32_t octets, bool fin, Outgoing& out);
  void acknowledged(TcpHeader& header);
  std::uint32_t largest_window() const;
  std::uint32_t window_to_advertise() const;
  void offer_options(TcpOptions& options) const;
  bool is_worth_sending(std::uint32_t octets, std::uint32_t waiting, bool with_fin) const;
  SequenceNumber window_edge() const { return tcb_.snd_una + tcb_.snd_wnd; }
  SequenceNumber bare_seq() const;
  SequenceNumber text_at() const;  // the number of the first octet in queued_
  SequenceNumber next_to_read() const;
  void forget_unread();
  /// Text and FIN: a SYN is sent again by other rules.
  LossRecovery::Flight flight() const { return {text_at(), tcb_.snd_nxt, segment_text()}; }
  std::uint32_t now_in_ticks(Time now) const;

  // timeouts.cpp
  void arm_retransmission(Time now);
  void watch_window(Time now);
  void on_retransmission_timeout(Time now);
  void on_persist_timeout(Time now);
  void on_keepalive_timeout(Time now);
  void watch_memory(Time now);
  void on_memory_timeout(Time now);
  bool gives_up() const;
  void end(Time now, EventKind why);

  void tell(Notice notice) { notices_ |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(notice)); }

  std::shared_ptr<const Settings> settings_;
  Tcb<Native> tcb_;
  OpenArguments opened_with_;
  Options options_;
  Timers timers_;
  RoundTrip round_trip_;
  Congestion congestion_;
  LossRecovery recovery_;
  Ring queued_;  // text from SND.UNA on: sent and not acknowledged, then not yet sent
  ReceiveBuffer received_;

  Time last_received_{};
  Time last_sent_{};                     // text
  Time challenges_until_ = Time::min();  // the end of the period in which `challenges_` were sent
  Time timed_since_{};
  SequenceNumber timed_;  // the round trip of what precedes it is measured, if is_timed_
  SequenceNumber snd_up_;
  SequenceNumber rcv_up_;
  Duration user_timeout_{};
  std::uint32_t received_segment_ = 0;  // the largest text that arrived: what the peer fills a segment with
  std::uint64_t retransmissions_ = 0;
  std::optional<OwedReset> reset_;
  std::uint16_t path_mss_ = 0;
  std::uint16_t quick_acks_ = 0;
  std::uint16_t challenges_ = 0;
  std::uint16_t retries_ = 0;
  std::uint16_t keepalives_ = 0;  // unanswered
  std::uint8_t notices_ = 0;
  AckState ack_ = AckState::None;
  Signal reason_ = Signal::None;
  bool nagle_ = true;
  bool keepalive_ = false;
  bool syn_to_send_ = false;
  bool syn_in_flight_ = false;  // sent, or about to be, and not acknowledged
  bool syn_sent_again_ = false;
  bool is_timed_ = false;
  bool probes_ = false;  // the next segment is sent whatever the window says
  bool keepalive_due_ = false;
  bool reads_no_more_ = false;  // close(), not shutdown()
  bool wants_room_ = false;     // SEND was refused
  bool has_urgent_to_send_ = false;
  bool has_urgent_to_read_ = false;
  bool gave_up_ = false;
};

}  // namespace finalack::impl
