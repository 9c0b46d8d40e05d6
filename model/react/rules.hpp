// The variants of the protocol: what a claim changes in `react` to ask "why is it so and not otherwise?".
//
// The defaults are RFC 9293 as written, without the mechanisms that it leaves optional. Every deviation is one named
// alternative here; nothing else configures `react`. What is abstracted from, whatever the rules, is said where it is:
// segments beyond a gap (segment_arrives.hpp), text and FIN on a SYN (closed_and_listen.hpp, established_entry.hpp), a
// listener behind SYN-RECEIVED (emit.hpp).
#pragma once

#include <compare>

namespace finalack::model {

/// How many segments open a connection.
enum class Handshake : unsigned char {
  TwoWay,    ///< the server is ESTABLISHED when it has answered the SYN; the client sends no third segment
  ThreeWay,  ///< RFC 9293 3.5
  FourWay,   ///< the SYN,ACK split into an ACK and a SYN of its own
};

/// How a connection closes.
enum class Closing : unsigned char {
  Rfc,         ///< RFC 9293 3.6
  MergedFin,   ///< the passive side answers FIN with FIN,ACK at once, whatever it still wanted to send
  NoAckOfFin,  ///< in CLOSE-WAIT nothing is sent merely to acknowledge the FIN: the second segment is missing
  NoFinalAck,  ///< the active closer does not acknowledge the peer's FIN
  NoTimeWait,  ///< the active closer deletes its TCB where TIME-WAIT would begin
};

/// What the retransmission timer does in SYN-RECEIVED.
enum class SynReceivedTimer : unsigned char { Retransmits, ResetsAtOnce, None };

/// What a crossing SYN,ACK does in SYN-RECEIVED: RFC 9293 draws one thing (figure 7) and says another (3.10.7.4, first
/// step, makes it unacceptable); appendix A.2 knows of it.
enum class CrossingSynAck : unsigned char { Letter, Figure };

/// Whether a SYN carries text, and when the listener delivers it.
enum class SynText : unsigned char {
  None,            ///< text is queued until the connection is ESTABLISHED
  Queued,          ///< the SYN may carry a unit, which the listener keeps until ESTABLISHED (RFC 9293 3.10.7.2)
  AnsweredAtOnce,  ///< the listener delivers it on arrival, as TCP Fast Open does (RFC 7413)
};

/// What a SYN without ACK and RST does to TIME-WAIT (RFC 9293 3.6.1, MAY-2). Who takes it begins with an ISS of its own
/// that is larger than all numbers that it used before.
enum class Reopening : unsigned char {
  None,        ///< nothing: it is answered as any other segment is
  Elsewhere,   ///< it may end it: whoever stands behind the endpoint judges the SYN, and takes it
  GreaterSeq,  ///< beyond RCV.NXT it is taken, as LISTEN would: 4.4BSD, and Linux without timestamps
  MayReturn,   ///< MAY-2 to the letter: it is taken, and TIME-WAIT goes on if it turns out to be an old duplicate
};

struct Rules {
  static constexpr unsigned kUnlimited = ~0U;

  Handshake handshake = Handshake::ThreeWay;
  Closing closing = Closing::Rfc;
  SynReceivedTimer syn_received_timer = SynReceivedTimer::Retransmits;
  CrossingSynAck crossing_syn_ack = CrossingSynAck::Letter;
  SynText syn_text = SynText::None;
  Reopening reopening = Reopening::None;

  unsigned window = 2;  ///< RCV.WND and SND.WND, in sequence numbers; constant
  unsigned retry_limit =
      1;  ///< retransmissions of one segment before giving up (R2 of RFC 9293 3.8.3): 0 to 3, or kUnlimited

  /// Exact RST, challenge ACKs, the range check on SEG.ACK (RFC 5961), in 3.10.7.4. In SYN-SENT, where 3.10.7.3 would
  /// have a RST's number compared with RCV.NXT, nothing is: no number has been received there.
  bool rfc5961 = false;
  bool delays_ack = false;     ///< an acknowledgment of text or FIN may wait and be piggybacked (RFC 9293 3.8.6.3)
  bool defers_send = false;    ///< SEND may leave its unit in the queue (Nagle, congestion), to be sent later
  bool receive_posted = true;  ///< the user always has a RECEIVE outstanding: text is delivered as it arrives
  /// CLOSE with unread text sends RST: what SHLD-3 asks of a host whose CLOSE ends reading, too (MAY-1). Its other half
  /// is not modelled: text that arrives after CLOSE is taken as before.
  bool unread_text_resets = false;
  bool close_waits = false;  ///< CLOSE in SYN-RECEIVED waits for ESTABLISHED; by the letter it may send its FIN at once
  bool close_aborts = false;        ///< CLOSE resets the connection (SO_LINGER with a zero timeout)
  bool fin_wait_2_timeout = false;  ///< FIN-WAIT-2 ends by a timer, as deployed stacks do for orphans
  bool rfc1337 = false;             ///< in TIME-WAIT a RST is ignored: RFC 1337 section 3, fix (F1)
  /// The ACK of a segment counts although the segment is not acceptable, if it begins at RCV.NXT - 1 or is bare and
  /// stands at the right edge: RFC 9293 appendix A.2.
  bool validates_leniently = false;
  /// In SYN-RECEIVED an ACK that does not acknowledge the SYN is answered by a RST (figure 9 rests on it), also where
  /// RFC 5961's range check, which comes first, would send an ACK.
  bool half_open_resets_bad_ack = false;
  /// An acknowledgment may be sent at any time, whether or not one is owed: window updates, keepalives, challenges.
  bool acks_at_will = false;

  /// Keepalives are sent (RFC 9293 3.8.4; off by default, MUST-25). How many of them may go unanswered is counted by
  /// who owns the timer; giving up is a USER TIMEOUT.
  bool keepalive = false;

  auto operator<=>(const Rules&) const = default;
};

}  // namespace finalack::model
