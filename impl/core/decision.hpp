// What goes into `decide` and what comes out.
#pragma once

#include "impl/core/tcb.hpp"

namespace finalack::impl {

/// Where RFCs leave a choice, or where the letter of RFC 9293 and what is deployed differ. Each is a decision of the
/// protocol; sizes and times are settings of the connection.
struct Policy {
  /// RST only at RCV.NXT, challenge ACKs, the range of SEG.ACK. RFC 5961; RFC 9293 3.10.7.4.
  bool rfc5961 = true;
  /// In TIME-WAIT a RST is ignored. RFC 1337 section 3, fix (F1).
  bool rfc1337 = true;
  /// A segment that begins at RCV.NXT - 1 has its ACK processed although it is not acceptable: a crossing SYN,ACK, a
  /// crossing FIN, a crossing window probe. RFC 9293 appendix A.2. Without, the letter of 3.10.7.4.
  bool validates_leniently = true;
  /// CLOSE in SYN-RECEIVED waits for ESTABLISHED. RFC 9293 3.10.4 lets it send its FIN at once, if nothing was sent
  /// before.
  bool close_waits = true;
  /// A SYN may end TIME-WAIT and open a new connection, if its timestamp or its sequence number says that it is newer.
  /// RFC 6191; MAY-2.
  bool reopens_from_time_wait = true;

  bool operator==(const Policy&) const = default;
};

enum class EventKind : std::uint8_t {
  OpenActive,
  OpenPassive,
  Close,
  Abort,
  SegmentArrives,
  TextInOrder,      ///< what was received now reaches beyond RCV.NXT: seventh and eighth step of 3.10.7.4
  Transmitted,      ///< new text, or the FIN, left
  Acknowledged,     ///< a segment left that carries RCV.NXT and a window
  UserTimeout,      ///< or giving up on retransmissions, probes, keepalives
  TimeWaitTimeout,  ///< 2 MSL are over
  FinWait2Timeout   ///< nothing came from a peer that was told that nobody reads any more
};

/// An event of RFC 9293 3.10.
template <class D> struct Event {
  EventKind kind;
  Segment<D> segment{};                 ///< SegmentArrives
  typename D::Seq iss{};                ///< OpenActive, and SegmentArrives in LISTEN: the ISS to use
  typename D::Bool timestamps = false;  ///< the same: this side offers timestamps
  typename D::Size window{0};           ///< the same: RCV.WND to begin with; Acknowledged: the one that was advertised
  typename D::Size octets{0};           ///< TextInOrder, Transmitted: of text
  typename D::Bool fin = false;         ///< TextInOrder, Transmitted: and the FIN behind them
  typename D::Bool queued = false;      ///< Close: text waits to be sent, or was sent before ESTABLISHED
  typename D::Bool unread = false;      ///< Close: the user did not read everything that was received (SHLD-3)
};

enum class Reply : std::uint8_t {
  None,
  Ack,           ///< <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, now
  AckSoon,       ///< the same, but it may be delayed, aggregated and piggybacked (MUST-58, SHLD-18)
  ChallengeAck,  ///< the same, but its rate may be limited (RFC 5961 section 7)
  Syn,           ///< <SEQ=ISS><CTL=SYN>
  SynAck,        ///< <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>
  Reset,         ///< <SEQ=reset_seq><CTL=RST>
  ResetAck,      ///< <SEQ=0><ACK=reset_ack><CTL=RST,ACK>
};

/// What the user is told unasked.
enum class Signal : std::uint8_t {
  None,
  Connected,    ///< ESTABLISHED was entered
  PeerClosing,  ///< "connection closing": the peer's FIN was received
  Refused,      ///< "connection refused"
  Reset,        ///< "connection reset"
  TimedOut,     ///< "connection aborted due to user timeout"
  Finished,     ///< the connection ended as it should
};

/// An answer to a user call that is not possible. RFC 9293 3.10.1 to 3.10.5.
enum class CallError : std::uint8_t {
  None,
  NoConnection,      ///< "connection does not exist"
  AlreadyExists,     ///< "connection already exists"
  ConnectionClosing  ///< "connection closing"
};

template <class D> struct Decision {
  Tcb<D> tcb;  ///< the next one

  typename D::template Enum<CallError> error = CallError::None;
  typename D::template Enum<Reply> reply = Reply::None;
  typename D::Seq reset_seq{};
  typename D::Seq reset_ack{};
  typename D::template Enum<Signal> signal = Signal::None;

  // Of an arriving segment, for those who keep payload and timers:
  typename D::Bool processed = false;      ///< its ACK was valid and processed; and its SACK blocks, its urgent pointer
  typename D::Bool has_text = false;       ///< of its text, the octets [text_from, text_to) are to be kept
  typename D::Size text_from{0};           ///< the first to be kept
  typename D::Size text_to{0};             ///< at most up to the right edge of the window
  typename D::Bool has_fin = false;        ///< its FIN lies at text_to, within the window
  typename D::Bool restarts_2msl = false;  ///< TIME-WAIT begins anew
  typename D::Bool reopens = false;        ///< the connection is over, and the segment, a SYN, opens a new one
};

template <class D> Decision<D> unchanged(const Tcb<D>& tcb) {
  Decision<D> d;
  d.tcb = tcb;
  return d;
}

template <class D> Decision<D> refused(const Tcb<D>& tcb, CallError error) {
  Decision<D> d = unchanged(tcb);
  d.error = error;
  return d;
}

template <class D> Decision<D> replying(const Tcb<D>& tcb, Reply reply) {
  Decision<D> d = unchanged(tcb);
  d.reply = reply;
  return d;
}

/// The reset that answers `seg`: <SEQ=SEG.ACK><CTL=RST>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> where it has no
/// ACK. RFC 9293 3.10.7.1.
template <class D> Decision<D> resetting(const Tcb<D>& tcb, const Segment<D>& seg) {
  Decision<D> d = unchanged(tcb);
  if (seg.ack) {
    d.reply = Reply::Reset;
    d.reset_seq = seg.ack_number;
  } else {
    d.reply = Reply::ResetAck;
    d.reset_ack = seg.seq + length(seg);
  }
  return d;
}

/// Deletes the TCB and enters CLOSED.
template <class D> Decision<D> deleted(Signal signal) {
  Decision<D> d;
  d.signal = signal;
  return d;
}

/// The TCB that waits for a SYN.
template <class D> Decision<D> listening() {
  Decision<D> d;
  d.tcb.state = State::Listen;
  return d;
}

}  // namespace finalack::impl
